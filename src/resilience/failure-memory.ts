import { LRUCache } from 'lru-cache'
import type { VendorRequest } from '../../adapters/contract.js'
import type { SourceFailure } from '../errors/source-failure.js'
import { type ExchangedFailure, type FailureExchange, noFailureExchange } from './failure-exchange.js'
import { isOutageCode } from './outages.js'
import { concernsSource, partOf, type RememberedFailure, SOURCE_KEY, toFailure } from './remembered-failure.js'
import { requestHash } from './request-key.js'
import { isUnusableAnswer, UnusableAnswers } from './unusable-answers.js'

// Failed reads are remembered for all clients, so that a failing source receives an occasional request instead of every
// poll. A failure of the source as a whole is remembered for the source; a failure of one request only for that request,
// so that one client's bad request does not slow down others. Unusable responses to many different requests count as a
// failure of the source.

const FIRST_REST_MS = 1000
/** With one poll per second, a source that recovers is reported as OK within 5 s. */
const LONGEST_REST_MS = 4000
/** The maximum number of requests with a remembered failure; beyond it, the least recently used entry is dropped. */
const MOST_REQUESTS = 2000
/** After this many failed attempts in a row, of any requests, an outage is remembered even before the retries have ended. */
const FAILURES_UNTIL_REMEMBERED = 3
/** Fewer than for other failures, because clients wait longer for a timeout; but one slow response is not an outage. */
const TIMEOUTS_UNTIL_REMEMBERED = 2

const restMs = (strikes: number): number => Math.min(LONGEST_REST_MS, FIRST_REST_MS * 2 ** (strikes - 1))
/** When the current waiting time of an entry started: attempts that started earlier add no strike. */
const restsSinceMs = ({ untilMs, strikes }: RememberedFailure): number => untilMs - restMs(strikes)

/** The permission for one attempt. */
export interface Admission {
  readonly startedAtMs: number
  /** The failure that this attempt probes; null when nothing is remembered. */
  readonly checks: RememberedFailure | null
}

/** The remembered failures of one source and of its requests. */
export class FailureMemory {
  #source: RememberedFailure | null = null
  readonly #requests = new LRUCache<string, RememberedFailure>({ max: MOST_REQUESTS })
  readonly #unusable = new UnusableAnswers()
  /** Whether the entry of the source stands for unusable responses to many requests. */
  #isUnusable = false
  #failuresInRow = 0
  #timeoutsInRow = 0
  #lastFailureMs = Number.NEGATIVE_INFINITY
  #lastSuccessMs = Number.NEGATIVE_INFINITY

  constructor(
    private readonly monotonicNow: () => number,
    /** Called when the entry of the source as a whole has changed. */
    private readonly onChange: () => void = () => undefined,
    /** Reports what is remembered to other instances. */
    private readonly exchange: FailureExchange = noFailureExchange,
  ) {}

  /** The remembered failure of the source as a whole. */
  get source(): RememberedFailure | null {
    return this.#source
  }

  /**
   * Checks whether a request may be sent, without side effects; for requests that are about to wait.
   * @throws SourceFailure: the remembered failure, until its waiting time has passed.
   */
  check(request: VendorRequest): void {
    for (const entry of this.#entriesOf(request)) {
      const leftMs = entry.untilMs - this.monotonicNow()
      if (leftMs > 0) throw toFailure(entry, leftMs)
    }
  }

  /**
   * Admits one attempt. When the waiting time of a failure has passed, this attempt is the probe, and the waiting time
   * starts again for all others: even a source that hangs is probed by one request at a time.
   * @throws SourceFailure: the remembered failure, until its waiting time has passed.
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

  /** The failure whose waiting time has passed, and for how long the others wait for a probe; null: none. */
  dueProbe(request: VendorRequest): { readonly key: string; readonly restMs: number } | null {
    if (this.#isEmpty || !request.repeatable) return null
    const [entry] = this.#entriesOf(request)
    return entry === undefined ? null : { key: entry.key, restMs: restMs(entry.strikes) }
  }

  /** Another instance probes: nothing is sent for so long, unless its outcome is reported before. */
  postpone(request: VendorRequest, milliseconds: number): void {
    const untilMs = this.monotonicNow() + milliseconds
    for (const entry of this.#entriesOf(request)) this.#set({ ...entry, untilMs: Math.max(entry.untilMs, untilMs) })
  }

  /** Remembers a failure of another instance, unless this one was answered after it. */
  adopt({ leftMs, agoMs, ...failure }: ExchangedFailure): void {
    const nowMs = this.monotonicNow()
    const before = failure.key === SOURCE_KEY ? this.#source : (this.#requests.get(failure.key) ?? null)
    if (failure.key === SOURCE_KEY && this.#lastSuccessMs > nowMs - agoMs) return
    if (before !== null && before.strikes > failure.strikes) return
    this.#set({ ...failure, untilMs: Math.max(before?.untilMs ?? 0, nowMs + leftMs) })
  }

  /** Another instance was answered. */
  clear(key: string): void {
    if (key !== SOURCE_KEY) return void this.#requests.delete(key)
    if (this.#source === null) return
    this.#source = null
    this.#failuresInRow = 0
    this.#timeoutsInRow = 0
    this.onChange()
  }

  /** Lets the next request probe instead: nothing was sent, because refused credentials are suspended. */
  release(request: VendorRequest): void {
    const untilMs = this.monotonicNow()
    for (const entry of this.#entriesOf(request)) this.#set({ ...entry, untilMs })
  }

  /** Whether no remembered failure concerns this request, so that it may be retried at once. */
  isClear(request: VendorRequest): boolean {
    return this.#isEmpty || this.#entriesOf(request).length === 0
  }

  succeeded(request: VendorRequest): void {
    this.#answered()
    this.#unusable.clear()
    this.#lastSuccessMs = this.monotonicNow()
    if (this.#requests.size === 0) return
    const key = requestHash(request)
    if (this.#requests.delete(key)) this.exchange.answered(key)
  }

  /**
   * Records a failed attempt.
   * @param isLast whether the request is not retried: before the last attempt, an outage is remembered only when several
   * attempts in a row have failed.
   * @param isAnswer whether the failure answers the request, such as 404 to a lookup by id.
   */
  failed(
    request: VendorRequest,
    failure: SourceFailure,
    { startedAtMs }: Admission,
    isLast: boolean,
    isAnswer = false,
  ): void {
    if (!concernsSource(failure)) return this.#failedAlone(request, failure, startedAtMs, isAnswer)
    if (!request.repeatable) return
    // Attempts that were in flight at the same time count as one failure: idle connections that the vendor has closed fail
    // together, and their retries succeed.
    if (startedAtMs >= this.#lastFailureMs) this.#failuresInRow++
    this.#lastFailureMs = this.monotonicNow()
    if (failure.code === 'TIMEOUT') this.#timeoutsInRow++
    if (isLast) this.#rememberBoth(request, failure, startedAtMs)
    else if (this.#isOut(failure)) this.#remember(SOURCE_KEY, failure, startedAtMs)
  }

  /** Records a failure that concerns one request, unless too many other requests fail as well. */
  #failedAlone(request: VendorRequest, failure: SourceFailure, startedAtMs: number, isAnswer: boolean): void {
    const key = requestHash(request)
    const isUnusable = request.repeatable && !isAnswer && isUnusableAnswer(failure)
    const isSourceFailing = isUnusable && (this.#unusable.record(key, this.monotonicNow()) || this.#isUnusable)
    if (!isUnusable) this.#unusable.clear()
    if (!isSourceFailing) this.#answered()
    if (request.repeatable) this.#remember(key, failure, startedAtMs)
    if (!isSourceFailing) return
    this.#isUnusable = true
    this.#remember(SOURCE_KEY, failure, startedAtMs)
  }

  /** Records the last attempt of a request. When only this request fails and others are answered, the source is not down. */
  #rememberBoth(request: VendorRequest, failure: SourceFailure, startedAtMs: number): void {
    const key = requestHash(request)
    const before = this.#requests.get(key)
    const hasAnsweredOthers =
      this.#lastSuccessMs >= (before === undefined ? startedAtMs : restsSinceMs(before)) ||
      (this.#failuresInRow === 1 && this.monotonicNow() - this.#lastSuccessMs < FIRST_REST_MS)
    const isOnlyThisOne = hasAnsweredOthers && isOutageCode(failure.code)
    this.#remember(key, failure, startedAtMs)
    const isOneTimeout = failure.code === 'TIMEOUT' && !this.#isOut(failure) && this.#source === null
    if (!isOnlyThisOne && !isOneTimeout) this.#remember(SOURCE_KEY, failure, startedAtMs)
  }

  #isOut({ code }: SourceFailure): boolean {
    return code === 'TIMEOUT'
      ? this.#timeoutsInRow >= TIMEOUTS_UNTIL_REMEMBERED
      : this.#failuresInRow >= FAILURES_UNTIL_REMEMBERED
  }

  /** Attempts that were in flight together are one strike; one that ends late does not extend a later waiting time. */
  #remember(key: string, { code, message, observed }: SourceFailure, startedAtMs: number): void {
    const before = key === SOURCE_KEY ? this.#source : (this.#requests.get(key) ?? null)
    const isSameStrike = before !== null && startedAtMs < restsSinceMs(before)
    const strikes = before === null ? 1 : Math.min(before.strikes + (isSameStrike ? 0 : 1), 10)
    const nowMs = this.monotonicNow()
    const fromMs = before === null ? nowMs : startedAtMs
    const untilMs = Math.max(before?.untilMs ?? 0, fromMs + restMs(strikes))
    const failure = { key, code, message, strikes, ...(observed === null ? {} : { observed: partOf(observed) }) }
    this.#set({ ...failure, untilMs })
    this.exchange.failed({ ...failure, leftMs: untilMs - nowMs, agoMs: nowMs - startedAtMs })
  }

  #answered(): void {
    this.#failuresInRow = 0
    this.#timeoutsInRow = 0
    this.#isUnusable = false
    if (this.#source === null) return
    this.#source = null
    this.exchange.answered(SOURCE_KEY)
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

  /** Only outages of the source block an action: failed reads must not decide about it. */
  #entriesOf(request: VendorRequest): readonly RememberedFailure[] {
    const source = this.#source
    if (!request.repeatable) return source !== null && isOutageCode(source.code) ? [source] : []
    const own = this.#requests.size === 0 ? undefined : this.#requests.get(requestHash(request))
    return [...(source === null ? [] : [source]), ...(own === undefined ? [] : [own])]
  }
}
