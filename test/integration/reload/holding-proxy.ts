import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'
import { urlOf } from '../../../src/server/http/create-server.js'

/** A server in front of a vendor that holds each request until the test lets it pass. */
export interface HoldingProxy {
  readonly origin: string
  /** Resolves when a request has arrived. */
  readonly arrived: Promise<void>
  /** Lets all requests pass, also later ones. */
  release(): void
}

/** Starts one, which is closed when the test ends. */
export async function startHoldingProxy(vendor: string): Promise<HoldingProxy> {
  const arrived = Promise.withResolvers<void>()
  const released = Promise.withResolvers<void>()
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    arrived.resolve()
    await released.promise
    const { method = 'GET', url = '/', headers } = request
    const body = await buffer(request)
    const kept = Object.entries(headers).flatMap(([name, value]) =>
      DROPPED.has(name) || typeof value !== 'string' ? [] : [[name, value] as const],
    )
    const passed = await fetch(vendor + url, {
      method,
      headers: Object.fromEntries(kept),
      ...(body.length === 0 ? {} : { body: new Uint8Array(body) }),
    })
    response.writeHead(passed.status, { 'content-type': passed.headers.get('content-type') ?? 'text/plain' })
    response.end(Buffer.from(await passed.arrayBuffer()))
  }
  const server = createServer((request, response) => {
    // At the end of a test the vendor is closed before what is held.
    answer(request, response).catch(() => response.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    released.resolve()
    server.closeAllConnections()
    server.close()
  })
  return { origin: urlOf(server, 'http'), arrived: arrived.promise, release: () => released.resolve() }
}

const DROPPED: ReadonlySet<string> = new Set(['host', 'connection', 'content-length', 'transfer-encoding'])
