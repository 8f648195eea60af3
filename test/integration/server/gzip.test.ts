// Request bodies that are compressed.

import { deflateSync, gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { openRaw } from './raw-client.js'
import { type SmallServer, startSmallServer } from './small-server.js'

const MOST_BYTES = 10_000
const start = () => startSmallServer({ limits: { maxBodyBytes: MOST_BYTES } })

const GREETING = JSON.stringify({ query: 'query ($first: Int!) { greeting(first: $first) }', variables: { first: 3 } })

async function send({ graphql }: SmallServer, body: Buffer | ReadableStream, encoding = 'gzip') {
  const init = {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'content-encoding': encoding },
    body: Buffer.isBuffer(body) ? new Uint8Array(body) : body,
    duplex: 'half',
  }
  const response = await fetch(graphql, init)
  const answer: { data?: unknown; errors?: { message: string; extensions: { code: string } }[] } = JSON.parse(
    await response.text(),
  )
  return { status: response.status, accepts: response.headers.get('accept-encoding'), ...answer }
}

const refusalOf = ({ status, errors }: Awaited<ReturnType<typeof send>>) => [status, errors?.[0]?.extensions.code]

/** The bytes in small chunks, without a length in advance. */
const streamOf = (bytes: Buffer): ReadableStream => {
  let at = 0
  return new ReadableStream({
    pull(controller) {
      if (at >= bytes.length) return controller.close()
      controller.enqueue(new Uint8Array(bytes.subarray(at, at + 10)))
      at += 10
    },
  })
}

test.each(['gzip', 'GZIP', 'x-gzip'])('a body in %s is read, the first time and again', async (encoding) => {
  const server = await start()
  for (let each = 0; each < 3; each++)
    expect(await send(server, gzipSync(GREETING), encoding)).toMatchObject({
      status: 200,
      data: { greeting: 'hello 3' },
    })
})

test('so is one without a length in advance, in several members, and one that is not encoded', async () => {
  const server = await start()
  const expected = { status: 200, data: { greeting: 'hello 3' } }
  expect(await send(server, streamOf(gzipSync(GREETING)))).toMatchObject(expected)
  const members = Buffer.concat([gzipSync(GREETING.slice(0, 20)), gzipSync(GREETING.slice(20))])
  expect(await send(server, members)).toMatchObject(expected)
  expect(await send(server, Buffer.from(GREETING), 'identity')).toMatchObject(expected)
})

test('the limit is that of the body without its compression', async () => {
  const server = await start()
  const just = gzipSync(GREETING.padEnd(MOST_BYTES))
  const over = gzipSync(GREETING.padEnd(MOST_BYTES + 1))
  expect(await send(server, just)).toMatchObject({ status: 200 })
  expect(refusalOf(await send(server, over))).toEqual([413, 'BODY_TOO_LARGE'])
  expect(refusalOf(await send(server, streamOf(over)))).toEqual([413, 'BODY_TOO_LARGE'])
})

test('a bomb is refused before the rest of it has arrived', async () => {
  const server = await start()
  // 9 kB that become 9 MB, of which the server gets the first half only.
  const bomb = gzipSync(Buffer.alloc(9_000_000))
  expect(bomb.length).toBeLessThan(MOST_BYTES)
  const socket = await openRaw(server.url)
  const head = ['POST /graphql HTTP/1.1', 'Host: 127.0.0.1', 'Content-Type: application/json', 'Content-Encoding: gzip']
  socket.write(`${[...head, `Content-Length: ${bomb.length}`].join('\r\n')}\r\n\r\n`)
  socket.write(bomb.subarray(0, bomb.length / 2))
  const received = await new Promise<string>((resolve) => socket.once('data', (piece) => resolve(String(piece))))
  expect(received).toMatch(/^HTTP\/1\.1 413 /)
  expect(received).toContain(`"The request body has more than ${MOST_BYTES} bytes."`)
})

test.each([
  ['not gzip', Buffer.from(GREETING)],
  ['cut off', gzipSync(GREETING).subarray(0, -10)],
  ['another compression', deflateSync(GREETING)],
])('a body that is %s is refused, and says why', async (_what, body) => {
  const answer = await send(await start(), body)
  expect(refusalOf(answer)).toEqual([400, 'BAD_REQUEST'])
  expect(answer.errors?.[0]?.message).toContain('not gzip')
})

test.each(['br', 'deflate', 'zstd', 'gzip, gzip'])('%s is refused with what is read', async (encoding) => {
  const answer = await send(await start(), gzipSync(GREETING), encoding)
  expect(refusalOf(answer)).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE'])
  expect(answer.accepts).toBe('gzip')
})

test('a client that leaves in the middle does no harm', async () => {
  const server = await start()
  const bytes = gzipSync(GREETING)
  const socket = await openRaw(server.url)
  const head = ['POST /graphql HTTP/1.1', 'Host: 127.0.0.1', 'Content-Type: application/json', 'Content-Encoding: gzip']
  socket.write(`${[...head, `Content-Length: ${bytes.length}`].join('\r\n')}\r\n\r\n`)
  socket.write(bytes.subarray(0, 15))
  await new Promise<void>((resolve) => socket.end(resolve))
  expect(await send(server, bytes)).toMatchObject({ status: 200 })
})
