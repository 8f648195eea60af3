// Exports as streams: read no further than the client reads, end with what they have seen, and break where they break.

import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import { gunzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { requestsDuring } from '../../support/ask.js'
import { type Stack, startStack } from '../../support/stack.js'
import { columnsOf, csvOf, type ExportReport, ndjsonOf, request } from './exporting.js'

const CONCURRENT = 2
/** Long enough that kernels do not take all of an export that nobody reads. */
const WORLD = { history: 60_000, customers: 8 }
/** Wide rows; a fresh answer is not used again, so that each export has to send its own requests. */
const WIDE = `calls.ndjson?columns=${columnsOf('calls').join()}`

let stack: Stack
beforeAll(async () => {
  const fresh = { freshness: { calls: '0s' }, staleOnError: '0s' }
  stack = await startStack({
    vendors: ['restcomm', 'telecomx'],
    world: WORLD,
    logLevel: 'info',
    overrides: { 'restcomm-demo': fresh, 'telecomx-demo': fresh },
    server: { export: { concurrent: CONCURRENT } },
  })
})
afterAll(() => stack?.close())

const open: Socket[] = []
afterEach(async () => {
  for (const socket of open.splice(0)) socket.destroy()
  for (const host of Object.values(stack.hosts)) host.setFaults({})
})

const sent = (): number => Object.values(stack.hosts).reduce((sum, { requests }) => sum + requests.length, 0)

/** Asks for an export and reads nothing of it. */
async function stall(path = WIDE): Promise<Socket> {
  const { hostname, port, host } = new URL(stack.url)
  const socket = connect({ host: hostname, port: Number(port) })
  open.push(socket)
  await once(socket, 'connect')
  socket.pause()
  socket.write(`GET /export/${path} HTTP/1.1\r\nHost: ${host}\r\n\r\n`)
  return socket
}

const QUIET_TURNS = 400
/** Waits until vendors have not been asked anything for many turns of the event loop, on which they run as well. */
async function untilQuiet(): Promise<void> {
  let before = -1
  for (let quiet = 0; quiet < QUIET_TURNS; quiet++) {
    if (sent() !== before) quiet = 0
    before = sent()
    await setImmediate()
  }
}

/** Everything that a stalled client is sent from now on. */
async function readAll(socket: Socket): Promise<string> {
  let text = ''
  socket.setEncoding('utf8')
  const isOver = new Promise<void>((resolve) => {
    socket.on('data', (piece: string) => {
      text += piece
      if (text.endsWith('0\r\n\r\n')) resolve()
    })
    socket.on('close', () => resolve())
  })
  socket.resume()
  await isOver
  return text
}

describe('a client that reads nothing', () => {
  test('stops the requests to vendors until it reads on, and then gets all', async () => {
    const whole = await requestsDuring(stack, async () => void (await ndjsonOf(stack, WIDE)))
    const needed = Object.values(whole).reduce((sum, count) => sum + count, 0)
    const before = sent()
    const socket = await stall()
    await untilQuiet()
    expect(sent() - before).toBeGreaterThan(0)
    expect(sent() - before).toBeLessThan(needed * 0.8)
    expect(await readAll(socket)).toContain('"complete":true')
    expect(sent() - before).toBeGreaterThanOrEqual(needed * 0.9)
  })

  test('that leaves ends the reading, and its place is free', async () => {
    for (let each = 0; each < CONCURRENT; each++) (await stall()).on('error', () => undefined)
    await untilQuiet()
    for (const socket of open) socket.destroy()
    await untilQuiet()
    const before = sent()
    await untilQuiet()
    expect(sent()).toBe(before)
    expect((await ndjsonOf(stack, 'calls.ndjson?sources=telecomx-demo&columns=nativeId')).report.complete).toBe(true)
  })

  test('leaves others to be answered', async () => {
    await stall()
    const { body } = await stack.query('{ calls(first: 2) { nodes { nativeId } } }')
    expect(body.errors).toBeUndefined()
  })
})

test('one export more than may run at the same time is refused, until one has ended', async () => {
  for (let each = 0; each < CONCURRENT; each++) await stall()
  await untilQuiet()
  const response = await request(stack, 'calls.csv')
  expect(response.status).toBe(429)
  expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0)
  expect(await response.text()).toContain('server.export.concurrent: 2')
  open[0]?.destroy()
  await untilQuiet()
  expect((await ndjsonOf(stack, 'calls.ndjson?sources=telecomx-demo&columns=nativeId')).report.complete).toBe(true)
})

describe('a source that fails while it is read', () => {
  const RESTCOMM = { source: 'restcomm-demo', status: 'PARTIAL', complete: false }
  /** What a client gets of an export during which Restcomm breaks down. */
  async function broken(path: string): Promise<string> {
    const socket = await stall(path)
    await untilQuiet()
    stack.hosts['restcomm-demo']?.setFaults({ down: true })
    return readAll(socket)
  }

  test('is reported at the end, and the rows of the others are there', async () => {
    const text = await broken(WIDE)
    const line = /\{"report":.*\}/.exec(text)?.[0] ?? '{}'
    const { report }: { report: ExportReport } = JSON.parse(line)
    expect(report.complete).toBe(false)
    const [restcomm, telecomx] = report.sources
    expect(restcomm).toMatchObject({ ...RESTCOMM, error: { code: expect.any(String) } })
    const { report: own } = await ndjsonOf(stack, 'calls.ndjson?sources=telecomx-demo&columns=nativeId')
    expect(telecomx).toEqual(own.sources[0])
    expect(report.rows).toBe((restcomm?.rows ?? 0) + own.rows)
  })

  test('is reported in the last column of a last row of CSV', async () => {
    const text = await broken(WIDE.replace('ndjson', 'csv'))
    expect(text).toMatch(/\r\n,+"?PARTIAL restcomm-demo: [^\r]+\r\n/)
    expect(text.endsWith('0\r\n\r\n')).toBe(true)
  })

  test('from the beginning is a failure of the export where there is no other', async () => {
    stack.hosts['restcomm-demo']?.setFaults({ down: true })
    const response = await request(stack, 'calls.csv?sources=restcomm-demo')
    expect(response.status).toBe(502)
    expect(await response.text()).toContain('"code":"SOURCES_FAILED"')
    const { lines } = await csvOf(stack, 'calls.csv?columns=nativeId')
    expect(lines.at(-1)).toEqual(['', expect.stringMatching(/^FAILED restcomm-demo: /)])
  })
})

test('an export that is broken off lacks its end', async () => {
  const socket = await stall()
  const compressed = await request(stack, WIDE, { 'accept-encoding': 'gzip' })
  await untilQuiet()
  await stack.restart()
  expect(await readAll(socket)).not.toMatch(/0\r\n\r\n$|"report"/)
  await expect(compressed.text()).rejects.toThrow()
})

test('an export is compressed for clients that accept it, and is never kept', async () => {
  const path = 'calls.csv?sources=telecomx-demo'
  const plain = await request(stack, path, { 'accept-encoding': 'identity' })
  expect(plain.headers.get('content-encoding')).toBeNull()
  const { hostname, port, host } = new URL(stack.url)
  const socket = connect({ host: hostname, port: Number(port) })
  open.push(socket)
  socket.write(`GET /export/${path} HTTP/1.0\r\nHost: ${host}\r\nAccept-Encoding: gzip\r\n\r\n`)
  const pieces: Buffer[] = []
  for await (const piece of socket) pieces.push(piece)
  const answer = Buffer.concat(pieces)
  const bodyAt = answer.indexOf('\r\n\r\n') + 4
  expect(answer.subarray(0, bodyAt).toString('latin1')).toMatch(/content-encoding: gzip/i)
  expect(gunzipSync(answer.subarray(bodyAt)).toString()).toBe(await plain.text())
  for (const name of ['zstd', 'br']) {
    const response = await request(stack, path, { 'accept-encoding': name })
    expect(response.headers.get('content-encoding')).toBe(name)
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="calls.csv"')
    await response.body?.cancel()
  }
})

test('HEAD has the headers of the export, and asks no vendor', async () => {
  const asked = await requestsDuring(stack, async () => {
    const response = await fetch(`${stack.url}/export/calls.csv`, { method: 'HEAD' })
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toContain('text/csv; charset=utf-8')
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="calls.csv"')
    for (const wrong of ['sources=nobody', 'columns=nothing', 'status=ODD']) {
      const { status } = await fetch(`${stack.url}/export/calls.csv?${wrong}`, { method: 'HEAD' })
      expect([wrong, status]).toEqual([wrong, 400])
    }
  })
  expect(asked).toEqual({})
})
