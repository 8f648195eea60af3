import { ListCache } from '../../../../src/engine/lists/list-cache.js'
import type { ListEngine, Selection } from '../../../../src/engine/lists/list-engine.js'
import type { ConnectionPage } from '../../../../src/engine/page/connection-page.js'
import { listRecords } from '../../../../src/engine/page/list-records.js'
import type { ListArguments } from '../../../../src/engine/page/page-arguments.js'
import { ReadRows } from '../../../../src/engine/source/call-context.js'
import { Sources } from '../../../../src/engine/source/sources.js'
import { createCursorSeal } from '../../../../src/plan/cursor-seal.js'
import { compareKeys } from '../../../../src/plan/order.js'
import { callOn } from '../../../support/unrestricted.js'
import { type ModelOptions, type ModelRow, type ModelSource, modelSource, rankOfTime } from './model-source.js'

export interface ModelWorld {
  readonly engine: ListEngine
  readonly models: readonly ModelSource[]
  /** A minute passes. */
  tick(): void
}

/** The real engine over sources whose rows a test controls. */
export function worldOf(options: readonly ModelOptions[], rows: readonly ModelRow[][]): ModelWorld {
  let nowMs = Date.UTC(2026, 2, 2)
  const now = () => nowMs
  const models = options.map((option, at) => modelSource(option, rows[at] ?? [], now))
  return {
    models,
    engine: {
      sources: new Sources(models.map(({ source }) => source)),
      cursorSeal: createCursorSeal(),
      listCache: new ListCache({ now, monotonicNow: now }),
      limits: { defaultPageSize: 10, maxPageSize: 1000 },
    },
    tick: () => (nowMs += 60_000),
  }
}

export const everything: Selection = { fields: new Set(['nativeId']), rows: true, hasNextPage: true }

export const ask = async (
  world: ModelWorld,
  args: ListArguments,
  selection: Selection = everything,
  readRows = new ReadRows(),
): Promise<ConnectionPage> =>
  listRecords(world.engine, 'calls', args, selection, { ...callOn(world.engine.sources.all), readRows })

/** `source/nativeId` of every record that matches, in the connection's order. */
export const expectedOrder = (world: ModelWorld, matches: (row: ModelRow) => boolean = () => true): string[] =>
  world.models
    .flatMap(({ options, rows }) =>
      rows.filter(matches).map(({ id, time }) => ({ rank: rankOfTime(time), source: options.name, nativeId: id })),
    )
    .sort(compareKeys)
    .map(({ source, nativeId }) => `${source}/${nativeId}`)

export const namesOf = (page: ConnectionPage): string[] =>
  page.nodes.map(({ source, nativeId }) => `${source.name}/${nativeId}`)
