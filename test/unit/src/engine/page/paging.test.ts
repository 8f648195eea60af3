// One ordered list over different kinds of sources, compared with a model while the lists move.
//
// Three mutations that these properties were seen to catch, one at a time:
// 1. boundary search: in plan/locate.ts judgeAfter, leaving out the check of the window's first row
//    (`if (start > 0 && point === null)`): rows that moved towards the head are skipped;
// 2. ties: in plan/locate.ts judgeAfter, giving away the last group of a window that is not the list's end
//    (`const complete = entries`);
// 3. covering: in plan/windows.ts coveringPages, `start: page * pageSize + 1`.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Paging, RowOrder } from '../../../../../adapters/contract.js'
import type { ConnectionPage } from '../../../../../src/engine/page/connection-page.js'
import type { ListArguments } from '../../../../../src/engine/page/page-arguments.js'
import { ReadRows } from '../../../../../src/engine/source/call-context.js'
import { type CursorScope, decodeCursor, encodeCursor, type SourceHint } from '../../../../../src/plan/cursor.js'
import { runs } from '../../../../support/runs.js'
import { accessTo } from '../../../../support/unrestricted.js'
import { type ModelOptions, type ModelRow, timestampOf } from '../model-source.js'
import { ask, everything, expectedOrder, type ModelWorld, namesOf, worldOf } from '../model-world.js'

const RUNS = runs(750)
// ------------------------------------------------------------------------------------------- arbitraries

const paging: fc.Arbitrary<{ paging: Paging; order: RowOrder }> = fc.oneof(
  fc.record({
    paging: fc.record({ style: fc.constant('offset' as const), maxLimit: fc.integer({ min: 2, max: 12 }) }),
    order: fc.constantFrom<RowOrder>('newest-first', 'newest-first', 'none'),
  }),
  fc.record({
    paging: fc.record({
      style: fc.constant('page' as const),
      firstPage: fc.constantFrom<0 | 1>(0, 1),
      maxPageSize: fc.integer({ min: 8, max: 16 }),
      pastTheEnd: fc.constantFrom<'error' | 'empty' | 'repeat'>('error', 'empty', 'repeat'),
    }),
    order: fc.constantFrom<RowOrder>('newest-first', 'newest-first', 'none'),
  }),
  fc.record({ paging: fc.constant({ style: 'snapshot' as const }), order: fc.constant<RowOrder>('none') }),
  fc.record({
    paging: fc.record({ style: fc.constant('token' as const), maxLimit: fc.integer({ min: 8, max: 16 }) }),
    order: fc.constant<RowOrder>('none'),
  }),
)
const sources: fc.Arbitrary<ModelOptions[]> = fc
  .array(fc.record({ how: paging, tellsTotal: fc.boolean() }), { minLength: 1, maxLength: 3 })
  .map((all) => all.map(({ how, tellsTotal }, at) => ({ name: `s${at}`, ...how, tellsTotal })))

/** Few distinct times, so that groups of equal time straddle pages and are larger than one. */
const times = fc.oneof(
  fc.array(fc.integer({ min: 0, max: 200 }), { maxLength: 40 }),
  fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 40 }),
)
const lists = fc
  .array(times, { minLength: 3, maxLength: 3 })
  .map((all) =>
    all.map((list, source) =>
      list.map((time, at): ModelRow => ({ id: `r${source}-${at}`, time, kind: at % 3 === 0 ? 'INBOUND' : 'OUTBOUND' })),
    ),
  )
type Change =
  | { readonly what: 'arrive' | 'late'; readonly source: number; readonly time: number }
  | { readonly what: 'remove'; readonly source: number; readonly at: number }
  | { readonly what: 'shrink'; readonly source: number; readonly count: number }
const change: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ what: fc.constant('arrive' as const), source: fc.nat(2), time: fc.integer({ min: 200, max: 220 }) }),
  fc.record({ what: fc.constant('late' as const), source: fc.nat(2), time: fc.integer({ min: 0, max: 200 }) }),
  fc.record({ what: fc.constant('remove' as const), source: fc.nat(2), at: fc.nat(60) }),
  // Many of the newest rows go at once, so that the boundary moves far towards the head.
  fc.record({ what: fc.constant('shrink' as const), source: fc.nat(2), count: fc.integer({ min: 2, max: 12 }) }),
)
const changes = fc.array(fc.array(change, { maxLength: 6 }), { maxLength: 12 })

let serial = 0
function apply(world: ModelWorld, { what, source, ...rest }: Change): void {
  const model = world.models[source % world.models.length]
  if (model === undefined) return
  if (what === 'remove' && 'at' in rest) model.rows = model.rows.filter((_, at) => at !== rest.at)
  else if ('count' in rest) {
    const newest = [...model.rows].sort((a, b) => b.time - a.time).slice(0, rest.count)
    model.rows = model.rows.filter((row) => !newest.includes(row))
  } else if ('time' in rest) model.rows = [...model.rows, { id: `n${serial++}`, time: rest.time, kind: 'OUTBOUND' }]
}

/** Pages through the whole list, changing it between the pages. */
async function traverse(
  world: ModelWorld,
  size: number,
  forward: boolean,
  moves: readonly Change[][],
  filter?: object,
) {
  const pages: string[][] = []
  let cursor: string | null = null
  for (let at = 0; at < 400; at++) {
    const from: ListArguments = forward ? { first: size, after: cursor } : { last: size, before: cursor }
    const asked = { ...from, ...(filter === undefined ? {} : { filter }) }
    const readRows = new ReadRows()
    const page: ConnectionPage = await ask(world, asked, everything, readRows)
    pages.push(namesOf(page))
    for (const { error } of page.sources) expect(error).toBeNull()
    const info = page.pageInfo
    const more = forward ? info.hasNextPage : info.hasPreviousPage
    cursor = (forward ? info.endCursor : info.startCursor) ?? cursor
    // No later page may miss them.
    readRows.drop()
    expect(page.nodes).toEqual([])
    if (!more) return pages
    for (const move of moves[at] ?? []) apply(world, move)
    world.tick()
  }
  throw new Error(`the traversal does not end: ${pages.length} pages`)
}

const inListOrder = (pages: readonly string[][], forward: boolean): readonly string[] =>
  forward ? pages.flat() : pages.flatMap((page) => page.toReversed()).toReversed()

// ---------------------------------------------------------------------------------------------- properties

describe('one ordered list over unlike sources', () => {
  test('a list that does not move is paged exactly, forward and backward', async () => {
    await fc.assert(
      fc.asyncProperty(
        sources,
        lists,
        fc.integer({ min: 1, max: 15 }),
        fc.boolean(),
        async (options, rows, size, forward) => {
          const world = worldOf(options, rows)
          const pages = await traverse(world, size, forward, [])
          const seen = inListOrder(pages, forward)
          expect(seen).toEqual(expectedOrder(world))
          expect(pages.slice(0, -1).every((page) => page.length === size)).toBe(true)
        },
      ),
      { numRuns: RUNS },
    )
  })

  test('while rows arrive, come late and vanish, every row that stays is seen exactly once, in order', async () => {
    await fc.assert(
      fc.asyncProperty(
        sources,
        lists,
        fc.integer({ min: 1, max: 15 }),
        fc.boolean(),
        changes,
        async (options, rows, size, forward, moves) => {
          const world = worldOf(options, rows)
          const before = expectedOrder(world)
          const pages = await traverse(world, size, forward, moves)
          const seen = inListOrder(pages, forward)
          expect(new Set(seen).size).toBe(seen.length)
          const staying = new Set(expectedOrder(world))
          const expected = before.filter((name) => staying.has(name))
          const original = new Set(expected)
          expect(seen.filter((name) => original.has(name))).toEqual(expected)
        },
      ),
      { numRuns: RUNS },
    )
  })

  test('with a filter that the gateway applies, and a time range, the same holds', async () => {
    await fc.assert(
      fc.asyncProperty(
        sources,
        lists,
        fc.integer({ min: 1, max: 9 }),
        fc.boolean(),
        changes,
        fc.nat(200),
        fc.nat(200),
        async (options, rows, size, forward, moves, a, b) => {
          const world = worldOf(options, rows)
          const [low, high] = [Math.min(a, b), Math.max(a, b)]
          const filter = {
            direction: 'INBOUND',
            startedFrom: Date.parse(timestampOf(low)),
            startedTo: Date.parse(timestampOf(high)),
          }
          const matches = ({ kind, time }: ModelRow) => kind === 'INBOUND' && time >= low && time < high
          const before = expectedOrder(world, matches)
          const pages = await traverse(world, size, forward, moves, filter)
          const seen = inListOrder(pages, forward)
          const staying = new Set(expectedOrder(world, matches))
          const expected = before.filter((name) => staying.has(name))
          expect(new Set(seen).size).toBe(seen.length)
          expect(seen.filter((name) => new Set(expected).has(name))).toEqual(expected)
          expect(seen.every((name) => before.includes(name))).toBe(true)
        },
      ),
      { numRuns: RUNS },
    )
  })

  test('a cursor with wrong hints, or none, gives the same page within bounded requests', async () => {
    const rows = fc.oneof(fc.nat(500), fc.nat(2 ** 31))
    const hint: fc.Arbitrary<SourceHint> = fc.oneof(
      fc.constant<SourceHint>({ kind: 'none' }),
      fc.record({
        kind: fc.constant('offset' as const),
        start: rows,
        span: fc.nat(60),
        drift: fc.nat(60),
        total: fc.option(rows),
      }),
    )
    const hints = fc.array(hint, { minLength: 3, maxLength: 3 })
    await fc.assert(
      fc.asyncProperty(
        sources,
        lists,
        fc.integer({ min: 1, max: 15 }),
        fc.boolean(),
        hints,
        async (options, of, size, forward, wrong) => {
          const world = worldOf(options, of)
          const all = forward ? expectedOrder(world) : expectedOrder(world).reverse()
          if (all.length <= size) return
          const { pageInfo } = await ask(world, forward ? { first: size } : { last: size })
          const scope: CursorScope = {
            list: 'calls',
            order: 'NEWEST_FIRST',
            filter: '[]',
            sources: options.map(({ name }) => name),
            viewer: accessTo(world.engine.sources.all).fingerprint,
          }
          const seal = world.engine.cursorSeal
          const boundary = decodeCursor((forward ? pageInfo.endCursor : pageInfo.startCursor) ?? '', scope, seal)
          // For a list that is read whole, an offset would mean that it was once in order.
          const mixed = boundary.hints.map((hint, at) => (options[at]?.order === 'none' ? hint : (wrong[at] ?? hint)))
          const cursor = encodeCursor({ ...boundary, hints: mixed }, scope, seal)
          for (const model of world.models) model.requests = 0
          const page = await ask(world, forward ? { first: size, after: cursor } : { last: size, before: cursor })
          expect(forward ? namesOf(page) : namesOf(page).reverse()).toEqual(all.slice(size, 2 * size))
          for (const { error } of page.sources) expect(error).toBeNull()
          expect(forward ? page.pageInfo.hasNextPage : page.pageInfo.hasPreviousPage).toBe(all.length > 2 * size)
        },
      ),
      { numRuns: RUNS },
    )
  })

  test('page info is correct on every page, in both directions', async () => {
    await fc.assert(
      fc.asyncProperty(
        sources,
        lists,
        fc.integer({ min: 1, max: 15 }),
        fc.boolean(),
        async (options, rows, size, forward) => {
          const world = worldOf(options, rows)
          const all = expectedOrder(world)
          let cursor: string | null = null
          for (let position = 0; position <= all.length; position += size) {
            const page: ConnectionPage = await ask(
              world,
              forward ? { first: size, after: cursor } : { last: size, before: cursor },
            )
            const info = page.pageInfo
            const [near, far] = forward
              ? [info.hasPreviousPage, info.hasNextPage]
              : [info.hasNextPage, info.hasPreviousPage]
            expect({ near, far }).toEqual({ near: position > 0, far: position + size < all.length })
            cursor = forward ? info.endCursor : info.startCursor
            if (!far) break
          }
        },
      ),
      { numRuns: RUNS },
    )
  })
})
