// What `trunkline check` prints: for programs, for one source, and of what a vendor or a proxy has answered.

import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { stringify } from 'yaml'
import { type RunningSimulators, startSimulators } from '../../../src/simulator/demo.js'
import { makeDirectory } from '../../support/config-files.js'
import { startForwardProxy } from '../../support/forward-proxy.js'
import { startScriptedServer } from '../../support/scripted/scripted-server.js'
import { type Ran, run } from './terminal.js'

const NOW = Date.UTC(2026, 2, 1, 12)
const WRONG = 'demo-wrong-word'

async function simulate(): Promise<RunningSimulators> {
  const running = await startSimulators({ now: () => NOW, world: { history: 500 } })
  onTestFinished(() => running.close())
  return running
}

type Sources = Readonly<Record<string, Readonly<Record<string, unknown>>>>

async function check(sources: Sources, ...args: readonly string[]): Promise<Ran> {
  const file = join(makeDirectory({ 'trunkline.yaml': stringify({ sources }) }), 'trunkline.yaml')
  return run(['check', '--config', file, ...args], { now: () => NOW })
}

const change = (sources: Sources, name: string, more: Readonly<Record<string, unknown>>): Sources => ({
  ...sources,
  [name]: { ...sources[name], retries: 0, ...more },
})

const placeOf = (sources: Sources, name: string): string => new URL(String(sources[name]?.['url'])).host

describe('as JSON', () => {
  test('has this shape, which programs may rely on', async () => {
    const { configuration } = await simulate()
    const sources = change(configuration, 'mor-demo', { auth: { username: 'demo', secretKey: WRONG } })
    const { status, printed, errors } = await check(sources, '--json')
    expect({ status, errors }).toEqual({ status: 1, errors: '' })
    const { sources: checked, ...report } = JSON.parse(printed)
    expect(report).toEqual({
      version: 1,
      checkedAt: '2026-03-01T12:00:00.000Z',
      ok: false,
      warnings: [],
      cluster: null,
    })
    expect(checked.map(({ name, ok }: { name: string; ok: boolean }) => [name, ok])).toEqual([
      ['telecomx-demo', true],
      ['portasip-demo', true],
      ['restcomm-demo', true],
      ['mor-demo', false],
    ])
    expect(checked[0]).toEqual({
      name: 'telecomx-demo',
      vendor: 'telecomx',
      server: placeOf(configuration, 'telecomx-demo'),
      proxy: null,
      ok: true,
      summary: 'reachable, authenticated, times plausible',
      lists: expect.arrayContaining([
        {
          list: 'sipAccounts',
          ok: true,
          rows: 20,
          order: 'native-id',
          message: 'sipAccounts: 20 rows, native-id as declared',
          error: null,
        },
      ]),
    })
    expect(checked[3]).toMatchObject({
      summary: null,
      lists: [
        {
          ok: false,
          rows: null,
          order: null,
          message: expect.stringContaining('reachable, but not authenticated: '),
          error: {
            code: 'UNAUTHENTICATED',
            message: expect.any(String),
            isOfProxy: false,
            answer: { httpStatus: 200, statusText: null, code: null, text: 'Incorrect hash' },
          },
        },
      ],
    })
    expect(printed).not.toContain(WRONG)
  })

  test('has the warnings, which are not printed then', async () => {
    const { configuration } = await simulate()
    const sources = { 'mor-demo': configuration['mor-demo'] ?? {} }
    const text = stringify({ server: { explain: true }, sources })
    const file = join(makeDirectory({ 'trunkline.yaml': text }), 'trunkline.yaml')
    const { printed, errors } = await run(['check', '--config', file, '--json'], { now: () => NOW })
    expect(errors).toBe('')
    expect(JSON.parse(printed)).toMatchObject({ ok: true, warnings: [expect.stringContaining('server.explain')] })
  })
})

describe('of one source', () => {
  test('sends nothing to the others', async () => {
    const { configuration, hosts } = await simulate()
    const { status, printed } = await check(configuration, 'mor-demo')
    expect({ status, lines: printed.split('\n') }).toEqual({
      status: 0,
      lines: [expect.stringMatching(/^mor-demo {2}ok {4}/)],
    })
    expect(hosts['mor-demo']?.requests).not.toHaveLength(0)
    for (const name of ['telecomx-demo', 'portasip-demo', 'restcomm-demo'])
      expect(hosts[name]?.requests).toHaveLength(0)
  })

  test.each([
    [
      ['nothing'],
      'there is no source of this name; the sources are telecomx-demo, portasip-demo, restcomm-demo, mor-demo',
    ],
    [['mor-demo', '--as', 'noc'], '--as prints the rights to every source as text'],
    [['--json', '--as', 'noc'], '--as prints the rights to every source as text'],
  ])('is refused: %s', async (args, message) => {
    const { configuration } = await simulate()
    const { status, printed, errors } = await check(configuration, ...args)
    expect({ status, printed }).toEqual({ status: 2, printed: '' })
    expect(errors).toContain(message)
  })
})

describe('of a failure', () => {
  test.each([
    ['portasip-demo', { auth: { username: 'weblogin', password: WRONG } }, /answered HTTP 401 Unauthorized/],
    ['mor-demo', { auth: { username: 'demo', secretKey: WRONG } }, /answered HTTP 200, "Incorrect hash"\)$/],
    ['restcomm-demo', { auth: { accountSid: 'AC1', authToken: WRONG } }, /answered HTTP 401 Unauthorized/],
    ['telecomx-demo', { auth: { username: 'demo', password: WRONG } }, /answered HTTP 4\d\d .*"/],
  ])('has host, port and the words of the vendor: %s', async (name, wrong, words) => {
    const { configuration } = await simulate()
    const { printed } = await check(change(configuration, name, wrong), name)
    expect(printed).toContain(` (${placeOf(configuration, name)} answered HTTP `)
    expect(printed).toMatch(words)
    expect(printed).not.toContain(WRONG)
  })

  test('has no secret that the vendor sends back, and nothing that controls the terminal', async () => {
    const secret = 'demo-key-1'
    const server = await startScriptedServer(({ authorization }, response) => {
      const text = `no key ${secret} for ${authorization}\u001b[2J\u202e of you ${'and you '.repeat(40)}`
      response.writeHead(403, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ error: { message: text, code: 7 } }))
    })
    onTestFinished(() => server.close())
    const sources = { tx: { vendor: 'telecomx', url: server.origin, auth: { token: secret }, retries: 0 } }
    const { status, printed } = await check(sources)
    expect(status).toBe(1)
    expect(printed).toMatch(
      /answered HTTP 403 Forbidden, .*"no key \[redacted\] for Bearer \[redacted\] ?\[2J of you and you .{0,200}…"\)$/,
    )
    expect(printed).not.toContain(secret)
    expect(printed).not.toMatch(/[\u001b\u202e]/)
  })

  test('says that it is a proxy’s, and which one', async () => {
    const { configuration } = await simulate()
    const proxy = await startForwardProxy({
      behaviour: 403,
      refusalHeaders: { 'x-squid-error': 'ERR_ACCESS_DENIED 0' },
    })
    const place = `127.0.0.1:${proxy.port}`
    const sources = change(configuration, 'mor-demo', { proxy: proxy.url })
    const did = `the proxy ${place} does not allow connections to the server (HTTP 403)`
    expect((await check(sources, 'mor-demo')).printed).toBe(
      `mor-demo  FAIL  not reachable: ${did} (on the way to ${placeOf(configuration, 'mor-demo')})`,
    )
    expect(JSON.parse((await check(sources, 'mor-demo', '--json')).printed)).toMatchObject({
      sources: [
        { proxy: place, lists: [{ error: { code: 'UNREACHABLE', message: did, isOfProxy: true, answer: null } }] },
      ],
    })
  })
})
