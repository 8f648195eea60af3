import type { OperationSlices } from '../../async/operation-slices.js'
import type { ListWalk, WalkReport } from '../../engine/page/list-walk.js'
import type { Faults, RowWriter, SourceSummary, Summary } from '../../export/row-writer.js'

export interface ExportTextParts {
  readonly walk: Pick<ListWalk, 'parts' | 'reports'>
  readonly writer: RowWriter
  readonly maxRows: number
  /** Fires when the client has left, or the time of the export is over. */
  readonly signal: AbortSignal
  /** Whether a reason of the signal is that the time is over: then the export ends with its report. */
  readonly isDeadline: (reason: unknown) => boolean
  /** Shares the event loop with other requests. */
  readonly slices: Pick<OperationSlices, 'isOver' | 'next'>
}

/** Pieces of text are about so long, in characters. */
const PIECE_CHARACTERS = 32_768

/**
 * The text of an export in pieces. Rows are read when the piece that they are in is wanted; the first piece has rows,
 * unless there are none, so that what fails before them is thrown before anything is sent.
 * @throws what the walk throws, and the reason of the signal when nobody waits any longer.
 */
export async function* exportText(parts: ExportTextParts): AsyncGenerator<string, void> {
  const { walk, writer, maxRows, signal, isDeadline, slices } = parts
  const faults: Faults = { count: 0 }
  let rows = 0
  let text = writer.head()
  let isCut = false
  try {
    walking: for await (const { records, statusOf } of walk.parts()) {
      for (const record of records) {
        if (rows === maxRows) {
          isCut = true
          break walking
        }
        text += writer.row(record, statusOf(record.source.name), faults)
        rows++
        if (slices.isOver()) await slices.next()
        if (text.length < PIECE_CHARACTERS) continue
        yield text
        text = ''
      }
    }
  } catch (error) {
    // Where nothing was read in time, there is nothing to report but the failures.
    if (rows === 0 || !signal.aborted || !isDeadline(signal.reason)) throw error
  }
  if (signal.aborted && !isDeadline(signal.reason)) throw signal.reason
  const endedBy = isCut ? 'maxRows' : signal.aborted ? 'maxSeconds' : null
  yield text + writer.end(summaryOf(walk.reports, { rows, endedBy, unreadableValues: faults.count }))
}

function summaryOf(
  reports: readonly WalkReport[],
  of: Pick<Summary, 'rows' | 'endedBy' | 'unreadableValues'>,
): Summary {
  return {
    ...of,
    complete: of.endedBy === null && reports.every(({ isWhole }) => isWhole),
    sources: reports.map(toSummary),
  }
}

const toSummary = ({ source, status, records, stale, isWhole, error }: WalkReport): SourceSummary => ({
  source: source.name,
  status,
  rows: records,
  complete: isWhole,
  stale,
  error: error === null ? null : { code: error.code, message: error.message },
})
