import { createHash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { VendorRequest } from '../../adapters/contract.js'
import type { ErrorCode } from '../../schema/enums.js'
import { type ObservedAnswer, SourceFailure } from '../errors/source-trouble.js'
import { isOutageCode } from './outages.js'

// Failures of reads are remembered for all clients, so that a source that fails is asked once in a while, and not with
// every poll. What concerns the source as a whole counts for the source; what concerns one request counts for that
// request alone, so that one client's bad request does not slow others.

/** One remembered failure: plain data, so that instances can share it. */
export interface RememberedFailure {
  /** SOURCE_KEY, or the hash of one vendor request. */
  readonly key: string
  readonly code: ErrorCode
  readonly message: string
  /** Until when nothing is sent, by the monotonic clock. After that one request tries again. */
  readonly untilMs: number
  /** How many attempts in a row have failed; each doubles the rest. */
  readonly strikes: number
  /** What the vendor's error answer said of itself: a record that is not found is recognized by it. */
  readonly observed?: Pick<ObservedAnswer, 'httpStatus' | 'code' | 'text'>
}

/** The key of what concerns the source as a whole. */
export const SOURCE_KEY = 'source'

const FIRST_REST_MS = 1000
/** Together with a poll a second, a source that recovers is OK again within 5 s. */
const LONGEST_REST_MS = 4000
/** Requests whose failures are remembered; beyond, the one that was asked for longest ago is forgotten. */
const MOST_REQUESTS = 2000
/** Attempts in a row that failed, whoever made them, after which an outage is remembered before retries have ended. */
const FAILURES_UNTIL_REMEMBERED = 3
/** A timeout costs more patience than a refused connection; but one slow answer alone is not an outage. */
const TIMEOUTS_UNTIL_REMEMBERED = 2

const restMs = (strikes: number): number => Math.min(LONGEST_REST_MS, FIRST_REST_MS * 2 ** (strikes - 1))
/** Since when an entry has rested: attempts that began before add no strike. */
const restsSinceMs = ({ untilMs, strikes }: RememberedFailure): number => untilMs - restMs(strikes)

/** Identifies one vendor request. A hash: client text and identifiers are neither kept nor shared between instances. */
export function requestKey({ method, path, query, body }: VendorRequest): string {
  const parts = [method, path, query, body?.kind === 'form' ? body.fields : body?.text]
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url')
}

/** The permission for one attempt. */
export interface Admission {
  readonly startedAtMs: number
  /** The failure that this attempt checks on; null when nothing is remembered. */
  readonly checks: RememberedFailure | null
}

export class FailureMemory {
  #source: RememberedFailure | null = null
  readonly #requests = new LRUCache<string, RememberedFailure>({ max: MOST_REQUESTS })
  #failuresInRow = 0
  #timeoutsInRow = 0
  #lastFailureMs = Number.NEGATIVE_INFINITY
  #lastSuccessMs = Number.NEGATIVE_INFINITY

  constructor(
    private readonly monotonicNow: () => number,
    /** Called when the source's own entry has changed. */
    private readonly onChange: () => void = () => undefined,
  ) {}

  /** What is remembered of the source as a whole. */
  get source(): RememberedFailure | null {
    return this.#source
  }

  /**
   * Checks without changing anything, for requests that are about to wait.
   * @throws SourceTrouble: the remembered failure, while it rests.
   */
  check(request: VendorRequest): void {
    for (const entry of this.#entriesOf(request)) {
      const leftMs = entry.untilMs - this.monotonicNow()
      if (leftMs > 0) throw toFailure(entry, leftMs)
    }
  }

  /**
   * Asks for permission for one attempt. Where a failure has rested long enough, this attempt checks on it, and the
   * others rest meanwhile: a source that hangs is checked on again after the same rest, and not by everybody.
   * @throws SourceTrouble: the remembered failure, while it rests.
   */
  admit(request: VendorRequest): Admission {
    const startedAtMs = this.monotonicNow()
    if (this.#isEmpty) return { startedAtMs, checks: null }
    this.check(request)
    const entries = this.#entriesOf(request)
    if (request.repeatable) {
      for (const entry of entries) this.#set({ ...entry, untilMs: startedAtMs + restMs(entry.strikes) })
    }
    return { startedAtMs, checks: entries[0] ?? null }
  }

  /** Lets the next request check instead: nothing was sent, because credentials rest. */
  release(request: VendorRequest): void {
    const untilMs = this.monotonicNow()
    for (const entry of this.#entriesOf(request)) this.#set({ ...entry, untilMs })
  }

  /** Whether nothing is remembered that concerns this request, so that it may be repeated at once. */
  isClear(request: VendorRequest): boolean {
    return this.#isEmpty || this.#entriesOf(request).length === 0
  }

  succeeded(request: VendorRequest): void {
    this.#answered()
    this.#lastSuccessMs = this.monotonicNow()
    if (this.#requests.size > 0) this.#requests.delete(requestKey(request))
  }

  /**
   * Records an attempt that failed.
   * @param isLast whether the request is not tried again: before that, an outage is remembered only when several
   * attempts in a row have failed.
   */
  failed(request: VendorRequest, trouble: SourceFailure, { startedAtMs }: Admission, isLast: boolean): void {
    if (!concernsSource(trouble)) {
      this.#answered()
      if (request.repeatable) this.#remember(requestKey(request), trouble, startedAtMs)
      return
    }
    if (!request.repeatable) return
    // Attempts that were under way together are one failure: idle connections that the vendor has closed fail together,
    // and their repetitions succeed.
    if (startedAtMs >= this.#lastFailureMs) this.#failuresInRow++
    this.#lastFailureMs = this.monotonicNow()
    if (trouble.code === 'TIMEOUT') this.#timeoutsInRow++
    if (isLast) this.#rememberBoth(request, trouble, startedAtMs)
    else if (this.#isOut(trouble)) this.#remember(SOURCE_KEY, trouble, startedAtMs)
  }

  /** The last attempt of a request. Where only this request fails and others are answered, the source is not out. */
  #rememberBoth(request: VendorRequest, trouble: SourceFailure, startedAtMs: number): void {
    const key = requestKey(request)
    const before = this.#requests.get(key)
    const hasAnsweredOthers =
      this.#lastSuccessMs >= (before === undefined ? startedAtMs : restsSinceMs(before)) ||
      (this.#failuresInRow === 1 && this.monotonicNow() - this.#lastSuccessMs < FIRST_REST_MS)
    const isOnlyThisOne = hasAnsweredOthers && isOutageCode(trouble.code)
    this.#remember(key, trouble, startedAtMs)
    const isOneTimeout = trouble.code === 'TIMEOUT' && !this.#isOut(trouble) && this.#source === null
    if (!isOnlyThisOne && !isOneTimeout) this.#remember(SOURCE_KEY, trouble, startedAtMs)
  }

  #isOut({ code }: SourceFailure): boolean {
    return code === 'TIMEOUT'
      ? this.#timeoutsInRow >= TIMEOUTS_UNTIL_REMEMBERED
      : this.#failuresInRow >= FAILURES_UNTIL_REMEMBERED
  }

  /** Attempts that were under way together are one strike; one that ends late does not prolong a later rest. */
  #remember(key: string, { code, message, observed }: SourceFailure, startedAtMs: number): void {
    const before = key === SOURCE_KEY ? this.#source : (this.#requests.get(key) ?? null)
    const isSameStrike = before !== null && startedAtMs < restsSinceMs(before)
    const strikes = before === null ? 1 : Math.min(before.strikes + (isSameStrike ? 0 : 1), 10)
    const fromMs = before === null ? this.monotonicNow() : startedAtMs
    this.#set({
      key,
      code,
      message,
      untilMs: Math.max(before?.untilMs ?? 0, fromMs + restMs(strikes)),
      strikes,
      ...(observed === null ? {} : { observed: partOf(observed) }),
    })
  }

  #answered(): void {
    this.#failuresInRow = 0
    this.#timeoutsInRow = 0
    if (this.#source === null) return
    this.#source = null
    this.onChange()
  }

  #set(entry: RememberedFailure): void {
    if (entry.key !== SOURCE_KEY) return void this.#requests.set(entry.key, entry)
    this.#source = entry
    this.onChange()
  }

  get #isEmpty(): boolean {
    return this.#source === null && this.#requests.size === 0
  }

  /** An action concerns only outages of the source: nothing that was read before decides about it. */
  #entriesOf(request: VendorRequest): readonly RememberedFailure[] {
    const source = this.#source
    if (!request.repeatable) return source !== null && isOutageCode(source.code) ? [source] : []
    const own = this.#requests.size === 0 ? undefined : this.#requests.get(requestKey(request))
    return [...(source === null ? [] : [source]), ...(own === undefined ? [] : [own])]
  }
}

/** Credentials are refused as a whole by a 401; other refusals may be about one operation, such as a missing right. */
const concernsSource = ({ code, observed, hint }: SourceFailure): boolean =>
  isOutageCode(code) ||
  code === 'THROTTLED' ||
  (code === 'UNAUTHENTICATED' && (observed?.httpStatus === 401 || hint !== undefined))

/** No challenges: they belong to the one who was challenged. */
const partOf = ({ httpStatus, code, text }: ObservedAnswer): NonNullable<RememberedFailure['observed']> => ({
  httpStatus,
  ...(code === undefined ? {} : { code }),
  ...(text === undefined ? {} : { text }),
})

function toFailure({ key, code, message, strikes, observed }: RememberedFailure, leftMs: number): SourceFailure {
  const isOpen = key === SOURCE_KEY && strikes > 1 && isOutageCode(code)
  return new SourceFailure(
    isOpen ? 'CIRCUIT_OPEN' : code,
    isOpen ? `the source has failed repeatedly and is not being asked for a while (${code}: ${message})` : message,
    { retryAfterSeconds: Math.ceil(leftMs / 1000), neverSent: true, observed: observed ?? null },
  )
}
