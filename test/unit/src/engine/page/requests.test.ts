// What a page costs, how a list is counted, and what is reported when part of it is missing.

import { describe, expect, test } from 'vitest'
import type { ListArguments } from '../../../../../src/engine/page/page-arguments.js'
import { type ModelOptions, type ModelRow, timestampOf } from '../model-source.js'
import { ask, everything, expectedOrder, type ModelWorld, namesOf, worldOf } from '../model-world.js'

const offset = (name: string, maxLimit = 1000, tellsTotal = true): ModelOptions => ({
  name,
  tellsTotal,
  paging: { style: 'offset', maxLimit },
  order: 'newest-first',
})
const paged = (name: string, tellsTotal = true): ModelOptions => ({
  name,
  tellsTotal,
  paging: { style: 'page', firstPage: 0, maxPageSize: 1000, pastTheEnd: 'error' },
  order: 'newest-first',
})
const whole = (name: string): ModelOptions => ({
  name,
  tellsTotal: false,
  paging: { style: 'snapshot' },
  order: 'none',
})

const rowsOf = (count: number, prefix = 'r', step = 2): ModelRow[] =>
  Array.from({ length: count }, (_, at) => ({
    id: `${prefix}${at}`,
    time: at * step,
    kind: at % 4 === 0 ? 'INBOUND' : 'OUTBOUND',
  }))

/** Walks page by page and returns what each page cost at each source. */
async function costs(
  world: ModelWorld,
  size: number,
  pages: number,
  between: (page: number) => void = () => {},
  forward = true,
) {
  const cost: number[][] = []
  const seen: string[] = []
  let cursor: string | null = null
  for (let page = 0; page < pages; page++) {
    for (const model of world.models) model.requests = 0
    const args: ListArguments = forward ? { first: size, after: cursor } : { last: size, before: cursor }
    const answer = await ask(world, args)
    seen.push(...(forward ? namesOf(answer) : namesOf(answer).reverse()))
    cursor = forward ? answer.pageInfo.endCursor : answer.pageInfo.startCursor
    cost.push(world.models.map(({ requests }) => requests))
    between(page)
    world.tick()
  }
  return { cost, seen }
}

describe('what a page costs', () => {
  test('pages 1, 2, 50 and 500 cost one request per source, whatever its paging', async () => {
    const world = worldOf(
      [offset('a'), paged('b'), whole('c')],
      [rowsOf(5000, 'a'), rowsOf(5000, 'b'), rowsOf(500, 'c', 20)],
    )
    const { cost, seen } = await costs(world, 20, 500)
    for (const page of [1, 2, 50, 500]) expect({ page, cost: cost[page - 1] }).toEqual({ page, cost: [1, 1, 1] })
    expect(cost.every((page) => page.every((requests) => requests <= 1))).toBe(true)
    expect(seen).toEqual(expectedOrder(world).slice(0, 10_000))
  })

  test('a source that does not report its total costs the same', async () => {
    const world = worldOf([offset('a', 1000, false), paged('b', false)], [rowsOf(3000, 'a'), rowsOf(3000, 'b')])
    const { cost } = await costs(world, 20, 300)
    expect(cost.slice(0, 290).every((page) => page.every((requests) => requests <= 1))).toBe(true)
  })

  test.each([true, false])(
    'while calls arrive steadily, one request per page and source, amortised (forward: %s)',
    async (forward) => {
      const world = worldOf([offset('a'), paged('b')], [rowsOf(3000, 'a'), rowsOf(3000, 'b')])
      const before = expectedOrder(world)
      let arrivals = 0
      const { cost, seen } = await costs(
        world,
        50,
        100,
        () => {
          for (const model of world.models)
            for (let call = 0; call < 30; call++)
              model.rows.push({ id: `new${arrivals}`, time: 100_000 + arrivals++, kind: 'INBOUND' })
        },
        forward,
      )
      for (const source of [0, 1]) {
        const requests = cost.reduce((sum, page) => sum + (page[source] ?? 0), 0)
        expect(requests).toBeLessThanOrEqual(100 + 5)
      }
      expect(seen).toEqual((forward ? before : before.toReversed()).slice(0, 5000))
    },
  )

  test('a page over the vendor limit is split into windows, and nothing is requested past the end', async () => {
    const world = worldOf([offset('a', 100)], [rowsOf(950, 'a')])
    const { cost } = await costs(world, 300, 3)
    // 301 rows in windows of 100 that share a row.
    expect(cost).toEqual([[4], [4], [4]])
    const all = await costs(world, 300, 4)
    // The 50 rows that are left, and the one before them.
    expect(all.cost.at(-1)).toEqual([1])
    expect(all.seen).toHaveLength(950)
  })

  test('the windows of a large page are fetched in parallel', async () => {
    const world = worldOf(
      [
        offset('a', 100),
        { ...paged('b'), paging: { style: 'page', firstPage: 1, maxPageSize: 100, pastTheEnd: 'empty' } },
      ],
      [rowsOf(950, 'a'), rowsOf(950, 'b')],
    )
    const page = await ask(world, { first: 400 })
    expect(namesOf(page)).toEqual(expectedOrder(world).slice(0, 400))
    expect(world.models.map(({ mostAtOnce, requests }) => mostAtOnce === requests && requests >= 5)).toEqual([
      true,
      true,
    ])
  })

  test.each([1, 7, 48, 98, 100, 199, 200])('nothing is requested past the end of a list: pages of %i', async (size) => {
    const world = worldOf([offset('a', 100), paged('b')], [rowsOf(700, 'a'), rowsOf(700, 'b')])
    await costs(world, size, Math.ceil(1400 / size))
    expect(world.models.map(({ askedBehindEnd }) => askedBehindEnd)).toEqual([0, 0])
  })

  test.each([
    [true, 12],
    [false, 11],
  ])('a row behind the page is requested only if hasNextPage is (%s)', async (hasNextPage, limit) => {
    const world = worldOf([offset('a')], [rowsOf(400, 'a')])
    const page = await ask(world, { first: 10 }, { ...everything, hasNextPage })
    expect(namesOf(page)).toEqual(expectedOrder(world).slice(0, 10))
    // One row more shows that the group of the last one is whole.
    expect(world.models[0]?.windows).toMatchObject([{ offset: '0', limit: String(limit) }])
  })

  test('no source is read for hasNextPage while another one has a further row', async () => {
    const [a, b] = [rowsOf(400, 'a'), rowsOf(400, 'b')]
    const world = worldOf(
      [offset('a'), offset('b')],
      [a, b.map((row, at) => ({ ...row, time: row.time + 9000, kind: at > 396 ? 'INBOUND' : 'OUTBOUND' }))],
    )
    const page = await ask(world, { first: 3, filter: { direction: 'INBOUND' } })
    expect(namesOf(page)).toEqual(['b/b399', 'b/b398', 'b/b397'])
    expect(page.pageInfo.hasNextPage).toBe(true)
    expect(world.models.map(({ requests }) => requests)).toEqual([1, 1])
  })

  test.each([
    ['grown', true],
    ['grown', false],
    ['shrunk', true],
    ['shrunk', false],
  ] as const)(
    'a list that has %s far at its head costs a few requests then, and one for few rows afterwards (forward: %s)',
    async (how, forward) => {
      const world = worldOf([offset('a')], [rowsOf(30_000, 'a')])
      const [model] = world.models
      if (model === undefined) throw new Error('there is no source')
      const before = expectedOrder(world)
      const { cost, seen } = await costs(
        world,
        500,
        43,
        (at) => {
          if (at !== 39) return
          const news = rowsOf(15_000, 'new').map((row) => ({ ...row, time: row.time + 100_000 }))
          model.rows = how === 'grown' ? [...model.rows, ...news] : model.rows.filter(({ time }) => time < 2 * 22_000)
        },
        forward,
      )
      const walked = forward ? before : before.toReversed()
      expect(seen).toEqual(walked.slice(0, 43 * 500))
      const moved = cost[40]?.[0] ?? 0
      expect(moved).toBeGreaterThan(1)
      expect(moved).toBeLessThan(20)
      expect(
        cost
          .slice(1)
          .toSpliced(39, 1)
          .flat()
          .every((requests) => requests === 1),
      ).toBe(true)
      expect(model.largestAnswer).toBeLessThanOrEqual(1000)
    },
  )

  test('more is read only from a source whose rows are used up', async () => {
    const rare = rowsOf(2000, 'a').map(
      (row, at): ModelRow => ({ ...row, kind: at % 300 === 0 ? 'INBOUND' : 'OUTBOUND' }),
    )
    const often = rowsOf(2000, 'b').map((row): ModelRow => ({ ...row, kind: 'INBOUND' }))
    const world = worldOf([offset('a'), offset('b')], [rare, often])
    const page = await ask(world, { first: 40, filter: { direction: 'INBOUND' } })
    expect(page.nodes).toHaveLength(40)
    const [a, b] = world.models
    expect(a?.requests).toBeGreaterThan(1)
    expect(b?.requests).toBe(1)
  })

  test('finding a boundary again takes O(log n) requests when the list has moved far', async () => {
    const world = worldOf([offset('a')], [rowsOf(20_000, 'a')])
    const first = await ask(world, { first: 10 })
    for (let call = 0; call < 15_000; call++)
      world.models[0]?.rows.push({ id: `new${call}`, time: 100_000 + call, kind: 'INBOUND' })
    const before = expectedOrder(world).filter((name) => !name.includes('new'))
    for (const model of world.models) model.requests = 0
    const second = await ask(world, { first: 10, after: first.pageInfo.endCursor })
    expect(namesOf(second)).toEqual(before.slice(10, 20))
    expect(world.models[0]?.requests).toBeLessThan(40)
  })

  test('totalCount alone requests one row', async () => {
    const world = worldOf([offset('a'), paged('b')], [rowsOf(300, 'a'), rowsOf(200, 'b')])
    const page = await ask(world, { first: 100 }, { ...everything, rows: false, hasNextPage: false })
    expect(page.totalCount).toBe(500)
    expect(world.models.map(({ largestAnswer }) => largestAnswer)).toEqual([1, 1])
  })
})

describe('how a list is counted', () => {
  test('exact where every source reports its total; null, with a lower bound, where one does not', async () => {
    const exact = worldOf([offset('a'), whole('b')], [rowsOf(30, 'a'), rowsOf(12, 'b')])
    expect(await ask(exact, { first: 5 })).toMatchObject({ totalCount: 42, total: { count: 42, precision: 'EXACT' } })
    const vague = worldOf([offset('a', 1000, false), whole('b')], [rowsOf(30, 'a'), rowsOf(12, 'b')])
    const page = await ask(vague, { first: 5 })
    expect(page.totalCount).toBeNull()
    expect(page.total).toEqual({
      count: 12 + page.nodes.filter(({ source }) => source.name === 'a').length,
      precision: 'AT_LEAST',
    })
    const nothing = worldOf([offset('a', 1000, false)], [rowsOf(30, 'a')])
    const none = await ask(nothing, { first: 5 }, { ...everything, rows: false, hasNextPage: false })
    expect(none.total).toEqual({ count: null, precision: 'UNKNOWN' })
  })

  test('a filter that the gateway applies makes a paged list uncountable, and a whole one not', async () => {
    const world = worldOf([offset('a'), whole('b')], [rowsOf(40, 'a'), rowsOf(40, 'b')])
    const page = await ask(world, { first: 50, filter: { direction: 'INBOUND' } })
    expect(page.sources.map(({ totalCount }) => totalCount)).toEqual([null, 10])
    expect(page.totalCount).toBeNull()
    expect(page.nodes).toHaveLength(20)
  })
})

describe('reports of missing parts', () => {
  test('a used-up row limit ends the page early, says PARTIAL, and its cursor continues', async () => {
    const world = worldOf([{ ...offset('a'), maxScanRows: 200 }], [rowsOf(2000, 'a')])
    const filter = { startedFrom: Date.parse(timestampOf(0)), status: ['COMPLETED'] }
    const none = await ask(world, { first: 5, filter })
    expect(none.nodes).toHaveLength(0)
    expect(none.sources[0]).toMatchObject({ status: 'PARTIAL', error: { code: 'TOO_LARGE' } })
    expect(none.pageInfo).toMatchObject({ hasNextPage: true, startCursor: null })
    let cursor = none.pageInfo.endCursor
    let pages = 1
    for (let more = true; more; pages++) {
      const page = await ask(world, { first: 5, filter, after: cursor })
      more = page.pageInfo.hasNextPage
      cursor = page.pageInfo.endCursor ?? cursor
      expect(pages).toBeLessThan(15)
    }
    expect(pages).toBeGreaterThan(4)
  })

  test('a list without order that is too long is read up to the bound, and says PARTIAL and why', async () => {
    const world = worldOf([{ ...offset('a', 100), order: 'none', maxScanRows: 200 }], [rowsOf(3000, 'a')])
    const page = await ask(world, { first: 5 })
    // Windows of 100 that share a row.
    expect(world.models[0]?.requests).toBe(3)
    expect(page.sources[0]).toMatchObject({ status: 'PARTIAL', totalCount: null, error: { code: 'TOO_LARGE' } })
  })

  test('a source that breaks its declared order is read whole, and the order is right', async () => {
    const world = worldOf([offset('a')], [rowsOf(300, 'a')])
    const [model] = world.models
    // The vendor sorts by another key than it declares: the rows come in another order from the start.
    Object.defineProperty(model, 'options', { value: { ...model?.options, order: 'none' } })
    const pages: string[] = []
    let cursor: string | null = null
    for (let more = true; more; ) {
      const page = await ask(world, { first: 70, after: cursor })
      pages.push(...namesOf(page))
      cursor = page.pageInfo.endCursor
      more = page.pageInfo.hasNextPage
    }
    expect(pages).toEqual(expectedOrder(world))
  })

  test('a failed source is left out, and resumes at the boundary when it is back, as its report says', async () => {
    const world = worldOf([offset('a'), offset('b')], [rowsOf(100, 'a'), rowsOf(100, 'b')])
    const first = await ask(world, { first: 10 })
    const [, b] = world.models
    if (b === undefined) throw new Error('no second source')
    b.failing = true
    const second = await ask(world, { first: 10, after: first.pageInfo.endCursor })
    expect(second.sources.map(({ status }) => status)).toEqual(['OK', 'FAILED'])
    expect(second.nodes.every(({ source }) => source.name === 'a')).toBe(true)
    b.failing = false
    const third = await ask(world, { first: 10, after: second.pageInfo.endCursor })
    expect(third.sources[1]).toMatchObject({
      status: 'PARTIAL',
      error: { code: 'UNAVAILABLE', message: expect.stringContaining('missed') },
    })
    const rest = expectedOrder(world).slice(expectedOrder(world).indexOf(namesOf(second).at(-1) ?? '') + 1)
    expect(namesOf(third)).toEqual(rest.slice(0, 10))
    const fourth = await ask(world, { first: 10, after: third.pageInfo.endCursor })
    expect(fourth.sources.map(({ status }) => status)).toEqual(['OK', 'OK'])
  })

  test('with requireAllSources a failed source is an error, and so is the failure of all', async () => {
    const world = worldOf([offset('a'), offset('b')], [rowsOf(10, 'a'), rowsOf(10, 'b')])
    for (const model of world.models) model.failing = model.options.name === 'b'
    await expect(ask(world, { first: 5, requireAllSources: true })).rejects.toMatchObject({
      extensions: {
        code: 'SOURCES_FAILED',
        sources: [
          { source: 'a', status: 'OK' },
          { source: 'b', status: 'FAILED' },
        ],
      },
    })
    expect((await ask(world, { first: 5 })).nodes).toHaveLength(5)
    for (const model of world.models) model.failing = true
    await expect(ask(world, { first: 5 })).rejects.toMatchObject({ extensions: { code: 'SOURCES_FAILED' } })
  })

  test('a source that fails on a later window keeps the rows that it returned, and the page ends where it is certain', async () => {
    const world = worldOf([offset('a', 20), offset('b', 1000)], [rowsOf(400, 'a'), rowsOf(400, 'b')])
    const [a] = world.models
    if (a === undefined) throw new Error('no first source')
    let armed = true
    const fails = () => (a.failing = armed && a.requests >= 5)
    const original = a.source.ask.bind(a.source)
    Object.defineProperty(a.source, 'ask', {
      value: (...args: Parameters<typeof original>) => (fails(), original(...args)),
    })
    const page = await ask(world, { first: 60, filter: { direction: 'INBOUND' } })
    expect(page.sources[0]).toMatchObject({ status: 'PARTIAL', error: { code: 'UNREACHABLE' } })
    const matching = expectedOrder(world, ({ kind }) => kind === 'INBOUND')
    expect(namesOf(page)).toEqual(matching.slice(0, page.nodes.length))
    expect(page.pageInfo.hasNextPage).toBe(true)
    armed = false
    const next = await ask(world, { first: 1000, after: page.pageInfo.endCursor, filter: { direction: 'INBOUND' } })
    expect(namesOf(next)[0]).toBe(matching[page.nodes.length])
    // The page ended where the source had failed: nothing was missed.
    expect(next.sources.map(({ status }) => status)).toEqual(['OK', 'OK'])
    expect(next.pageInfo.hasPreviousPage).toBe(true)
  })

  test('a time range ends later than the order where calls may start later than their order time', async () => {
    const world = worldOf([{ ...offset('a'), inboundStartsLaterBy: 1000 }], [rowsOf(2000, 'a')])
    const filter = { startedFrom: Date.parse(timestampOf(3900)), startedTo: Date.parse(timestampOf(4500)) }
    const page = await ask(world, { first: 500, filter })
    const started = ({ kind, time }: ModelRow) => (kind === 'INBOUND' ? time + 1000 : time)
    expect(namesOf(page)).toEqual(expectedOrder(world, (row) => started(row) >= 3900 && started(row) < 4500))
    expect(page.nodes.length).toBeGreaterThan(100)
  })

  test('the oldest rows are reached by a time range without reading the newer ones', async () => {
    const world = worldOf([offset('a')], [rowsOf(20_000, 'a')])
    const filter = { startedTo: Date.parse(timestampOf(100)), startedFrom: Date.parse(timestampOf(20)) }
    const page = await ask(world, { first: 100, filter })
    expect(page.nodes).toHaveLength(40)
    expect(world.models[0]?.requests).toBeLessThan(40)
    expect(page.pageInfo.hasNextPage).toBe(false)
  })
})

describe('searches that are abandoned, with the reason', () => {
  test('a group of equal time that is larger than the limit for one', async () => {
    const rows = rowsOf(110_000, 'a', 0)
    const world = worldOf([offset('a', 50_000), offset('b')], [rows, rowsOf(10, 'b')])
    const page = await ask(world, { first: 5 })
    expect(page.sources[0]).toMatchObject({
      status: 'FAILED',
      error: { code: 'TOO_LARGE', message: expect.stringContaining('have the same time') },
    })
    expect(page.nodes.map(({ source }) => source.name)).toEqual(Array(5).fill('b'))
  })

  test('a boundary that moves away from every place that is searched', async () => {
    const world = worldOf([offset('a')], [rowsOf(5000, 'a')])
    const [model] = world.models
    if (model === undefined) throw new Error('there is no source')
    const first = await ask(world, { first: 10 })
    const [newer, older] = [rowsOf(5000, 'n').map((row) => ({ ...row, time: row.time + 50_000 })), rowsOf(5000, 'o', 0)]
    const original = model.source.ask.bind(model.source)
    const shift = ([{ query }]: Parameters<typeof original>) =>
      (model.rows = new Map(query).get('offset') === '0' ? newer : older)
    Object.defineProperty(model.source, 'ask', {
      value: (...args: Parameters<typeof original>) => (shift(args), original(...args)),
    })
    model.requests = 0
    const message = expect.stringContaining('never shows where to continue')
    await expect(ask(world, { first: 10, after: first.pageInfo.endCursor })).rejects.toMatchObject({
      extensions: { code: 'SOURCES_FAILED', sources: [{ error: { code: 'PROTOCOL', message } }] },
    })
    expect(model.requests).toBeLessThan(100)
  })
})
