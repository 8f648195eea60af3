// Readers of one subscription, as bare sockets: they must cost less than what they measure. Each message from the parent is
// answered with the bytes that each of them has received, and the events of the first one and of all.

import { connect } from 'node:net'
import { parseArgs } from 'node:util'
import { eventCounter } from './event-counter.ts'

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    readers: { type: 'string', default: '1' },
    /** JSON of one request, or of several, which take turns. */
    bodies: { type: 'string', default: '[]' },
    /** Connections that are being opened at the same time. */
    'at-once': { type: 'string', default: '50' },
  },
})
const bodies: readonly string[] = JSON.parse(values.bodies).map((body: object) => JSON.stringify(body))
const count = Number(values.readers)
const AT_ONCE = Number(values['at-once'])

const bytes = new Float64Array(count)
let events = 0
let allEvents = 0
let opened = 0
let broken = 0

const requestFor = (body: string): string =>
  [
    'POST /graphql HTTP/1.1',
    'Host: 127.0.0.1',
    'Accept: text/event-stream',
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    '',
    body,
  ].join('\r\n')

function open(at: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const body = bodies[at % bodies.length] ?? ''
  const socket = connect(Number(values.port), '127.0.0.1', () => socket.write(requestFor(body)))
  socket.once('data', (piece) => {
    if (!String(piece).startsWith('HTTP/1.1 200 ')) throw new Error(String(piece).slice(0, 500))
    opened++
    resolve()
  })
  const eventsIn = eventCounter()
  socket.on('data', (piece: Buffer) => {
    bytes[at] = (bytes[at] ?? 0) + piece.length
    const found = eventsIn(piece)
    allEvents += found
    if (at === 0) events += found
  })
  socket.on('error', () => undefined)
  socket.on('close', () => {
    broken++
    resolve()
  })
  return promise
}

process.on('message', () => {
  process.send?.({
    events,
    allEvents,
    opened,
    broken,
    least: Math.min(...bytes),
    most: Math.max(...bytes),
    all: bytes.reduce((a, b) => a + b),
  })
})
for (let at = 0; at < count; at += AT_ONCE)
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, count - at) }, (_, each) => open(at + each)))
process.send?.({ open: count })
