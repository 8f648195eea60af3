// A proxy in front of a gateway that answers subscriptions itself, over server-sent events.

import { once } from 'node:events'
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

export interface LiveStream {
  /** Sends an event with this data. */
  send(data: object): void
  /** Settled when the client has closed the connection. */
  readonly closed: Promise<unknown>
}

export interface LiveProxy {
  readonly url: string
  /** The first subscription. */
  readonly opened: Promise<LiveStream>
}

/** Closed when the test ends. */
export async function startLiveProxy(gatewayUrl: string): Promise<LiveProxy> {
  const { promise: opened, resolve } = Promise.withResolvers<LiveStream>()
  const server = createServer((from, to) => {
    const { accept = '' } = from.headers
    if (accept.includes('text/event-stream')) resolve(openStream(to))
    else forward(gatewayUrl, from, to)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port }: Partial<AddressInfo> = Object(server.address())
  return { url: `http://127.0.0.1:${port}`, opened }
}

function openStream(response: ServerResponse): LiveStream {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' }).flushHeaders()
  return {
    send: (data) => response.write(`event: next\ndata: ${JSON.stringify({ data })}\n\n`),
    closed: once(response, 'close'),
  }
}

function forward(gatewayUrl: string, from: IncomingMessage, to: ServerResponse): void {
  const { method, url = '', headers } = from
  const passed = request(new URL(url, gatewayUrl), { method, headers }, (answer) => {
    to.writeHead(answer.statusCode ?? 502, answer.headers)
    answer.pipe(to)
  })
  passed.on('error', () => to.destroy())
  from.pipe(passed)
}
