import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { OpenSimulator, SimulatorResponse, World } from '../../adapters/simulation/contract.js'
import { type Fate, fates, type SimulatorFaults } from './chaos.js'
import { readBody } from './request-body.js'

// Serves one vendor's simulator over HTTP; the gateway uses it exactly like the vendor's system.

export interface SimulatorHostOptions {
  readonly simulator: OpenSimulator
  readonly world: World
  /** The clock of the simulated world, in milliseconds since 1970. */
  readonly now: () => number
  /** Default 127.0.0.1. */
  readonly host?: string
  /** Default 0, which is any free port. */
  readonly port?: number
  /** The delay of every response, unless `faults` overrides it. Default 0. */
  readonly latencyMs?: number
  readonly faults?: SimulatorFaults
}

/** A received request, inside the base path or not, whatever its outcome. */
interface ReceivedRequest {
  readonly method: string
  /** Without the base path and the query, still percent-encoded. */
  readonly path: string
  /** Still percent-encoded; '' for none. */
  readonly query: string
  readonly body: string
  readonly atMs: number
}

export interface SimulatorHost {
  /** `http://127.0.0.1:4101` */
  readonly origin: string
  /** The origin followed by the vendor's base path. */
  readonly url: string
  /** The latest requests, the oldest first; at most a thousand. */
  readonly requests: readonly ReceivedRequest[]
  /** Replaces all injected faults from now on. */
  setFaults(faults: SimulatorFaults): void
  /** Stops at once: all connections are closed, including those with requests in flight. */
  close(): Promise<void>
}

const REQUESTS_KEPT = 1000
/** Longer than clients keep idle connections, so that the server does not close one while a request is being sent. */
const KEEP_ALIVE_MS = 65_000
const GZIP_FROM_BYTES = 1024

/**
 * Serves a simulator on a real port.
 * @throws when the port cannot be listened on.
 */
export async function startSimulatorHost(options: SimulatorHostOptions): Promise<SimulatorHost> {
  const { host = '127.0.0.1', port = 0 } = options
  const service = new SimulatorService(options)
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
    service.handle(request, response).catch((error: unknown) => fail(response, error))
  })
  const address = await listen(server, host, port)
  const origin = `http://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`
  return {
    origin,
    url: `${origin}${options.simulator.basePath}`,
    requests: service.requests,
    setFaults: (faults) => service.setFaults(faults),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function listen(server: Server, host: string, port: number): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      const address = server.address()
      if (address === null || typeof address === 'string') reject(new Error('the server has no port'))
      else resolve(address)
    })
  })
}

/** An error thrown by a simulator is a bug; the response shows its message to developers. */
function fail(response: ServerResponse, error: unknown): void {
  if (response.destroyed) return
  if (response.headersSent) response.destroy()
  else
    send(response, text(500, `The simulator failed: ${error instanceof Error ? error.message : String(error)}`), true)
}

const text = (status: number, body: string): SimulatorResponse => ({
  status,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body: `${body}\n`,
})

function send(response: ServerResponse, answer: SimulatorResponse, withBody: boolean, packed?: Buffer): void {
  const body = packed ?? Buffer.from(answer.body, 'utf8')
  response.writeHead(answer.status, {
    ...answer.headers,
    ...(packed === undefined ? {} : { 'content-encoding': 'gzip', vary: 'accept-encoding' }),
    'content-length': String(body.length),
  })
  response.end(withBody ? body : undefined)
}

class SimulatorService {
  readonly requests: ReceivedRequest[] = []
  #latencyMs: number
  #nextFate: () => Fate

  constructor(private readonly options: SimulatorHostOptions) {
    this.#latencyMs = options.faults?.latencyMs ?? options.latencyMs ?? 0
    this.#nextFate = fates(options.faults ?? {})
  }

  setFaults(faults: SimulatorFaults): void {
    this.#latencyMs = faults.latencyMs ?? this.options.latencyMs ?? 0
    this.#nextFate = fates(faults)
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const fate = this.#nextFate()
    if (fate === 'break') return void request.destroy()
    const body = await readBody(request)
    const { basePath } = this.options.simulator
    const [target = '', query = ''] = splitOnce(request.url ?? '', '?')
    const path = target.startsWith(basePath) ? target.slice(basePath.length) : null
    this.#record({
      method: request.method ?? '',
      path: path ?? target,
      query,
      body: body ?? '',
      atMs: this.options.now(),
    })
    if (fate === 'hang') return
    // Unreferenced, so that a delayed response does not keep the process running.
    if (this.#latencyMs > 0) await delay(this.#latencyMs, undefined, { ref: false })
    const answer = (): SimulatorResponse => {
      if (fate === 'fail') return text(503, 'This simulated system fails some requests intentionally.')
      if (body === null) return text(413, 'The body is larger than a megabyte.')
      if (path === null || !/^(\/|$)/.test(path)) return text(404, `Not found; the simulator is at ${basePath || '/'}.`)
      return this.#answer(request, path, query, body)
    }
    await this.#reply(request, response, answer())
  }

  #record(request: ReceivedRequest): void {
    this.requests.push(request)
    if (this.requests.length > REQUESTS_KEPT) this.requests.shift()
  }

  #answer(request: IncomingMessage, path: string, query: string, body: string): SimulatorResponse {
    const { simulator, world, now } = this.options
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
    )
    const simulated = { method: request.method ?? 'GET', path, query: new URLSearchParams(query), headers, body }
    return simulator.answer(simulated, world, now())
  }

  async #reply(request: IncomingMessage, response: ServerResponse, answer: SimulatorResponse): Promise<void> {
    const packs = /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''))
    const packed = packs && answer.body.length > GZIP_FROM_BYTES ? await promisify(gzip)(answer.body) : undefined
    if (!response.destroyed) send(response, answer, request.method !== 'HEAD', packed)
  }
}

const splitOnce = (whole: string, at: string): readonly string[] => {
  const place = whole.indexOf(at)
  return place === -1 ? [whole] : [whole.slice(0, place), whole.slice(place + at.length)]
}
