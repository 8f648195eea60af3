// A client of graphql-transport-ws as bare messages, for what no client library would send.

import { once } from 'node:events'
import { expect, onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import type { Refusal } from '../../../src/server/http/refusal.js'
import type { Exchange, RequestStep, Verdict } from '../../../src/server/pipeline/step.js'
import { localAdministrator } from '../../support/unrestricted.js'
import { type LiveServer, TICKS } from './live-server.js'

type Message = Readonly<Record<string, unknown>>

/** A connection, read message by message. */
export class Connection {
  readonly #messages: Message[] = []
  readonly #waiting: ((message: Message) => void)[] = []
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>

  constructor(readonly socket: WebSocket) {
    socket.on('error', () => undefined)
    socket.on('message', (data: Buffer) => {
      const message: Message = JSON.parse(String(data))
      const resolve = this.#waiting.shift()
      if (resolve === undefined) this.#messages.push(message)
      else resolve(message)
    })
    this.closed = new Promise((resolve) =>
      socket.once('close', (code, reason) => resolve({ code, reason: String(reason) })),
    )
    onTestFinished(() => socket.terminate())
  }

  send(message: object): void {
    this.socket.send(JSON.stringify(message))
  }

  next(): Promise<Message> {
    const message = this.#messages.shift()
    return message === undefined ? new Promise((resolve) => void this.#waiting.push(resolve)) : Promise.resolve(message)
  }
}

export interface ConnectOptions {
  readonly headers?: Readonly<Record<string, string>>
  readonly protocol?: string
  readonly path?: string
}

export function connect({ url }: LiveServer, options: ConnectOptions = {}): Connection {
  const { headers = {}, protocol = 'graphql-transport-ws', path = '/graphql' } = options
  return new Connection(new WebSocket(`${url.replace('http', 'ws')}${path}`, protocol, { headers }))
}

/** @returns the status and the error with which the handshake is refused. */
export async function refusedHandshake(
  connection: Connection,
): Promise<{ readonly status: number | undefined; readonly body: string }> {
  const [, response] = await once(connection.socket, 'unexpected-response')
  let body = ''
  for await (const piece of response) body += String(piece)
  return { status: response.statusCode, body }
}

export async function signIn(connection: Connection, payload?: object): Promise<void> {
  await once(connection.socket, 'open')
  connection.send({ type: 'connection_init', ...(payload && { payload }) })
  expect(await connection.next()).toEqual({ type: 'connection_ack' })
}

export const start = (connection: Connection, payload: object = { query: TICKS }, id = '1'): void =>
  connection.send({ id, type: 'subscribe', payload })

/** Only who brings the key may pass; all that it was asked for is noted. */
export function withKey(): { readonly step: RequestStep<unknown>; readonly seen: Exchange[]; key: string } {
  const state = { key: 'Bearer right', seen: [] as Exchange[] }
  const admit = (exchange: Exchange): Verdict<Refusal> => {
    if (exchange.isPublic) return null
    state.seen.push(exchange)
    const { headers, rawHeaders } = exchange.request
    if (rawHeaders.filter((name) => name.toLowerCase() === 'authorization').length > 1)
      return { status: 400, code: 'BAD_CREDENTIALS', message: 'a request has one credential: this one has several' }
    if (headers.authorization !== state.key)
      return { status: 401, code: 'UNAUTHENTICATED', message: 'sign-in is required' }
    exchange.principal = localAdministrator([])
    return null
  }
  return Object.assign(state, { step: { name: 'sign-in', onRequest: admit } })
}
