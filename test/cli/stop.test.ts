// The built program, stopped by signals. That it stops while others hold connections open is the point: nothing here
// but the program itself ends them.

import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { describe, expect, onTestFinished, test } from 'vitest'
import { stringify } from 'yaml'
import { startSimulators } from '../../src/simulator/demo.js'
import { makeDirectory } from '../config/files.js'
import { Program } from './program.js'
import { urlIn } from './terminal.js'

const QUERY = JSON.stringify({ query: '{ activeCalls(first: 1) { nodes { id } sources { status error { code } } } }' })

/** A connection that is kept alive after an answer. */
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
    const program = new Program(['--port', '0'])
    const text = await program.printed(/[^]*Stop with Ctrl-C\./)
    const url = urlIn(text)
    await keepAlive(url)
    await open(url, '')
    // The body of this one never comes: it is in flight until somebody gives up.
    await open(url, post(QUERY, QUERY.length + 10))
    const simulated = /http:\S+\/billing/.exec(text)?.[0] ?? ''
    await keepAlive(simulated)
    await open(simulated, '')
    program.kill(signal)
    expect(await program.ended()).toMatchObject({ status: 0, signal: null, stderr: '' })
  })

  test('ends the simulators', async () => {
    const program = new Program(['simulate', '--first-port', '0', '--hang-rate', '1'])
    const text = await program.printed(/[^]*sources:[^]*mor-demo[^]*control: true\n/)
    const { host } = new URL(urlIn(text))
    await open(urlIn(text), `GET / HTTP/1.1\r\nhost: ${host}\r\n\r\n`)
    program.kill(signal)
    expect(await program.ended()).toMatchObject({ status: 0, signal: null, stderr: '' })
  })

  test('ends the gateway after its grace, though a vendor never answers', async () => {
    const simulators = await startSimulators({ now: Date.now, world: { history: 10 }, faults: { hangRate: 1 } })
    onTestFinished(() => simulators.close())
    const server = { port: 0, drainMs: 0, stopGraceMs: 1, deadlineMs: 600_000 }
    const sources = Object.entries(simulators.configuration).map(([name, source]) => [
      name,
      { ...source, timeoutMs: 600_000 },
    ])
    const directory = makeDirectory({ 'trunkline.yaml': stringify({ server, sources: Object.fromEntries(sources) }) })
    const program = new Program(['--config', join(directory, 'trunkline.yaml'), '--log-level', 'silent'])
    const url = urlIn(await program.printed(/Trunkline listens on \S+/))
    await open(url, post(QUERY))
    while (simulators.hosts['mor-demo']?.requests.length === 0) await setImmediate()
    program.kill(signal)
    expect(await program.ended()).toMatchObject({ status: 0, signal: null })
  })
})

test('a port in use ends the program, simulators and all', async () => {
  const first = new Program(['--port', '0'])
  const { port } = new URL(urlIn(await first.printed(/[^]*Stop with Ctrl-C\./)))
  const second = await new Program(['--port', port]).ended()
  expect(second).toEqual({
    status: 1,
    signal: null,
    stdout: '',
    stderr: `trunkline: cannot listen on 127.0.0.1:${port}: the port is in use; choose another with --port or --host\n`,
  })
})
