// A client that pages through one list of the graph, while the world behind it moves.

import { GraphQLError } from 'graphql'
import { expect } from 'vitest'
import { z } from 'zod'
import { ListCache } from '../../../src/engine/lists/list-cache.js'
import type { ListEngine, Selection } from '../../../src/engine/lists/list-engine.js'
import type { ConnectionPage } from '../../../src/engine/page/connection-page.js'
import { listRecords } from '../../../src/engine/page/list-records.js'
import { Sources } from '../../../src/engine/source/sources.js'
import { createCursorSeal } from '../../../src/plan/cursor-seal.js'
import { callOn } from '../../support/unrestricted.js'
import { type FirstWorld, MovingWorld } from './moving-world.js'
import { SimulatedSource } from './simulated-sources.js'
import type { SiteKind } from './site-kinds.js'
import type { AskedList } from './truth.js'

export interface Stage extends AskedList {
  readonly sources: readonly SimulatedSource[]
  readonly moving: MovingWorld
  readonly engine: ListEngine
  readonly selection: Selection
}

export interface StageOptions extends AskedList {
  readonly kinds: readonly SiteKind[]
  readonly mostRows: number | null
  readonly first: FirstWorld
  /** Whether a field is selected that only TelecomX's expensive form has. */
  readonly wantsFull: boolean
}

/** The real engine over simulated systems: their sources are called a, b, c, … in this order. */
export function setStage({ kinds, mostRows, first, list, orderBy, filter, wantsFull }: StageOptions): Stage {
  const moving = new MovingWorld(first)
  const sources = kinds.map((kind, at) => new SimulatedSource(String.fromCharCode(97 + at), kind, moving, mostRows))
  const fields = new Set(['nativeId', ...(wantsFull ? ['userAgent', 'ratePlan', 'ratePlan.name'] : [])])
  return {
    list,
    orderBy,
    filter,
    sources,
    moving,
    engine: {
      sources: new Sources(sources.map(({ source }) => source)),
      cursorSeal: createCursorSeal(),
      listCache: new ListCache({ now: () => moving.clock.nowMs, monotonicNow: () => moving.clock.nowMs }),
      limits: { defaultPageSize: 10, maxPageSize: 1000 },
    },
    selection: { fields, rows: true, hasNextPage: true },
  }
}

export interface Walking {
  readonly size: number
  readonly forward: boolean
}

/** Requests one page. */
export const askPage = async (
  stage: Stage,
  { size, forward }: Walking,
  cursor: string | null,
): Promise<ConnectionPage> =>
  listRecords(
    stage.engine,
    stage.list,
    {
      filter: stage.filter,
      ...(forward ? { first: size, after: cursor } : { last: size, before: cursor }),
      ...(stage.list === 'activeCalls' ? { orderBy: stage.orderBy } : {}),
    },
    stage.selection,
    callOn(stage.engine.sources.all),
  )

/** What is reported where a list moved while it was read: it is longer than was read, counts rows that it did not return, or a token names a row that is gone. */
export const MOVED: ReadonlySet<string> = new Set(['TOO_LARGE', 'PROTOCOL'])

/**
 * Reads while records move between the requests.
 * @returns undefined where no source could be read because of that, which the error says.
 */
export async function unlessAllMoved<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading
  } catch (error) {
    if (!(error instanceof GraphQLError) || error.extensions['code'] !== 'SOURCES_FAILED') throw error
    const failed = reportsIn.parse(error.extensions['sources'])
    expect(failed.filter((report) => report.error !== null && !MOVED.has(report.error.code))).toEqual([])
    return undefined
  }
}
const reportsIn = z.array(z.object({ error: z.object({ code: z.string() }).nullable() }))

export const namesOf = (page: ConnectionPage): string[] =>
  page.nodes.map(({ source, nativeId }) => `${source.name}/${nativeId}`)

/** Whether there are further records on the side that a client walks to, and on the other; and where it goes on. */
export function edgesOf({ pageInfo }: ConnectionPage, { forward }: Walking) {
  const { hasNextPage, hasPreviousPage, startCursor, endCursor } = pageInfo
  return forward
    ? { ahead: hasNextPage, behind: hasPreviousPage, cursor: endCursor }
    : { ahead: hasPreviousPage, behind: hasNextPage, cursor: startCursor }
}

const MOST_PAGES = 500

/**
 * Pages to the end.
 * @param between is called after every page but the last.
 */
export async function walk(
  stage: Stage,
  walking: Walking,
  between: (page: ConnectionPage, at: number) => void = () => {},
): Promise<readonly ConnectionPage[]> {
  const pages: ConnectionPage[] = []
  let cursor: string | null = null
  while (pages.length < MOST_PAGES) {
    const page = await askPage(stage, walking, cursor)
    pages.push(page)
    const edges = edgesOf(page, walking)
    cursor = edges.cursor ?? cursor
    if (!edges.ahead) return pages
    between(page, pages.length - 1)
  }
  throw new Error(`the list does not end: ${MOST_PAGES} pages`)
}

/** The records of all pages in the order of the list, however they were walked. */
export const recordsOf = (pages: readonly ConnectionPage[], { forward }: Walking): readonly string[] =>
  (forward ? pages : pages.toReversed()).flatMap(namesOf)
