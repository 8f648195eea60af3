// HTTP as bytes, for what no client library would send.

import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

/** A connection that is closed when the test ends. */
export async function openRaw(url: string): Promise<Socket> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  socket.on('error', () => undefined)
  onTestFinished(() => void socket.destroy())
  await once(socket, 'connect')
  return socket
}

/** Sends bytes, and returns everything that is received until the server closes the connection. */
export async function sendRaw(url: string, bytes: string | Buffer, { ends = true } = {}): Promise<string> {
  const socket = await openRaw(url)
  const pieces: Buffer[] = []
  socket.on('data', (piece) => void pieces.push(piece))
  socket.write(bytes)
  if (ends) socket.end()
  await once(socket, 'close')
  return Buffer.concat(pieces).toString()
}

/** The statuses of the answers in the received bytes. */
export const statusesIn = (text: string): readonly number[] =>
  [...text.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map(([, status]) => Number(status))

/** A request as bytes; the header lines stand as given. */
export function formatRequest(
  line: string,
  headers: readonly string[] = ['Host: 127.0.0.1'],
  body = '',
  { json = body !== '' } = {},
): string {
  const own = json ? ['Content-Type: application/json', `Content-Length: ${Buffer.byteLength(body)}`] : []
  return `${[line, ...headers, ...own].join('\r\n')}\r\n\r\n${body}`
}

/** A GraphQL request by POST. */
export const postOf = (query: string, headers?: readonly string[]): string =>
  formatRequest('POST /graphql HTTP/1.1', headers, JSON.stringify({ query }))
