// The SIP accounts of many customers at once: one list of all customers' accounts, where the source has such a list and
// it is cheaper than asking for each customer by itself.

import type { AnyList } from '../../adapters/contract.js'
import { explainWhole } from './explain.js'
import type { ListEngine } from './list.js'
import type { Snapshot } from './snapshot.js'
import type { AskedRequest, Asking } from './source.js'
import { failureOf } from './trouble-of.js'

/** One customer whose accounts are wanted. */
export interface CustomerAccounts {
  readonly source: string
  readonly customerId: string
  /** Further conditions; a list for everyone is only shared by those who have none. */
  readonly filter: object | undefined
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
  const lists = new Map<string, PreparedList>()
  for (const { source: name } of wanted) {
    if (lists.has(name)) continue
    const plain = wanted.filter(({ source, filter }) => source === name && filter === undefined)
    const source = engine.sources.find((candidate) => candidate.name === name)
    const declaration: AnyList | undefined = source?.declaration.lists.sipAccounts
    const many = new Set(plain.map(({ customerId }) => customerId)).size > FEW_CUSTOMERS
    if (source === undefined || declaration?.coversAllCustomers !== true || !many) lists.set(name, null)
    else {
      // Only the full form says whose an account is.
      const asked = { list: 'sipAccounts', declaration, pushed: {}, order: 'NATIVE_ID', detail: 'full' } as const
      const requests: AskedRequest[] = []
      const list = engine.memory.wholeList(source, asked, { ...asking, trace: (request) => requests.push(request) })
      const tell = (rowsRead: number, error: string | null) =>
        asking.explain?.({ list: 'sipAccounts', sources: [explainWhole(name, requests, rowsRead, error)] })
      // Whoever reads it hears of a failure.
      list.then(
        ({ entries }) => tell(entries.length, null),
        (error: unknown) => tell(0, failureOf(error).code),
      )
      lists.set(name, list)
    }
  }
  return wanted.map(({ source, filter }) => ({ list: filter === undefined ? (lists.get(source) ?? null) : null }))
}
