import type { Row } from '../../../adapters/contract.js'
import type { EpochMs } from '../../../schema/scalars.js'
import type { RowView, SeenRow } from '../../access/rows/row-view.js'
import type { SourceFailure } from '../../errors/source-failure.js'
import type { SourceHint } from '../../plan/cursor.js'
import type { Entry, Point, Side } from '../../plan/locate.js'

// One source's part of a connection: its matching rows next to the boundary, in the connection's order.

export interface Reader {
  /** more: there may be further rows; done: there are none; stopped: the scan budget is used up. */
  readonly state: 'more' | 'done' | 'stopped'
  /** The last row that was examined, shown and matching or not: the page ends there if the source cannot go on. */
  readonly lastExamined: Entry<Row> | null
  /** Whether there are matching rows on the other side of the boundary. */
  readonly otherSide: 'yes' | 'no' | 'unknown'
  /** How many rows match, as the vendor reports or a whole list shows; null: not known. */
  readonly total: number | null
  /** Why some rows were left out; null: none were. */
  readonly shortfall: SourceFailure | null
  readonly fetchedAtMs: EpochMs | null
  /** Whether rows are older than they should be, because the source failed. */
  readonly stale: boolean
  /** Before this time the source has no rows, as it keeps them no longer; null: not known. */
  readonly oldestMs: EpochMs | null
  /** How many rows were examined. */
  readonly rowsRead: number
  /** How many records the page has taken from it. */
  readonly taken: number
  /** Reads at least one more window, unless there is nothing more. */
  advance(): Promise<void>
  /** The next matching row that was read and not taken yet, nearest to the boundary first. */
  peek(): Entry<SeenRow> | undefined
  take(): Entry<SeenRow> | undefined
  /** Drops the rows that it holds; it is not read any more. Absent: they are shared. */
  dropRows?(): void
  /** The position of this source if the page ends after its entry `last`; null: the page took none. */
  hintAfter(last: Entry<Row> | null, atBoundary: boolean): SourceHint
}

/** What a reader reads. */
export interface ReadingPlan {
  readonly side: Side
  /** From where; null: from the list's beginning (after) or end (before). */
  readonly point: Point | null
  readonly hint: SourceHint
  /**
   * How many matching rows the page may need, one more than it shows; 0: only the total is wanted. Of a long page that is
   * passed on in parts, it needs so many again and again.
   */
  readonly want: number
  /** Which rows the viewer may see: one more condition, which the vendor does not check. */
  readonly view: RowView
  /** The conditions that the vendor did not check. */
  readonly test: (row: SeenRow, fetchedAtMs: EpochMs) => boolean
  /** Whether `test` can refuse rows. */
  readonly isFiltered: boolean
  /** Whether the request was for just those rows that the viewer may see, so that its total counts these. */
  readonly asksForOwnOnly: boolean
  /** The wanted time range by the order time: from the first on, up to but without the second; null where it is open. */
  readonly range: { readonly fromMs: EpochMs | null; readonly toMs: EpochMs | null }
  /** Whether a row and all that follow it lie outside the wanted time range; null: there is no range. */
  readonly stop: ((entry: Entry<Row>) => boolean) | null
}
