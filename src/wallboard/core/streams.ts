import { isCallsAnswer, isCountriesAnswer, isHealthAnswer, isStatsAnswer } from './answers.js'
import { type Board, EMPTY_BOARD, withCountries, withHealth, withStats } from './board.js'
import { CallWindow } from './call-window.js'
import type { Refused, Sender } from './graphql.js'
import { LiveStream, type StreamState } from './live-stream.js'
import {
  CALLS_SUBSCRIPTION,
  COUNTRIES_SUBSCRIPTION,
  HEALTH_SUBSCRIPTION,
  LONGEST_CALLS,
  statsSubscription,
} from './operations.js'

/** How the board is connected: the state of its worst stream. */
export type Link =
  | { readonly name: 'connecting' | 'live' | 'signed-out' }
  | { readonly name: 'refused'; readonly refused: Refused }

/** What the leading tab knows, and sends to the others. */
export interface Live {
  readonly board: Board
  readonly link: Link
  /** When the stream that has been silent longest had its last event, in milliseconds since 1970 by this computer. */
  readonly heardAtMs: number
  /** By how much the clock of the gateway is ahead of that of this computer, in milliseconds. */
  readonly aheadMs: number
}

export interface StreamsOptions extends Sender {
  readonly seesTotals: boolean
  readonly silenceMs: number
  readonly onChange: (live: Live) => void
}

const CLOCK_WAS_SET_MS = 3000

type Name = 'stats' | 'health' | 'countries' | 'calls'

/** The subscriptions of the board. */
export class Streams {
  readonly #streams = new Map<Name, LiveStream>()
  readonly #states = new Map<Name, StreamState>()
  readonly #heard = new Map<Name, number>()
  #board: Board
  #aheadMs: number | null = null
  readonly #calls = new CallWindow()

  /** @param board what is shown until the first events arrive. */
  constructor(
    private readonly options: StreamsOptions,
    board: Board = EMPTY_BOARD,
  ) {
    this.#board = board
    this.#open('stats', statsSubscription(options.seesTotals), (data) => {
      if (!isStatsAnswer(data)) return null
      const next = withStats(this.#board, data)
      this.#compareClocks(next.atMs - Date.now())
      return next
    })
    this.#open('health', HEALTH_SUBSCRIPTION, (data) => (isHealthAnswer(data) ? withHealth(this.#board, data) : null))
    this.#open('countries', COUNTRIES_SUBSCRIPTION, (data) =>
      isCountriesAnswer(data) ? withCountries(this.#board, data) : null,
    )
    const variables = () => ({ first: LONGEST_CALLS, since: this.#calls.position })
    this.#open('calls', CALLS_SUBSCRIPTION, (data) => this.#takeCalls(data), variables)
  }

  get live(): Live {
    const heard = [...this.#heard].flatMap(([name, atMs]) => (this.#isDenied(name) ? [] : [atMs]))
    // Where every stream is denied, nothing is expected.
    const heardAtMs = heard.length === 0 ? Date.now() : Math.min(...heard)
    return { board: this.#board, link: this.#link(), heardAtMs, aheadMs: this.#aheadMs ?? 0 }
  }

  start(): void {
    for (const stream of this.#streams.values()) stream.restart()
  }

  /** Reconnects streams that are only waiting, or silent. */
  check(): void {
    for (const stream of this.#streams.values()) stream.check()
  }

  close(): void {
    for (const stream of this.#streams.values()) stream.close()
  }

  #open(name: Name, query: string, take: (data: unknown) => Board | null, variables: () => object = () => ({})): void {
    const { headers, graphUrl, silenceMs, onChange } = this.options
    this.#heard.set(name, Date.now())
    this.#states.set(name, { name: 'connecting' })
    const stream = new LiveStream({
      headers,
      graphUrl,
      silenceMs,
      query,
      variables,
      onData: (data) => {
        const board = take(data)
        if (board === null) return
        this.#board = board
        this.#heard.set(name, Date.now())
        onChange(this.live)
      },
      onState: (state) => {
        this.#states.set(name, state)
        onChange(this.live)
      },
    })
    this.#streams.set(name, stream)
  }

  /** The time that an event takes makes the difference smaller, so the largest is the best; also after a clock was set. */
  #compareClocks(differenceMs: number): void {
    const known = this.#aheadMs
    if (known === null || differenceMs > known || differenceMs < known - CLOCK_WAS_SET_MS) this.#aheadMs = differenceMs
  }

  #takeCalls(data: unknown): Board | null {
    if (!isCallsAnswer(data)) return null
    const calls = this.#calls.take(data)
    return calls === null ? this.#board : { ...this.#board, calls }
  }

  /** The reader has no right to this stream, so the board does without it. */
  #isDenied(name: Name): boolean {
    const state = this.#states.get(name)
    return state?.name === 'refused' && state.refused.code === 'FORBIDDEN'
  }

  #link(): Link {
    const states = [...this.#states.values()]
    if (states.some(({ name }) => name === 'signed-out')) return { name: 'signed-out' }
    // Without the totals there is not much of a board, so the page shows what is missing.
    const [wanted, rest] = [this.#states.get('stats'), [...this.#states].filter(([name]) => !this.#isDenied(name))]
    if (wanted?.name === 'refused') return { name: 'refused', refused: wanted.refused }
    for (const [, state] of rest) if (state.name === 'refused') return { name: 'refused', refused: state.refused }
    return { name: rest.every(([, { name }]) => name === 'open') ? 'live' : 'connecting' }
  }
}
