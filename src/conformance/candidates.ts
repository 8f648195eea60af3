// Filters that mean something for the rows at hand: their values are taken from the records, or nearly.

import type { AnyList } from '../../adapters/contract.js'
import { ActiveCallState, CallStatus, Direction } from '../../schema/enums.js'
import type { OwnConditions, PlainRecord } from './rules/rule.js'
import { pushdownOf } from './samples.js'

const member = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce<unknown>(
    (inner, name) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, name) : undefined),
    value,
  )
/** The texts at this path of the records. */
export const texts = (records: readonly PlainRecord[], ...path: readonly string[]): readonly string[] =>
  records
    .map((record) => member(record, ...path))
    .filter((value) => typeof value === 'string' && value !== '')
    .map(String)
/** A few different ones of these. */
export const some = <Value>(values: readonly Value[], most = 12): readonly Value[] =>
  [...new Set(values)].slice(0, most)

/** Ways to write a number, parts of it, and what only looks like one. */
const spellings = (number: string): readonly string[] => [
  number,
  number.replace(/^\+/, '00'),
  number.replace(/^\+/, ''),
  number.slice(-4),
  number.slice(0, 6),
  number.slice(3, 7),
]
const numbers = (records: readonly PlainRecord[], ...names: readonly string[]): readonly unknown[] => {
  const written = names.flatMap((name) => some(texts(records, name, 'number'), 5))
  const complete = names.flatMap((name) => some(texts(records, name, 'e164'), 5))
  return [...new Set([...written, ...complete].flatMap(spellings)), 'anonymous', 'nony', '%', '7030_', '0', '+', '101']
}

const subsets = (names: readonly string[]): readonly unknown[] => [
  ...names.map((name) => [name]),
  names.slice(0, 2),
  names.slice(1, 4),
  [...names],
]

function times(records: readonly PlainRecord[], name = 'startedAt'): readonly unknown[] {
  const started = some(
    texts(records, name).map((text) => Date.parse(text)),
    20,
  )
  return started.flatMap((at) => [at, at + 1, at - 1, at - 3_600_000, at + 3_600_000])
}

/** Limits at balances, and beside them. */
function balances(records: readonly PlainRecord[]): readonly unknown[] {
  const amounts = some(texts(records, 'balance', 'amount', 'amount'), 6)
  const currencies = [...some(texts(records, 'balance', 'amount', 'currency'), 2), 'ZZZ']
  return currencies.flatMap((currency) => [...amounts, '0', '1000000'].map((amount) => ({ amount, currency })))
}

const BOTH = [true, false]
type Candidates = (records: readonly PlainRecord[]) => readonly unknown[]
/** The ids at these paths of the records, and ids that nothing has. */
export const ids =
  (...paths: readonly (readonly string[])[]): Candidates =>
  (records) => [...paths.flatMap((path) => some(texts(records, ...path), 6)), 'nobody', '0']

const BY_PATH: Readonly<Record<string, Candidates>> = {
  number: (records) => numbers(records, 'caller', 'callee', 'numbers'),
  caller: (records) => numbers(records, 'caller'),
  callee: (records) => numbers(records, 'callee'),
  // Of calls, or of customers.
  status: (records) => [...subsets(Object.keys(CallStatus)), ...some(texts(records, 'status')).map((one) => [one])],
  state: () => subsets(Object.keys(ActiveCallState)),
  direction: () => Object.keys(Direction),
  startedFrom: (records) => times(records),
  startedTo: (records) => times(records),
  parentCallId: ids(['parentCallSid'], ['nativeId']),
  customerId: ids(['customer', 'nativeId'], ['sourceCustomer', 'nativeId'], ['destinationCustomer', 'nativeId']),
  resellerId: ids(),
  parentId: ids(['parent', 'nativeId']),
  balanceBelow: balances,
  accountId: ids(['accountId']),
  search: (records) => [...some(texts(records, 'name'), 5).map((name) => name.slice(1, 6)), '7030', 'qzx'],
  international: () => BOTH,
  live: () => BOTH,
  up: () => BOTH,
  active: () => BOTH,
  minDurationSeconds: () => [0, 1, 30.5, 60, 10_000],
  answered: () => BOTH,
  minBilledSeconds: () => [0, 1, 30.5, 60, 10_000],
  disconnectCode: () => [0, 16, 17, 200, 486, -21],
  endedFrom: (records) => times(records, 'endedAt'),
  endedTo: (records) => times(records, 'endedAt'),
}

/** By condition that a list supports, values to filter these records by. */
export function candidatesOf(
  list: AnyList,
  records: readonly PlainRecord[],
  own: OwnConditions = {},
): ReadonlyMap<string, readonly unknown[]> {
  const entries = Object.entries(list.pushdown).map(([path, rule]) => {
    const values = (own[path]?.candidates ?? BY_PATH[path] ?? ids())(records)
    return [path, values.filter((value) => pushdownOf(rule, value) !== 'unsupported')] as const
  })
  return new Map(entries.filter(([, values]) => values.length > 0))
}
