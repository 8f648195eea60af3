import type { AnyList, JoinedList, Row } from '../../../adapters/contract.js'
import type { EpochMs } from '../../../schema/scalars.js'
import { mapInSlices } from '../../async/event-loop-slices.js'
import { SourceFailure } from '../../errors/source-failure.js'
import type { Entry } from '../../plan/locate.js'
import type { RowFetcher } from './row-fetcher.js'

// Rows of a second list of the vendor, from which some fields of the records are read: fetched for many rows at once, by
// their time range, and joined with them by a key.

/** The answers about one time range are all that it takes, up to this many. */
const MOST_ANSWERS = 200

/** Whether one of the selected fields is read from the second list. */
export const needsJoin = ({ joined }: Pick<AnyList, 'joined'>, selected: ReadonlySet<string>): boolean =>
  joined?.fields.some((field) => selected.has(field)) === true

export interface Joined {
  readonly entries: readonly Entry<Row>[]
  /** Why the second list could not be read, or not to its end; null: it was. */
  readonly failure: SourceFailure | null
}

/**
 * Adds to rows what the second list has about them. Its failure is reported, and leaves the rows as they are.
 * @param freshMs how old a shared answer may be, in milliseconds.
 */
export async function joinRows(
  rows: RowFetcher,
  joined: JoinedList,
  entries: readonly Entry<Row>[],
  freshMs: number,
): Promise<Joined> {
  const span = spanOf(joined, entries)
  if (span === null) return { entries, failure: null }
  const wanted = new Set(entries.flatMap(({ row }) => joined.keyOfRow(row) ?? []))
  const byKey = new Map<string, Row[]>()
  let failure: SourceFailure | null = null
  try {
    let token: string | null = null
    for (let answers = 0; answers < MOST_ANSWERS; answers++) {
      const { rows: found, next = null } = await rows.ask(joined.request({ ...span, token }), joined.decode, freshMs)
      collect(joined, found, wanted, byKey)
      if (next === null) break
      if (next === token) throw new SourceFailure('PROTOCOL', 'the source names the same page as the next one again')
      token = next
      if (answers + 1 === MOST_ANSWERS) failure = incomplete(new SourceFailure('TOO_LARGE', 'it is too long'))
    }
  } catch (error) {
    if (!(error instanceof SourceFailure)) throw error
    failure = incomplete(error)
  }
  const joinOne = (entry: Entry<Row>): Entry<Row> => {
    const others = byKey.get(joined.keyOfRow(entry.row) ?? '')
    return others === undefined ? entry : { ...entry, row: joined.join(entry.row, others) }
  }
  return { entries: byKey.size === 0 ? entries : await mapInSlices(entries, joinOne, rows.slices), failure }
}

function collect(
  joined: JoinedList,
  found: readonly Row[],
  wanted: ReadonlySet<string>,
  byKey: Map<string, Row[]>,
): void {
  for (const row of found) {
    const key = joined.keyOf(row)
    if (key === null || !wanted.has(key)) continue
    const others = byKey.get(key)
    if (others === undefined) byKey.set(key, [row])
    else others.push(row)
  }
}

/** The time range of all rows that have a key; null: none has. */
function spanOf(
  joined: JoinedList,
  entries: readonly Entry<Row>[],
): { readonly fromMs: EpochMs; readonly toMs: EpochMs } | null {
  let [fromMs, toMs] = [Infinity, -Infinity]
  for (const { row } of entries) {
    const span = joined.keyOfRow(row) === null ? null : joined.spanOf(row)
    if (span === null) continue
    fromMs = Math.min(fromMs, span.fromMs)
    toMs = Math.max(toMs, span.toMs)
  }
  return fromMs > toMs ? null : { fromMs, toMs }
}

const incomplete = ({ code, message }: SourceFailure): SourceFailure =>
  new SourceFailure(
    code,
    `the list that some of the selected fields are read from was not read, and they may be null: ${message}`,
  )
