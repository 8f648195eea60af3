import type { Row } from '../../../adapters/contract.js'
import type { EpochMs } from '../../../schema/scalars.js'
import type { RowView, SeenRow } from '../../access/rows/row-view.js'
import type { Boundary, CursorScope, SourceHint } from '../../plan/cursor.js'
import type { Condition } from '../../plan/filter.js'
import type { Entry, Point } from '../../plan/locate.js'
import type { ReadingPlan } from '../rows/reader.js'
import type { PageRequest } from './page-arguments.js'

/**
 * Plans where reading one source starts and where it stops.
 * @returns null when all of the source's rows lie on the other side of the cursor.
 */
export function readingPlan(parts: {
  readonly page: PageRequest
  readonly boundary: Boundary | null
  readonly scope: CursorScope
  readonly source: string
  /** The conditions that the gateway checks. A time range among them limits what is read. */
  readonly conditions: readonly Condition[]
  readonly wantsRows: boolean
  /** Whether it matters if there are records behind the page. */
  readonly wantsHasMore: boolean
  /** See ListShape.startMayFollowOrderTime. */
  readonly startMayFollowOrderTime: boolean
  /** The longest call of the source in milliseconds: none ends later after its start; Infinity where it is not known. */
  readonly longestCallMs: number
  /** Which rows the viewer may see. */
  readonly view: RowView
  /** Whether just those are requested from the vendor. */
  readonly asksForOwnOnly: boolean
  readonly test: (row: SeenRow, fetchedAtMs: EpochMs) => boolean
}): ReadingPlan | null {
  const { page, boundary, scope, source, conditions } = parts
  const whole = rangeOf(conditions, scope, parts.longestCallMs)
  const range = parts.startMayFollowOrderTime ? { ...whole, end: null } : whole
  const cursorPoint = boundary === null ? null : pointAt(boundary, scope, source, page)
  if (cursorPoint === 'nothing') return null
  const edge = page.side === 'after' ? range.begin : range.end
  return {
    side: page.side,
    point: farther(cursorPoint, edge, page),
    hint: boundary?.hints[scope.sources.indexOf(source)] ?? ({ kind: 'none' } satisfies SourceHint),
    want: parts.wantsRows
      ? Math.min(Math.max(1, page.size + Number(parts.wantsHasMore)), page.rowsAtOnce ?? Infinity)
      : 0,
    view: parts.view,
    test: parts.test,
    isFiltered: conditions.length > 0,
    asksForOwnOnly: parts.asksForOwnOnly,
    range: { fromMs: timeOf(range.end), toMs: timeOf(range.begin) },
    stop: page.side === 'after' ? behind(range.end) : before(range.begin),
  }
}

/** A time range as points in the list's order. The newest rows come first, so the range begins at `startedTo`. */
function rangeOf(
  conditions: readonly Condition[],
  scope: CursorScope,
  longestCallMs: number,
): { begin: Point | null; end: Point | null } {
  const valueOf = (path: string, otherwise: number): number => {
    const value = conditions.find((condition) => condition.path === path)?.value
    return typeof value === 'number' ? value : otherwise
  }
  const pointAtTime = (epochMs: EpochMs): Point | null =>
    Number.isFinite(epochMs) && scope.order === 'NEWEST_FIRST'
      ? { place: -epochMs, upToNativeId: null, inclusive: true }
      : null
  // A call that ended before a time also started before it, and not longer ago than a call may last.
  return {
    begin: pointAtTime(Math.min(valueOf('startedTo', Infinity), valueOf('endedTo', Infinity))),
    end: pointAtTime(Math.max(valueOf('startedFrom', -Infinity), valueOf('endedFrom', -Infinity) - longestCallMs)),
  }
}

const timeOf = (edge: Point | null): EpochMs | null => (edge === null ? null : -Number(edge.place))

const behind = (end: Point | null) => (end === null ? null : (entry: Entry<Row>) => entry.place > end.place)
const before = (begin: Point | null) => (begin === null ? null : (entry: Entry<Row>) => entry.place <= begin.place)

/** Where the cursor's key lies among one source's rows. */
function pointAt(boundary: Boundary, scope: CursorScope, source: string, page: PageRequest): Point | null | 'nothing' {
  const { key } = boundary
  const inclusive = page.side === 'after'
  if (scope.order === 'NATIVE_ID' && source !== key.source)
    // In native-id order all rows of one source precede those of the next: they all lie before the key, or all behind it.
    return source < key.source === inclusive ? 'nothing' : null
  const place = scope.order === 'NATIVE_ID' ? key.nativeId : key.rank
  if (source === key.source) return { place, upToNativeId: key.nativeId, inclusive }
  // Rows with the same rank are ordered by the source's name.
  return { place, upToNativeId: source < key.source ? null : '', inclusive: true }
}

/** Either the cursor's point or the edge of the time range: the one that leaves fewer rows to read. */
function farther(point: Point | null, edge: Point | null, page: PageRequest): Point | null {
  if (point === null || edge === null) return point ?? edge
  return (page.side === 'after' ? edge.place > point.place : edge.place < point.place) ? edge : point
}
