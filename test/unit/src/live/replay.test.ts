import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CALLS, ReplayingClient } from '../../../support/replaying-client.js'
import { runs } from '../../../support/runs.js'
import type { LiveSource } from './live-world.js'
import { LiveWorld } from './live-world.js'

// Whatever happens at the sources, and however slowly a client reads: what it has put together equals a fresh snapshot.

const STATES = ['Connected', 'ARComplete', 'WaitRoute', 'Disconnecting']
/** Few, so that the same calls begin, change, end and come back. */
const idOf = fc.constantFrom('1', '2', '3', '4', '5')
const sourceOf = fc.constantFrom(0, 1)
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('call' as const),
      source: sourceOf,
      id: idOf,
      state: fc.constantFrom(...STATES),
      talk: fc.integer({ min: 0, max: 20 }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('end' as const), source: sourceOf, id: idOf }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('mode' as const),
      source: sourceOf,
      // Calls end in whole polls only, so that most are.
      mode: fc.oneof(
        { weight: 5, arbitrary: fc.constant('well' as const) },
        { weight: 3, arbitrary: fc.constantFrom('fails' as const, 'partial' as const, 'stale' as const) },
      ),
    }),
  },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('pass' as const), seconds: fc.integer({ min: 1, max: 3 }) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('read' as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('reconnect' as const), seconds: fc.integer({ min: 0, max: 15 }) }),
  },
)
/** Short ones would hardly ever read, change something, and read again. */
const sequences = fc.array(step, { minLength: 20, maxLength: 60, size: 'max' })
const question = fc.constantFrom(
  {},
  { filter: { state: ['CONNECTED', 'RINGING'] } },
  { filter: { minDurationSeconds: 10 } },
  { first: 4 },
)

const sourceAt = (world: LiveWorld, at: number): LiveSource => {
  const found = world.sources[at]
  if (found === undefined) throw new Error('there is no such source')
  return found
}

test('a client that puts and removes has what a fresh snapshot has', { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(sequences, question, async (steps, variables) => {
      const world = new LiveWorld({ sources: ['a', 'b'], paged: ['b'] })
      const client = new ReplayingClient()
      let reader = world.subscribe(CALLS, variables)
      const read = async () => {
        for (const data of await reader.all()) client.take(data)
      }
      // What comes after it are changes.
      await world.time.pass(0)
      await read()
      for (const each of steps) {
        if (each.do === 'call')
          sourceAt(world, each.source).call(each.id, { CC_STATE: each.state, DURATION: each.talk })
        else if (each.do === 'end') sourceAt(world, each.source).end(each.id)
        else if (each.do === 'mode') sourceAt(world, each.source).mode = each.mode
        else if (each.do === 'pass') await world.time.pass(each.seconds * 1000)
        else if (each.do === 'read') await read()
        else {
          reader.abort.abort()
          await world.time.pass(each.seconds * 1000)
          const since = client.position
          reader = world.subscribe(CALLS, since === undefined ? variables : { ...variables, since })
        }
      }
      for (const source of world.sources) source.mode = 'well'
      await world.time.pass(5000)
      await read()
      const fresh = new ReplayingClient()
      const other = world.subscribe(CALLS, { ...variables, since: 'none' })
      await world.time.pass(0)
      for (const data of await other.all()) fresh.take(data)
      expect(client.state).toEqual(fresh.state)
      expect(client.order).toEqual(fresh.order)
      const expected = world.sources.flatMap(({ rows }) => [...rows.values()])
      if (Object.keys(variables).length === 0) expect(client.calls.size).toBe(expected.length)
      expect(world.errors).toEqual([])
      world.hub.close('STOPPED')
    }),
    { numRuns: runs(40) },
  )
})

test('of 1000 polls that fail or return a part, none ends a call', { timeout: 60_000 }, async () => {
  const world = new LiveWorld({ sources: ['a', 'b'], paged: ['b'] })
  for (const source of world.sources) for (let id = 1; id <= 20; id++) source.call(String(id))
  const client = new ReplayingClient()
  const reader = world.subscribe(CALLS)
  await world.time.pass(0)
  const modes = fc.sample(fc.constantFrom('fails' as const, 'partial' as const, 'stale' as const), {
    numRuns: 1000,
    seed: 19,
  })
  for (const [at, mode] of modes.entries()) {
    for (const source of world.sources) source.mode = mode
    await world.time.pass(1000)
    if (at % 7 === 0) for (const data of await reader.all()) client.take(data)
  }
  for (const data of await reader.all()) client.take(data)
  expect([client.gone, client.calls.size]).toEqual([0, 40])
})
