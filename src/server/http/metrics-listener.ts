import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { createHostCheck } from './host-check.js'
import type { MetricsPage } from './metrics-route.js'
import { type Refusal, sendRefusal } from './refusal.js'
import { pageHeaders } from './security-headers.js'

export interface MetricsListenerOptions {
  readonly page: MetricsPage
  /** The address to listen on. */
  readonly host: string
  /** 0 takes any free port. */
  readonly port: number
  /** Host names that are served besides loopback names, `host` and IP addresses. */
  readonly hosts: readonly string[]
  /** Called with what reading the metrics threw. */
  readonly onFailed: (error: unknown) => void
}

/** Scrapers are few. */
const MOST_CONNECTIONS = 100
const TIMEOUT_MS = 10_000

/**
 * Serves GET /metrics, and nothing else, on a separate port, where nobody signs in.
 * @returns how to stop it, and the port that it has.
 * @throws Error when the address cannot be had.
 */
export async function startMetricsListener(
  options: MetricsListenerOptions,
): Promise<{ readonly port: number; readonly close: () => Promise<void> }> {
  const { page, onFailed } = options
  const checkHost = createHostCheck([options.host, ...options.hosts])
  const server = createServer({ requestTimeout: TIMEOUT_MS, headersTimeout: TIMEOUT_MS }, (request, response) => {
    const refusal = checkHost(request) ?? (request.url?.split('?', 1)[0] === '/metrics' ? null : NOT_FOUND)
    if (refusal !== null) return sendRefusal(response, refusal, true)
    if (request.method !== 'GET' && request.method !== 'HEAD') return sendRefusal(response, NOT_ALLOWED, true)
    return void page.read().then(
      (text) => {
        const headers = { ...pageHeaders, 'cache-control': 'no-store', 'content-type': page.contentType }
        response.writeHead(200, headers).end(request.method === 'HEAD' ? undefined : text)
      },
      (error: unknown) => {
        onFailed(error)
        sendRefusal(response, FAILED, true)
      },
    )
  })
  server.maxConnections = MOST_CONNECTIONS
  server.listen(options.port, options.host)
  await once(server, 'listening')
  return { port: portOf(server, options.port), close: () => closeNow(server) }
}

const NOT_FOUND: Refusal = { status: 404, code: 'NOT_FOUND', message: 'There is nothing at this path.' }
const NOT_ALLOWED: Refusal = { status: 405, code: 'METHOD_NOT_ALLOWED', message: 'Use GET.', headers: { allow: 'GET' } }
const FAILED: Refusal = { status: 500, code: 'INTERNAL', message: 'internal error' }

function portOf(server: Server, wanted: number): number {
  const bound = server.address()
  return bound === null || typeof bound === 'string' ? wanted : bound.port
}

/** Nobody waits for metrics of a process that stops. */
async function closeNow(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeAllConnections()
  await closed
}
