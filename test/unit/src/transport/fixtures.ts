// Real servers and a transport to them. Everything is closed when its test ends.

import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http'
import { createServer as createTcpServer, type Socket, type Server as TcpServer } from 'node:net'
import { text as readText } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'
import type { Authentication, Decoder, FaultRule, VendorRequest } from '../../../../adapters/contract.js'
import { wholeBody } from '../../../../adapters/wire/json/body.js'
import { SourceFailure } from '../../../../src/errors/source-failure.js'
import { createTransport, type Transport, type TransportOptions } from '../../../../src/transport/transport.js'
import type { RepairEvent, RequestEvent } from '../../../../src/transport/wire.js'
import { listenUntilTestEnds } from '../../../support/listening.js'

export interface TestServer {
  readonly url: string
  /** What arrived, in the order of arrival. */
  readonly requests: IncomingMessage[]
  readonly connections: Set<Socket>
}

async function listen(server: Server | TcpServer): Promise<string> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => sockets.delete(socket))
  })
  return `127.0.0.1:${await listenUntilTestEnds(server, sockets)}`
}

/** An HTTP server that answers with this. */
export async function serve(
  answer: (request: IncomingMessage, response: ServerResponse) => unknown,
): Promise<TestServer> {
  const requests: IncomingMessage[] = []
  const connections = new Set<Socket>()
  const listener: RequestListener = (request, response) => {
    requests.push(request)
    connections.add(request.socket)
    answer(request, response)
  }
  return { url: `http://${await listen(createServer(listener))}`, requests, connections }
}

/** An HTTP server that answers every request with this body. */
export const serveBody = (body: string | Buffer, headers: Record<string, string> = {}, status = 200) =>
  serve((_request, response) => response.writeHead(status, headers).end(body))

/** A TCP server that does this with every connection. */
export const serveTcp = async (answer: (socket: Socket) => unknown): Promise<string> => listen(createTcpServer(answer))

/** A TLS server, or any other existing server. */
export const serveWith = async (server: Server | TcpServer): Promise<string> => listen(server)

export const readBody = (request: IncomingMessage): Promise<string> => readText(request)

/** A clock that stands still until it is moved. */
export function fakeClock(startMs = Date.UTC(2026, 2, 1, 12)) {
  let nowMs = startMs
  return {
    now: () => nowMs,
    monotonicNow: () => nowMs,
    advance: (milliseconds: number) => void (nowMs += milliseconds),
  }
}

export const FAULTS: readonly FaultRule[] = [
  { when: { code: 'expired' }, code: 'UNAUTHENTICATED', meaning: 'the token has expired', hint: 'token-expired' },
  {
    when: { text: /incorrect hash/i },
    code: 'UNAUTHENTICATED',
    meaning: 'the hash is wrong',
    hint: 'signature-refused',
  },
  { when: { httpStatus: 401 }, code: 'UNAUTHENTICATED', meaning: 'the user name or password is wrong' },
  { when: { httpStatus: 404 }, code: 'REJECTED', meaning: 'there is no such thing' },
  { when: { httpStatus: 429 }, code: 'THROTTLED', meaning: 'asked too often' },
  { when: { httpStatus: [500, 599] }, code: 'UNAVAILABLE', meaning: 'the vendor cannot serve now' },
]

export interface Opened {
  readonly transport: Transport
  readonly events: RequestEvent[]
  readonly repairs: RepairEvent[]
  readonly clock: ReturnType<typeof fakeClock>
  /** Sends with a text decoder, two seconds of time and no signal, unless others are given. */
  readonly ask: (request?: Partial<VendorRequest>, options?: Partial<AskOptions>) => ReturnType<Transport['send']>
}
interface AskOptions {
  readonly signal: AbortSignal
  readonly timeoutMs: number
  readonly decode: () => Decoder<unknown>
  readonly headers: Readonly<Record<string, string>>
}

export interface OpenOptions extends Partial<Omit<TransportOptions, 'url' | 'declaration' | 'clock'>> {
  readonly auth?: Authentication
  readonly readError?: TransportOptions['declaration']['readError']
  readonly clock?: ReturnType<typeof fakeClock>
}

export const REQUEST: VendorRequest = {
  operation: 'listThings',
  method: 'GET',
  path: '',
  repeatable: true,
  accept: 'text/plain',
}

/** A transport to a server, with the faults above; the text of an error body is its fault text, `code=x` its code. */
export function open(url: string, { auth, readError, clock = fakeClock(), ...options }: OpenOptions = {}): Opened {
  const events: RequestEvent[] = []
  const repairs: RepairEvent[] = []
  const transport = createTransport({
    url,
    declaration: {
      auth: auth ?? { scheme: 'none' },
      faults: FAULTS,
      readError: readError ?? ((body) => ({ text: body, ...codeIn(body) })),
    },
    maxResponseBytes: 1_000_000,
    maxConnections: 64,
    clock,
    onEvent: (event) => void (event.type === 'request' ? events.push(event) : repairs.push(event)),
    ...options,
  })
  onTestFinished(() => transport.close())
  return {
    transport,
    events,
    repairs,
    clock,
    ask: (request, { signal = new AbortController().signal, timeoutMs = 2000, decode = wholeText, headers } = {}) =>
      transport.send({ ...REQUEST, ...request }, decode, { signal, timeoutMs, headers }),
  }
}

const codeIn = (body: string): { code?: string } => {
  const code = /^code=(\w+)$/.exec(body)?.[1]
  return code === undefined ? {} : { code }
}

const wholeText = (): Decoder<unknown> => wholeBody((body) => body)({ contentType: '' })

/** The reason of a promise, which must be rejected. */
export async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  const nothing = Symbol('nothing')
  const failure = await promise.then(
    () => nothing,
    (error: unknown) => error,
  )
  if (failure === nothing) throw new Error('it should have failed')
  return failure
}

/** The SourceFailure with which a promise is rejected. */
export async function sourceFailureOf(promise: Promise<unknown>): Promise<SourceFailure> {
  const failure = await failureOf(promise)
  if (failure instanceof SourceFailure) return failure
  throw new Error('it should have failed with a SourceFailure', { cause: failure })
}
