// The SIP accounts of many customers at once: one list of all customers' accounts, where the source has such a list and
// it is cheaper than asking for each customer by itself.

import type { AnyList } from '../../adapters/contract.js'
import { conditionsOf } from '../plan/filter.js'
import { canCheck, compileTest } from '../plan/match.js'
import { explainAsked } from './explain.js'
import { formFor } from './forms.js'
import type { ListEngine } from './list.js'
import type { Snapshot } from './snapshot.js'
import type { AskedRequest, Asking } from './source.js'
import { failureOf } from './trouble-of.js'

/** One customer whose accounts are wanted. */
export interface CustomerAccounts {
  readonly source: string
  readonly customerId: string
  /** Further conditions; a list for everyone is shared by those whose conditions the gateway can check by itself. */
  readonly filter: object | null | undefined
  /** Fields of the accounts that are selected. */
  readonly fields: ReadonlySet<string>
}

/** A whole list that answers for many, to be read instead of asking. */
export type PreparedList = Promise<Snapshot> | null

/** Up to so many customers are asked for each by itself: small answers beat the whole list. */
const FEW_CUSTOMERS = 4

/** For each customer of a batch, the list to read; null: ask for this customer alone. */
export function prepareAccounts(
  engine: ListEngine,
  wanted: readonly CustomerAccounts[],
  asking: Asking,
): readonly { readonly list: PreparedList }[] {
  const sharing = wanted.filter(canShare)
  const names = [...new Set(sharing.map(({ source }) => source))]
  const lists = new Map(names.map((name) => [name, prepareList(engine, sharing.filter(({ source }) => source === name), asking)]))
  return wanted.map((each) => ({ list: canShare(each) ? (lists.get(each.source) ?? null) : null }))
}

const canShare = ({ filter }: CustomerAccounts): boolean =>
  conditionsOf(filter ?? {}).every(({ path }) => canCheck('sipAccounts', path))

/** @param wanted customers of one source. */
function prepareList(engine: ListEngine, wanted: readonly CustomerAccounts[], asking: Asking): PreparedList {
  const [{ source: name } = { source: '' }] = wanted
  const source = engine.sources.find((candidate) => candidate.name === name)
  const declaration: AnyList | undefined = source?.declaration.lists.sipAccounts
  const many = new Set(wanted.map(({ customerId }) => customerId)).size > FEW_CUSTOMERS
  if (source === undefined || declaration?.coversAllCustomers !== true || !many) return null
  const asked = { list: 'sipAccounts', declaration, pushed: {}, order: 'NATIVE_ID', detail: formFor(declaration, neededBy(wanted)) } as const
  const requests: AskedRequest[] = []
  const list = engine.memory.wholeList(source, asked, { ...asking, trace: (request) => requests.push(request) })
  const tell = (rowsRead: number, error: string | null) =>
    asking.explain?.({ list: 'sipAccounts', sources: [explainAsked(name, requests, { residual: ['customerId'], rowsRead, error })] })
  // Whoever reads it hears of a failure.
  list.then(
    ({ entries }) => tell(entries.length, null),
    (error: unknown) => tell(0, failureOf(error).code),
  )
  return list
}

/** What is selected of any of them, what picks the customers' own, and what their conditions read. */
const neededBy = (wanted: readonly CustomerAccounts[]): ReadonlySet<string> =>
  new Set(
    wanted.flatMap(({ fields, filter, customerId }) => [
      ...fields,
      ...compileTest('sipAccounts', conditionsOf({ ...filter, customerId }), undefined).reads,
    ]),
  )
