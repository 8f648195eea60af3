import type { GraphQLError } from 'graphql'
import type {
  LiveEnding,
  LiveEvent,
  LiveHub,
  LiveQuestion,
  LiveStream,
  LiveTransport,
} from '../../src/live/contract.js'
import type { LiveOptions } from '../../src/server/live/live-options.js'
import { localAdministrator } from './unrestricted.js'

/** An event with a number, which is also its position. */
export function fakeEvent(n: number, more: object = {}, kind: LiveEvent['kind'] = 'CHANGES'): LiveEvent {
  const result = { data: { ticks: { n, kind, ...more } } }
  const forms = new Map<LiveTransport, Buffer>()
  const event: LiveEvent = {
    kind,
    position: `p${n}`,
    result,
    json: Buffer.from(JSON.stringify(result)),
    framed(transport, frame) {
      const known = forms.get(transport) ?? frame(event)
      forms.set(transport, known)
      return known
    },
  }
  return event
}

/** A stream whose events a test sends. A reader that is slow gets the latest one only. */
export class FakeStream implements LiveStream {
  ending: LiveEnding | null = null
  warnings = 0
  /** How often the reader has asked for an event. */
  reads = 0
  #pending: LiveEvent | null = null
  #reading: ((event: LiveEvent | null) => void) | null = null

  constructor(
    readonly question: LiveQuestion,
    private readonly onChanged: () => void,
  ) {}

  next(): Promise<LiveEvent | null> {
    this.reads++
    if (this.reads === 1) this.onChanged()
    const event = this.#pending
    if (event === null && this.ending === null) return new Promise((resolve) => (this.#reading = resolve))
    this.#pending = null
    return Promise.resolve(event)
  }

  emit(event: LiveEvent): void {
    const resolve = this.#reading
    this.#reading = null
    if (resolve === null) this.#pending = event
    else resolve(event)
  }

  warnOfExpiry(): void {
    this.warnings++
    this.emit(fakeEvent(0, {}, 'EXPIRING'))
  }

  close(): void {
    this.end('CLOSED')
  }

  end(ending: LiveEnding): void {
    if (this.ending !== null) return
    this.ending = ending
    this.onChanged()
    this.#reading?.(null)
  }
}

/** A hub whose events a test sends. */
export class FakeHub implements LiveHub {
  readonly streams = new Set<FakeStream>()
  /** What it refuses the next subscriptions with; null: nothing. */
  refusal: GraphQLError | null = null
  readonly #waiting: { readonly count: number; readonly resolve: () => void }[] = []

  get size() {
    return { subscribers: this.streams.size, channels: Math.min(1, this.streams.size) }
  }

  subscribe(question: LiveQuestion): FakeStream {
    if (this.refusal !== null) throw this.refusal
    const stream = new FakeStream(question, () => {
      if (stream.ending !== null) this.streams.delete(stream)
      this.#report()
    })
    this.streams.add(stream)
    return stream
  }

  /** How many subscribers wait for an event, or have had one. */
  get #reading(): number {
    return [...this.streams].filter(({ reads }) => reads > 0).length
  }

  /** Waits until there are so many subscribers, and their transports read. */
  async subscribers(count: number): Promise<readonly FakeStream[]> {
    if (this.#reading !== count) await new Promise<void>((resolve) => this.#waiting.push({ count, resolve }))
    return [...this.streams]
  }

  emit(event: LiveEvent): void {
    for (const stream of this.streams) stream.emit(event)
  }

  close(ending: 'REPLACED' | 'STOPPED'): void {
    for (const stream of this.streams) stream.end(ending)
  }

  #report(): void {
    for (const waiting of this.#waiting.splice(0))
      if (waiting.count === this.#reading) waiting.resolve()
      else this.#waiting.push(waiting)
  }
}

/** How a server serves a fake hub: nobody signs in, and nothing is sent by the clock. */
export const fakeLive = (hub: LiveHub, options: Partial<LiveOptions> = {}): LiveOptions => ({
  hub,
  websocket: true,
  heartbeatMs: 10_000,
  now: () => Date.now(),
  signIn(exchange) {
    exchange.principal = localAdministrator([])
    return null
  },
  ...options,
})
