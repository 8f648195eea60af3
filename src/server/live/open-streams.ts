import { TurnGate } from '../../async/turn-gate.js'
import type { LiveTransport } from '../../live/contract.js'
import type { RequestPrincipal } from '../http/context-request.js'
import type { Refusal } from '../http/refusal.js'
import { Exchange, type Verdict } from '../pipeline/step.js'

// Looks after streams while they last: checks their credentials again, ends those whose rights expire, sends heartbeats.

/** A subscription that is being served. */
export interface OpenStream {
  readonly transport: LiveTransport
  /** That of the request that opened it. */
  readonly exchange: Exchange
  /** Makes the next event a warning that the rights end soon. */
  warn(): void
  /** Ends it because its rights have ended: a clean end, as subscribing again would be refused. */
  expire(): void
  /** Sends a heartbeat, unless the client has something left to read. */
  beat(): void
  /** Ends it as a connection that breaks, so that the client subscribes again. */
  cut(): void
}

export interface OpenStreamsParts {
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** After how long without an event something is sent, in milliseconds. */
  readonly heartbeatMs: number
  /** Checks the credentials of an exchange again: sets its principal, or refuses it. */
  readonly signIn: (exchange: Exchange) => Verdict<Refusal>
}

/** For so many streams something is done in one turn of the event loop: most of it writes to the client. */
const STREAMS_PER_TURN = 250
/** How often streams are checked. */
const SWEEP_MS = 1000
/** How often the credentials of a stream are checked: the streams of a key that was removed end within 30 s. */
const RECOGNISE_MS = 20_000
/** How long before its rights end a stream is warned. */
const WARNING_MS = 60_000

interface Watched {
  /** When its rights end; null: they do not. */
  readonly expiresAtMs: number | null
  warnAtMs: number | null
  recogniseAtMs: number
  quietSinceMs: number
}

/** All streams of a server. */
export class OpenStreams {
  readonly #open = new Map<OpenStream, Watched>()
  readonly #gate = new TurnGate(STREAMS_PER_TURN)
  #isSweeping = false
  #timer: NodeJS.Timeout | undefined

  constructor(private readonly parts: OpenStreamsParts) {}

  /** How many streams each transport has. */
  count(): Readonly<Record<LiveTransport, number>> {
    const counts = { sse: 0, multipart: 0, websocket: 0 }
    for (const { transport } of this.#open.keys()) counts[transport]++
    return counts
  }

  add(stream: OpenStream): void {
    const nowMs = this.parts.now()
    const expiresAtMs = stream.exchange.principal?.principal.expiresAtMs ?? null
    this.#open.set(stream, {
      expiresAtMs,
      warnAtMs: expiresAtMs === null ? null : Math.max(expiresAtMs - WARNING_MS, (nowMs + expiresAtMs) / 2),
      // Spread over time, as thousands of streams begin at once when a gateway has started.
      recogniseAtMs: nowMs + RECOGNISE_MS * (0.5 + Math.random() / 2),
      quietSinceMs: nowMs,
    })
    this.#timer ??= setInterval(() => void this.sweep(), SWEEP_MS).unref()
  }

  /** Reports that something was sent on a stream. */
  sent(stream: OpenStream): void {
    const watched = this.#open.get(stream)
    if (watched !== undefined) watched.quietSinceMs = this.parts.now()
  }

  delete(stream: OpenStream): void {
    this.#open.delete(stream)
    if (this.#open.size > 0) return
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  /** Does what is due; called every second. Of many streams it takes several turns of the event loop. */
  async sweep(): Promise<void> {
    if (this.#isSweeping) return
    this.#isSweeping = true
    const nowMs = this.parts.now()
    for (const [stream, watched] of this.#open) {
      if (!this.#isAnythingDue(watched, nowMs)) continue
      const turn = this.#gate.pass()
      if (turn !== null) await turn
      if (this.#open.has(stream)) this.#doWhatIsDue(stream, watched, nowMs)
    }
    this.#isSweeping = false
  }

  /** Ends all streams so that their clients connect again. Of many streams it takes several turns of the event loop. */
  async cutAll(): Promise<void> {
    for (const stream of [...this.#open.keys()]) {
      const turn = this.#gate.pass()
      if (turn !== null) await turn
      // A connection whose stream has ended meanwhile may serve something else.
      if (this.#open.has(stream)) stream.cut()
    }
  }

  #isAnythingDue({ expiresAtMs, warnAtMs, recogniseAtMs, quietSinceMs }: Watched, nowMs: number): boolean {
    const dueMs = Math.min(
      expiresAtMs ?? Infinity,
      warnAtMs ?? Infinity,
      recogniseAtMs,
      quietSinceMs + this.parts.heartbeatMs,
    )
    return nowMs >= dueMs
  }

  #doWhatIsDue(stream: OpenStream, watched: Watched, nowMs: number): void {
    if (watched.expiresAtMs !== null && nowMs >= watched.expiresAtMs) return stream.expire()
    if (watched.warnAtMs !== null && nowMs >= watched.warnAtMs) {
      watched.warnAtMs = null
      stream.warn()
    }
    if (nowMs >= watched.recogniseAtMs) {
      watched.recogniseAtMs = nowMs + RECOGNISE_MS
      this.#recognise(stream)
    }
    if (nowMs - watched.quietSinceMs >= this.parts.heartbeatMs) {
      watched.quietSinceMs = nowMs
      stream.beat()
    }
  }

  #recognise(stream: OpenStream): void {
    const again = new Exchange(stream.exchange.request)
    const decide = (refusal: Refusal | null): void => {
      if (!this.#open.has(stream)) return
      if (refusal === null) {
        if (!hasSameRights(again.principal, stream.exchange.principal)) stream.cut()
      } else if (refusal.status < 500 && refusal.status !== 429) stream.expire()
      // While credentials cannot be checked, the rights that were found last remain, until they expire.
    }
    const verdict = this.parts.signIn(again)
    if (verdict instanceof Promise) void verdict.then(decide, () => stream.cut())
    else decide(verdict)
  }
}

const hasSameRights = (a: RequestPrincipal | null, b: RequestPrincipal | null): boolean =>
  a?.id === b?.id && a?.sharingKey === b?.sharingKey
