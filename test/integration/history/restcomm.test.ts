// Reports of other integrators about call records of Restcomm and TelecomX (facts, section J), over HTTP.

import { describe, expect, test } from 'vitest'
import { restcommSimulator } from '../../../adapters/restcomm/simulator.js'
import type { AnySimulatorKit } from '../../../adapters/simulation/contract.js'
import { telecomxSimulator } from '../../../adapters/telecomx/simulator.js'
import { callAt, type HistorySwitch, type SwitchParts, startSwitch } from './switch.js'

const NOON = Date.UTC(2026, 6, 15, 12)
const HOUR_MS = 3_600_000

const start = (kit: AnySimulatorKit, parts: Partial<SwitchParts> = {}): Promise<HistorySwitch> =>
  startSwitch({ kit, nowMs: NOON, ...parts })

describe.each([
  { product: 'sbc', format: 'xml' },
  { product: 'connect', format: 'xml' },
  { product: 'connect', format: 'json' },
])('Restcomm with %j', (options) => {
  test('report 7: the price of a call that was never rated is not 0', async () => {
    const site = await start(restcommSimulator, { options })
    site.calls.push(callAt(1, NOON - HOUR_MS, { direction: 'inbound' }))
    const { nodes } = await site.list('first: 1')
    expect(nodes).toMatchObject([{ price: null, rating: 'NOT_RATED' }])
    const wanted = options.format === 'xml' ? /<Price>0\.00?<\/Price>\s*<PriceUnit>USD</ : /"price_unit": "USD"/
    expect(await answerOf(site)).toMatch(wanted)
  })
})

/** What the simulated system says when the gateway's last request is sent once more. */
async function answerOf({ host }: HistorySwitch): Promise<string> {
  const request = host.requests.at(-1)
  if (request === undefined) throw new Error('nothing was requested')
  const { username, password } = restcommSimulator.open({}).credentials
  const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
  return (await fetch(`${host.url}${request.path}?${request.query}`, { headers: { authorization } })).text()
}

describe.each([{}, { timeZone: 'America/New_York' }])('a Restcomm in New York, configured %j', (keys) => {
  test('report 8: a day of its zone is a day more, and only calls of the wanted time are shown', async () => {
    const site = await start(restcommSimulator, { options: { timeZone: 'America/New_York' }, keys })
    const DAY = Date.UTC(2026, 6, 12)
    // New York is four hours behind in summer: its day begins and ends at 04:00 UTC.
    const inside = [DAY, DAY + 3 * HOUR_MS, DAY + 23 * HOUR_MS]
    const outside = [DAY - HOUR_MS, DAY - 30 * HOUR_MS, DAY + 24 * HOUR_MS, DAY + 27 * HOUR_MS]
    site.calls.push(...[...inside, ...outside].map((at, n) => callAt(n, at, { direction: 'inbound' })))
    const { nodes } = await site.list(
      'first: 10, filter: { startedFrom: "2026-07-12T00:00:00Z", startedTo: "2026-07-13T00:00:00Z" }',
    )
    expect(nodes.map(({ startedAt }) => Date.parse(startedAt ?? ''))).toEqual(inside.toReversed())
    expect(site.host.requests.map(({ query }) => query).join()).toContain('StartTime=2026-07-11')
  })
})

test('report 21: the duration of a call has no ring time in it', async () => {
  const setUp = Date.parse('2026-07-15T09:00:52.072Z')
  const site = await start(telecomxSimulator)
  site.calls.push(callAt(1, setUp, { answeredAtMs: setUp + 4073, endedAtMs: setUp + 64_073 }))
  const data = await site.data('{ calls(first: 1) { nodes { durationSeconds ringDurationSeconds answeredAt } } }')
  expect(data).toEqual({
    calls: {
      nodes: [{ durationSeconds: 60, ringDurationSeconds: 4.073, answeredAt: '2026-07-15T09:00:56.145Z' }],
    },
  })
})
