import { EventStreamParser } from './event-stream.js'
import {
  type GraphResult,
  isSignedOut,
  isSignedOutCode,
  parseResult,
  type Refused,
  refusalIn,
  type Sender,
  toRequest,
} from './graphql.js'

/** How a stream is connected. */
export type StreamState =
  | { readonly name: 'connecting' }
  | { readonly name: 'open' }
  /** Another attempt follows. */
  | { readonly name: 'waiting' }
  /** The gateway does not know the reader; nothing is attempted until `restart`. */
  | { readonly name: 'signed-out' }
  /** The gateway answers, but not with this stream; another attempt follows later. */
  | { readonly name: 'refused'; readonly refused: Refused }

export interface StreamOptions extends Sender {
  readonly query: string
  /** Read before each attempt: `since` makes the next stream continue the last one. */
  readonly variables: () => object
  readonly onData: (data: unknown) => void
  readonly onState: (state: StreamState) => void
  /** After this time without any event the connection counts as dead: some heartbeats of the gateway. */
  readonly silenceMs: number
  /** From 0 to 1; Math.random unless given. */
  readonly random?: () => number
  /** That of the browser unless given. */
  readonly fetch?: (url: string, request: RequestInit) => Promise<Response>
}

/** The gateway sends the headers at once. */
const HEADERS_MS = 4000
const FIRST_WAIT_MS = 250
/** With the time of one attempt, a gateway that is back is found within 5 s. */
const LONGEST_WAIT_MS = 3000
const REFUSED_WAIT_MS = 30_000

/**
 * One subscription over an event stream (the distinct connections mode of graphql-sse), reconnected for as long as it is
 * open. Errors are states; none is thrown.
 */
export class LiveStream {
  #attempt: AbortController | null = null
  #timer: ReturnType<typeof setTimeout> | undefined
  #failures = 0
  /** When the last event arrived, or the attempt began, in milliseconds since 1970. */
  #heardAtMs = 0
  #isClosed = false
  #state: StreamState = { name: 'waiting' }

  constructor(private readonly options: StreamOptions) {}

  /** Connects now, whatever it was waiting for. */
  restart(): void {
    if (this.#isClosed) return
    this.#attempt?.abort()
    void this.#connect()
  }

  /**
   * Connects now where it was only waiting, or has heard nothing for too long. Timers of hidden pages may be late by a
   * minute, so the page calls this when it is shown, is online again, or another tab asks.
   */
  check(): void {
    const { name } = this.#state
    const isSilent = Date.now() - this.#heardAtMs >= this.options.silenceMs
    if (name === 'waiting' || ((name === 'open' || name === 'connecting') && isSilent)) this.restart()
  }

  close(): void {
    this.#isClosed = true
    this.#attempt?.abort()
    clearTimeout(this.#timer)
  }

  async #connect(): Promise<void> {
    const attempt = new AbortController()
    this.#attempt = attempt
    this.#heardAtMs = Date.now()
    this.#setState({ name: 'connecting' })
    this.#abortAfter(HEADERS_MS)
    const next = await this.#read(attempt.signal).catch((): StreamState => ({ name: 'waiting' }))
    // Another attempt has taken its place.
    if (this.#attempt !== attempt || this.#isClosed) return
    this.#attempt = null
    clearTimeout(this.#timer)
    this.#setState(next)
    if (next.name === 'waiting') this.#connectAfter(this.#nextWaitMs())
    if (next.name === 'refused') this.#connectAfter(REFUSED_WAIT_MS)
  }

  /** @returns the state that the end of the connection has led to. */
  async #read(signal: AbortSignal): Promise<StreamState> {
    const { query, variables, graphUrl, fetch: send = fetch } = this.options
    const request = toRequest(this.options, { accept: 'text/event-stream', query, variables: variables() })
    const response = await send(graphUrl, { ...request, signal })
    if (isSignedOut(response)) return { name: 'signed-out' }
    if (!response.ok || !isEventStream(response)) return await stateOfAnswer(response)
    if (response.body === null) return { name: 'waiting' }
    this.#abortAfter(this.options.silenceMs)
    const parser = new EventStreamParser()
    const decoder = new TextDecoder()
    const reader = response.body.getReader()
    for (;;) {
      const { done, value } = await reader.read()
      if (done || signal.aborted) return { name: 'waiting' }
      for (const { name, data } of parser.feed(decoder.decode(value, { stream: true }))) {
        const end = this.#take(name, data)
        if (end === null) continue
        await reader.cancel()
        return end
      }
    }
  }

  /** @returns null while the stream continues. */
  #take(name: string, data: string): StreamState | null {
    if (name !== 'next' && name !== 'message') return null
    const result = parseResult(data)
    if (result === null) return null
    const refused = refusalIn(result)
    if (refused !== null && isSignedOutCode(refused.code)) return { name: 'signed-out' }
    if (isRefusal(result, refused)) return { name: 'refused', refused }
    this.#heardAtMs = Date.now()
    this.#failures = 0
    this.#abortAfter(this.options.silenceMs)
    if (this.#state.name !== 'open') this.#setState({ name: 'open' })
    this.options.onData(result.data)
    return null
  }

  #nextWaitMs(): number {
    const { random = Math.random } = this.options
    const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** this.#failures)
    this.#failures++
    // All screens in a room lose the gateway at the same time.
    return wait * (0.5 + random() / 2)
  }

  #connectAfter(waitMs: number): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.#connect(), waitMs)
  }

  #abortAfter(waitMs: number): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#attempt?.abort(), waitMs)
  }

  #setState(state: StreamState): void {
    this.#state = state
    this.options.onState(state)
  }
}

const isEventStream = ({ headers }: Response): boolean =>
  headers.get('content-type')?.startsWith('text/event-stream') ?? false

/** A refusal without data; errors beside data are those of fields. */
const isRefusal = ({ data }: GraphResult, refused: Refused | null): refused is Refused =>
  refused !== null && (data === undefined || data === null)

/** The gateway is busy or starting: it is asked again soon. */
const SOON: ReadonlySet<number> = new Set([408, 502, 503, 504])

async function stateOfAnswer(response: Response): Promise<StreamState> {
  const result = parseResult(await response.text())
  const refused = result === null ? null : refusalIn(result)
  if (SOON.has(response.status)) return { name: 'waiting' }
  if (refused === null) {
    const message = `the gateway answered with status ${response.status} instead of a stream`
    return response.status >= 500 ? { name: 'waiting' } : { name: 'refused', refused: { code: 'UNKNOWN', message } }
  }
  return isSignedOutCode(refused.code) ? { name: 'signed-out' } : { name: 'refused', refused }
}
