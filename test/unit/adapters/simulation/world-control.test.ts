import { describe, expect, test } from 'vitest'
import { phaseAt, type World, type WorldCall } from '../../../../adapters/simulation/contract.js'
import { arrayWorld, createWorld, worldCall } from '../../../../adapters/simulation/world.js'

const START = Date.UTC(2026, 2, 1, 12)
const vendors = ['alpha', 'beta', 'gamma', 'delta']
const make = (more: object = {}) => createWorld({ startMs: START, vendors, ...more })
const everyone = (world: World, nowMs: number): readonly WorldCall[] => [
  ...new Map(vendors.flatMap((vendor) => world.calls(vendor, nowMs)).map((call) => [call.index, call])).values(),
]

const explicit = () => arrayWorld({ calls: everyone(make({ history: 300 }), START).map((call) => ({ ...call })) })

describe.each([
  ['a created world', () => make({ history: 300 })],
  ['an array world', explicit],
])('control of %s', (_name, open) => {
  const connected = (world: World) =>
    world.calls('alpha', START).find((call) => call.seenBy.length > 1 && phaseAt(call, START) === 'connected')
  const ringing = (world: World) => world.calls('alpha', START).find((call) => phaseAt(call, START) === 'ringing')

  test('ends a connected call for every vendor that sees it, once', () => {
    const world = open()
    const call = connected(world)
    if (call === undefined) throw new Error('no connected call')
    const before = world.calls('alpha', START).length
    expect(world.end(call.index, START)).toBe(true)
    for (const vendor of call.seenBy) {
      const ended = world.calls(vendor, START).find(({ index }) => index === call.index)
      expect(ended).toEqual({ ...call, endedAtMs: START, endedBy: 'system', outcome: 'completed' })
    }
    expect(world.calls('alpha', START)).toHaveLength(before)
    expect(world.end(call.index, START)).toBe(false)
    expect(world.end(999_999, START)).toBe(false)
  })

  test('ends a ringing call as canceled', () => {
    const world = open()
    const call = ringing(world)
    if (call === undefined) throw new Error('no ringing call')
    expect(world.end(call.index, START)).toBe(true)
    expect(world.calls('alpha', START).find(({ index }) => index === call.index)).toMatchObject({
      outcome: 'canceled',
      answeredAtMs: null,
      endedAtMs: START,
    })
  })

  test('does not end a call that has not started', () => {
    const world = open()
    const [newest] = world.calls('alpha', START)
    if (newest === undefined) throw new Error('no call')
    expect(world.end(newest.index, newest.startedAtMs - 1)).toBe(false)
  })

  test('places calls that only one vendor sees, and that come before every other', () => {
    const world = open()
    const first = world.place('beta', '+4570305000', '+442079460123', START)
    const second = world.place('beta', '101', '+4580808080', START)
    expect(second.index).toBeGreaterThan(first.index)
    expect(world.calls('beta', START).slice(0, 2)).toEqual([second, first])
    expect(world.calls('alpha', START)).not.toContain(first)
    expect([first.international, second.international]).toEqual([true, false])
    expect(phaseAt(first, START)).toBe('setup')
    expect(phaseAt(first, START + 9000)).toBe('connected')
    expect(phaseAt(first, START + 400_000)).toBe('ended')
    expect(world.end(second.index, START + 1)).toBe(true)
  })
})

test('a placed call takes an index that no later call has', () => {
  const world = make({ history: 10 })
  const placed = [1, 2, 3].map((second) => world.place('alpha', '101', '102', START + second * 1000).index)
  const indexes = everyone(world, START + 60_000).map((call) => call.index)
  expect(new Set(indexes).size).toBe(indexes.length)
  expect(indexes).toEqual(expect.arrayContaining(placed))
  const calls = world.calls('alpha', START + 60_000).map((call) => call.index)
  expect(calls).toEqual(calls.toSorted((a, b) => b - a))
})

test('a call that is placed in the past is listed at its start', () => {
  const world = make({ history: 10 })
  world.calls('alpha', START + 60_000)
  world.place('alpha', '101', '102', START + 30_000)
  const starts = world.calls('alpha', START + 60_000).map((call) => call.startedAtMs)
  expect(starts).toEqual(starts.toSorted((a, b) => b - a))
  expect(world.calls('alpha', START + 29_999).every((call) => call.startedAtMs < START + 30_000)).toBe(true)
})

test('an array world is what its list is at the moment of the question', () => {
  const calls = [worldCall({ index: 1 }), worldCall({ index: 2, seenBy: ['beta'] })]
  const world = arrayWorld({ calls })
  const nowMs = START + 60_000
  expect(world.calls('alpha', nowMs).map((call) => call.index)).toEqual([1])
  calls.push(worldCall({ index: 3, startedAtMs: nowMs }), worldCall({ index: 4, startedAtMs: nowMs + 1 }))
  expect(world.calls('beta', nowMs).map((call) => call.index)).toEqual([3, 2, 1])
  calls.splice(0, 1)
  expect(world.calls('alpha', nowMs).map((call) => call.index)).toEqual([3])
})

test('worldCall fills in what fits the outcome', () => {
  expect(worldCall({ outcome: 'busy' }).answeredAtMs).toBeNull()
  expect(worldCall({ index: 3 })).toMatchObject({ startedAtMs: START + 3000, answeredAtMs: START + 8000 })
  expect(worldCall({ caller: null }).caller).toBeNull()
})
