import type { RowView } from '../../access/rows/row-view.js'
import type { SourceFailure } from '../../errors/source-failure.js'
import type { SplitFilter } from '../../plan/filter.js'
import type { Reader, ReadingPlan } from '../rows/reader.js'
import type { SentRequest } from '../source/call-context.js'
import type { MakeRecord } from '../source/records.js'
import type { Source } from '../source/source.js'

/** One source's slice of a connection: what is requested from it, and the reader of its rows. */
export interface SourceSlice {
  readonly source: Source
  readonly make: MakeRecord | null
  /** Which of its rows the viewer may see. */
  readonly view: RowView
  /** Null when the source has nothing to contribute to this page. */
  reader: Reader | null
  /** From where to where it is read; null: not at all. */
  plan: ReadingPlan | null
  failure: SourceFailure | null
  readonly cost: Cost
  /** Identifies the list that is read for this slice, for the operation's budget; null when nothing is read. */
  listKey: string | null
  /** Why earlier pages of this traversal lack records of the source. */
  missed: 'failed' | 'disordered' | null
  /** Start time of the last record of the previous page, in milliseconds since 1970; null where the order is another one. */
  readonly continuesAtMs: number | null
  /** How the filter is split between vendor and gateway; null when the source has nothing to contribute. */
  split: SplitFilter | null
}

/** What one slice cost. */
export interface Cost {
  requests: number
  /** The requests to the source, for explain. */
  readonly sent: SentRequest[]
}
