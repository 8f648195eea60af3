// HarperFast/harper#1566, an unbounded queue for each reader: over the whole gateway, with 10 000 calls. Part of
// `npm run test:long`; slow-reader.test.ts has the short form.

import type { Socket } from 'node:net'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, onTestFinished, test } from 'vitest'
import { startStack } from '../../support/stack.js'
import { formatRequest, openRaw } from '../server/raw-client.js'
import { BusySwitch } from './busy-switch.js'
import { SteppedTime } from './stepped-time.js'

const MEGABYTE = 1_048_576
const CALLS = 10_000
/** How many calls are others after a second. */
const CHURN = 600
const STALLED = 3
const SECONDS = 60
/** More polls than those whose ends are held for readers that are behind. */
const WARM_SECONDS = 70
const QUERY = `subscription { activeCallUpdates {
  kind more merged position
  started { id nativeId sipCallId state startedAt accountId caller { number } callee { number } } changed { id }
  ended { id reason } totalCount
} }`

interface Update {
  readonly kind: string
  readonly more: boolean
  readonly merged: number
  readonly position: string
  readonly started: readonly { readonly id: string }[]
  readonly changed: readonly { readonly id: string }[]
  readonly ended: readonly { readonly id: string; readonly reason: string }[]
  readonly totalCount: number | null
}

setFlagsFromString('--expose-gc')
const collect: () => void = runInNewContext('gc')

/** The bytes that the process retains, in the heap and outside of it. */
async function retained(): Promise<number> {
  for (let round = 0; round < 3; round++) {
    await new Promise(setImmediate)
    collect()
  }
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

/** A client that keeps the calls as the schema says, and reads when it is asked to. */
class Client {
  readonly calls = new Set<string>()
  /** How many polls were in each event that was no part of the snapshot. */
  readonly merged: number[] = []
  /** What it has read of the next event. */
  #pieces: Buffer[] = []
  #updates = 0
  #wake: () => void = () => undefined
  last: Update | null = null

  private constructor(readonly socket: Socket) {
    socket.on('data', (piece: Buffer) => this.#read(piece))
    socket.on('close', () => this.#wake())
  }

  static async open(url: string): Promise<Client> {
    const client = new Client(await openRaw(url))
    const headers = ['Host: 127.0.0.1', 'Accept: text/event-stream']
    client.socket.write(formatRequest('POST /graphql HTTP/1.1', headers, JSON.stringify({ query: QUERY })))
    return client
  }

  /** Waits for the event that makes this true. @throws where the gateway cuts the stream. */
  async until(isEnough: (update: Update) => boolean): Promise<Update> {
    for (;;) {
      if (this.last !== null && isEnough(this.last)) return this.last
      if (this.socket.destroyed) throw new Error('the stream was cut')
      await new Promise<void>((resolve) => (this.#wake = resolve))
    }
  }

  get updates(): number {
    return this.#updates
  }

  #read(piece: Buffer): void {
    this.#pieces.push(piece)
    // Each chunk of HTTP is an event, which ends with an empty line.
    if (!piece.subarray(-4).equals(Buffer.from('\n\n\r\n')) && piece.indexOf('\n\n\r\n') < 0) return
    const text = Buffer.concat(this.#pieces).toString()
    const end = text.lastIndexOf('\n\n\r\n') + 4
    this.#pieces = [Buffer.from(text.slice(end))]
    for (const [, data = ''] of text.slice(0, end).matchAll(/^data: (.*)$/gm)) this.#take(data)
    this.#wake()
  }

  #take(data: string): void {
    const { data: value, errors }: { data?: { activeCallUpdates: Update }; errors?: unknown } = JSON.parse(data)
    if (value === undefined || errors !== undefined) throw new Error(data)
    const update = value.activeCallUpdates
    if (update.kind === 'CHANGES') this.merged.push(update.merged)
    for (const { id } of [...update.started, ...update.changed]) this.calls.add(id)
    for (const { id } of update.ended) this.calls.delete(id)
    this.last = update
    this.#updates++
  }
}

const isSnapshotRead = ({ more }: Update): boolean => !more

test('readers that stall for 60 seconds retain at most 1 MB each, and get one merged event when they read again', async () => {
  const time = new SteppedTime()
  const busy = new BusySwitch(CALLS)
  const origin = await busy.listen()
  const stack = await startStack({
    vendors: [],
    clock: time,
    timers: time,
    logLevel: 'error',
    live: { every: '1s' },
    sources: {
      switch: {
        vendor: 'portasip',
        url: `${origin}/xmlapi/xmlapi`,
        auth: { username: 'demo', password: 'demo-password' },
        callRecords: { longestCallMinutes: 1 },
        maxScanRows: 2 * CALLS,
      },
    },
  })
  onTestFinished(() => stack.close())
  const reading = await Client.open(stack.url)
  await reading.until(isSnapshotRead)
  const second = async (): Promise<void> => {
    const { updates } = reading
    busy.replace(CHURN)
    // A poll comes some milliseconds after the end of the sharing.
    time.pass(1010)
    await reading.until(() => reading.updates > updates)
  }
  // Until the gateway holds as many calls that have ended as it ever does.
  for (let warming = 0; warming < WARM_SECONDS; warming++) await second()
  const before = await retained()

  const stalled = await Promise.all(Array.from({ length: STALLED }, () => Client.open(stack.url)))
  for (const { socket } of stalled) {
    await new Promise((resolve) => socket.once('data', resolve))
    socket.pause()
  }
  for (let passed = 0; passed < SECONDS; passed++) await second()
  const each = ((await retained()) - before) / STALLED
  expect(each).toBeLessThan(MEGABYTE)

  const { position } = await reading.until(isSnapshotRead)
  for (const client of stalled) {
    client.socket.resume()
    const last = await client.until((update) => update.position === position)
    // What was on its way, and then all the rest at once.
    expect(client.merged.filter((merged) => merged > 1)).toEqual([last.merged])
    expect(client.merged.reduce((sum, merged) => sum + merged, 0)).toBe(SECONDS)
    expect(last.merged).toBeGreaterThan(SECONDS / 3)
    expect(last.totalCount).toBe(CALLS)
    expect(client.calls).toEqual(reading.calls)
  }
  expect(reading.calls.size).toBe(CALLS)
  expect(new Set(reading.merged)).toEqual(new Set([1]))
}, 300_000)
