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
/** Long enough that the kernel cannot take all of an export that nobody reads. */
const WORLD = { history: 4000, customers: 8 }
const WIDE = `calls.ndjson?columns=${columnsOf('calls').join()}`
/** Long exports take their time on a busy machine. */
const slow = { timeout: 120_000 }
const SHORT = 'calls.ndjson?sources=telecomx-demo&columns=nativeId&startedFrom=2026-03-03T11:59:00Z'

let stack: Stack
beforeAll(async () => {
  stack = await startStack({
    vendors: ['portasip', 'telecomx'],
    world: WORLD,
    logLevel: 'info',
    overrides: { 'portasip-demo': { staleOnError: '0s' } },
    server: { export: { concurrent: CONCURRENT } },
  })
})
afterAll(() => stack?.close())

const open: Socket[] = []
afterEach(async () => {
  for (const socket of open.splice(0)) socket.destroy()
  for (const host of Object.values(stack.hosts)) host.setFaults({})
  await untilFree()
})

/** Waits until no export is running: as many as may run at the same time are answered. */
async function untilFree(): Promise<void> {
  const isFree = async (): Promise<boolean> => {
    const answers = await Promise.all(Array.from({ length: CONCURRENT }, () => request(stack, SHORT)))
    const statuses = await Promise.all(answers.map(async (answer) => (await answer.text()) && answer.status))
    return statuses.every((status) => status === 200)
  }
  while (!(await isFree())) await setImmediate()
}

/**
 * Waits until nothing is sent to vendors any more while others are answered.
 * @returns how much had been sent by then.
 */
async function untilQuiet(): Promise<number> {
  const costOfOther = async (): Promise<number> => {
    const before = sent()
    await ndjsonOf(stack, SHORT)
    return sent() - before
  }
  let least = Number.POSITIVE_INFINITY
  let start = sent()
  for (let quiet = 0; quiet < 3; quiet++) {
    const cost = await costOfOther()
    if (cost < least) [least, quiet] = [cost, 0]
    else if (cost > least) quiet = 0
    if (quiet === 0) start = sent()
  }
  return start
}

const sent = (): number => Object.values(stack.hosts).reduce((sum, { requests }) => sum + requests.length, 0)

/** Starts an export and reads nothing of it: its first bytes have arrived. */
async function stall(path = WIDE): Promise<Socket> {
  const { hostname, port, host } = new URL(stack.url)
  const socket = connect({ host: hostname, port: Number(port) })
  socket.on('error', () => undefined)
  open.push(socket)
  socket.write(`GET /export/${path} HTTP/1.1\r\nHost: ${host}\r\n\r\n`)
  await once(socket, 'readable')
  return socket
}

/** Everything that a stalled client is sent, up to the final chunk or the end of the connection. */
async function readAll(socket: Socket): Promise<string> {
  const pieces: string[] = []
  socket.setEncoding('utf8')
  const isOver = new Promise<void>((resolve) => {
    socket.on('data', (piece: string) => {
      pieces.push(piece)
      if (pieces.slice(-2).join('').endsWith('0\r\n\r\n')) resolve()
    })
    socket.on('close', () => resolve())
  })
  socket.resume()
  await isOver
  return pieces.join('')
}

describe('a client that reads nothing', () => {
  test('stops the requests to vendors until it reads on, and then gets all', slow, async () => {
    const before = sent()
    const socket = await stall()
    const whileStalled = await untilQuiet()
    expect(whileStalled).toBeGreaterThan(before)
    const then = sent()
    expect(await readAll(socket)).toContain('"complete":true')
    expect(sent()).toBeGreaterThan(then)
  })

  test('that leaves ends the reading, and its place is free', async () => {
    const before = sent()
    await Promise.all(Array.from({ length: CONCURRENT }, () => stall()))
    for (const socket of open) socket.destroy()
    await untilFree()
    const after = sent()
    expect(after).toBeGreaterThan(before)
    await ndjsonOf(stack, SHORT)
    const cost = sent() - after
    await ndjsonOf(stack, SHORT)
    expect(sent() - after).toBe(2 * cost)
  })
})

test('one export more than may run at the same time is refused, until one has ended', async () => {
  for (let each = 0; each < CONCURRENT; each++) await stall()
  const response = await request(stack, 'calls.csv')
  expect(response.status).toBe(429)
  expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0)
  expect(await response.text()).toContain('server.export.concurrent: 2')
  for (const socket of open) socket.destroy()
  await untilFree()
})

describe('a source that fails while it is read', () => {
  const FAILING = { source: 'portasip-demo', status: 'PARTIAL', complete: false }
  /** What a client gets of an export during which a system breaks down. */
  async function broken(path: string): Promise<string> {
    const socket = await stall(path)
    stack.hosts['portasip-demo']?.setFaults({ down: true })
    return readAll(socket)
  }

  test('is reported at the end, and the rows of the others are there', slow, async () => {
    const text = await broken(WIDE)
    const line = /\{"report":.*\}/.exec(text)?.[0] ?? '{}'
    const { report }: { report: ExportReport } = JSON.parse(line)
    expect(report.complete).toBe(false)
    const [failing, telecomx] = report.sources
    expect(failing).toMatchObject({ ...FAILING, error: { code: expect.any(String) } })
    const { report: own } = await ndjsonOf(stack, 'calls.ndjson?sources=telecomx-demo&columns=nativeId')
    expect(telecomx).toEqual(own.sources[0])
    expect(report.rows).toBe((failing?.rows ?? 0) + own.rows)
  })

  test('from the beginning is a failure of the export where there is no other', async () => {
    stack.hosts['portasip-demo']?.setFaults({ down: true })
    const response = await request(stack, 'calls.csv?sources=portasip-demo')
    const text = await response.text()
    expect([response.status, text]).toEqual([502, expect.any(String)])
    expect(text).toContain('"code":"SOURCES_FAILED"')
    const { lines } = await csvOf(stack, 'calls.csv?columns=nativeId&startedFrom=2026-03-03T11:50:00Z')
    expect(lines.at(-1)).toEqual(['', expect.stringMatching(/^FAILED portasip-demo: /)])
  })
})

test('an export that is broken off lacks its end', async () => {
  const socket = await stall()
  const compressed = await request(stack, WIDE, { 'accept-encoding': 'gzip' })
  await stack.restart()
  expect(await readAll(socket)).not.toMatch(/0\r\n\r\n$|"report"/)
  await expect(compressed.text()).rejects.toThrow()
})

test('an export is compressed for clients that accept it, and is never kept', async () => {
  const path = 'calls.csv?sources=telecomx-demo&startedFrom=2026-03-03T10:00:00Z'
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
  expect(gunzipSync(answer.subarray(bodyAt)).toString()).toBe(Buffer.from(await plain.arrayBuffer()).toString())
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
