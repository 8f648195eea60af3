import type { ListName, Row, RowOwners } from '../../../adapters/contract.js'
import type { Access } from '../rights/access.js'
import { SCOPE_OF_LIST, type SourceScope } from '../rights/scopes.js'

// The row rule: which rows of a source somebody may see. This is the only place where a row becomes one that may be shown:
// records, pages, groups and counts are made of seen rows only, and the compiler knows the difference.

declare const SEEN: unique symbol

/** A row that the viewer may see, without what concerns other customers only. */
export type SeenRow = Row & { readonly [SEEN]: true }

/** Something that holds a row, such as an entry of a list. */
interface HoldsRow {
  readonly row: Row
}
type Seen<Entry extends HoldsRow> = Entry & { readonly row: SeenRow }

/** A list of rows that the viewer may see. */
export type SeenList<List extends { readonly entries: readonly HoldsRow[] }> = Omit<List, 'entries'> & {
  readonly entries: readonly Seen<List['entries'][number]>[]
}

/** What somebody may see of one list at one source. */
export interface RowView {
  /** The customers whose rows are shown; all: every row, as it is. */
  readonly customers: 'all' | ReadonlySet<string>
  /** Equal for all views of a list that show the same. */
  readonly key: string
  /** The vendor fields that rows must have so that their owners are known; none where every row is shown. */
  readonly needs: readonly string[]
  /** The row without what is hidden; the same object where nothing is. Null: the row is hidden. */
  see(row: Row): SeenRow | null
  /** The entries whose rows are shown; the same array where every row is. */
  seeEntries<Entry extends HoldsRow>(entries: readonly Entry[]): readonly Seen<Entry>[]
  /** The same list where every row is shown; null otherwise: the rows are to be chosen. */
  seeWhole<List extends { readonly entries: readonly HoldsRow[] }>(list: List): SeenList<List> | null
}

/* The casts of this file are what makes a row a seen one; a test guards that no other file has any. */

/** Holds of any list in the hands of somebody who sees every row. */
const isSeen = <List extends { readonly entries: readonly HoldsRow[] }>(list: List): list is List & SeenList<List> =>
  list.entries !== undefined

const EVERY_ROW: RowView = {
  customers: 'all',
  key: 'all',
  needs: [],
  see: (row) => row as SeenRow,
  seeEntries: <Entry extends HoldsRow>(entries: readonly Entry[]) => entries as readonly Seen<Entry>[],
  seeWhole: (list) => (isSeen(list) ? list : null),
}

/** Of somebody without any right to the rows. */
export const NO_ROW: RowView = {
  customers: new Set<string>(),
  key: 'none',
  needs: [],
  see: () => null,
  seeEntries: () => [],
  seeWhole: () => null,
}

/** The rows of some customers. */
class CustomersView implements RowView {
  readonly key: string
  readonly needs: readonly string[]

  constructor(
    readonly customers: ReadonlySet<string>,
    private readonly owners: RowOwners,
  ) {
    this.key = JSON.stringify([...customers].sort())
    this.needs = owners.from
  }

  see(row: Row): SeenRow | null {
    for (const owner of this.owners.read(row)) if (this.customers.has(owner)) return this.#withoutOthers(row) as SeenRow
    return null
  }

  seeEntries<Entry extends HoldsRow>(entries: readonly Entry[]): readonly Seen<Entry>[] {
    const seen: Seen<Entry>[] = []
    for (const entry of entries) {
      const row = this.see(entry.row)
      if (row !== null) seen.push(row === entry.row ? (entry as Seen<Entry>) : { ...entry, row })
    }
    return seen
  }

  seeWhole(): null {
    return null
  }

  /** A copy without what concerns parties other than the viewer's customers; the row itself where there is nothing. */
  #withoutOthers(row: Row): Row {
    let copy: Record<string, unknown> | null = null
    for (const { customer, fields } of this.owners.parties) {
      const whose = customer(row)
      if (whose !== null && this.customers.has(whose)) continue
      for (const field of fields) {
        if ((row[field] ?? null) === null) continue
        copy ??= { ...row }
        copy[field] = null
      }
    }
    return copy ?? row
  }
}

const views = new WeakMap<Access, Map<string, { readonly owners: RowOwners | 'source'; readonly view: RowView }>>()

/**
 * What somebody may see of a list.
 * @param owners as the adapter declares them for this list.
 * @param scope by which it is read; the scope of the list unless given.
 */
export function viewOf(
  access: Access,
  source: string,
  list: ListName,
  owners: RowOwners | 'source',
  scope: SourceScope = SCOPE_OF_LIST[list],
): RowView {
  if (access.isUnrestricted) return EVERY_ROW
  const known = views.get(access) ?? new Map()
  if (known.size === 0) views.set(access, known)
  const key = `${scope} ${list} ${source}`
  const kept = known.get(key)
  if (kept !== undefined && kept.owners === owners) return kept.view
  const view = makeView(access.customersOf(source, scope), owners)
  known.set(key, { owners, view })
  return view
}

function makeView(customers: 'all' | ReadonlySet<string>, owners: RowOwners | 'source'): RowView {
  if (customers === 'all') return EVERY_ROW
  return owners === 'source' || customers.size === 0 ? NO_ROW : new CustomersView(customers, owners)
}

/** Whether a view shows no row at all: then nothing needs to be requested. */
export const showsNothing = ({ customers }: RowView): boolean => customers !== 'all' && customers.size === 0

/** Whether a view shows every row: then numbers of rows are no secret. */
export const showsEverything = ({ customers }: RowView): boolean => customers === 'all'
