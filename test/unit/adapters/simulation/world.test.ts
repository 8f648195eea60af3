import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { phaseAt, type World, type WorldCall } from '../../../../adapters/simulation/contract.js'
import { createWorld } from '../../../../adapters/simulation/world.js'
import { toE164 } from '../../../../adapters/values/phone-number.js'

const START = Date.UTC(2026, 2, 1, 12)
const vendors = ['alpha', 'beta', 'gamma', 'delta']
const make = (more: object = {}) => createWorld({ startMs: START, vendors, ...more })
const everyone = (world: World, nowMs: number): readonly WorldCall[] => [
  ...new Map(vendors.flatMap((vendor) => world.calls(vendor, nowMs)).map((call) => [call.index, call])).values(),
]

describe('a created world', () => {
  test('is the same for the same options, in whatever order it is read', () => {
    fc.assert(
      fc.property(fc.integer(), fc.array(fc.nat(120_000), { minLength: 1, maxLength: 6 }), (seed, delays) => {
        const asked = make({ seed, history: 50 })
        for (const delay of delays) asked.calls('beta', START + delay)
        const last = START + (delays.at(-1) ?? 0)
        expect(asked.calls('alpha', last)).toEqual(make({ seed, history: 50 }).calls('alpha', last))
      }),
      { numRuns: 30 },
    )
    expect(make({ seed: 2 }).calls('alpha', START)).not.toEqual(make({ seed: 3 }).calls('alpha', START))
  })

  test('has the calls that started until now, the newest first, and returns the same array until a call starts', () => {
    const world = make({ history: 100 })
    for (let nowMs = START; nowMs < START + 20_000; nowMs += 700) {
      const calls = world.calls('alpha', nowMs)
      expect(calls.every((call) => call.startedAtMs <= nowMs && call.seenBy.includes('alpha'))).toBe(true)
      const order = calls.map((call) => call.startedAtMs * 1e6 + call.index)
      expect(order).toEqual(order.toSorted((a, b) => b - a))
    }
    const asked = world.calls('alpha', START + 20_000)
    expect(world.calls('alpha', START + 20_000)).toBe(asked)
    expect(world.calls('alpha', START + 60_000).length).toBeGreaterThan(asked.length)
    expect(world.calls('alpha', START + 20_000)).toEqual(asked)
  })

  test('has about a hundred calls in progress at one call per second, before and after its creation', () => {
    const world = make()
    expect(everyone(world, START)).toHaveLength(2000)
    for (const nowMs of [START, START + 600_000, START + 3_600_000]) {
      const live = everyone(world, nowMs).filter((call) => phaseAt(call, nowMs) !== 'ended')
      expect(live.length).toBeGreaterThan(60)
      expect(live.length).toBeLessThan(160)
      expect(new Set(live.map((call) => phaseAt(call, nowMs))).size).toBeGreaterThanOrEqual(2)
    }
  })

  test('has every kind of call that vendors report', () => {
    const calls = everyone(make({ history: 4000 }), START)
    const share = (fits: (call: WorldCall) => boolean) => calls.filter(fits).length / calls.length
    expect(share((call) => call.outcome === 'completed')).toBeCloseTo(0.7, 1)
    for (const outcome of ['busy', 'no-answer', 'canceled', 'failed', 'blocked', 'fraud'])
      expect(share((call) => call.outcome === outcome)).toBeGreaterThan(0)
    expect(share((call) => call.international)).toBeCloseTo(0.12, 1)
    expect(share((call) => call.caller === null)).toBeGreaterThan(0.02)
    expect(share((call) => /^1\d\d$/.test(call.caller ?? ''))).toBeGreaterThan(0.005)
    expect(share((call) => call.divertedBy !== null)).toBeGreaterThan(0.02)
    expect(share((call) => call.parentIndex !== null)).toBeGreaterThan(0.02)
    expect(share((call) => call.endedAtMs - call.startedAtMs > 1_800_000)).toBeGreaterThan(0)
    expect(share((call) => call.direction === 'inbound')).toBeCloseTo(0.45, 1)
    expect(new Set(calls.map((call) => call.startedAtMs)).size).toBeLessThan(calls.length - 50)
    expect(new Set(calls.map((call) => call.sipCallId)).size).toBe(calls.length)
  })

  test('has many calls of every vendor, and many that several vendors see', () => {
    for (const seed of [1, 2, 3]) {
      const world = make({ seed })
      for (const vendor of vendors) expect(world.calls(vendor, START).length).toBeGreaterThanOrEqual(800)
      const seen = everyone(world, START).map((call) => call.seenBy.length)
      expect(Math.min(...seen)).toBe(1)
      expect(Math.max(...seen)).toBe(3)
      expect(seen.filter((count) => count > 1).length).toBeGreaterThan(seen.length / 2)
    }
  })

  test('keeps every call in order: ringing, answer, end; a leg after the call that created it', () => {
    const calls = everyone(make(), START + 60_000)
    const byIndex = new Map(calls.map((call) => [call.index, call]))
    for (const call of calls) {
      const moments = [call.startedAtMs, call.ringingAtMs, call.answeredAtMs, call.endedAtMs].filter(
        (at) => at !== null,
      )
      expect(moments).toEqual(moments.toSorted((a, b) => a - b))
      expect(call.answeredAtMs !== null).toBe(call.outcome === 'completed' || call.outcome === 'fraud')
      if (call.parentIndex === null) continue
      const parent = byIndex.get(call.parentIndex)
      expect(parent?.sipCallId).toBe(call.relatedSipCallId)
      expect([parent?.direction, call.direction]).toEqual(['inbound', 'outbound'])
      expect(call.sourceCustomerIndex).toBe(parent?.destinationCustomerIndex)
      expect(call.startedAtMs).toBeLessThanOrEqual(parent?.endedAtMs ?? 0)
      expect(call.parentIndex).toBeLessThan(call.index)
    }
  })

  test('uses valid phone numbers of ranges that are not in use', () => {
    const world = make()
    const allowed = /^\+(4570305\d{3}|4580808080|4581808888|442079460\d{3}|12025550(1\d\d))$/
    const numbers = new Set([
      ...world.trunks.flatMap((trunk) => trunk.numbers),
      ...everyone(world, START).flatMap((call) => [call.caller, call.callee, call.divertedBy]),
    ])
    for (const number of numbers) {
      if (number === null || /^1\d\d$/.test(number)) continue
      expect(number).toMatch(allowed)
      expect(toE164(number)).toBe(number)
    }
  })

  test('has customers and trunks that refer to each other', () => {
    const { customers, trunks } = make({ customers: 200 })
    expect(customers).toHaveLength(200)
    expect(new Set(customers.map((customer) => customer.name)).size).toBe(200)
    expect(customers.flatMap((customer) => customer.trunkIndexes)).toEqual(trunks.map((trunk) => trunk.index))
    for (const trunk of trunks) {
      expect(customers[trunk.customerIndex]?.trunkIndexes).toContain(trunk.index)
      expect(trunk.ipAddress).toMatch(/^(192\.0\.2|198\.51\.100|203\.0\.113)\.\d+$/)
      if (trunk.parentTrunkIndex !== null)
        expect(trunks[trunk.parentTrunkIndex]?.customerIndex).toBe(trunk.customerIndex)
    }
    expect(trunks.filter((trunk) => !trunk.up).length / trunks.length).toBeCloseTo(1 / 8, 1)
    expect(trunks.some((trunk) => trunk.isPbxTrunk)).toBe(true)
    expect(() => make({ customers: 0 })).toThrow(RangeError)
    expect(() => make({ callsPerSecond: 0 })).toThrow(RangeError)
  })

  test('drops the oldest calls of a long run, and after a long pause skips those that it would drop', () => {
    const steady = make({ history: 10, keep: 20 })
    const nowMs = START + 400_000
    for (let at = START; at < nowMs; at += 5000) expect(steady.calls('alpha', at).length).toBeLessThanOrEqual(20)
    const paused = make({ history: 10, keep: 20 })
    expect(steady.calls('alpha', nowMs)).toHaveLength(20)
    expect(paused.calls('alpha', nowMs)).toEqual(steady.calls('alpha', nowMs))
    // Far too many calls for a test, if they were all made.
    expect(paused.calls('alpha', START + 1e12)).toHaveLength(20)
  })
})
