import type { Row } from '../../../../../adapters/contract.js'
import type { SeenRow } from '../../../../../src/access/rows/row-view.js'
import type { readingPlan } from '../../../../../src/engine/page/reading-plan.js'
import type { SourceSlice } from '../../../../../src/engine/page/source-slice.js'
import type { Reader } from '../../../../../src/engine/rows/reader.js'
import { SourceFailure } from '../../../../../src/errors/source-failure.js'
import type { SourceHint } from '../../../../../src/plan/cursor.js'
import { type Entry, OrderBroken } from '../../../../../src/plan/locate.js'
import { compareKeys, type Key } from '../../../../../src/plan/order.js'
import { everyRow } from '../../../../support/unrestricted.js'
import { worldOf } from '../model-world.js'

/** What a first page of all rows of the source a is planned from. */
export const planParts: Parameters<typeof readingPlan>[0] = {
  page: { side: 'after', size: 10, cursor: null },
  boundary: null,
  scope: { list: 'calls', order: 'NEWEST_FIRST', filter: '[]', sources: ['a'], viewer: '' },
  source: 'a',
  conditions: [],
  longestCallMs: Infinity,
  wantsRows: true,
  wantsHasMore: true,
  startMayFollowOrderTime: false,
  view: everyRow,
  asksForOwnOnly: false,
  test: () => true,
}

export interface ScriptedRow {
  readonly rank: number
  readonly nativeId: string
  /** Whether the gateway's own conditions accept it. */
  readonly matches: boolean
}

/** How a source answers: its rows in windows of `windowSize`, and how its reading ends before its rows do. */
export interface Script {
  readonly rows: readonly ScriptedRow[]
  readonly windowSize: number
  /** What happens in place of the window with the index `endsAt`; null: all windows are read. */
  readonly ending: 'failed' | 'stopped' | 'disordered' | null
  readonly endsAt: number
}

export function entryOf({ rank, nativeId }: Pick<ScriptedRow, 'rank' | 'nativeId'>): Entry<SeenRow> {
  const row = everyRow.see({ id: nativeId })
  if (row === null) throw new Error('an administrator sees every row')
  return { rank, nativeId, place: rank, row, index: 0, groupFirst: 0, groupLast: 0 }
}

/** A reader that follows a script, and counts how many windows were requested. */
export class ScriptedReader implements Reader {
  state: Reader['state'] = 'more'
  lastExamined: Entry<Row> | null = null
  readonly otherSide = 'unknown'
  readonly total = null
  readonly shortfall = null
  fetchedAtMs: number | null = null
  readonly stale = false
  readonly oldestMs = null
  rowsRead = 0
  taken = 0
  windows = 0
  readonly #read: Entry<SeenRow>[] = []

  /** @param script its rows in the order in which the page reads them. */
  constructor(private readonly script: Script) {}

  peek(): Entry<SeenRow> | undefined {
    return this.#read[this.taken]
  }

  take(): Entry<SeenRow> | undefined {
    return this.#read[this.taken++]
  }

  async advance(): Promise<void> {
    await Promise.resolve()
    this.read()
  }

  /** Reads one window at once, as for a list that was read before. */
  read(): void {
    const { rows, windowSize, ending, endsAt } = this.script
    if (ending !== null && this.windows === endsAt) {
      if (ending === 'failed') throw new SourceFailure('UNREACHABLE', 'the source refused the connection')
      if (ending === 'disordered') throw new OrderBroken('the rows are not in order')
    }
    const from = this.windows++ * windowSize
    const window = rows.slice(from, from + windowSize)
    this.rowsRead += window.length
    this.fetchedAtMs ??= 1
    this.#read.push(...window.filter(({ matches }) => matches).map(entryOf))
    const last = window.at(-1)
    if (last !== undefined) this.lastExamined = entryOf(last)
    if (this.rowsRead === rows.length) this.state = 'done'
    else if (ending === 'stopped' && this.windows === endsAt) this.state = 'stopped'
  }

  hintAfter(): SourceHint {
    return { kind: 'none' }
  }
}

const [model] = worldOf([{ name: 'model', paging: { style: 'snapshot' }, order: 'none', tellsTotal: false }], []).models

/** A slice of the source with this name; null as its reader: it has nothing to contribute. */
export function sliceOf(name: string, reader: Reader | null): SourceSlice {
  if (model === undefined) throw new Error('there is no model source')
  return {
    source: { ...model.source, name },
    make: null,
    view: everyRow,
    reader,
    failure: null,
    cost: { requests: 0, sent: [] },
    listKey: null,
    missed: null,
    continuesAtMs: null,
    plan: null,
    split: null,
  }
}

/** The keys of the rows that match, over all scripts, in the order of the page. */
export const unionOf = (scripts: ReadonlyMap<string, Script>, side: 'after' | 'before'): readonly Key[] =>
  [...scripts]
    .flatMap(([source, { rows }]) =>
      rows.filter(({ matches }) => matches).map(({ rank, nativeId }) => ({ rank, source, nativeId })),
    )
    .sort((a, b) => (side === 'after' ? compareKeys(a, b) : compareKeys(b, a)))
