import { once } from 'node:events'
import { createServer } from 'node:http'
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
  const server = createServer(async (request, response) => {
    arrived.resolve()
    await released.promise
    const { method = 'GET', url = '/', headers } = request
    const body = await buffer(request)
    const kept = Object.entries(headers).flatMap(([name, value]) =>
      DROPPED.has(name) || typeof value !== 'string' ? [] : [[name, value] as const],
    )
    const answer = await fetch(vendor + url, {
      method,
      headers: Object.fromEntries(kept),
      ...(body.length === 0 ? {} : { body: new Uint8Array(body) }),
    })
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'text/plain' })
    response.end(Buffer.from(await answer.arrayBuffer()))
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
