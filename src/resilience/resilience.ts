import { DelegateBackoff, handleWhen, type RetryPolicy, retry } from 'cockatiel'
import type { VendorRequest } from '../../adapters/contract.js'
import { Countdown } from '../async/countdown.js'
import { untilAborted } from '../async/until-aborted.js'
import { SourceFailure } from '../errors/source-trouble.js'
import type { BreakerState, Load, Outcomes, Resilience, ResilienceOptions, ResilienceState } from './contract.js'
import { FailureMemory, SOURCE_KEY } from './failure-memory.js'
import { inTime, settledWithin } from './in-time.js'
import { asSeen, isOutageCode, verdictOf } from './outages.js'
import { RateLimiter } from './pace.js'
import { RetryAfterGate } from './pause.js'
import { RetryBudget } from './retry-budget.js'
import { codeOf, mayPass, retryDelayMs } from './retry-rules.js'
import { Semaphore } from './slots.js'

// What stands between the engine and a source's transport, so that no vendor is hammered and nobody hangs.

/** Forty dashboards that ask for two things each are no overload; whoever waits too long has a deadline. */
const WAITING_PER_SLOT = 32
const PATIENCE_MS = 1000
/** How long a client waits for a source that has timed out before, so that it is answered within a second. */
const PROBE_PATIENCE_MS = 800

export function createResilience(options: ResilienceOptions): Resilience & ResilienceState {
  return new SourceResilience(options)
}

class SourceResilience implements Resilience, ResilienceState {
  readonly #slots: Semaphore
  readonly #pace: RateLimiter | null
  readonly #memory: FailureMemory
  readonly #pause: RetryAfterGate
  readonly #budget = new RetryBudget()
  #state: BreakerState = 'closed'
  #probes = 0
  /** Settled when the request that checks on the source has its outcome; null when none does. */
  #probe: Promise<unknown> | null = null
  readonly breaker = (): BreakerState => this.#state
  readonly load = (): Load => ({ running: this.#slots.running, waiting: this.#slots.waiting })

  constructor(private readonly options: ResilienceOptions) {
    const { maxConcurrency, requestsPerSecond, monotonicNow } = options
    this.#slots = new Semaphore(maxConcurrency, maxConcurrency * WAITING_PER_SLOT)
    this.#pace = requestsPerSecond === null ? null : new RateLimiter(requestsPerSecond)
    this.#memory = new FailureMemory(monotonicNow, () => this.#updateState())
    this.#pause = new RetryAfterGate(monotonicNow)
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
      if (!tries.sent && error instanceof SourceFailure)
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
    await this.#pass(request, tries, signal)
    // Remembered failures → slots and rate → remembered failures, again → one attempt, which has its own timeout.
    const send = (until: AbortSignal): Promise<Result> => {
      const inSlot = async (): Promise<Result> => {
        await this.#pace?.wait(until)
        await this.#pass(request, tries, until)
        return this.#admitted(request, until, attempt, tries, outcomes)
      }
      return this.#slots.use(until, inSlot, client)
    }
    const failure = this.#memory.source
    if (failure === null || !request.repeatable) return send(signal)
    // A client that leaves does not end what others wait for: whether the source is back.
    const probe = send(new AbortController().signal)
    // A source that hangs is checked on without keeping a client waiting for it.
    const answer = failure.code === 'TIMEOUT' ? inTime(probe, PROBE_PATIENCE_MS, failure.message) : probe
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
    const { promise: probe, resolve: endProbe } = Promise.withResolvers<void>()
    if (admission.checks?.key === SOURCE_KEY && request.repeatable) this.#probe = probe
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
      if (!(seen instanceof SourceFailure) || verdictOf(seen) === 'nothing') {
        if (isProbe && seen instanceof SourceFailure && seen.neverSent) this.#memory.release(request)
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
      if (this.#probe === probe) this.#probe = null
      endProbe()
    }
  }

  /**
   * Lets a request pass, or fails where it would fail, too. While another one checks whether the source is back, its
   * outcome decides: a list that is read by several requests could never be read otherwise.
   */
  async #pass(request: VendorRequest, tries: Tries, signal: AbortSignal): Promise<void> {
    if (this.#probe !== null && request.repeatable && this.#memory.source?.code !== 'TIMEOUT')
      await untilAborted(settledWithin(this.#probe, PROBE_PATIENCE_MS), signal)
    this.#check(request, tries)
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
