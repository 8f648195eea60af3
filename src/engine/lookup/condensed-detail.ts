import type { AnyList } from '../../../adapters/contract.js'
import type { Access } from '../../access/rights/access.js'
import type { ListEngine } from '../lists/list-engine.js'
import type { PreparedList } from '../lists/prepared-list.js'
import { queryFor } from '../rows/row-query.js'
import { type RecordView, rowOf, unmasked } from '../source/records.js'
import { rowsOf } from '../source/visibility.js'
import type { OperationLookups } from './operation-loaders.js'
import type { OwnedList } from './owned-lists.js'

// Fields that only condensed rows have, for a record that was fetched by its id, as a full row.

/** What is needed to look up condensed rows. */
export interface CondensedLookups {
  /** What the viewer may see. */
  readonly access: Access
  readonly engine: ListEngine
  readonly lookups: OperationLookups
  /** Reads lists of customers, in batches. */
  readonly ownedLists: { load(wanted: OwnedList): Promise<{ readonly list: PreparedList | null }> }
}

/**
 * A SIP account with the fields of its full and its condensed row, which is in its customer's list.
 * @param fields those that are selected.
 * @returns the account unchanged where it has these fields already, or the vendor does not list it.
 * @throws SourceFailure.
 */
export async function withCondensedFields(
  from: CondensedLookups,
  account: RecordView,
  fields: ReadonlySet<string>,
): Promise<RecordView> {
  const made = rowOf(account)
  const source = from.engine.sources.find(account.source.name)
  const declaration: AnyList | undefined = source?.declaration.lists.sipAccounts
  if (made?.detail !== 'full-only' || source === undefined || declaration === undefined) return account
  const at = source.declaration.lookups.sipAccount?.condensedAt?.(made.row) ?? null
  if (at === null) return account
  const { customerId } = at
  const { list } = await from.ownedLists.load({
    list: 'sipAccounts',
    source: source.name,
    by: 'customerId',
    key: customerId,
    filter: null,
    fields,
  })
  // The condensed form may not say whose an account is.
  const detail = rowsOf(from.access, source, 'sipAccounts').needs.length === 0 ? 'condensed' : 'both'
  const alone = queryFor('sipAccounts', declaration, { customerId }, detail)
  const key = unmasked(account).nativeId
  const { entries } = list === null ? await from.lookups.list(source, alone) : list.read()
  const condensed = entries.find(({ nativeId }) => nativeId === key)
  return condensed === undefined
    ? account
    : (source.records.sipAccounts?.({ ...condensed.row, ...made.row }, made.fetchedAtMs) ?? account)
}
