import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CALLS, ReplayingClient } from '../../../support/replaying-client.js'
import { runs } from '../../../support/runs.js'
import { dataOf, type LiveSource, LiveWorld, type Reader, SharedCalls } from './live-world.js'
import { TestTime } from './test-time.js'

// Clients that continue at another instance of the gateway.

/** Two instances over the same two sources, one of which is read in pages. They poll at different moments. */
class TwoInstances {
  readonly time = new TestTime()
  readonly calls = [new SharedCalls(), new SharedCalls()]
  readonly worlds = [this.#open(), this.#open()] as const

  #open(): LiveWorld {
    return new LiveWorld({ sources: ['a', 'b'], paged: ['b'], cluster: this })
  }

  source(instance: 0 | 1, at: number): LiveSource {
    const found = this.worlds[instance].sources[at]
    if (found === undefined) throw new Error('there is no such source')
    return found
  }

  /** Somebody else who watches both. */
  async watch(variables: object = {}): Promise<readonly [Reader, Reader]> {
    const first = this.worlds[0].subscribe(CALLS, variables)
    await this.time.pass(400)
    return [first, this.worlds[1].subscribe(CALLS, variables)]
  }

  close(): void {
    for (const { hub, errors } of this.worlds) {
      hub.close('STOPPED')
      expect(errors).toEqual([])
    }
  }
}

/** A client that goes from one instance to the other. */
class Traveller {
  readonly client = new ReplayingClient()
  at: 0 | 1 = 0
  /** The kinds of the events that it got at this instance. */
  kinds: string[] = []
  #reader: Reader

  constructor(
    private readonly cluster: TwoInstances,
    private readonly variables: object = {},
  ) {
    this.#reader = cluster.worlds[0].subscribe(CALLS, variables)
  }

  leave(): void {
    this.#reader.abort.abort()
  }

  goTo(at: 0 | 1): void {
    const { position } = this.client
    this.at = at
    this.kinds = []
    this.#reader = this.cluster.worlds[at].subscribe(CALLS, { ...this.variables, since: position ?? null })
  }

  async read(): Promise<void> {
    for (const data of await this.#reader.all()) {
      this.kinds.push(String(data['kind']))
      this.client.take(data)
    }
  }

  /** What it has put together is what somebody gets who comes now. */
  async check(): Promise<void> {
    await this.read()
    if (this.kinds.length === 0) return
    const fresh = new ReplayingClient()
    const reader = this.cluster.worlds[this.at].subscribe(CALLS, this.variables)
    await this.cluster.time.pass(0)
    for (const data of await reader.all()) fresh.take(data)
    // What comes so soon after an event that it has to wait is in the snapshot already.
    for (let turn = 0; turn < 4 && !isDeepStrictEqual(this.client.state, fresh.state); turn++) {
      await this.cluster.time.pass(500)
      for (const data of await reader.all()) fresh.take(data)
      await this.read()
    }
    reader.abort.abort()
    expect(this.client.state).toEqual(fresh.state)
    expect(this.client.order).toEqual(fresh.order)
  }
}

const STATES = ['Connected', 'ARComplete', 'WaitRoute', 'Disconnecting']
const sourceOf = fc.constantFrom(0, 1)
const instanceOf = fc.constantFrom(0 as const, 1 as const)
const idOf = fc.integer({ min: 1, max: 6 }).map(String)
const callStep = fc.record({
  do: fc.constant('call' as const),
  source: sourceOf,
  id: idOf,
  state: fc.constantFrom(...STATES),
  talk: fc.integer({ min: 0, max: 20 }),
})
const endStep = fc.record({ do: fc.constant('end' as const), source: sourceOf, id: idOf })
const modes = ['well', 'well', 'well', 'alone', 'fails', 'partial', 'stale'] as const
const modeStep = fc.record({
  do: fc.constant('mode' as const),
  instance: instanceOf,
  source: sourceOf,
  mode: fc.constantFrom(...modes),
})
const passStep = fc.record({
  do: fc.constant('pass' as const),
  milliseconds: fc.oneof(fc.integer({ min: 0, max: 3000 }), fc.constant(1000)),
})
const checkStep = fc.record({ do: fc.constant('check' as const) })
const goStep = fc.record({
  do: fc.constant('go' as const),
  to: instanceOf,
  after: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 2500 }), fc.constant(15_000)),
})
const watchStep = fc.record({ do: fc.constant('watch' as const), instance: instanceOf })
const step = fc.oneof(
  { weight: 5, arbitrary: callStep },
  { weight: 4, arbitrary: endStep },
  { weight: 2, arbitrary: modeStep },
  { weight: 6, arbitrary: passStep },
  { weight: 2, arbitrary: checkStep },
  { weight: 4, arbitrary: goStep },
  { weight: 1, arbitrary: watchStep },
)
const question = fc.constantFrom(
  {},
  { filter: { state: ['CONNECTED', 'RINGING'] } },
  { filter: { minDurationSeconds: 10 } },
  { first: 3 },
)

function change(cluster: TwoInstances, of: { source: number; id: string; state?: string; talk?: number }): void {
  const source = cluster.source(0, of.source)
  if (of.state === undefined) source.end(of.id)
  else source.call(of.id, { CC_STATE: of.state, DURATION: of.talk })
}

test('whatever each instance has read, the state is right after each change of the instance', async () => {
  const kinds = new Map<string, number>()
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 1, maxLength: 50, size: 'max' }),
      question,
      async (steps, variables) => {
        const cluster = new TwoInstances()
        const watchers: Reader[] = [...(await cluster.watch(variables))]
        const traveller = new Traveller(cluster, variables)
        for (const each of steps) {
          if (each.do === 'call' || each.do === 'end') change(cluster, each)
          else if (each.do === 'mode') cluster.source(each.instance, each.source).mode = each.mode
          else if (each.do === 'pass') await cluster.time.pass(each.milliseconds)
          else if (each.do === 'check') await traveller.check()
          else if (each.do === 'watch') {
            const { [each.instance]: watcher } = watchers
            watcher?.abort.abort()
            watchers[each.instance] = cluster.worlds[each.instance].subscribe(CALLS, variables)
          } else {
            await traveller.read()
            traveller.leave()
            await cluster.time.pass(each.after)
            traveller.goTo(each.to)
            await cluster.time.pass(0)
            await traveller.check()
            const [kind = ''] = traveller.kinds
            kinds.set(kind, (kinds.get(kind) ?? 0) + 1)
          }
        }
        for (const world of cluster.worlds) for (const source of world.sources) source.mode = 'well'
        await cluster.time.pass(5000)
        await traveller.check()
        expect(traveller.kinds.length).toBeGreaterThan(0)
        if (Object.keys(variables).length === 0)
          expect(traveller.client.calls.size).toBe(cluster.calls.reduce((sum, { rows }) => sum + rows.size, 0))
        cluster.close()
      },
    ),
    { numRuns: runs(60) },
  )
  // Otherwise nothing was tested.
  for (const kind of ['CHANGES', 'SNAPSHOT']) expect(kinds.get(kind)).toBeGreaterThan(0)
})

test('where both instances watch, a client gets the changes only, however often it goes to the other', async () => {
  const journey = fc.record({
    changes: fc.array(fc.oneof(callStep, endStep), { minLength: 1, maxLength: 4, size: 'max' }),
    passMs: fc.integer({ min: 0, max: 2000 }),
    awayMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 2000 })),
  })
  const questions = fc.constantFrom({}, { filter: { state: ['CONNECTED'] } }, { filter: { minDurationSeconds: 10 } })
  let waits = 0
  await fc.assert(
    fc.asyncProperty(
      fc.array(journey, { minLength: 5, maxLength: 12, size: 'max' }),
      questions,
      async (journeys, variables) => {
        const cluster = new TwoInstances()
        await cluster.watch(variables)
        const traveller = new Traveller(cluster, variables)
        await cluster.time.pass(1000)
        await traveller.read()
        expect(traveller.kinds).toEqual(['SNAPSHOT'])
        for (const { changes, passMs, awayMs } of journeys) {
          for (const each of changes) change(cluster, each)
          await cluster.time.pass(passMs)
          await traveller.read()
          traveller.leave()
          await cluster.time.pass(awayMs)
          traveller.goTo(traveller.at === 0 ? 1 : 0)
          await traveller.read()
          if (traveller.kinds.length === 0) waits++
          // Its position may be newer than the list here: that waits for the next poll.
          await cluster.time.pass(1000)
          await traveller.check()
          expect(traveller.kinds).not.toContain('SNAPSHOT')
          expect(traveller.kinds).toContain('CHANGES')
        }
        cluster.close()
      },
    ),
    { numRuns: runs(40) },
  )
  expect(waits).toBeGreaterThan(0)
})

test('a call that only the other instance has seen does not stay', async () => {
  const cluster = new TwoInstances()
  await cluster.watch()
  const traveller = new Traveller(cluster)
  await cluster.time.pass(1000)
  cluster.source(1, 0).mode = 'hangs'
  cluster.source(0, 0).call('1')
  await cluster.time.pass(1000)
  await traveller.read()
  expect(traveller.client.calls.size).toBe(1)
  traveller.leave()
  cluster.source(0, 0).end('1')
  await cluster.time.pass(1000)
  cluster.source(1, 0).mode = 'well'
  cluster.source(1, 0).wake()
  await cluster.time.pass(1000)
  traveller.goTo(1)
  await cluster.time.pass(1000)
  await traveller.read()
  expect([traveller.kinds[0], traveller.client.calls.size]).toEqual(['SNAPSHOT', 0])
  cluster.close()
})

test('an instance that has come to the same calls in another way continues; one that has forgotten does not', async () => {
  const cluster = new TwoInstances()
  const source = cluster.source(0, 0)
  const traveller = new Traveller(cluster)
  for (const id of ['1', '2']) source.call(id)
  await cluster.time.pass(1000)
  for (const state of STATES) {
    source.call('1', { CC_STATE: state })
    await cluster.time.pass(1000)
  }
  source.end('2')
  await cluster.time.pass(1000)
  await traveller.read()
  traveller.leave()
  // It has no call of the second source, and the other instance has not read that yet.
  cluster.source(1, 1).mode = 'hangs'
  traveller.goTo(1)
  await cluster.time.pass(8000)
  await traveller.read()
  expect([traveller.kinds, traveller.client.calls.size]).toEqual([['CHANGES'], 1])
  cluster.source(1, 1).mode = 'well'
  // Nothing changes for longer than changes are remembered.
  await cluster.time.pass(100_000)
  await traveller.read()
  traveller.leave()
  traveller.goTo(1)
  await traveller.read()
  expect(traveller.kinds).toEqual(['CHANGES'])
  traveller.leave()
  const [watcher] = await cluster.watch()
  for (let second = 0; second < 70; second++) {
    source.call('1', { CC_STATE: STATES[second % 2] })
    source.call(String(second + 10))
    await cluster.time.pass(1000)
  }
  traveller.goTo(1)
  await traveller.read()
  expect(traveller.kinds).toEqual(['SNAPSHOT'])
  watcher.abort.abort()
  cluster.close()
})

test('a position is of one question and of equal rights; what a client makes up is not known', async () => {
  const cluster = new TwoInstances()
  for (const id of ['1', '2', '3']) cluster.source(0, 0).call(id, { I_CUSTOMER: id })
  const [all] = await cluster.watch()
  const first = await all.data()
  const position = String(first['position'])
  const tenant = cluster.worlds[1].tenant('2')
  const words = position.split('.')
  const idsAt1 = async (since: string, variables: object = {}, access = cluster.worlds[1].everything) => {
    const reader = cluster.worlds[1].subscribe(CALLS, { ...variables, since }, access)
    await cluster.time.pass(2000)
    const { kind, started } = await reader.data()
    const ids = Array.isArray(started) ? started.map(({ id }: { id: string }) => id.split(':').at(-1)) : []
    reader.abort.abort()
    return [kind, ids.length]
  }
  expect(await idsAt1(position)).toEqual(['CHANGES', 0])
  expect(await idsAt1(position, {}, tenant)).toEqual(['SNAPSHOT', 1])
  expect(await idsAt1(position, { filter: { state: ['CONNECTED'] } })).toEqual(['SNAPSHOT', 3])
  const own = cluster.worlds[1].subscribe(CALLS, {}, tenant)
  await cluster.time.pass(1000)
  const ownWords = String((await own.data())['position']).split('.')
  // The state of another's view, in the position of its own.
  expect(await idsAt1([...ownWords.slice(0, 2), ...words.slice(2)].join('.'), {}, tenant)).toEqual(['SNAPSHOT', 1])
  for (const forged of [
    `${position}.0`,
    [...words.slice(0, 3), 'zz', 'zz'].join('.'),
    [...words.slice(0, 3), '', ''].join('.'),
  ])
    expect(await idsAt1(forged)).toEqual(['SNAPSHOT', 3])
  // Who has no calls gets all of them.
  expect(await idsAt1([...words.slice(0, 3), '0', '0'].join('.'))).toEqual(['CHANGES', 3])
  cluster.close()
})

test('a position that is far ahead of the clock here waits for one poll, and no longer', async () => {
  const cluster = new TwoInstances()
  cluster.source(0, 0).call('1')
  const [all] = await cluster.watch()
  const words = String((await all.data())['position']).split('.')
  const ahead = [...words.slice(0, 2), (cluster.time.now() + 3_600_000).toString(36), 'zz', words[4]].join('.')
  await cluster.time.pass(1100)
  const reader = cluster.worlds[1].subscribe(CALLS, { since: ahead })
  await cluster.time.pass(0)
  expect(await reader.poll()).toBeUndefined()
  await cluster.time.pass(1000)
  expect(await reader.data()).toMatchObject({ kind: 'SNAPSHOT' })
  // A source that hangs is no reason to wait longer than for its time limit.
  cluster.source(1, 0).mode = 'hangs'
  await cluster.time.pass(1000)
  const another = cluster.worlds[1].subscribe(CALLS, { since: ahead })
  await cluster.time.pass(9000)
  expect(await another.data()).toMatchObject({ kind: 'SNAPSHOT' })
  cluster.close()
})

test('a snapshot whose parts are of different moments can only be continued after the next change', async () => {
  const cluster = new TwoInstances()
  for (let id = 1; id <= 1500; id++) cluster.source(0, 0).call(String(id))
  await cluster.watch()
  await cluster.time.pass(1000)
  const reader = cluster.worlds[0].subscribe(CALLS)
  const takeFirst = await reader.data()
  expect(takeFirst).toMatchObject({ more: true })
  // It ends before the other instance polls.
  cluster.source(0, 0).call('2000')
  await cluster.time.pass(1000)
  const second = await reader.data()
  expect(second).toMatchObject({ kind: 'SNAPSHOT', more: false })
  expect(String(second['position'])).toMatch(/\.part$/)
  const third = await reader.data()
  expect(third).toMatchObject({ kind: 'CHANGES' })
  const elsewhere = cluster.worlds[1].subscribe(CALLS, { since: third['position'] })
  await cluster.time.pass(1000)
  const event = await elsewhere.poll()
  expect(event === null || event === undefined ? event : dataOf(event)).toMatchObject({ kind: 'CHANGES' })
  cluster.close()
})
