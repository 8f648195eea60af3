import type { ListName, OwnCheck } from '../../adapters/contract.js'
import { compareDecimals } from '../../adapters/values/decimal.js'
import { digitsOf, readNumberCondition, withoutInternationalPrefix } from '../../adapters/values/number-condition.js'
import { toParty } from '../../adapters/values/party.js'
import { countryOf, type Region } from '../../adapters/values/phone-number.js'
import type { MoneyInput } from '../../schema/filters.js'
import { parseInstant } from '../../schema/instant.js'
import type { Money, Party } from '../../schema/shapes.js'
import type { Condition } from './filter.js'

// The one definition of "a record matches a filter". What a vendor does not apply exactly is checked here; the
// conformance audit holds every adapter's pushdown against it.

/** Reads one field of the record that is tested; the gateway's lazy records and the adapters' readers both fit. */
type ReadField = (name: string) => unknown
export type RecordTest = (read: ReadField) => boolean

/** What testing a condition takes: the fields it reads, and how to make the test for one value. */
interface Match {
  readonly reads: readonly string[]
  readonly test: (value: never, region: Region | undefined) => RecordTest
}
const match = <Value>(
  reads: readonly string[],
  test: (value: Value, region: Region | undefined) => RecordTest,
): Match => ({
  reads,
  test,
})

const isParty = (value: unknown): value is Party => typeof value === 'object' && value !== null && 'number' in value
const nativeIdOf = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && 'nativeId' in value ? value.nativeId : null
const epochOf = (value: unknown): number | null => (typeof value === 'string' ? parseInstant(value) : null)

/**
 * Makes the test of a filter text against the numbers of one source.
 * @param wanted its meaning is that of `NumberCondition`.
 * @param region the country of national numbers.
 */
export function numberTest(wanted: string, region: Region | undefined): (party: Party) => boolean {
  const condition = readNumberCondition(wanted, region)
  if (condition === null) return () => false
  switch (condition.kind) {
    case 'complete':
      return (party) => party.e164 === condition.e164
    case 'text': {
      const folded = condition.text.toLowerCase()
      return ({ number }) => number?.toLowerCase().includes(folded) ?? false
    }
    case 'prefix':
      return ({ number }) =>
        number !== null && digitsOf(withoutInternationalPrefix(number)).startsWith(condition.digits)
    case 'part':
      return ({ number }) => number !== null && digitsOf(number).includes(condition.digits)
  }
}

const partyTest = (names: readonly string[]) =>
  match<string>(names, (wanted, region) => {
    const fits = numberTest(wanted, region)
    return (read) =>
      names.some((name) => {
        const party = read(name)
        return isParty(party) && fits(party)
      })
  })

const oneOf = (name: string) =>
  match<readonly unknown[]>([name], (wanted) => {
    const values = new Set(wanted)
    return (read) => values.has(read(name))
  })
const equal = (name: string) => match<unknown>([name], (wanted) => (read) => read(name) === wanted)
const customerAmong = (...names: string[]) =>
  match<string>(names, (wanted) => (read) => names.some((name) => nativeIdOf(read(name)) === wanted))

/** Texts are compared in lower case. */
const textIn = (names: readonly string[]) =>
  match<string>(names, (wanted) => {
    const folded = wanted.toLowerCase()
    return (read) =>
      names.some((name) => {
        const text = read(name)
        return typeof text === 'string' && text.toLowerCase().includes(folded)
      })
  })

const isMoney = (value: unknown): value is Money =>
  typeof value === 'object' && value !== null && 'amount' in value && typeof value.amount === 'string'

/** A balance in another currency cannot be compared, and neither can one whose currency is not known. */
const balanceBelow = match<MoneyInput>(['balance'], ({ amount, currency }) => {
  const folded = currency.toUpperCase()
  return (read) => {
    const balance = read('balance')
    const money: unknown = typeof balance === 'object' && balance !== null ? Reflect.get(balance, 'amount') : null
    return isMoney(money) && money.currency?.toUpperCase() === folded && compareDecimals(money.amount, amount) < 0
  }
})

/** A call is international when the callee's number is known to belong to another country than the source's region. */
const international = match<boolean>(['callee'], (wanted, region) => (read) => {
  const callee = read('callee')
  const country = isParty(callee) ? countryOf(callee.e164, region) : null
  return (country !== null && region !== undefined && country !== region) === wanted
})

const startedFrom = match<number>(
  ['startedAt'],
  (wanted) => (read) => (epochOf(read('startedAt')) ?? -Infinity) >= wanted,
)
const startedTo = match<number>(['startedAt'], (wanted) => (read) => (epochOf(read('startedAt')) ?? Infinity) < wanted)

const endedFrom = match<number>(['endedAt'], (wanted) => (read) => (epochOf(read('endedAt')) ?? -Infinity) >= wanted)
const endedTo = match<number>(['endedAt'], (wanted) => (read) => (epochOf(read('endedAt')) ?? Infinity) < wanted)

/** A call in progress has no talk time yet; some vendors write none at all: then the status decides. */
const answered = match<boolean>(['answeredAt', 'durationSeconds', 'status'], (wanted) => (read) => {
  const [seconds, status] = [read('durationSeconds'), read('status')]
  const hasTalked = typeof seconds === 'number' ? seconds > 0 : status === 'COMPLETED'
  return (read('answeredAt') !== null || status === 'IN_PROGRESS' || hasTalked) === wanted
})

const atLeast = (name: string) =>
  match<number>([name], (wanted) => (read) => {
    const value = read(name)
    return typeof value === 'number' && value >= wanted
  })

const disconnectCode = match<number>(['disconnectCause'], (wanted) => (read) => {
  const cause = read('disconnectCause')
  return typeof cause === 'object' && cause !== null && 'code' in cause && cause.code === wanted
})

const parties = {
  number: partyTest(['caller', 'callee']),
  caller: partyTest(['caller']),
  callee: partyTest(['callee']),
  direction: equal('direction'),
}

/** By list and condition. A condition that is missing here cannot be checked on a record: the vendor must apply it exactly. */
const MATCHES: Readonly<Record<ListName, Readonly<Record<string, Match>>>> = {
  calls: {
    ...parties,
    status: oneOf('status'),
    startedFrom,
    startedTo,
    endedFrom,
    endedTo,
    answered,
    minBilledSeconds: atLeast('billedDurationSeconds'),
    disconnectCode,
    parentCallId: equal('parentCallSid'),
    accountId: equal('accountId'),
    international,
  },
  sessions: {
    ...parties,
    customerId: customerAmong('sourceCustomer', 'destinationCustomer'),
    live: match<boolean>(['endedAt'], (wanted) => (read) => (read('endedAt') === null) === wanted),
    international,
    accountId: equal('sourceVoiceAccountId'),
    startedFrom,
    startedTo,
  },
  sipAccounts: {
    number: match<string>(['numbers'], (wanted, region) => {
      const fits = numberTest(wanted, region)
      return (read) => {
        const numbers = read('numbers')
        return Array.isArray(numbers) && numbers.some((number) => fits(toParty(String(number), region)))
      }
    }),
    customerId: customerAmong('customer'),
    up: match<boolean>(['status'], (wanted) => (read) => read('status') === (wanted ? 'ON' : 'OFF')),
    active: equal('active'),
  },
  activeCalls: {
    ...parties,
    state: oneOf('state'),
    accountId: equal('accountId'),
    customerId: customerAmong('customer'),
    minDurationSeconds: atLeast('durationSeconds'),
  },
  customers: {
    search: textIn(['name', 'login', 'description']),
    parentId: customerAmong('parent'),
    status: oneOf('status'),
    balanceBelow,
  },
}

/** Whether the gateway itself can check a condition on a record, of whatever vendor. */
export const canCheck = (list: ListName, path: string): boolean => MATCHES[list][path] !== undefined

/**
 * Makes one test of several conditions, all of which must hold.
 * @param region the source's numbering plan.
 * @param ownChecks the checks of the vendor's own conditions.
 * @returns the test, and the fields of the record that it reads.
 * @throws Error when a condition cannot be checked on a record: the adapter's declaration is wrong.
 */
export function compileTest(
  list: ListName,
  conditions: readonly Condition[],
  region: Region | undefined,
  ownChecks: Readonly<Record<string, OwnCheck>> = {},
): { readonly test: RecordTest; readonly reads: readonly string[] } {
  const matches = conditions.map(({ path, value }) => {
    const found = MATCHES[list][path] ?? ownChecks[path]
    if (found === undefined) throw new Error(`${list}: no record has ${path}; declare it exact or unsupported`)
    return { reads: found.reads, test: found.test(value as never, region) }
  })
  return {
    test: (read) => matches.every(({ test }) => test(read)),
    reads: [...new Set(matches.flatMap(({ reads }) => reads))],
  }
}
