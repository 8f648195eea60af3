import { expect, test } from 'vitest'
import { type Data, LiveWorld, type Reader, type WorldOptions } from './live-world.js'

// Calls in progress, as subscribers see them.

const CALLS = /* GraphQL */ `
  subscription ($filter: ActiveCallFilter, $sources: [String!], $first: Int, $orderBy: ActiveCallOrder, $since: String, $everyMs: Int) {
    activeCallUpdates(filter: $filter, sources: $sources, first: $first, orderBy: $orderBy, since: $since, everyMs: $everyMs) {
      kind position more merged
      started { nativeId state durationSeconds }
      changed { nativeId state durationSeconds }
      ended { id reason source { name } lastSeenAt }
      order totalCount
      sources { source { name } status stale totalCount error { code } }
    }
  }
`

const idsOf = (data: Data, part: string): readonly string[] => {
  const list: unknown = data[part]
  return Array.isArray(list) ? list.map((call: { nativeId?: string }) => call.nativeId ?? '') : []
}
const reasonsOf = (data: Data): readonly string[] => {
  const list: unknown = data['ended']
  return Array.isArray(list) ? list.map(({ reason }: { reason: string }) => reason) : []
}
const statusOf = (data: Data): readonly string[] => {
  const list: unknown = data['sources']
  return Array.isArray(list) ? list.map(({ status }: { status: string }) => status) : []
}

async function opened(world: LiveWorld, variables: object = {}): Promise<Reader> {
  const reader = world.subscribe(CALLS, variables)
  await world.time.pass(0)
  return reader
}

/** A world with these calls, a reader, and its first event. */
async function openedWith(ids: readonly string[], options: WorldOptions = {}, variables: object = {}) {
  const world = new LiveWorld(options)
  const { only, time } = world
  for (const id of ids) only.call(id)
  const reader = await opened(world, variables)
  return { world, only, time, reader, first: await reader.data() }
}

test('a snapshot, then what changes; the talk time is no change', async () => {
  const { world, only, time, reader, first } = await openedWith(['1', '2'])
  expect(first).toMatchObject({ kind: 'SNAPSHOT', more: false, merged: 1, totalCount: 2, changed: [], ended: [] })
  expect(idsOf(first, 'started')).toEqual(['2', '1'])
  expect(statusOf(first)).toEqual(['OK'])
  only.call('1', { DURATION: 6 })
  await time.pass(1000)
  expect(await reader.poll()).toBeUndefined()
  only.call('1', { CC_STATE: 'Disconnecting' })
  only.call('3')
  only.end('2')
  await time.pass(1000)
  const second = await reader.data()
  expect(second).toMatchObject({ kind: 'CHANGES', merged: 1, totalCount: 2 })
  expect([idsOf(second, 'started'), idsOf(second, 'changed'), reasonsOf(second)]).toEqual([['3'], ['1'], ['GONE']])
  expect(second['sources']).toEqual([])
  expect(world.errors).toEqual([])
})

test('there is no first event before every source has answered or failed', async () => {
  const world = new LiveWorld({ sources: ['a', 'b'] })
  const [a, b] = world.sources
  a?.call('1')
  if (b !== undefined) b.mode = 'hangs'
  const reader = await opened(world)
  await world.time.pass(7000)
  expect(await reader.poll()).toBeUndefined()
  await world.time.pass(1000)
  const first = await reader.data()
  expect(idsOf(first, 'started')).toEqual(['1'])
  expect([statusOf(first), first['totalCount']]).toEqual([['OK', 'FAILED'], null])
})

test('while a source fails its calls are held; when it is back, only what has changed is reported', async () => {
  const { only, time, reader } = await openedWith(['1', '2', '3'])
  only.mode = 'fails'
  await time.pass(1000)
  const failed = await reader.data()
  expect(failed).toMatchObject({ kind: 'CHANGES', totalCount: null, started: [], changed: [], ended: [] })
  expect(statusOf(failed)).toEqual(['FAILED'])
  await time.pass(30_000)
  expect((await reader.all()).map(({ kind }) => kind)).toEqual(['ALIVE'])
  only.mode = 'well'
  only.end('2')
  await time.pass(1000)
  const back = await reader.data()
  expect([idsOf(back, 'started'), reasonsOf(back), statusOf(back), back['totalCount']]).toEqual([
    [],
    ['GONE'],
    ['OK'],
    2,
  ])
})

test.each(['partial', 'stale'] as const)('a %s list ends no call', async (mode) => {
  const { only, time, reader } = await openedWith(['1', '2', '3', '4'])
  only.mode = mode
  for (const id of ['3', '4']) only.end(id)
  for (let polls = 0; polls < 5; polls++) {
    await time.pass(1000)
    for (const data of await reader.all()) expect([data['ended'], data['totalCount']]).toEqual([[], null])
  }
  only.mode = 'well'
  await time.pass(1000)
  expect(reasonsOf(await reader.data())).toEqual(['GONE', 'GONE'])
})

test('a call of a list in pages has ended when two whole polls in a row lack it', async () => {
  const { only, time, reader } = await openedWith(['1', '2'], { paged: ['a'] })
  only.end('2')
  await time.pass(1000)
  expect(await reader.poll()).toBeUndefined()
  only.call('2')
  await time.pass(1000)
  only.end('2')
  await time.pass(1000)
  expect(await reader.poll()).toBeUndefined()
  await time.pass(1000)
  expect(reasonsOf(await reader.data())).toEqual(['GONE'])
})

test('calls enter and leave a filter, also by their talk time', async () => {
  const world = new LiveWorld()
  const { only, time } = world
  only.call('1', { DURATION: 5 })
  const reader = await opened(world, { filter: { minDurationSeconds: 10, state: ['CONNECTED'] } })
  expect(idsOf(await reader.data(), 'started')).toEqual([])
  only.call('1', { DURATION: 10 })
  await time.pass(1000)
  expect(idsOf(await reader.data(), 'started')).toEqual(['1'])
  only.call('1', { CC_STATE: 'Disconnecting' })
  await time.pass(1000)
  const left = await reader.data()
  expect([reasonsOf(left), left['totalCount']]).toEqual([['NO_LONGER_MATCHES'], 0])
})

test('a window has the first calls only, and says in which order', async () => {
  const variables = { first: 2, orderBy: 'NEWEST_FIRST' }
  const { only, time, reader, first } = await openedWith(['1', '2', '3'], {}, variables)
  expect([idsOf(first, 'started'), first['totalCount']]).toEqual([['3', '2'], 3])
  expect(first['order']).toHaveLength(2)
  only.call('4')
  await time.pass(1000)
  const second = await reader.data()
  expect([second['kind'], idsOf(second, 'started'), reasonsOf(second)]).toEqual(['CHANGES', ['4'], ['OUT_OF_WINDOW']])
  expect(second['order']).toHaveLength(2)
  only.call('4', { CC_STATE: 'Disconnecting' })
  await time.pass(1000)
  expect(await reader.data()).toMatchObject({ started: [], changed: [{ nativeId: '4' }], ended: [], order: null })
  // A reader that has missed two moves gets a new snapshot.
  only.end('4')
  await time.pass(1000)
  only.end('3')
  await time.pass(1000)
  expect([...(await reader.all())].map(({ kind }) => kind)).toEqual(['SNAPSHOT'])
})

test('who begins with a window that is not announced yet gets the next one whole', async () => {
  const slowly = { first: 2, orderBy: 'NEWEST_FIRST', everyMs: 5000 }
  const { world, only, time } = await openedWith(['1', '2'], {}, slowly)
  // Polls every second, for both channels.
  await opened(world)
  await time.pass(1000)
  only.call('3')
  await time.pass(1000)
  const reader = await opened(world, slowly)
  expect(idsOf(await reader.data(), 'started')).toEqual(['3', '2'])
  only.call('4')
  only.call('5')
  await time.pass(5000)
  const next = await reader.data()
  // In relation to the window that was announced before, 3 has neither come nor gone.
  expect([next['kind'], idsOf(next, 'started')]).toEqual(['SNAPSHOT', ['5', '4']])
})

test('a slow reader gets one event with all that has changed', async () => {
  const { only, time, reader } = await openedWith(['1', '2'])
  only.end('2')
  await time.pass(1000)
  only.call('3')
  await time.pass(1000)
  only.call('4')
  only.end('1')
  await time.pass(1000)
  const merged = await reader.all()
  expect(merged).toHaveLength(1)
  expect(merged[0]).toMatchObject({ kind: 'CHANGES', merged: 3, totalCount: 2 })
  expect([idsOf(merged[0] ?? {}, 'started'), reasonsOf(merged[0] ?? {})]).toEqual([
    ['3', '4'],
    ['GONE', 'GONE'],
  ])
})

test('a call that is missing for some polls is there again for a slow reader', async () => {
  const { only, time, reader } = await openedWith(['1', '2'])
  only.end('1')
  await time.pass(1000)
  only.call('1')
  await time.pass(1000)
  const [merged] = await reader.all()
  expect([idsOf(merged ?? {}, 'started'), reasonsOf(merged ?? {})]).toEqual([['1'], []])
})

test('a reader that is more than 64 polls behind gets a snapshot', async () => {
  const { only, time, reader } = await openedWith(['1'])
  await time.pass(65_000)
  only.call('2')
  await time.pass(1000)
  expect((await reader.all()).map(({ kind }) => kind)).toEqual(['SNAPSHOT'])
})

test('a position continues; a foreign, old or partial one gets a snapshot', async () => {
  const { world, only, time, reader, first } = await openedWith(['1'])
  const { position } = first
  reader.abort.abort()
  expect(await reader.poll()).toBeNull()
  only.call('2')
  await time.pass(9000)
  const again = await opened(world, { since: position })
  const resumed = await again.data()
  expect([resumed['kind'], idsOf(resumed, 'started'), statusOf(resumed)]).toEqual(['CHANGES', ['2'], ['OK']])
  for (const since of [`x${position}`, `${position}.1`, `${String(position).replace(/\.[^.]*$/, '')}.part`, ''])
    expect((await (await opened(world, { since })).data())['kind']).toBe('SNAPSHOT')
  // Nobody has watched for longer than it lingers.
  again.abort.abort()
  await time.pass(30_000)
})

test('the id of the last event is a position, too, unless the operation has one', async () => {
  const world = new LiveWorld()
  world.only.call('1')
  const reader = await opened(world)
  const first = await reader.poll()
  world.only.call('2')
  await world.time.pass(1000)
  const second = await reader.poll()
  const [before, after] = [String(first?.position), String(second?.position)]
  const startedAfter = async (since: string | null, lastEventId: string) => {
    const again = world.subscribe(CALLS, { since }, world.everything, 'one', lastEventId)
    const data = await again.data()
    return [data['kind'], idsOf(data, 'started')]
  }
  expect(await startedAfter(null, before)).toEqual(['CHANGES', ['2']])
  expect(await startedAfter(before, after)).toEqual(['CHANGES', ['2']])
  expect(await startedAfter(after, before)).toEqual(['CHANGES', []])
  expect(await startedAfter(null, 'none')).toEqual(['SNAPSHOT', ['1', '2']])
})

test('nobody watches: the polls stop when the time to linger has passed', async () => {
  const world = new LiveWorld()
  const { only, time } = world
  only.call('1')
  const readers = [await opened(world), await opened(world), await opened(world, { filter: { state: ['CONNECTED'] } })]
  const [first] = readers
  const position = (await first?.data())?.['position']
  await time.pass(5000)
  expect(only.requests).toBe(6)
  for (const { abort } of readers) abort.abort()
  await time.pass(20_000)
  const stopped = only.requests
  expect(stopped).toBeLessThanOrEqual(17)
  await time.pass(60_000)
  expect([only.requests, world.hub.size]).toEqual([stopped, { subscribers: 0, channels: 0 }])
  only.end('1')
  expect(await (await opened(world, { since: position })).data()).toMatchObject({ kind: 'SNAPSHOT', started: [] })
})

test('a long list comes in parts of at most 1000', async () => {
  const ids = Array.from({ length: 2500 }, (_, at) => String(at + 1))
  const { world, only, time, reader, first } = await openedWith(ids)
  expect([first['more'], idsOf(first, 'started').length, first['totalCount']]).toEqual([true, 1000, 2500])
  only.end('1')
  only.call('2', { CC_STATE: 'Disconnecting' })
  only.call('9999')
  await time.pass(1000)
  const rest = await reader.all()
  expect(rest.map(({ kind, more }) => [kind, more])).toEqual([
    ['SNAPSHOT', true],
    ['SNAPSHOT', false],
    ['CHANGES', false],
  ])
  expect(rest.slice(0, 2).map((data) => idsOf(data, 'started').length)).toEqual([1000, 500])
  expect(rest[2]).toMatchObject({ changed: [{ nativeId: '2' }], ended: [{ reason: 'GONE' }] })
  const { position } = first
  expect((await (await opened(world, { since: position })).data())['kind']).toBe('SNAPSHOT')
})

test('everyMs: at most one event in that time, and no further polls', async () => {
  const world = new LiveWorld()
  const { only, time } = world
  const [often, seldom] = [await opened(world), await opened(world, { everyMs: 5000 })]
  const counts = { often: 0, seldom: 0 }
  for (let second = 1; second <= 20; second++) {
    only.call(String(second))
    await time.pass(1000)
    counts.often += (await often.all()).length
    counts.seldom += (await seldom.all()).length
  }
  expect(counts.often).toBeGreaterThanOrEqual(20)
  expect(counts.seldom).toBeLessThanOrEqual(5)
  expect(counts.seldom).toBeGreaterThanOrEqual(4)
  expect(only.requests).toBe(21)
})

test('a quiet stream says that it is alive; one whose rights end says so', async () => {
  const { time, reader } = await openedWith([], { maxAgeMs: 60_000 })
  await time.pass(10_000)
  expect(await reader.data()).toMatchObject({ kind: 'ALIVE', started: [], merged: 0, totalCount: null })
  expect(await reader.poll()).toBeUndefined()
  reader.stream.warnOfExpiry()
  expect(await reader.data()).toMatchObject({ kind: 'EXPIRING', more: false })
  expect(await reader.poll()).toBeUndefined()
  await time.pass(60_000)
  await reader.all()
  expect(reader.stream.ending).toBe('MAX_AGE')
})

test('equal questions with equal rights share one event; others do not', async () => {
  const world = new LiveWorld()
  world.only.call('1')
  const [one, same, other] = [await opened(world), await opened(world), await opened(world, { everyMs: 2000 })]
  const [a, b, c] = [await one.poll(), await same.poll(), await other.poll()]
  expect(a).toBe(b)
  expect(a?.json).toBe(b?.json)
  expect(c).not.toBe(a)
  expect(world.hub.size).toEqual({ subscribers: 3, channels: 2 })
  const frame = () => Buffer.from('x')
  expect(a?.framed('sse', frame)).toBe(b?.framed('sse', frame))
})

test('a tenant sees the calls of its customers only, and their ends', async () => {
  const world = new LiveWorld()
  const { only, time } = world
  only.call('1', { I_CUSTOMER: '1' })
  only.call('2', { I_CUSTOMER: '2' })
  only.call('3', { I_CUSTOMER: null })
  // Somebody who may see everything asks the same.
  const everything = world.subscribe(CALLS)
  const reader = world.subscribe(CALLS, {}, world.tenant('2'))
  await time.pass(0)
  expect((await everything.data())['totalCount']).toBe(3)
  const first = await reader.data()
  expect([idsOf(first, 'started'), first['totalCount']]).toEqual([['2'], 1])
  only.end('1')
  only.end('3')
  only.call('4', { I_CUSTOMER: '1' })
  await time.pass(1000)
  expect(await reader.poll()).toBeUndefined()
  only.end('2')
  await time.pass(1000)
  const second = await reader.data()
  expect([reasonsOf(second), second['totalCount']]).toEqual([['GONE'], 0])
  const foreign = world.subscribe(CALLS, { filter: { customerId: '1' } }, world.tenant('2'))
  await time.pass(1000)
  expect(idsOf(await foreign.data(), 'started')).toEqual([])
})
