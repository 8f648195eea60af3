import { once } from 'node:events'
import { createServer, type Server } from 'node:net'
import { dirname, join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { makeDirectory } from '../../support/config-files.js'
import { run, start, urlIn } from './terminal.js'

const QUIET = ['--log-level', 'silent']
const SOURCE = 'a: { vendor: mor, url: "http://127.0.0.1:9", auth: { username: u, secretKey: demo-secret } }'
const configuration = (server: string, more = ''): string =>
  join(makeDirectory({ 'trunkline.yaml': `server: { ${server} }\nsources: { ${SOURCE} }\n${more}` }), 'trunkline.yaml')

async function ask(url: string, query: string): Promise<unknown> {
  const answer = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'apollo-require-preflight': '1' },
    body: JSON.stringify({ query }),
  })
  return answer.json()
}

async function servesExplorer(url: string): Promise<boolean> {
  const answer = await fetch(`${url}/graphql`, { headers: { accept: 'text/html' } })
  await answer.text()
  return answer.ok && String(answer.headers.get('content-type')).includes('text/html')
}

/** Takes a port of loopback until the test ends. */
async function occupyPort(): Promise<number> {
  const server: Server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

describe('without a configuration', () => {
  test('it does not start, and says how to go on', async () => {
    const { status, printed, errors } = await run(['--port', '0'])
    expect({ status, printed }).toEqual({ status: 2, printed: '' })
    for (const way of ['trunkline demo', 'trunkline init', 'trunkline --config <file>']) expect(errors).toContain(way)
  })

  test.each([[['demo']], [['serve', '--or-demo']]])(
    '%j serves the graph over simulators of every vendor',
    async (args) => {
      const { greeting, stop } = start([...args, ...QUIET, '--port', '0'])
      const text = await greeting
      expect(text).toContain('All calls are simulated')
      for (const word of ['telecomx', 'portasip', 'restcomm', 'mor', 'demo-password', 'Ctrl-C', '/graphql'])
        expect(text).toContain(word)
      const [, query] = /-d '\{"query":"(.*)"\}'/.exec(text) ?? []
      const answer = await ask(urlIn(text), query ?? '')
      expect(answer).toMatchObject({ data: { activeCalls: { nodes: { length: 5 } } } })
      expect(await servesExplorer(urlIn(text))).toBe(true)
      expect(await stop()).toMatchObject({ status: 0, errors: '' })
      const urls = text.match(/http:\/\/127\.0\.0\.1:\d+/g) ?? []
      expect(new Set(urls).size).toBe(5)
      for (const url of urls) await expect(fetch(url)).rejects.toThrow()
    },
  )

  test('HOST and PORT apply to the demo', async () => {
    const { greeting, stop } = start(['demo', ...QUIET], { environment: { PORT: '0', HOST: '127.0.0.1' } })
    expect(await greeting).toContain('All calls are simulated')
    expect((await stop()).status).toBe(0)
  })

  test('the explorer of the demo is there in production as well: it is what the demo is for', async () => {
    const { greeting } = start(['demo', ...QUIET, '--port', '0'], { environment: { NODE_ENV: 'production' } })
    expect(await servesExplorer(urlIn(await greeting))).toBe(true)
  })

  test('a port in use is one clear line', async () => {
    const port = await occupyPort()
    expect(await run(['demo', ...QUIET, '--port', String(port)])).toEqual({
      status: 1,
      printed: '',
      errors: `trunkline: cannot listen on 127.0.0.1:${port}: the port is in use; choose another with --port or --host`,
    })
  })
})

describe('a configuration that is named', () => {
  const SERVED = { data: { sources: [{ name: 'a', vendor: 'mor' }] } }

  test('is not replaced by the demo when it is empty or cannot be read', async () => {
    const environment = { TRUNKLINE_CONFIG: '' }
    for (const args of [[], ['serve', '--or-demo'], ['check']])
      expect(await run(args, { environment })).toEqual({
        status: 2,
        printed: '',
        errors: 'trunkline: TRUNKLINE_CONFIG is set but empty; it must name a file, or not be set',
      })
    const missing = await run(['serve', '--or-demo'], { environment: { TRUNKLINE_CONFIG: 'nowhere.yaml' } })
    expect(missing).toMatchObject({ status: 2, errors: expect.stringContaining('nowhere.yaml:\n  cannot be read') })
  })

  test('is found in the working directory when none is named', async () => {
    const directory = dirname(configuration('port: 0'))
    for (const args of [[], ['serve', '--or-demo']]) {
      const { greeting } = start([...args, ...QUIET], { directory })
      expect(await ask(urlIn(await greeting), '{ sources { name vendor } }')).toEqual(SERVED)
    }
    expect((await run(['check'], { directory })).printed).toContain('a  FAIL  not reachable')
  })

  test('goes before the one in the working directory', async () => {
    const directory = dirname(configuration('port: -1'))
    const { greeting } = start(QUIET, { directory, environment: { TRUNKLINE_CONFIG: configuration('port: 0') } })
    expect(await ask(urlIn(await greeting), '{ sources { name vendor } }')).toEqual(SERVED)
  })
})

describe('with a configuration', () => {
  test('it serves those sources, and says so where logs are not', async () => {
    const { greeting, stop } = start(['--config', configuration('port: 0'), ...QUIET])
    const text = await greeting
    expect(text).toMatch(/^Trunkline is listening on http:\/\/127\.0\.0\.1:\d+\/graphql$/)
    expect(await ask(urlIn(text), '{ sources { name vendor } }')).toEqual({
      data: { sources: [{ name: 'a', vendor: 'mor' }] },
    })
    expect(await stop()).toEqual({ status: 0, printed: '', errors: text })
  })

  test('TRUNKLINE_CONFIG names the file, and flags come before variables, those before the file', async () => {
    const port = await occupyPort()
    const file = configuration(`port: ${port}, host: 192.0.2.1`)
    const { greeting } = start(['--port', '0', ...QUIET], {
      environment: { TRUNKLINE_CONFIG: file, PORT: String(port), HOST: '127.0.0.1' },
    })
    expect(urlIn(await greeting)).toMatch(/^http:\/\/127\.0\.0\.1:/)
    const taken = await run(['--host', '127.0.0.1', ...QUIET], { environment: { TRUNKLINE_CONFIG: file } })
    expect(taken).toMatchObject({ status: 1, errors: expect.stringContaining(`127.0.0.1:${port}: the port is in use`) })
  })

  test.each([
    ['', undefined, true],
    ['', 'production', false],
    ['explorer: true', 'production', true],
    ['explorer: false', undefined, false],
  ])('and %j and NODE_ENV=%s the explorer is there: %s', async (server, mode, isThere) => {
    const file = configuration(['port: 0', server].filter((part) => part !== '').join(', '))
    const { greeting } = start(['--config', file, ...QUIET], { environment: { NODE_ENV: mode } })
    expect(await servesExplorer(urlIn(await greeting))).toBe(isThere)
  })

  test('that has faults it does not start, and reports all of them', async () => {
    const { status, printed, errors } = await run(['--config', configuration('port: -1, prot: 5')])
    expect({ status, printed }).toEqual({ status: 2, printed: '' })
    expect(errors).toMatch(
      /^trunkline: the configuration is not valid\n.*trunkline\.yaml:\n {2}server\.port: .*\n {2}server\.prot: /,
    )
    expect(errors).not.toContain('demo-secret')
  })

  test('beyond this machine it does not start without auth, and says what to write', async () => {
    const { status, printed, errors } = await run(['--config', configuration('port: 0'), '--host', '0.0.0.0'])
    expect({ status, printed }).toEqual({ status: 2, printed: '' })
    expect(errors).toContain('auth: required, as the gateway listens beyond this machine (server.host, HOST or --host)')
    expect(errors).toContain('auth: none')
  })

  test('a port of metrics that is in use is one clear line, too', async () => {
    const port = await occupyPort()
    const file = configuration(`port: 0, metrics: { port: ${port} }`)
    expect(await run(['--config', file, ...QUIET])).toMatchObject({
      status: 1,
      errors: `trunkline: cannot listen on 127.0.0.1:${port}: the port is in use; choose another with server.metrics`,
    })
  })

  test('a host that there is not is one clear line', async () => {
    expect(await run(['--config', configuration('port: 0, host: 192.0.2.1', 'auth: none'), ...QUIET])).toMatchObject({
      status: 1,
      errors:
        'trunkline: cannot listen on 192.0.2.1: the address does not belong to this machine; choose another with --port or --host',
    })
  })
})
