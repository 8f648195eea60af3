import type { ListName, Row, RowOwners } from '../../../adapters/contract.js'
import type { Access } from '../rights/access.js'
import { EVERYTHING, maskOfRow, NOTHING, type SourceRights } from '../rights/grants.js'
import { type Mask, NO_MASK } from '../rights/masks.js'
import { SCOPE_OF_LIST, type SourceScope } from '../rights/scopes.js'

// The row rule: which rows of a source somebody may see. This is the only place where a row becomes one that may be shown:
// records, pages, groups and counts are made of seen rows only, and the compiler knows the difference.

declare const SEEN: unique symbol
/** Where a seen row holds what of it is masked; absent: nothing. Copies of the row hold it as well. */
const MASK = Symbol('mask')

/** A row that the viewer may see, without what concerns other customers only. */
export type SeenRow = Row & { readonly [SEEN]: true; readonly [MASK]?: Mask }

/** What of a row is masked in the records that are made of it. */
export const maskOfSeen = (row: SeenRow): Mask => row[MASK] ?? NO_MASK

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
const NO_ROW: RowView = {
  customers: new Set<string>(),
  key: 'none',
  needs: [],
  see: () => null,
  seeEntries: () => [],
  seeWhole: () => null,
}

const concerned = ({ parties, others }: RowOwners) => (others === undefined ? parties : [...parties, ...others])

/** The rows of some customers, or every row with some of its fields masked. */
class LimitedView implements RowView {
  readonly customers: 'all' | ReadonlySet<string>
  readonly key: string
  readonly needs: readonly string[]

  constructor(
    private readonly rights: SourceRights,
    private readonly owners: RowOwners | 'source',
  ) {
    const { everyone, customers } = rights
    this.customers = everyone === null ? new Set(customers.keys()) : 'all'
    this.key = JSON.stringify([everyone, [...customers].sort(([a], [b]) => (a < b ? -1 : 1))])
    this.needs = owners === 'source' || customers.size === 0 ? [] : owners.from
  }

  see(row: Row): SeenRow | null {
    const { owners } = this
    const mask = maskOfRow(this.rights, owners === 'source' ? [] : owners.read(row))
    if (mask === null) return null
    const shown = this.#withoutOthers(row)
    // A row that another right has masked already stays so.
    const all = mask | maskOfSeen(shown as SeenRow)
    return (all === maskOfSeen(shown as SeenRow) ? shown : { ...shown, [MASK]: all }) as SeenRow
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
    const { customers, owners } = this
    if (customers === 'all' || owners === 'source') return row
    let copy: Record<string, unknown> | null = null
    for (const { customer, fields } of concerned(owners)) {
      const whose = customer(row)
      if (whose !== null && customers.has(whose)) continue
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
  // Unrestricted is who reads everything: other rights, such as to passwords, are apart.
  if (access.isUnrestricted && scope === SCOPE_OF_LIST[list]) return EVERY_ROW
  const known = views.get(access) ?? new Map()
  if (known.size === 0) views.set(access, known)
  const key = `${scope} ${list} ${source}`
  const kept = known.get(key)
  if (kept !== undefined && kept.owners === owners) return kept.view
  const view = makeView(access.rightsTo(scope, source), owners)
  known.set(key, { owners, view })
  return view
}

function makeView(rights: SourceRights, owners: RowOwners | 'source'): RowView {
  const { everyone, customers } = rights
  if (rights === EVERYTHING || (everyone === NO_MASK && customers.size === 0)) return EVERY_ROW
  const isEmpty = everyone === null && (customers.size === 0 || owners === 'source')
  return rights === NOTHING || isEmpty ? NO_ROW : new LimitedView(rights, owners)
}

/** Whether a view shows no row at all: then nothing needs to be requested. */
export const showsNothing = ({ customers }: RowView): boolean => customers !== 'all' && customers.size === 0

/** Whether a view shows every row as it is, without any mask. */
export const showsUnmasked = ({ key }: RowView): boolean => key === EVERY_ROW.key

/** Whether a view shows every row: then numbers of rows are no secret. */
export const showsEverything = ({ customers }: RowView): boolean => customers === 'all'
