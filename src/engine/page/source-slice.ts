import type { SourceFailure } from '../../errors/source-trouble.js'
import type { SplitFilter } from '../../plan/filter.js'
import type { Reader } from '../rows/reader.js'
import type { AskedRequest } from '../source/call-context.js'
import type { MakeRecord } from '../source/records.js'
import type { Source } from '../source/source.js'

// One source's share in a connection: what it is asked, and what reads it.

/** One source's share in a connection. */
export interface SourceSlice {
  readonly source: Source
  readonly make: MakeRecord | null
  /** Null: the source has nothing to contribute to this page. */
  reader: Reader | null
  trouble: SourceFailure | null
  readonly cost: Cost
  /** Names what is read for it alone; null where that is nothing. */
  reads: string | null
  /** Why earlier pages of this traversal lack records of the source. */
  missed: 'failed' | 'disordered' | null
  /** The start of the last record of the page before this one, in milliseconds since 1970; null where that tells nothing. */
  readonly continuesAtMs: number | null
  /** How the filter was divided; null where the source has nothing to contribute. */
  readonly split: SplitFilter | null
}

/** What one source's share has cost. */
export interface Cost {
  requests: number
  /** What was asked of it, for explain. */
  readonly asked: AskedRequest[]
}
