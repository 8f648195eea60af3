import type { ListName, Row } from '../../../adapters/contract.js'
import type { PageInfo, Total } from '../../../schema/shapes.js'
import type { SourceReport } from '../../../schema/source.js'
import type { Access } from '../../access/rights/access.js'
import { showsEverything } from '../../access/rows/row-view.js'
import { type Boundary, type CursorScope, encodeCursor } from '../../plan/cursor.js'
import type { CursorSeal } from '../../plan/cursor-seal.js'
import type { Entry } from '../../plan/locate.js'
import type { Key } from '../../plan/order.js'
import type { RowHolder } from '../source/call-context.js'
import { sourcesFailed } from '../source/failures.js'
import type { RecordView } from '../source/records.js'
import { toSourceReport } from '../source/source-report.js'
import { type CoveredPage, coveredWindow } from './covered-window.js'
import { Edge, PageEnds } from './lazy-edges.js'
import type { Merge, Taken } from './merge.js'
import type { PageRequest } from './page-arguments.js'
import { AT_A_RECORD, boundaryAt, keyOf, type LastTaken, lastTaken } from './page-boundary.js'
import { contributionOf, hasFailed, isUnsupported } from './slice-status.js'
import type { SourceSlice } from './source-slice.js'

// A page of a connection, as GraphQL reads it. What is not selected is not computed.

/** What a page is made of. */
export interface PageContents {
  readonly list: ListName
  readonly slices: readonly SourceSlice[]
  readonly merge: Merge
  readonly scope: CursorScope
  readonly cursorSeal: CursorSeal
  /** What the viewer may see. */
  readonly access: Access
  readonly page: PageRequest
  readonly boundary: Boundary | null
  readonly requireAll: boolean
  /** Whether the client named the sources to query. */
  readonly areNamed: boolean
}

export class ConnectionPage implements RowHolder {
  readonly #contents: PageContents
  #taken: readonly Taken[]
  #nodes: readonly RecordView[] | null = null
  #cursors: readonly string[] | null = null

  /** @throws GraphQLError SOURCES_FAILED when every source that was queried failed, or a required one did not answer. */
  constructor(contents: PageContents) {
    this.#contents = contents
    this.#taken = contents.page.side === 'after' ? contents.merge.taken : [...contents.merge.taken].reverse()
    const supporting = contents.slices.filter((slice) => !isUnsupported(slice))
    const failed = supporting.filter((slice) => hasFailed(slice))
    const missing = contents.requireAll ? missingOf(contents) : []
    if (missing.length > 0 || (failed.length > 0 && failed.length === supporting.length))
      throw sourcesFailed(
        this.sources,
        missing.map(({ source }) => source.name),
      )
  }

  dropRows(): void {
    const { slices, merge } = this.#contents
    for (const { reader } of slices) reader?.dropRows?.()
    merge.dropRows()
    this.#taken = this.#nodes = []
  }

  get nodes(): readonly RecordView[] {
    this.#nodes ??= this.#makeNodes()
    return this.#nodes
  }

  get edges(): readonly { readonly node: RecordView; readonly cursor: string }[] {
    const cursorAt = (at: number): string => this.#allCursors()[at] ?? ''
    return this.nodes.map((node, at) => new Edge(node, at, cursorAt))
  }

  get pageInfo(): PageInfo {
    const { merge, page } = this.#contents
    const forward = page.side === 'after'
    const otherSide = this.#hasOtherSide()
    const near = () => this.#cursorAt(forward ? 0 : this.#taken.length - 1)
    const far = () => this.#earlyCursor() ?? this.#cursorAt(forward ? this.#taken.length - 1 : 0)
    return forward
      ? new PageEnds(merge.hasMore, otherSide, near, far)
      : new PageEnds(otherSide, merge.hasMore, far, near)
  }

  get totalCount(): number | null {
    const { precision, count } = this.total
    return precision === 'EXACT' ? count : null
  }

  get total(): Total {
    const supporting = this.#contents.slices.filter((slice) => !isUnsupported(slice))
    // Nothing was counted: the total is unknown, not 0.
    if (supporting.length === 0) return { count: null, precision: 'UNKNOWN' }
    const counts = supporting.map((slice) => this.#countOf(slice))
    const known = counts.filter((count) => count !== null)
    const sum = known.reduce((a, b) => a + b, 0)
    if (known.length === counts.length) return { count: sum, precision: 'EXACT' }
    const seen = this.#taken.filter(({ slice }) => this.#countOf(slice) === null).length
    return known.length === 0 && seen === 0
      ? { count: null, precision: 'UNKNOWN' }
      : { count: sum + seen, precision: 'AT_LEAST' }
  }

  get sources(): readonly SourceReport[] {
    return this.#contents.slices.map((slice) => this.#report(slice))
  }

  #makeNodes(): readonly RecordView[] {
    const nodes: RecordView[] = []
    for (const { slice, entry } of this.#taken) {
      const record = slice.make?.(entry.row, slice.reader?.fetchedAtMs ?? 0)
      if (record !== undefined) nodes.push(record)
    }
    return nodes
  }

  #countOf({ reader, failure }: SourceSlice): number | null {
    return failure === null ? (reader?.total ?? null) : null
  }

  #report(slice: SourceSlice): SourceReport {
    return toSourceReport(slice.source, this.#contents.access, {
      ...contributionOf(slice),
      totalCount: this.#countOf(slice),
      stale: slice.reader?.stale ?? false,
      // How many requests it takes says how many rows others have.
      requests: showsEverything(slice.view) ? slice.cost.requests : 0,
      window: coveredWindow(this.#coveredPage(), slice),
    })
  }

  #coveredPage(): CoveredPage {
    const { list, scope, merge, page, slices } = this.#contents
    const last = merge.taken.at(-1)
    const isLeft = slices.some(
      ({ reader }) => reader !== null && (reader.state !== 'done' || reader.peek() !== undefined),
    )
    const isFull = last !== undefined && merge.taken.length === page.size && isLeft
    return { list, order: scope.order, end: merge.endedAt ?? (isFull ? keyOf(last) : null) }
  }

  #hasOtherSide(): boolean {
    const { slices, boundary, page } = this.#contents
    if (boundary === null) return false
    const answers = slices.map(({ reader }) => reader?.otherSide ?? 'unknown')
    if (answers.includes('yes')) return true
    const { before, after } = boundary.records
    return (page.side === 'after' ? before : after) && answers.includes('unknown')
  }

  #cursorAt(at: number): string | null {
    if (this.#cursors !== null) return this.#cursors[at] ?? null
    const taken = this.#taken[at]
    if (taken === undefined) return null
    const upTo = this.#contents.page.side === 'after' ? at + 1 : this.#taken.length - at
    return this.#cursor(keyOf(taken), AT_A_RECORD, this.#lastTakenOf(upTo))
  }

  /** The cursor of a page that ended early. It lies behind all the rows that were examined. */
  #earlyCursor(): string | null {
    const { merge, page } = this.#contents
    if (merge.endedAt === null) return null
    const passed = merge.taken.length > 0 || this.#hasOtherSide()
    const records = page.side === 'after' ? { before: passed, after: true } : { before: true, after: passed }
    return this.#cursor(merge.endedAt, records, this.#lastTakenOf(merge.taken.length))
  }

  #allCursors(): readonly string[] {
    if (this.#cursors !== null) return this.#cursors
    const last = new Map<SourceSlice, Entry<Row>>()
    const cursors = this.#contents.merge.taken.map((taken) => {
      last.set(taken.slice, taken.entry)
      return this.#cursor(keyOf(taken), AT_A_RECORD, last)
    })
    this.#cursors = this.#contents.page.side === 'after' ? cursors : cursors.reverse()
    return this.#cursors
  }

  #lastTakenOf(count: number): LastTaken {
    return lastTaken(this.#contents.slices, this.#contents.merge, count)
  }

  #cursor(key: Key, records: Boundary['records'], last: LastTaken): string {
    const { slices, scope, cursorSeal } = this.#contents
    return encodeCursor(boundaryAt(slices, key, records, last), scope, cursorSeal)
  }
}

/**
 * The required sources that did not answer. Required are those that the client names; otherwise all sources that have
 * such a list, even if they cannot apply the filter. If no source has such a list, all of them are missing.
 */
function missingOf({ slices, list, areNamed }: PageContents): readonly SourceSlice[] {
  const required = areNamed ? slices : slices.filter(({ source }) => source.declaration.lists[list] !== undefined)
  return (required.length === 0 ? slices : required).filter((slice) => isUnsupported(slice) || hasFailed(slice))
}
