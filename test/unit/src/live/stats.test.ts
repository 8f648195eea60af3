import { expect, test } from 'vitest'
import { LiveWorld } from './live-world.js'

const STATS = /* GraphQL */ `
  subscription ($filter: ActiveCallFilter) {
    activeCallStats(filter: $filter, groupBy: [STATE]) {
      kind position
      stats { total connected distinctCalls groups { state total connected } sources { status totalCount } }
      alarms { kind source { name } since value threshold }
    }
  }
`
const NOBODY = { dropWithin: 120_000, dropFrom: 20 }

test('counts are sent when they have changed; those of a source that fails stay', async () => {
  const world = new LiveWorld()
  const { only, time } = world
  only.call('1')
  only.call('2', { CC_STATE: 'ARComplete' })
  const reader = world.subscribe(STATS)
  await time.pass(0)
  expect(await reader.data()).toMatchObject({
    kind: 'SNAPSHOT',
    stats: {
      ...{ total: 2, connected: 1, distinctCalls: 2, sources: [{ status: 'OK', totalCount: 2 }] },
      groups: expect.arrayContaining([{ state: 'CONNECTED', total: 1, connected: 1 }]),
    },
    alarms: [],
  })
  only.call('1', { DURATION: 9 })
  await time.pass(1000)
  expect(await reader.poll()).toBeUndefined()
  only.call('2', { CC_STATE: 'Connected' })
  await time.pass(1000)
  expect(await reader.data()).toMatchObject({ kind: 'CHANGES', stats: { total: 2, connected: 2 } })
  only.mode = 'fails'
  await time.pass(1000)
  expect(await reader.data()).toMatchObject({
    stats: { total: 2, connected: 2, sources: [{ status: 'FAILED', totalCount: null }] },
  })
  await time.pass(10_000)
  expect(await reader.data()).toMatchObject({ kind: 'ALIVE', stats: null })
})

test('there are no counts where no source has ever answered', async () => {
  const world = new LiveWorld()
  world.only.mode = 'fails'
  const reader = world.subscribe(STATS)
  await world.time.pass(0)
  expect(await reader.data()).toMatchObject({ kind: 'SNAPSHOT', stats: null })
})

test('a health that flaps is reported at most once in five seconds', async () => {
  const world = new LiveWorld()
  const { only, time } = world
  const reader = world.subscribe('subscription { sourceHealth { kind sources { name health { state } } } }')
  await time.pass(0)
  expect(await reader.data()).toMatchObject({ kind: 'SNAPSHOT', sources: [{ name: 'a', health: { state: 'UP' } }] })
  const reported: number[] = []
  for (let second = 1; second <= 21; second++) {
    only.health = { ...only.health, state: second % 2 === 0 ? 'UP' : 'DOWN' }
    await time.pass(1000)
    for (const { kind } of await reader.all()) if (kind === 'CHANGES') reported.push(second)
  }
  expect(reported.every((second, at) => second - (reported[at - 1] ?? -5) >= 5)).toBe(true)
  expect(reported.length).toBeGreaterThanOrEqual(3)
  await time.pass(10_000)
  const last = (await reader.all()).filter(({ kind }) => kind === 'CHANGES')
  expect(last.at(-1) ?? { sources: [{ health: { state: 'DOWN' } }] }).toMatchObject({
    sources: [{ health: { state: 'DOWN' } }],
  })
})

test('alarms are raised and cleared, and say since when', async () => {
  const alarms = { ...NOBODY, dropFrom: 4, dropTo: 0.5, longerThan: 3_600_000, sourceDownFor: 30_000 }
  const world = new LiveWorld({ alarms: { ...alarms, countryShare: { of: ['LV'], above: 0.2 } } })
  const { only, time } = world
  for (const id of ['1', '2', '3', '4']) only.call(id)
  const reader = world.subscribe(STATS)
  await time.pass(0)
  expect(await reader.data()).toMatchObject({ alarms: [] })
  const raised = async () => {
    const all = await reader.all()
    const list: unknown = all.filter(({ kind }) => kind === 'CHANGES').at(-1)?.['alarms'] ?? []
    return Array.isArray(list) ? list : []
  }
  only.call('5', { CLD: '37120000000', DURATION: 3601 })
  only.end('1')
  only.end('2')
  only.end('3')
  await time.pass(1000)
  const since = new Date(time.nowMs).toISOString()
  expect(await raised()).toEqual([
    { kind: 'CALLS_DROPPED', source: { name: 'a' }, since, value: 0.5, threshold: 0.5 },
    { kind: 'LONG_CALL', source: { name: 'a' }, since, value: 3601, threshold: 3600 },
    { kind: 'COUNTRY_SHARE', source: null, since, value: 0.5, threshold: 0.2 },
  ])
  only.mode = 'fails'
  only.health = { ...only.health, state: 'DOWN', since: new Date(time.nowMs).toISOString() }
  await time.pass(40_000)
  // Nothing is known of the calls, so nothing is lowered.
  expect((await raised()).map(({ kind }) => kind).sort()).toEqual([
    ...['CALLS_DROPPED', 'COUNTRY_SHARE', 'LONG_CALL', 'SOURCE_DOWN'],
  ])
  only.mode = 'well'
  only.health = { ...only.health, state: 'UP' }
  only.end('5')
  await time.pass(1000)
  expect((await raised()).map(({ kind }) => kind)).toEqual(['CALLS_DROPPED'])
  await time.pass(121_000)
  expect(await raised()).toEqual([])
  expect(world.alarms?.all()).toContainEqual({ kind: 'SOURCE_DOWN', source: 'a', isRaised: false })
})

test('history has samples of whole polls, and gaps where there were none', async () => {
  const world = new LiveWorld()
  const { only, time, history } = world
  only.call('1')
  only.call('2', { CC_STATE: 'ARComplete' })
  const begunMs = time.nowMs
  const reader = world.subscribe(STATS)
  await time.pass(29_000)
  only.mode = 'fails'
  await time.pass(31_000)
  only.mode = 'well'
  only.end('1')
  only.end('2')
  await time.pass(14_000)
  reader.abort.abort()
  const samples = history
    .since(begunMs, time.nowMs, ['a'])
    .map(({ atMs, state, total }) => [(atMs - begunMs) / 1000, state, total])
  expect(samples).toEqual([
    [0, 'CONNECTED', 1],
    [0, 'RINGING', 1],
    [15, 'CONNECTED', 1],
    [15, 'RINGING', 1],
    [30, null, null],
    [60, null, 0],
  ])
  expect(history.since(begunMs, begunMs + 7 * 3_600_000, ['a']).length).toBeLessThan(10)
})
