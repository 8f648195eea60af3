import type { CallAnswer, CallsAnswer, PartyAnswer } from './answers.js'

/** One of the longest calls, as the board shows it. */
export interface LongCall {
  readonly id: string
  readonly sourceName: string
  readonly source: string
  readonly state: string
  readonly caller: string
  readonly callee: string
  readonly customer: string | null
  /** Talk time in seconds at `atMs`; null: not reported. */
  readonly talkS: number | null
  /** Milliseconds since 1970, by the gateway's clock. */
  readonly atMs: number
  /** Whether its talk time grows. */
  readonly isTalking: boolean
}

/** The window of the longest calls, kept by what the gateway reports of it. */
export class CallWindow {
  readonly #calls = new Map<string, LongCall>()
  #order: readonly string[] = []
  /** Whether the next snapshot is a further part of the last one. */
  #isInParts = false
  /** Where the next stream continues; null: at a snapshot. */
  position: string | null = null

  /** @returns the calls in order; parts of a snapshot are returned when it is whole, until then null. */
  take({ activeCallUpdates: update }: CallsAnswer): readonly LongCall[] | null {
    const { kind, started, changed, ended, order, more } = update
    this.position = update.position
    if (kind === 'ALIVE' || kind === 'EXPIRING') return null
    if (kind === 'SNAPSHOT' && !this.#isInParts) {
      this.#calls.clear()
      this.#order = []
    }
    this.#isInParts = more
    const atMs = Date.parse(update.at)
    for (const call of [...started, ...changed]) this.#calls.set(call.id, toLongCall(call, atMs))
    for (const { id } of ended) this.#calls.delete(id)
    if (order !== null) this.#reorder(order)
    else if (kind === 'SNAPSHOT') this.#order = [...this.#calls.keys()]
    return more ? null : this.#order.flatMap((id) => this.#calls.get(id) ?? [])
  }

  /** Forgets what is outside the window. */
  #reorder(order: readonly string[]): void {
    const inside = new Set(order)
    for (const id of this.#calls.keys()) if (!inside.has(id)) this.#calls.delete(id)
    this.#order = order
  }
}

const toLongCall = (call: CallAnswer, atMs: number): LongCall => ({
  id: call.id,
  sourceName: call.source.name,
  source: call.source.title,
  state: call.state,
  caller: describeParty(call.caller),
  callee: describeParty(call.callee),
  customer: call.customer?.name ?? null,
  talkS: call.durationSeconds ?? talkSince(call.answeredAt, atMs),
  atMs,
  isTalking: call.state === 'CONNECTED',
})

function talkSince(answeredAt: string | null, atMs: number): number | null {
  return answeredAt === null ? null : Math.max(0, (atMs - Date.parse(answeredAt)) / 1000)
}

const describeParty = ({ e164, number, name, anonymous }: PartyAnswer): string =>
  anonymous ? 'withheld' : (e164 ?? number ?? name ?? 'not shown')
