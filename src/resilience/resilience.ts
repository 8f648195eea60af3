import { DelegateBackoff, handleWhen, type RetryPolicy, retry } from 'cockatiel'
import type { VendorRequest } from '../../adapters/contract.js'
import { Countdown } from '../async/countdown.js'
import { untilAborted } from '../async/until-aborted.js'
import { SourceFailure } from '../errors/source-failure.js'
import type {
  BreakerState,
  Load,
  Outcomes,
  Resilience,
  ResilienceOptions,
  ResilienceState,
  SourceLimits,
} from './contract.js'
import { noFailureExchange } from './failure-exchange.js'
import { FailureMemory } from './failure-memory.js'
import { availabilityOf, deadlineAsTimeout, isOutageCode } from './outages.js'
import { RateLimiter } from './rate-limiter.js'
import { SOURCE_KEY } from './remembered-failure.js'
import { RetryAfterGate } from './retry-after-gate.js'
import { RetryBudget } from './retry-budget.js'
import { codeOf, isRetryable, retryDelayMs } from './retry-rules.js'
import { Semaphore } from './semaphore.js'
import { settledWithin, withTimeout } from './with-timeout.js'

// The layer between the engine and a source's transport: it protects vendors from overload and clients from long waits.

/** Forty dashboards with two requests each are not an overload; each request has a deadline in any case. */
export const WAITING_PER_SLOT = 32
const SHORT_WAIT_MS = 1000
/** How long a client waits for a source that has timed out before, so that the client gets a response within a second. */
const PROBE_WAIT_MS = 800

/** The limits of a source that only this instance asks. */
export const ownLimits = ({ maxConcurrency, requestsPerSecond }: LimitOptions): SourceLimits => ({
  slots: new Semaphore(maxConcurrency, maxConcurrency * WAITING_PER_SLOT),
  pace: requestsPerSecond === null ? null : new RateLimiter(requestsPerSecond),
  failures: noFailureExchange,
})

export interface LimitOptions {
  /** The most requests at once; as many again, times WAITING_PER_SLOT, may wait. */
  readonly maxConcurrency: number
  readonly requestsPerSecond: number | null
}

/** Creates the retries and the circuit breaker of one source, within its limits. */
export function createResilience(options: ResilienceOptions): Resilience & ResilienceState {
  return new SourceResilience(options)
}

class SourceResilience implements Resilience, ResilienceState {
  readonly #memory: FailureMemory
  readonly #pause: RetryAfterGate
  readonly #budget = new RetryBudget()
  #state: BreakerState = 'closed'
  #probes = 0
  /** Settles when the request that probes the source has ended; null when there is none. */
  #probe: Promise<unknown> | null = null
  readonly breaker = (): BreakerState => this.#state
  readonly load = (): Load => ({
    running: this.options.limits.slots.running,
    waiting: this.options.limits.slots.waiting,
  })

  constructor(private readonly options: ResilienceOptions) {
    const { monotonicNow, limits } = options
    this.#memory = new FailureMemory(monotonicNow, () => this.#updateState(), limits.failures)
    this.#pause = new RetryAfterGate(monotonicNow)
    limits.failures.receive({
      failed: (failure) => this.#memory.adopt(failure),
      answered: (key) => this.#memory.clear(key),
      paused: (pause) => this.#pause.adopt(pause),
    })
  }

  async run<Result>(
    request: VendorRequest,
    signal: AbortSignal,
    attempt: (signal: AbortSignal) => Promise<Result>,
    outcomes?: Outcomes,
    client?: string,
    isAnswer?: (error: unknown) => boolean,
  ): Promise<Result> {
    signal.throwIfAborted()
    this.#budget.deposit()
    const tries: Tries = {
      left: request.repeatable ? this.options.retries : 0,
      repeats: false,
      sent: false,
      waitedUntilMs: 0,
      isAnswer,
    }
    const tryOnce = (): Promise<Result> => this.#try(request, signal, attempt, tries, outcomes, client)
    // Few requests fail, so a retry policy is created only after a failure. Its first attempt rethrows that failure.
    const outcome = tryOnce().catch((error: unknown) => {
      if (!tries.repeats) throw error
      let first = true
      return this.#repeat(request, tries).execute(() => {
        if (!first) return tryOnce()
        first = false
        throw error
      }, signal)
    })
    return untilAborted(outcome, signal).catch((error: unknown) => {
      if (!tries.sent && error instanceof SourceFailure)
        this.options.onEvent({ type: 'refused', operation: request.operation, code: error.code })
      throw error
    })
  }

  /** Makes one attempt; the failure memory has been updated when it returns. */
  async #try<Result>(
    request: VendorRequest,
    signal: AbortSignal,
    attempt: (signal: AbortSignal) => Promise<Result>,
    tries: Tries,
    outcomes?: Outcomes,
    client?: string,
  ): Promise<Result> {
    tries.repeats = false
    // Nothing is awaited that need not be: most requests pass at once.
    const passing = this.#pass(request, tries, signal)
    if (passing !== null) await passing
    // Remembered failures → concurrency and rate limits → remembered failures again → one attempt with its own timeout.
    const send = (until: AbortSignal): Promise<Result> => {
      const inSlot = async (): Promise<Result> => {
        const { pace } = this.options.limits
        if (pace !== null) await pace.wait(until)
        const passingAgain = this.#pass(request, tries, until)
        if (passingAgain !== null) await passingAgain
        const probing = this.#claimProbe(request)
        if (probing !== true) await probing
        return this.#admitted(request, until, attempt, tries, outcomes)
      }
      return this.options.limits.slots.use(until, inSlot, client)
    }
    const failure = this.#memory.source
    if (failure === null || !request.repeatable) return send(signal)
    // A probe is not aborted when its client leaves: other requests wait for its outcome.
    const probe = send(new AbortController().signal)
    // A source that hangs is probed without making a client wait for it.
    const answer = failure.code === 'TIMEOUT' ? withTimeout(probe, PROBE_WAIT_MS, failure.message) : probe
    return untilAborted(answer, signal)
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
    const isAwaited = admission.checks?.key === SOURCE_KEY && request.repeatable
    const probe = isAwaited ? Promise.withResolvers<void>() : null
    if (probe !== null) this.#probe = probe.promise
    tries.sent = true
    const shortWaitMs = this.options.shortWaitMs ?? SHORT_WAIT_MS
    const waiting = new Countdown(shortWaitMs, () => undefined)
    try {
      const result = await attempt(signal)
      this.#memory.succeeded(request)
      outcomes?.succeeded()
      return result
    } catch (error) {
      const failure = deadlineAsTimeout(error, signal, waiting.elapsedMs, shortWaitMs)
      if (!(failure instanceof SourceFailure) || availabilityOf(failure) === 'unknown') {
        if (isProbe && failure instanceof SourceFailure && failure.neverSent) this.#memory.release(request)
        throw failure
      }
      const pausedMs = this.#pause.record(failure)
      if (pausedMs > 0) this.options.limits.failures.paused({ code: failure.code, leftMs: pausedMs })
      outcomes?.failed(failure, request)
      tries.repeats = !isProbe && this.#mayRepeat(request, failure, tries)
      this.#memory.failed(request, failure, admission, !tries.repeats, tries.isAnswer?.(failure) === true)
      throw failure
    } finally {
      waiting.clear()
      this.#countProbes(isProbe ? -1 : 0)
      if (this.#probe === probe?.promise) this.#probe = null
      probe?.resolve()
    }
  }

  /**
   * Null when a request may be sent; throws when it would fail as well. While another request probes the source, resolves
   * with the outcome of the probe: otherwise a list that takes several requests could never be read.
   */
  #pass(request: VendorRequest, tries: Tries, signal: AbortSignal): Promise<void> | null {
    const check = (): void => this.#check(request, tries)
    if (this.#probe !== null && request.repeatable && this.#memory.source?.code !== 'TIMEOUT')
      return untilAborted(settledWithin(this.#probe, PROBE_WAIT_MS), signal).then(check)
    check()
    return null
  }

  /** True: no other instance may be probing the source; otherwise rejects with the remembered failure if one is. */
  #claimProbe(request: VendorRequest): true | Promise<void> {
    const due = this.#memory.dueProbe(request)
    const may = due === null ? true : this.options.limits.failures.mayProbe(due.key, due.restMs)
    return may === true || this.#unlessOtherProbes(request, may)
  }

  async #unlessOtherProbes(request: VendorRequest, may: boolean | Promise<boolean>): Promise<void> {
    if (await may) return
    this.#memory.postpone(request, PROBE_WAIT_MS)
    this.#memory.check(request)
  }

  #check(request: VendorRequest, tries: Tries): void {
    try {
      this.#pause.check(tries.waitedUntilMs)
    } catch (error) {
      tries.repeats = error instanceof SourceFailure && this.#mayRepeat(request, error, tries)
      throw error
    }
    this.#memory.check(request)
  }

  #mayRepeat(request: VendorRequest, error: SourceFailure, tries: Tries): boolean {
    return tries.left-- > 0 && isRetryable(error) && this.#memory.isClear(request) && this.#budget.tryWithdraw()
  }

  /** Created for each request, because the events of a retry policy do not identify the request. */
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
  /** Whether to repeat the attempt that failed last. */
  repeats: boolean
  sent: boolean
  /** The end of the last pause (Retry-After) that this request has waited for, by the monotonic clock. */
  waitedUntilMs: number
  readonly isAnswer: ((error: unknown) => boolean) | undefined
}
