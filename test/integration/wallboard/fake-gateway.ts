// A gateway of which only the page is real: its subscriptions are played by the test. The protocol is that of graphql-sse,
// distinct connections.

import { once } from 'node:events'
import {
  createServer,
  type IncomingMessage,
  request as requestUpstream,
  type Server,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'
import type { WallboardOptions } from '../../../src/server/http/wallboard-page.js'
import type { UpdateKind } from '../../../src/wallboard/core/answers.js'
import { openSmallServer } from '../server/small-server.js'
import { callsOf, countriesOf, healthOf, historyOf, type Scene, statsOf } from './scenes.js'

/** Noon of a working day. */
export const NOON = Date.UTC(2026, 2, 3, 12)

type Kind = 'stats' | 'countries' | 'calls' | 'health'

interface Stream {
  readonly kind: Kind
  readonly response: ServerResponse
}

interface Operation {
  readonly query: string
  readonly variables: Readonly<Record<string, unknown>>
}

/** The page as it is configured unless a test says otherwise. */
const PAGE: WallboardOptions = {
  title: 'NOC',
  alarms: { sourceDownForMs: 30_000, longerThanMs: 14_400_000, countryShare: { of: ['SO', 'LV'], above: 0.2 } },
}

export class FakeGateway {
  /** By the clock of the gateway, in milliseconds since 1970. */
  nowMs = NOON
  /** The key that is required; null: nobody signs in. */
  key: string | null = null
  /** Whether a proxy in front sends everybody to its log-in. */
  redirects = false
  /** In place of that of the page; null: that of the page. */
  build: string | null = null
  /** Whether streams are accepted and then stay empty. */
  isMute = false
  /** The same for one kind of stream; null: none. */
  mute: Kind | null = null
  readonly streams = new Set<Stream>()
  readonly operations: Operation[] = []
  /** The paths of all requests, and their Host headers. */
  readonly requests: string[] = []
  #scene: Scene
  #server: Server | null = null
  readonly #sockets = new Set<Socket>()
  #port = 0

  constructor(
    scene: Scene,
    private readonly upstream: string,
  ) {
    this.#scene = scene
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`
  }

  /** Listens, after a stop at the same port as before. */
  async start(): Promise<void> {
    const server = createServer((request, response) => void this.#answer(request, response))
    server.on('connection', (socket) => {
      this.#sockets.add(socket)
      socket.on('close', () => this.#sockets.delete(socket))
    })
    server.listen(this.#port, '127.0.0.1')
    await once(server, 'listening')
    this.#server = server
    const address = server.address()
    if (address !== null && typeof address === 'object') this.#port = (address satisfies AddressInfo).port
  }

  /** As if its process were killed: every connection is cut. */
  async kill(): Promise<void> {
    const server = this.#server
    if (server === null) return
    this.#server = null
    const closed = once(server, 'close')
    server.close()
    for (const socket of this.#sockets) socket.destroy()
    this.streams.clear()
    await closed
  }

  /** Shows another scene to all subscribers. */
  show(scene: Scene): void {
    this.#scene = scene
    for (const stream of this.streams) this.#send(stream, 'CHANGES')
  }

  /** Lets time pass, and sends what a gateway sends while nothing changes. */
  beat(passedMs = 0, kind: UpdateKind = 'ALIVE'): void {
    this.nowMs += passedMs
    for (const stream of this.streams) if (this.#speaksOn(stream)) this.#send(stream, kind)
  }

  /** Sends something else to all subscribers. */
  write(bytes: string): void {
    for (const { response } of this.streams) response.write(bytes)
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '' } = request
    this.requests.push(`${method} ${request.headers.host ?? ''}${url}`)
    const isPublic = url !== '/graphql' && url !== '/wallboard/viewer.json'
    if (this.redirects && !isPublic)
      return void response.writeHead(302, { location: 'https://login.example.net/' }).end()
    if (this.key !== null && !isPublic && request.headers.authorization !== `Bearer ${this.key}`)
      return void response
        .writeHead(401, { 'content-type': 'application/json' })
        .end('{"errors":[{"message":"sign-in is required","extensions":{"code":"UNAUTHENTICATED"}}]}')
    if (url === '/graphql') return this.#answerOperation(request, response)
    if (url === '/wallboard/page.json' && this.build !== null) {
      const facts = {
        title: 'NOC',
        build: this.build,
        silenceMs: 25_000,
        signIn: { isRequired: false, canLogIn: false },
      }
      return void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(facts))
    }
    this.#forward(request, response)
  }

  async #answerOperation(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const operation: Operation = JSON.parse(await text(request))
    this.operations.push(operation)
    if (operation.query.startsWith('query')) {
      const data = { activeCallHistory: historyOf(this.#scene, Number(operation.variables['minutes']), this.nowMs) }
      return void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ data }))
    }
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
    response.write(':\n\n')
    const stream = { kind: kindOf(operation), response }
    this.streams.add(stream)
    response.on('close', () => this.streams.delete(stream))
    if (this.#speaksOn(stream)) this.#send(stream, 'SNAPSHOT')
  }

  #speaksOn({ kind }: Stream): boolean {
    return !this.isMute && kind !== this.mute
  }

  #send({ kind, response }: Stream, update: UpdateKind): void {
    const makers = { stats: statsOf, countries: countriesOf, calls: callsOf, health: healthOf }
    const data = makers[kind](this.#scene, update, this.nowMs)
    response.write(`event: next\ndata: ${JSON.stringify({ data })}\n\n`)
  }

  #forward({ method, url, headers }: IncomingMessage, response: ServerResponse): void {
    const forwarded = requestUpstream(
      `${this.upstream}${url ?? ''}`,
      { method, headers: { ...headers, host: '127.0.0.1' } },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(response)
      },
    )
    forwarded.on('error', () => response.destroy())
    forwarded.end()
  }
}

function kindOf({ query }: Operation): Kind {
  if (query.includes('activeCallUpdates')) return 'calls'
  if (query.includes('sourceHealth')) return 'health'
  return query.includes('[COUNTRY]') ? 'countries' : 'stats'
}

/** Closed when the test ends. */
export async function startFakeGateway(scene: Scene, page: Partial<WallboardOptions> = {}): Promise<FakeGateway> {
  const upstream = await openSmallServer({ wallboard: { ...PAGE, ...page }, stopGraceMs: 0 })
  const gateway = new FakeGateway(scene, upstream.url)
  await gateway.start()
  onTestFinished(async () => {
    await gateway.kill()
    await upstream.close()
  })
  return gateway
}
