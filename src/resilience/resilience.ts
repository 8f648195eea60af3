import { DelegateBackoff, handleWhen, type RetryPolicy, retry } from 'cockatiel'
import type { VendorRequest } from '../../adapters/contract.js'
import type { ErrorCode } from '../../schema/enums.js'
import { Countdown } from '../async/countdown.js'
import { untilAborted } from '../async/until-aborted.js'
import { SourceTrouble } from '../errors/source-trouble.js'
import { type BreakerState, Circuit } from './circuit.js'
import { asSeen, verdictOf } from './outages.js'
import { Pace } from './pace.js'
import { Pause } from './pause.js'
import { RetryBudget } from './retry-budget.js'
import { mayPass, retryDelayMs } from './retry-rules.js'
import { Slots } from './slots.js'

// What stands between the engine and a source's transport, so that no vendor is hammered and nobody hangs.

export type { BreakerState } from './circuit.js'

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
  readonly now: () => number
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

/** Told what became of each attempt. */
export interface Outcomes {
  succeeded(): void
  failed(trouble: SourceTrouble): void
}

export interface Resilience {
  readonly breaker: () => BreakerState
  /**
   * Runs one request's work, which may be several attempts.
   * @param client for whom: clients take turns when requests have to wait.
   * @throws SourceTrouble: what the last attempt threw, CIRCUIT_OPEN, OVERLOADED, or what the source said when it asked
   * to be left alone for a while; the signal's reason, at once.
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

export function createResilience(options: ResilienceOptions): Resilience & ResilienceState {
  return new SourceResilience(options)
}

class SourceResilience implements Resilience, ResilienceState {
  readonly #slots: Slots
  readonly #pace: Pace | null
  readonly #circuit: Circuit
  readonly #pause: Pause
  readonly #budget = new RetryBudget()
  readonly breaker = (): BreakerState => this.#circuit.state
  readonly load = (): Load => ({ running: this.#slots.running, waiting: this.#slots.waiting })

  constructor(private readonly options: ResilienceOptions) {
    const { maxConcurrency, requestsPerSecond, now, onEvent } = options
    this.#slots = new Slots(maxConcurrency, maxConcurrency * WAITING_PER_SLOT)
    this.#pace = requestsPerSecond === null ? null : new Pace(requestsPerSecond)
    this.#circuit = new Circuit(verdictOf, (state) => onEvent({ type: 'breaker', state }))
    this.#pause = new Pause(now)
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
    let isSent = false
    let waitedUntilMs = 0
    const once = (): Promise<Result> => {
      isSent = true
      return this.#watched(() => attempt(signal), signal, outcomes)
    }
    // Retry → slots and rate → circuit breaker → one attempt, which has its own timeout.
    const tryOnce = async (): Promise<Result> => {
      this.#check(waitedUntilMs)
      const inSlot = async (): Promise<Result> => {
        await this.#pace?.wait(signal)
        this.#check(waitedUntilMs)
        return this.#circuit.run(once)
      }
      return this.#slots.use(signal, inSlot, client)
    }
    // Few requests fail, so a policy is made when one has: it is told of the failure as of its own first attempt.
    const answered = tryOnce().catch((error: unknown) => {
      const repeat = this.#repeat(request)
      repeat.onRetry(() => (waitedUntilMs = this.#pause.untilMs))
      let first = true
      return repeat.execute(() => {
        if (!first) return tryOnce()
        first = false
        throw error
      }, signal)
    })
    return untilAborted(answered, signal).catch((error: unknown) => {
      if (!isSent && error instanceof SourceTrouble)
        this.options.onEvent({ type: 'refused', operation: request.operation, code: error.code })
      throw error
    })
  }

  /** Says at once what waiting would come to. */
  #check(waitedUntilMs: number): void {
    this.#pause.check(waitedUntilMs)
    this.#circuit.check()
  }

  async #watched<Result>(attempt: () => Promise<Result>, signal: AbortSignal, outcomes?: Outcomes): Promise<Result> {
    const patienceMs = this.options.patienceMs ?? PATIENCE_MS
    const waiting = new Countdown(patienceMs, () => undefined)
    try {
      const result = await attempt()
      outcomes?.succeeded()
      return result
    } catch (error) {
      const seen = asSeen(error, signal, waiting.elapsedMs, patienceMs)
      if (seen instanceof SourceTrouble && verdictOf(seen) !== 'nothing') {
        this.#pause.heed(seen)
        outcomes?.failed(seen)
      }
      throw seen
    } finally {
      waiting.clear()
    }
  }

  /** Made for each request, because a policy does not tell what it repeats. */
  #repeat({ operation, repeatable }: VendorRequest): RetryPolicy {
    const { retries, onEvent } = this.options
    let left = repeatable ? retries : 0
    // Asked about the last attempt too: that spends nothing.
    const mayRepeat = (error: unknown): boolean =>
      left-- > 0 && mayPass(error) && this.#circuit.state === 'closed' && this.#budget.take()
    const repeat = retry(handleWhen(mayRepeat), { maxAttempts: left, backoff: new DelegateBackoff(retryDelayMs) })
    repeat.onRetry(({ attempt, delay: delayMs, ...reason }) =>
      onEvent({ type: 'retry', operation, attempt, delayMs, code: codeOf(reason) }),
    )
    return repeat
  }
}

const codeOf = (reason: { readonly error: unknown } | { readonly value: unknown }): string =>
  'error' in reason && reason.error instanceof SourceTrouble ? reason.error.code : 'INTERNAL'
