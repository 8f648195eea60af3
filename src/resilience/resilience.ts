import { DelegateBackoff, handleWhen, type RetryPolicy, retry } from 'cockatiel'
import type { VendorRequest } from '../../adapters/contract.js'
import type { ErrorCode } from '../../schema/enums.js'
import { Countdown } from '../async/countdown.js'
import { untilAborted } from '../async/until-aborted.js'
import { SourceTrouble } from '../errors/source-trouble.js'
import { FailureMemory } from './failure-memory.js'
import { inTime } from './in-time.js'
import { asSeen, isOutageCode, verdictOf } from './outages.js'
import { Pace } from './pace.js'
import { Pause } from './pause.js'
import { RetryBudget } from './retry-budget.js'
import { codeOf, mayPass, retryDelayMs } from './retry-rules.js'
import { Slots } from './slots.js'

// What stands between the engine and a source's transport, so that no vendor is hammered and nobody hangs.

/** Open: the source is out, and is not asked. Half-open: one request checks whether it is back. */
export type BreakerState = 'closed' | 'open' | 'half-open'

export interface ResilienceOptions {
  /** How often a request that may be repeated is tried again. */
  readonly retries: number
  /** The most requests at once; as many again, times four, may wait. */
  readonly maxConcurrency: number
  readonly requestsPerSecond: number | null
  /**
   * A source that has not answered for so long when a request's deadline passes has failed, in milliseconds: a source
   * that hangs is given up before the timeout of its attempts. One second unless given.
   */
  readonly patienceMs?: number
  /** Milliseconds since some fixed moment: the system clock may be set. */
  readonly monotonicNow: () => number
  readonly onEvent: (event: ResilienceEvent) => void
}

export type ResilienceEvent =
  | {
      readonly type: 'retry'
      readonly operation: string
      readonly attempt: number
      readonly delayMs: number
      readonly code: string
    }
  | { readonly type: 'breaker'; readonly state: BreakerState }
  /** A request was given up before anything was sent. */
  | { readonly type: 'refused'; readonly operation: string; readonly code: ErrorCode }

/** How many requests there are at this moment. */
export interface Load {
  readonly running: number
  readonly waiting: number
}

/** How a source's resilience stands, for whoever looks on. */
export interface ResilienceState {
  readonly breaker: () => BreakerState
  readonly load: () => Load
}

/** Receives the result of each attempt. */
export interface Outcomes {
  succeeded(): void
  failed(trouble: SourceTrouble, request: VendorRequest): void
}

export interface Resilience {
  readonly breaker: () => BreakerState
  /**
   * Runs one request's work, which may be several attempts.
   * @param client for whom: clients take turns when requests have to wait.
   * @throws SourceTrouble: what the last attempt threw, a remembered failure, CIRCUIT_OPEN, OVERLOADED, or what the
   * source said when it asked to be left alone for a while; the signal's reason, at once.
   */
  run<Result>(
    request: VendorRequest,
    signal: AbortSignal,
    attempt: (signal: AbortSignal) => Promise<Result>,
    outcomes?: Outcomes,
    client?: string,
  ): Promise<Result>
}

/** Forty dashboards that ask for two things each are no overload; whoever waits too long has a deadline. */
const WAITING_PER_SLOT = 32
const PATIENCE_MS = 1000
/** How long a client waits for a source that has timed out before, so that it is answered within a second. */
const PROBE_PATIENCE_MS = 800

export function createResilience(options: ResilienceOptions): Resilience & ResilienceState {
  return new SourceResilience(options)
}

class SourceResilience implements Resilience, ResilienceState {
  readonly #slots: Slots
  readonly #pace: Pace | null
  readonly #memory: FailureMemory
  readonly #pause: Pause
  readonly #budget = new RetryBudget()
  #state: BreakerState = 'closed'
  #probes = 0
  readonly breaker = (): BreakerState => this.#state
  readonly load = (): Load => ({ running: this.#slots.running, waiting: this.#slots.waiting })

  constructor(private readonly options: ResilienceOptions) {
    const { maxConcurrency, requestsPerSecond, monotonicNow } = options
    this.#slots = new Slots(maxConcurrency, maxConcurrency * WAITING_PER_SLOT)
    this.#pace = requestsPerSecond === null ? null : new Pace(requestsPerSecond)
    this.#memory = new FailureMemory(monotonicNow, () => this.#updateState())
    this.#pause = new Pause(monotonicNow)
  }

  async run<Result>(
    request: VendorRequest,
    signal: AbortSignal,
    attempt: (signal: AbortSignal) => Promise<Result>,
    outcomes?: Outcomes,
    client?: string,
  ): Promise<Result> {
    signal.throwIfAborted()
    this.#budget.earn()
    const tries: Tries = {
      left: request.repeatable ? this.options.retries : 0,
      repeats: false,
      sent: false,
      waitedUntilMs: 0,
    }
    const tryOnce = (): Promise<Result> => this.#try(request, signal, attempt, tries, outcomes, client)
    // Few requests fail, so a policy is made when one has: its own first attempt is the failure.
    const answered = tryOnce().catch((error: unknown) => {
      if (!tries.repeats) throw error
      let first = true
      return this.#repeat(request, tries).execute(() => {
        if (!first) return tryOnce()
        first = false
        throw error
      }, signal)
    })
    return untilAborted(answered, signal).catch((error: unknown) => {
      if (!tries.sent && error instanceof SourceTrouble)
        this.options.onEvent({ type: 'refused', operation: request.operation, code: error.code })
      throw error
    })
  }

  /** One attempt; what it does to the memory of failures is done when it returns. */
  async #try<Result>(
    request: VendorRequest,
    signal: AbortSignal,
    attempt: (signal: AbortSignal) => Promise<Result>,
    tries: Tries,
    outcomes?: Outcomes,
    client?: string,
  ): Promise<Result> {
    tries.repeats = false
    this.#check(request, tries)
    // Remembered failures → slots and rate → remembered failures, again → one attempt, which has its own timeout.
    const send = (until: AbortSignal): Promise<Result> => {
      const inSlot = async (): Promise<Result> => {
        await this.#pace?.wait(until)
        this.#check(request, tries)
        return this.#admitted(request, until, attempt, tries, outcomes)
      }
      return this.#slots.use(until, inSlot, client)
    }
    const hanging = this.#memory.source
    if (hanging?.code !== 'TIMEOUT' || !request.repeatable) return send(signal)
    // A source that hangs is checked on without keeping a client waiting for it.
    return untilAborted(inTime(send(new AbortController().signal), PROBE_PATIENCE_MS, hanging.message), signal)
  }

  async #admitted<Result>(
    request: VendorRequest,
    signal: AbortSignal,
    attempt: (signal: AbortSignal) => Promise<Result>,
    tries: Tries,
    outcomes?: Outcomes,
  ): Promise<Result> {
    const admission = this.#memory.admit(request)
    const isProbe = admission.checks !== null
    this.#countProbes(isProbe ? 1 : 0)
    tries.sent = true
    const patienceMs = this.options.patienceMs ?? PATIENCE_MS
    const waiting = new Countdown(patienceMs, () => undefined)
    try {
      const result = await attempt(signal)
      this.#memory.succeeded(request)
      outcomes?.succeeded()
      return result
    } catch (error) {
      const seen = asSeen(error, signal, waiting.elapsedMs, patienceMs)
      if (!(seen instanceof SourceTrouble) || verdictOf(seen) === 'nothing') {
        if (isProbe && seen instanceof SourceTrouble && seen.neverSent) this.#memory.release(request)
        throw seen
      }
      this.#pause.heed(seen)
      outcomes?.failed(seen, request)
      tries.repeats = !isProbe && this.#mayRepeat(request, seen, tries)
      this.#memory.failed(request, seen, admission, !tries.repeats)
      throw seen
    } finally {
      waiting.clear()
      this.#countProbes(isProbe ? -1 : 0)
    }
  }

  /** Fails at once where waiting would fail, too. */
  #check(request: VendorRequest, tries: Tries): void {
    try {
      this.#pause.check(tries.waitedUntilMs)
    } catch (error) {
      tries.repeats = error instanceof SourceTrouble && this.#mayRepeat(request, error, tries)
      throw error
    }
    this.#memory.check(request)
  }

  #mayRepeat(request: VendorRequest, error: SourceTrouble, tries: Tries): boolean {
    return tries.left-- > 0 && mayPass(error) && this.#memory.isClear(request) && this.#budget.take()
  }

  /** Made for each request, because a policy does not say what it repeats. */
  #repeat({ operation }: VendorRequest, tries: Tries): RetryPolicy {
    const repeat = retry(
      handleWhen(() => tries.repeats),
      { maxAttempts: this.options.retries, backoff: new DelegateBackoff(retryDelayMs) },
    )
    repeat.onRetry(({ attempt, delay: delayMs, ...reason }) => {
      tries.waitedUntilMs = this.#pause.untilMs
      this.options.onEvent({ type: 'retry', operation, attempt, delayMs, code: codeOf(reason) })
    })
    return repeat
  }

  #countProbes(change: number): void {
    if (change === 0) return
    this.#probes += change
    this.#updateState()
  }

  #updateState(): void {
    const { source } = this.#memory
    const state = source === null || !isOutageCode(source.code) ? 'closed' : this.#probes > 0 ? 'half-open' : 'open'
    if (state === this.#state) return
    this.#state = state
    this.options.onEvent({ type: 'breaker', state })
  }
}

/** The attempts of one request. */
interface Tries {
  left: number
  /** Whether the attempt that failed last is to be repeated. */
  repeats: boolean
  sent: boolean
  /** The end of the pause that this request has waited for. */
  waitedUntilMs: number
}
