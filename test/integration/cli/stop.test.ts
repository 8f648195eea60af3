// The built program, stopped by signals. That it stops while others hold connections open is the point: nothing here
// but the program itself ends them.

import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { describe, expect, onTestFinished, test } from 'vitest'
import { stringify } from 'yaml'
import { startSimulators } from '../../../src/simulator/demo.js'
import { makeDirectory } from '../../support/config-files.js'
import { Program } from './program.js'
import { urlIn } from './terminal.js'

const QUERY = JSON.stringify({ query: '{ activeCalls(first: 1) { nodes { id } sources { status error { code } } } }' })

/** A keep-alive connection after an answer. */
async function keepAlive(url: string): Promise<void> {
  const agent = new Agent({ keepAlive: true })
  onTestFinished(() => agent.destroy())
  const asked = request(`${url}/livez`, { agent }).end()
  const [response] = await once(asked, 'response')
  response.resume()
  await once(asked, 'close')
}

/** A raw connection on which this was sent. */
async function open(url: string, text: string): Promise<Socket> {
  const { port, hostname } = new URL(url)
  const socket = connect(Number(port), hostname)
  // The program ends it, and may do so by a reset.
  socket.on('error', () => {})
  onTestFinished(() => void socket.destroy())
  await once(socket, 'connect')
  socket.write(text)
  return socket
}

const post = (body: string, length = body.length): string =>
  [
    'POST /graphql HTTP/1.1',
    'host: 127.0.0.1',
    'content-type: application/json',
    `content-length: ${length}`,
    '',
    body,
  ].join('\r\n')

describe.each(['SIGINT', 'SIGTERM'] as const)('%s', (signal) => {
  test('ends the demo, with a request in flight and idle connections open', async () => {
    const program = new Program(['demo', '--port', '0'])
    const text = await program.printed(/[^]*Stop with Ctrl-C\./)
    const url = urlIn(text)
    await keepAlive(url)
    await open(url, '')
    // The body of this one never comes: it is in flight until either side closes.
    await open(url, post(QUERY, QUERY.length + 10))
    const simulated = /http:\S+\/billing/.exec(text)?.[0] ?? ''
    await keepAlive(simulated)
    await open(simulated, '')
    program.kill(signal)
    expect(await program.ended()).toMatchObject({ status: 0, signal: null, stderr: '' })
  })

  test('ends the simulators', async () => {
    const program = new Program(['simulate', '--first-port', '0', '--hang-rate', '1'])
    const text = await program.printed(/[^]*sources:[^]*mor-demo[^]*allowPrivate:\s+- demo\.example\n/)
    const { host } = new URL(urlIn(text))
    await open(urlIn(text), `GET / HTTP/1.1\r\nhost: ${host}\r\n\r\n`)
    program.kill(signal)
    expect(await program.ended()).toMatchObject({ status: 0, signal: null, stderr: '' })
  })

  test('ends the gateway after stopGraceMs, though a vendor never answers', async () => {
    const simulators = await startSimulators({ now: Date.now, world: { history: 10 }, faults: { hangRate: 1 } })
    onTestFinished(() => simulators.close())
    const server = { port: 0, drainMs: 0, stopGraceMs: 1, deadlineMs: 600_000 }
    const sources = Object.entries(simulators.configuration).map(([name, source]) => [
      name,
      { ...source, timeoutMs: 600_000 },
    ])
    const directory = makeDirectory({ 'trunkline.yaml': stringify({ server, sources: Object.fromEntries(sources) }) })
    const program = new Program(['--config', join(directory, 'trunkline.yaml'), '--log-level', 'silent'])
    const url = urlIn(await program.printed(/Trunkline is listening on \S+/))
    await open(url, post(QUERY))
    while (simulators.hosts['mor-demo']?.requests.length === 0) await setImmediate()
    program.kill(signal)
    expect(await program.ended()).toMatchObject({ status: 0, signal: null })
  })
})

/** The program with a configuration over no running system, which serves what needs none. */
function startConfigured(server: object): Program {
  const sources = { mor: { vendor: 'mor', url: 'http://127.0.0.1:9', auth: { username: 'u', secretKey: 'k' } } }
  const directory = makeDirectory({ 'trunkline.yaml': stringify({ server: { port: 0, ...server }, sources }) })
  return new Program(['--config', join(directory, 'trunkline.yaml'), '--log-level', 'silent'])
}

/** Sends requests on a keep-alive connection until `end` is called; opens another when the server closes it. */
async function poll(url: string, isOver: () => boolean, onAnswer: (body: string) => void): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  onTestFinished(() => agent.destroy())
  for (let at = 0; !isOver(); at++) {
    const [path, method] = at % 3 === 0 ? (['/readyz', 'GET'] as const) : (['/graphql', 'POST'] as const)
    const asked = request(`${url}${path}`, { agent, method, headers: { 'content-type': 'application/json' } })
    asked.end(method === 'POST' ? '{"query":"{ sources { name } }"}' : undefined)
    const [response] = await once(asked, 'response')
    let text = ''
    for await (const piece of response) text += String(piece)
    onAnswer(`${response.statusCode} ${text.trim()}`)
  }
}

test.each(['SIGTERM', 'SIGHUP'] as const)(
  '%s drains first: of fifty clients that are kept alive none is cut off, and a second signal ends it',
  async (signal) => {
    const program = startConfigured({ drainMs: 600_000 })
    const url = urlIn(await program.printed(/Trunkline is listening on \S+/))
    const counts = new Map<string, number>()
    const draining = Array.from({ length: 50 }, () => 0)
    const hasSeenAll = () => draining.every((answers) => answers >= 6)
    const clients = draining.map((_, at) =>
      poll(url, hasSeenAll, (body) => {
        counts.set(body, (counts.get(body) ?? 0) + 1)
        if (counts.has('503 {"status":"stopping"}')) draining[at] = (draining[at] ?? 0) + 1
        else if (counts.get('200 {"status":"ready"}') === 100) program.kill(signal)
      }),
    )
    // A connection that is reset would reject here.
    await Promise.all(clients)
    expect([...counts.keys()].sort()).toEqual([
      '200 {"data":{"sources":[{"name":"mor"}]}}',
      '200 {"status":"ready"}',
      '503 {"status":"stopping"}',
    ])
    program.kill('SIGTERM')
    expect(await program.ended()).toMatchObject({ status: 143, signal: null })
  },
)

test('Ctrl-C does not drain', async () => {
  const program = startConfigured({ drainMs: 600_000 })
  const url = urlIn(await program.printed(/Trunkline is listening on \S+/))
  await keepAlive(url)
  program.kill('SIGINT')
  expect(await program.ended()).toMatchObject({ status: 0, signal: null })
})

test('it ends after the drain, with status 0', async () => {
  const program = startConfigured({ drainMs: 1 })
  const url = urlIn(await program.printed(/Trunkline is listening on \S+/))
  await keepAlive(url)
  program.kill('SIGHUP')
  expect(await program.ended()).toMatchObject({ status: 0, signal: null })
})

test('a port in use ends the program, simulators and all', async () => {
  const first = new Program(['demo', '--port', '0'])
  const { port } = new URL(urlIn(await first.printed(/[^]*Stop with Ctrl-C\./)))
  const second = await new Program(['demo', '--port', port]).ended()
  expect(second).toEqual({
    status: 1,
    signal: null,
    stdout: '',
    stderr: `trunkline: cannot listen on 127.0.0.1:${port}: the port is in use; choose another with --port or --host\n`,
  })
})
