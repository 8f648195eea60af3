// A vendor's system that misbehaves, in one way by route: `/<misbehaviour>/<dialect>/…`, over real HTTP. What it
// sends holds a mark and the credentials that it was sent, so that a test can see whether any of it gets through.

import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { text as readText } from 'node:stream/consumers'
import { type Dialect, isDialect, LOG_INS } from './dialects.js'
import { type ChaosRequest, isMisbehaviour, type Misbehave, misbehaviours } from './misbehaviours.js'

export interface ChaosSource {
  /** `http://127.0.0.1:4101` */
  readonly origin: string
  /** How many requests came, without log-ins, by misbehaviour and dialect: `hangs-before-head/mor`. */
  received(place: string): number
  /** How many log-ins came there, which all succeed. */
  logIns(place: string): number
  /** Kept when so many requests have come. */
  arrived(place: string, count?: number): Promise<void>
  /** Kept when the connection of the latest request has ended, on either side. */
  released(place: string): Promise<void>
  /** The paths of requests that came from elsewhere, such as that of an external entity. */
  readonly strays: readonly string[]
  /** Answers as asked from now on, instead of misbehaving. */
  mend(place: string, misbehave: Misbehave): void
  close(): Promise<void>
}

interface Place {
  received: number
  logIns: number
  released: Promise<void>
  waiting: { readonly count: number; readonly resolve: () => void }[]
  misbehave: Misbehave
}

class Chaos implements Omit<ChaosSource, 'origin' | 'close'> {
  readonly #places = new Map<string, Place>()
  readonly #ends = new WeakMap<Socket, Promise<void>>()
  readonly strays: string[] = []
  origin = ''

  async answer(raw: IncomingMessage, response: ServerResponse): Promise<void> {
    const [path = '', query = ''] = (raw.url ?? '').split('?')
    const [, name = '', dialect = '', ...rest] = path.split('/')
    if (!isMisbehaviour(name) || !isDialect(dialect)) {
      this.strays.push(path)
      return void response.writeHead(404).end()
    }
    const logIn = LOG_INS[`/${rest.join('/')}`]
    if (logIn !== undefined) {
      raw.resume()
      this.#at(`${name}/${dialect}`).logIns++
      return void response.writeHead(200, { 'content-type': logIn.contentType }).end(logIn.text)
    }
    const place = this.#at(`${name}/${dialect}`)
    place.released = this.#endOf(raw.socket)
    const body = await readText(raw)
    place.received++
    for (const { count, resolve } of place.waiting) if (place.received >= count) resolve()
    place.misbehave(this.#request(dialect, raw, new URLSearchParams(query), body), response)
  }

  received = (place: string): number => this.#at(place).received

  logIns = (place: string): number => this.#at(place).logIns

  arrived(place: string, count = 1): Promise<void> {
    const at = this.#at(place)
    if (at.received >= count) return Promise.resolve()
    return new Promise((resolve) => at.waiting.push({ count, resolve }))
  }

  released = (place: string): Promise<void> => this.#at(place).released

  mend(place: string, misbehave: Misbehave): void {
    this.#at(place).misbehave = misbehave
  }

  #endOf(socket: Socket): Promise<void> {
    const end = this.#ends.get(socket) ?? new Promise<void>((resolve) => socket.once('close', () => resolve()))
    this.#ends.set(socket, end)
    return end
  }

  #at(place: string): Place {
    const known = this.#places.get(place)
    if (known !== undefined) return known
    const [name = ''] = place.split('/')
    if (!isMisbehaviour(name)) throw new Error(`there is no misbehaviour ${name}`)
    const made: Place = {
      received: 0,
      logIns: 0,
      released: Promise.resolve(),
      waiting: [],
      misbehave: misbehaviours[name],
    }
    this.#places.set(place, made)
    return made
  }

  #request(dialect: Dialect, raw: IncomingMessage, query: URLSearchParams, body: string): ChaosRequest {
    return { dialect, query, body, authorization: raw.headers.authorization ?? '', origin: this.origin }
  }
}

/** Starts it on a free port of loopback; the caller closes it. */
export async function startChaosSource(): Promise<ChaosSource> {
  const chaos = new Chaos()
  const server = createServer((raw, response) => void chaos.answer(raw, response).catch(() => response.destroy()))
  server.on('connection', (socket) => socket.on('error', () => undefined))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('not listening on a port')
  chaos.origin = `http://127.0.0.1:${address.port}`
  return Object.assign(chaos, {
    close: async () => {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  })
}
