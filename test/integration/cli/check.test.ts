import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { stringify } from 'yaml'
import { portaoneSimulator } from '../../../adapters/portaone/simulator.js'
import { type RunningSimulators, type SimulatorsOptions, startSimulators } from '../../../src/simulator/demo.js'
import { makeDirectory } from '../../support/config-files.js'
import { run } from './terminal.js'

const NOW = Date.UTC(2026, 2, 1, 12)
const HOUR_MS = 3_600_000
const WRONG = 'demo-wrong-word'

async function simulate(more: Partial<SimulatorsOptions> = {}): Promise<RunningSimulators> {
  const running = await startSimulators({ now: () => NOW, world: { history: 500 }, ...more })
  onTestFinished(() => running.close())
  return running
}

type Sources = Readonly<Record<string, Readonly<Record<string, unknown>>>>

/** Checks these sources; the lines are in their order, without the name. */
async function check(sources: Sources): Promise<{ status: number; lines: string[]; printed: string; errors: string }> {
  const file = join(makeDirectory({ 'trunkline.yaml': stringify({ sources }) }), 'trunkline.yaml')
  const { status, printed, errors } = await run(['check', '--config', file], { now: () => NOW })
  const lines = printed.split('\n').map((line) => line.replace(/^\S+\s+/, ''))
  return { status, lines, printed, errors }
}

const change = (sources: Sources, name: string, more: Readonly<Record<string, unknown>>): Sources => ({
  [name]: { ...sources[name], retries: 0, ...more },
})

describe('check', () => {
  test('prints one line for each source, and ends with 0 when all is well', async () => {
    const { configuration } = await simulate()
    const { status, printed, errors } = await check(configuration)
    expect({ status, errors }).toEqual({ status: 0, errors: '' })
    const [telecomx, portasip, restcomm, mor, ...more] = printed.split('\n')
    expect(more).toEqual([])
    expect(telecomx).toMatch(
      /^telecomx-demo {2}ok {4}reachable, authenticated, times plausible; sessions: 20 rows, newest-first as declared;/,
    )
    expect(telecomx).toContain('sipAccounts: 20 rows, native-id as declared')
    expect(portasip).toMatch(
      /^portasip-demo {2}ok {4}reachable, authenticated, times plausible; calls: \d+ rows; activeCalls: \d+ rows; sipAccounts: \d+ rows; customers: \d+ rows$/,
    )
    expect(restcomm).toMatch(/^restcomm-demo {2}ok {4}reachable, authenticated/)
    expect(mor).toMatch(
      /^mor-demo {7}ok {4}reachable, authenticated, times plausible; calls: \d+ rows; activeCalls: \d+ rows; customers: \d+ rows$/,
    )
  })

  test('reads a system of PortaOne, and says when its login is refused', async () => {
    const { configuration } = await simulate({ kits: [portaoneSimulator] })
    const { status, printed } = await check(configuration)
    expect(printed).toMatch(
      /^portaone-demo {2}ok {4}reachable, authenticated, times plausible; calls: 20 rows; activeCalls: \d+ rows; sipAccounts: 20 rows; customers: 20 rows$/,
    )
    expect(status).toBe(0)
    const wrong = await check(change(configuration, 'portaone-demo', { auth: { username: 'demo', token: WRONG } }))
    expect(wrong.status).toBe(1)
    expect(wrong.lines[0]).toMatch(/^FAIL {2}reachable, but not authenticated: .*check auth in the configuration/)
    expect(wrong.printed).not.toContain(WRONG)
  })

  test('says which source falls short, and ends with 1', async () => {
    const { configuration, hosts } = await simulate()
    hosts['mor-demo']?.setFaults({ errorRate: 1 })
    const { status, lines } = await check(configuration)
    expect(status).toBe(1)
    expect(lines.map((line) => line.slice(0, 4))).toEqual(['ok  ', 'ok  ', 'ok  ', 'FAIL'])
    expect(lines[3]).toContain('UNAVAILABLE')
  })

  test('says nothing of order and times where there are no rows', async () => {
    const { configuration } = await simulate({ world: { history: 0, callsPerSecond: 0.000_001 } })
    const { status, lines } = await check(change(configuration, 'restcomm-demo', {}))
    expect(status).toBe(0)
    expect(lines).toEqual([
      expect.stringContaining('calls: no rows at present, so their order and times could not be checked'),
    ])
  })

  test('does not claim credentials where none are configured', async () => {
    const { configuration } = await simulate({ options: { portasip: { trusted: true } } })
    const { status, lines } = await check(change(configuration, 'portasip-demo', {}))
    expect(status).toBe(0)
    expect(lines[0]).toContain('reachable (no credentials are configured), times plausible')
  })
})

describe('a source fails', () => {
  test('that refuses connections', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    server.close()
    if (address === null || typeof address === 'string') throw new Error('no port')
    const { configuration } = await simulate()
    const closed = { url: `http://127.0.0.1:${address.port}` }
    expect(await check(change(configuration, 'restcomm-demo', closed))).toMatchObject({
      status: 1,
      lines: [`FAIL  not reachable: the source refused the connection (127.0.0.1:${address.port})`],
    })
  })

  test('that does not answer', async () => {
    const { configuration, hosts } = await simulate({ faults: { hangRate: 1 } })
    const { status, lines } = await check(change(configuration, 'telecomx-demo', { timeoutMs: 50 }))
    expect(status).toBe(1)
    expect(lines).toEqual([expect.stringMatching(/^FAIL {2}no answer in time: /)])
    // On a busy machine the time may be over before the request is sent.
    expect(hosts['telecomx-demo']?.requests.length).toBeLessThanOrEqual(1)
  })

  test.each([
    ['telecomx-demo', { auth: { username: 'demo', password: WRONG } }],
    ['telecomx-demo', { auth: { token: WRONG } }],
    ['portasip-demo', { auth: { username: 'weblogin', password: WRONG } }],
    ['restcomm-demo', { auth: { accountSid: 'AC1', authToken: WRONG } }],
    ['mor-demo', { auth: { username: 'demo', secretKey: WRONG }, hash: 'auto' }],
  ])('that does not accept the credentials: %s %j', async (name, wrong) => {
    const { configuration, hosts } = await simulate()
    const { status, lines, printed } = await check(change(configuration, name, wrong))
    expect(status).toBe(1)
    expect(lines).toEqual([expect.stringMatching(/^FAIL {2}reachable, but not authenticated: /)])
    expect(printed).not.toContain(WRONG)
    // More attempts would show nothing, and may lock the account.
    expect(hosts[name]?.requests.length).toBeLessThanOrEqual(2)
  })

  test.each(['telecomx-demo', 'portasip-demo', 'restcomm-demo'])(
    'whose calls begin in the future: %s',
    async (name) => {
      const { configuration } = await simulate({ now: () => NOW + HOUR_MS })
      const { status, lines } = await check(change(configuration, name, {}))
      expect(status).toBe(1)
      expect(lines[0]).toMatch(
        /^FAIL {2}reachable, authenticated; .*the source reports a call that starts (59 min|1 h \d+ min) from now: check the clocks/,
      )
    },
  )

  test.each([
    ['Europe/Vilnius', 'UTC', /(1 h 59|2 h \d+) min from now/],
    ['UTC', 'Europe/Vilnius', /2 h \d+ min earlier/],
    ['America/New_York', 'UTC', /[45] h \d+ min earlier/],
  ])('whose zone is %s but is configured as %s', async (timeZone, configured, gap) => {
    const { configuration } = await simulate({ options: { mor: { timeZone } } })
    const { status, lines } = await check(change(configuration, 'mor-demo', { timeZone: configured }))
    expect(status).toBe(1)
    expect(lines[0]).toMatch(/^FAIL {2}reachable, authenticated; calls: \d+ rows; activeCalls: /)
    expect(lines[0]).toMatch(gap)
    expect(lines[0]).toContain('check the clocks and timeZone')
  })

  test('whose rows are not in the declared order, until that is configured', async () => {
    const { configuration } = await simulate({ options: { telecomx: { order: 'shuffled' } } })
    const { status, lines } = await check(change(configuration, 'telecomx-demo', {}))
    expect(status).toBe(1)
    expect(lines[0]).toContain(
      'sessions: the rows are not newest-first, as declared; configure order: { sessions: none }',
    )
    expect(lines[0]).toContain('sipAccounts: 20 rows, native-id as declared')
    const order = { sessions: 'none', calls: 'none', activeCalls: 'none' }
    expect((await check(change(configuration, 'telecomx-demo', { order }))).status).toBe(0)
  })
})
