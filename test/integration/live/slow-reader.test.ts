// A reader that does not read has no queue: what is written is with the kernel, or the only thing that waits.

import { once } from 'node:events'
import type { Socket } from 'node:net'
import { expect, it } from 'vitest'
import { type FakeStream, fakeEvent } from '../../support/fake-hub.js'
import { formatRequest, openRaw } from '../server/raw-client.js'
import { startLiveServer, TICKS } from './live-server.js'

const MEGABYTE = 1_048_576
/** More than the kernel takes for a reader that reads nothing. */
const LONG = { text: 'x'.repeat(16 * MEGABYTE) }

async function openStalled(url: string): Promise<Socket> {
  const socket = await openRaw(url)
  socket.write(
    formatRequest(
      'POST /graphql HTTP/1.1',
      ['Host: 127.0.0.1', 'Accept: text/event-stream'],
      JSON.stringify({ query: TICKS }),
    ),
  )
  await once(socket, 'data')
  socket.pause()
  return socket
}

/** Waits until the reader of a stream has asked so often. */
async function reads(stream: FakeStream | undefined, count: number): Promise<void> {
  while ((stream?.reads ?? 0) < count) await new Promise(setImmediate)
}

it('HarperFast/harper#1566: a reader is asked for the next event only when it has read the one before; others do not wait for it', async () => {
  const { url, hub } = await startLiveServer()
  const stalled = await openStalled(url)
  const [slow] = await hub.subscribers(1)
  const reading = await openStalled(url)
  reading.resume()
  const [, fast] = await hub.subscribers(2)
  hub.emit(fakeEvent(1, LONG))
  for (const n of [2, 3, 4]) {
    await reads(fast, n)
    hub.emit(fakeEvent(n))
  }
  await reads(fast, 5)
  expect(slow?.reads).toBe(1)
  let text = ''
  stalled.on('data', (piece) => {
    text += String(piece).replaceAll('x', '')
  })
  stalled.resume()
  while (!text.includes('id: p4')) await once(stalled, 'data')
  expect(text).not.toContain('id: p2')
  expect(text).not.toContain('id: p3')
})

it('counts what waits for readers once for all who share it, and cuts who has no room', async () => {
  const { url, hub } = await startLiveServer({ maxUnsentBytes: MEGABYTE })
  const shared = await Promise.all([openStalled(url), openStalled(url)])
  const [a, b] = await hub.subscribers(2)
  hub.emit(fakeEvent(1, LONG))
  await new Promise(setImmediate)
  expect([a?.ending, b?.ending]).toEqual([null, null])
  const third = await openStalled(url)
  const streams = await hub.subscribers(3)
  const ended = once(third, 'close')
  streams[2]?.emit(fakeEvent(2, LONG))
  third.resume()
  await ended
  expect([a?.ending, b?.ending, streams[2]?.ending]).toEqual([null, null, 'CLOSED'])
  for (const socket of shared) socket.destroy()
})
