// The conditions of the filter of calls, over HTTP against systems that keep call records.

import { describe, expect, test } from 'vitest'
import { morSimulator } from '../../../adapters/mor/simulator.js'
import { portasipSimulator } from '../../../adapters/portasip/simulator.js'
import type { AnySimulatorKit } from '../../../adapters/simulation/contract.js'
import { callAt, type HistorySwitch, type SwitchParts, startSwitch } from './switch.js'

const NOON = Date.UTC(2026, 2, 3, 12)
const SECOND_MS = 1000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

const start = (kit: AnySimulatorKit, parts: Partial<SwitchParts> = {}): Promise<HistorySwitch> =>
  startSwitch({ kit, nowMs: NOON, ...parts })

const talk = (index: number, startedAtMs: number, seconds: number) =>
  callAt(index, startedAtMs, { answeredAtMs: startedAtMs, endedAtMs: startedAtMs + seconds * SECOND_MS })
const busy = (index: number, startedAtMs: number) =>
  callAt(index, startedAtMs, { outcome: 'busy', answeredAtMs: null, endedAtMs: startedAtMs + 2 * SECOND_MS })

const FIRST = NOON - HOUR_MS
const startsOf = async (site: HistorySwitch, filter: string): Promise<readonly (string | null)[]> =>
  (await site.list(`first: 50, filter: { ${filter} }`)).nodes.map(({ startedAt }) => startedAt)
const minutesAgo = (...minutes: readonly number[]): readonly string[] =>
  minutes.map((count) => new Date(FIRST - count * MINUTE_MS).toISOString().replace('.000', ''))
const sent = ({ host }: HistorySwitch): readonly string[] =>
  host.requests.map(({ body }) => body).filter((body) => body.includes('CDRs</') || body.includes('period_start'))

/** Talks of ten seconds and two minutes, and a call that was not answered. */
async function threeCalls(kit: AnySimulatorKit): Promise<HistorySwitch> {
  const site = await start(kit)
  site.calls.push(talk(1, FIRST, 120), busy(2, FIRST - MINUTE_MS), talk(3, FIRST - 2 * MINUTE_MS, 10))
  return site
}

describe.each([
  { vendor: 'Sippy', kit: portasipSimulator, answeredOnly: '<string>non_zero</string>', code: 486 },
  { vendor: 'MOR', kit: morSimulator, answeredOnly: 's_call_type=answered', code: 17 },
])('$vendor', ({ kit, answeredOnly, code }) => {
  test('answered calls are requested, those that were not are found by the gateway', async () => {
    const site = await threeCalls(kit)
    expect(await startsOf(site, 'answered: true')).toEqual(minutesAgo(0, 2))
    expect(sent(site).every((body) => body.includes(answeredOnly))).toBe(true)
    expect(await startsOf(site, 'answered: false')).toEqual(minutesAgo(1))
    expect(sent(site).at(-1)).not.toContain(answeredOnly)
    expect(await startsOf(site, 'answered: true, status: [BUSY]')).toEqual([])
  })

  test('a least billed duration has the calls that are charged for as long, or longer', async () => {
    const site = await threeCalls(kit)
    expect(await startsOf(site, 'minBilledSeconds: 10')).toEqual(minutesAgo(0, 2))
    expect(await startsOf(site, 'minBilledSeconds: 10.5')).toEqual(minutesAgo(0))
    expect(sent(site).every((body) => body.includes(answeredOnly))).toBe(true)
    expect(await startsOf(site, 'minBilledSeconds: 0')).toEqual(minutesAgo(0, 1, 2))
  })

  test('a code finds the calls that ended with it', async () => {
    const site = await threeCalls(kit)
    expect(await startsOf(site, `disconnectCode: ${code}`)).toEqual(minutesAgo(1))
    expect(await startsOf(site, 'disconnectCode: 404')).toEqual([])
  })
})

describe('the end of calls', () => {
  test('is the condition of Sippy although it pages by the start: no more is read than the longest call', async () => {
    const site = await start(portasipSimulator)
    site.calls.push(
      talk(1, FIRST, 1800),
      talk(2, FIRST - HOUR_MS, 6600),
      talk(3, FIRST - 2 * HOUR_MS, 60),
      talk(4, FIRST - 9 * DAY_MS, 60),
    )
    const between = new Date(FIRST + 40 * MINUTE_MS).toISOString()
    const ended = `endedFrom: "${new Date(FIRST).toISOString()}", endedTo: "${between}"`
    expect(await startsOf(site, ended)).toEqual(minutesAgo(0))
    expect(await startsOf(site, `endedFrom: "${between}"`)).toEqual(minutesAgo(60))
    // The longest call is four hours by default: no request reaches further back than the day.
    expect(sent(site).every((body) => body.includes('Tue Mar 03 2026') && !body.includes('Mar 02 2026'))).toBe(true)
    const range = 'startedFrom: "2026-02-20T00:00:00Z"'
    expect(await startsOf(site, `${range}, endedTo: "2026-03-01T00:00:00Z"`)).toEqual(minutesAgo(9 * 1440))
  })

  test('is not in records of MOR: the source says so', async () => {
    const site = await threeCalls(morSimulator)
    const { nodes, sources } = await site.list('first: 10, filter: { endedFrom: "2026-03-01T00:00:00Z" }')
    expect([nodes, sources]).toMatchObject([[], [{ status: 'UNSUPPORTED' }]])
  })
})

describe('conditions of one vendor', () => {
  test('the types of Sippy are its own: they are sent, and the gateway does not judge them', async () => {
    const site = await threeCalls(portasipSimulator)
    expect(await startsOf(site, 'portasip: { type: ERRORS }')).toEqual(minutesAgo(1))
    expect(sent(site).every((body) => body.includes('<string>errors</string>'))).toBe(true)
    expect(await startsOf(site, 'portasip: { type: NON_ZERO }, minBilledSeconds: 60')).toEqual(minutesAgo(0))
    expect(await startsOf(site, 'portasip: { type: ALL }')).toEqual(minutesAgo(0, 1, 2))
  })

  const NUMBERS = ['+4570305050', '+4570305051']
  const trunks = [
    {
      index: 0,
      customerIndex: 0,
      name: 'Trunk',
      numbers: NUMBERS,
      ipAddress: '192.0.2.1',
      connection: 'IP' as const,
      active: true,
      up: true,
      international: true,
      isPbxTrunk: false,
      parentTrunkIndex: null,
      usageBlock: false,
    },
  ]

  async function byIds(): Promise<HistorySwitch> {
    const dids = { 1: '4570305050', 77: '4570305050' }
    const callRecords = { providers: { 1: 'carrier-a', 9: 'carrier-x' }, dids, hangupCauses: { 18: 17 } }
    const site = await start(morSimulator, { trunks, keys: { callRecords } })
    const called = (at: number, callee: string) => callAt(at, FIRST - at * MINUTE_MS, { callee, direction: 'inbound' })
    site.calls.push(
      talk(0, FIRST, 60),
      busy(1, FIRST - MINUTE_MS),
      called(2, NUMBERS[0] ?? ''),
      called(3, NUMBERS[1] ?? ''),
    )
    return site
  }

  test.each([
    ['providerId: "1"', 's_provider=1&', [1]],
    ['hangupCauseId: "18"', 's_hgc=18&', [1]],
    ['didId: "1"', 's_did=1&', [2]],
    ['callType: BUSY', 's_call_type=busy&', [1]],
    ['callType: ANSWERED', 's_call_type=answered&', [0, 2, 3]],
  ])('MOR is asked for { %s }', async (condition, parameter, minutes) => {
    const site = await byIds()
    expect(await startsOf(site, `mor: { ${condition} }`)).toEqual(minutesAgo(...minutes))
    expect(sent(site).every((body) => body.includes(parameter))).toBe(true)
  })

  // Report 17: for these ids, MOR returns all calls.
  test.each([
    ['providerId: "9"', []],
    ['didId: "77"', [2]],
  ])(
    'an id that only the configuration knows, { %s }, has no calls but those that the records name so',
    async (condition, minutes) => {
      const site = await byIds()
      expect(await startsOf(site, `mor: { ${condition} }`)).toEqual(minutesAgo(...minutes))
      expect(sent(site)).not.toEqual([])
    },
  )

  test.each(['providerId: "3"', 'didId: "office"', 'hangupCauseId: "17"', 'didId: "toString"'])(
    'an id that the configuration does not know, { %s }, is never sent, and has no calls',
    async (condition) => {
      const site = await byIds()
      const { nodes, sources } = await site.list(`first: 10, filter: { mor: { ${condition} } }`)
      expect([nodes, sources]).toMatchObject([[], [{ status: 'UNSUPPORTED' }]])
      expect(sent(site)).toEqual([])
    },
  )
})
