import type { AnyList, ListName, Row } from '../../../adapters/contract.js'
import { declarationFor, grantedOf } from '../source/credentials.js'
import type { Source } from '../source/source.js'
import { PerList } from './per-list.js'

/**
 * Which rows a vendor sends: the condensed ones of its list, the full ones, or both joined, where each has fields that
 * the other lacks. A list that knows no difference is read as condensed.
 */
export type Detail = 'condensed' | 'full' | 'both'

/** How to read the rows of a list, so that they have every field that is needed, and no credentials beyond these. */
export interface RowDetail {
  readonly declaration: AnyList
  readonly detail: Detail
}

/** By the selected fields, then by those that are withheld from the viewer. */
type Known = WeakMap<ReadonlySet<string>, Map<ReadonlySet<string>, PerList<RowDetail>>>

/**
 * A cache of row details. A repeated operation has the same set of selected fields, so its detail is determined once.
 */
export class RowDetails {
  readonly #known: Known = new WeakMap()
  /** The same for viewers of some customers, who need the owners of the rows. */
  readonly #knownWithOwners: Known = new WeakMap()

  /**
   * @param of the list at one source.
   * @param selected fields of the records, with parts by dotted path; a set that does not change.
   * @param tested further fields, which the gateway's own conditions read.
   * @param owners the vendor fields that say whose the rows are, where the viewer may not see all of them.
   */
  of(
    of: ListOfSource,
    selected: ReadonlySet<string>,
    tested: readonly string[],
    owners: readonly string[] = [],
  ): RowDetail {
    if (tested.length > 0)
      return rowDetailFor(of, new Set([...grantedOf(of.withheld, of.list, selected), ...tested]), owners)
    const details = owners.length === 0 ? this.#known : this.#knownWithOwners
    const byWithheld = details.get(selected) ?? new Map()
    details.set(selected, byWithheld)
    const perList = byWithheld.get(of.withheld) ?? new PerList()
    const known = perList.get(of.source, of.list) ?? rowDetailFor(of, grantedOf(of.withheld, of.list, selected), owners)
    byWithheld.set(of.withheld, perList.set(of.source, of.list, known))
    return known
  }
}

interface ListOfSource {
  readonly source: Source
  readonly list: ListName
  readonly declaration: AnyList
  /** Fields that the viewer is not granted: one of a few sets, recognised by identity. */
  readonly withheld: ReadonlySet<string>
}

/** @param needed fields that are granted, with parts by dotted path. */
const rowDetailFor = (
  { source, list, declaration }: Omit<ListOfSource, 'withheld'>,
  needed: ReadonlySet<string>,
  owners: readonly string[],
): RowDetail => ({
  declaration: declarationFor(source, list, needed).lists[list] ?? declaration,
  detail: detailFor(declaration, needed, source.declaration.lists, owners),
})

/** Joins full and condensed rows by native id; a field that both have is that of the full row. */
export function joinDetails(declaration: AnyList, full: readonly Row[], condensed: readonly Row[]): readonly Row[] {
  const byId = new Map(condensed.map((row) => [declaration.fields.nativeId.read(row), row]))
  return full.map((row) => ({ ...byId.get(declaration.fields.nativeId.read(row)), ...row }))
}

/**
 * The detail of the vendor's rows that has every field that is needed.
 * @param needed fields of the record, with parts by dotted path (`ratePlan.name`).
 * @param lists the lists of the same source: a trace shows a record as one of the list whose rows it was made from.
 * @param owners the vendor fields that say whose the rows are, where the viewer may not see all of them.
 */
export function detailFor(
  declaration: AnyList,
  needed: ReadonlySet<string>,
  lists: Readonly<Partial<Record<ListName, AnyList>>> = {},
  owners: readonly string[] = [],
): Detail {
  if (declaration.condensed === undefined) return 'condensed'
  const condensed = new Set(declaration.condensed)
  const onlyCondensed = new Set(declaration.condensedOnly ?? [])
  const traced = needed.has('trace') && declaration.rowsOf !== undefined ? lists[declaration.rowsOf] : undefined
  const vendorFields = [
    ...owners,
    ...[declaration, ...(traced === undefined ? [] : [traced])].flatMap((list) => vendorFieldsOf(list, needed)),
  ]
  const full = vendorFields.some((field) => !condensed.has(field))
  if (!full) return 'condensed'
  return vendorFields.some((field) => onlyCondensed.has(field)) ? 'both' : 'full'
}

/** Whether full rows have every field of condensed rows. False for a list whose rows are always the same. */
export const fullIncludesCondensed = ({ condensed, condensedOnly = [] }: AnyList): boolean =>
  condensed !== undefined && condensedOnly.length === 0

function vendorFieldsOf(declaration: AnyList, needed: ReadonlySet<string>): readonly string[] {
  return [...needed].flatMap((name) => {
    const reader = declaration.fields[name]
    if (reader === undefined) return []
    if (reader.parts === undefined) return [...reader.from]
    return Object.entries(reader.parts).flatMap(([part, from]) => (needed.has(`${name}.${part}`) ? [...from] : []))
  })
}
