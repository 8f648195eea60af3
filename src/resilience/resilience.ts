// What stands between the engine and a source's transport, so that no vendor is hammered and nobody hangs.

import {
  BrokenCircuitError, bulkhead, BulkheadRejectedError, circuitBreaker, CircuitState, ConsecutiveBreaker, DelegateBackoff,
  ExponentialBackoff, handleWhen, type IRetryBackoffContext, retry, wrap,
} from 'cockatiel'
import pThrottle from 'p-throttle'
import type { VendorRequest } from '../../adapters/contract.js'
import type { ErrorCode } from '../../schema/enums.js'
import { SourceTrouble } from '../transport/trouble.js'

export interface ResilienceOptions {
  /** How often a request that may be repeated is tried again. */
  readonly retries: number
  /** The most requests at once; as many again, times four, may wait. */
  readonly maxConcurrency: number
  readonly requestsPerSecond: number | null
  readonly now: () => number
  readonly onEvent: (event: ResilienceEvent) => void
}

export type ResilienceEvent =
  | { readonly type: 'retry'; readonly operation: string; readonly attempt: number; readonly delayMs: number; readonly code: string }
  | { readonly type: 'breaker'; readonly state: BreakerState }
  /** A request was given up before anything was sent. */
  | { readonly type: 'refused'; readonly operation: string; readonly code: ErrorCode }

export type BreakerState = 'closed' | 'open' | 'half-open'

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

export interface Resilience {
  readonly breaker: () => BreakerState
  /**
   * Runs one request's work, which may be several attempts.
   * @throws SourceTrouble: what the last attempt threw, CIRCUIT_OPEN, OVERLOADED, or THROTTLED while the source has
   * asked to be left alone.
   */
  run<Result>(request: VendorRequest, signal: AbortSignal, attempt: (signal: AbortSignal) => Promise<Result>): Promise<Result>
}

const WAITING_PER_SLOT = 4
const FAILURES_UNTIL_OPEN = 5
const HALF_OPEN_AFTER = new ExponentialBackoff({ initialDelay: 1000, maxDelay: 30_000 })
const FIRST_RETRY_AFTER_MS = 100
const LONGEST_RETRY_DELAY_MS = 2000
/** Of all requests, so many retries may be made: an outage must not double the load. */
const RETRY_SHARE = 0.2
const RETRIES_IN_RESERVE = 10

/** Troubles that tell about the source's health: they open the circuit, and may pass when tried again. */
const OUTAGES = new Set(['UNREACHABLE', 'TIMEOUT', 'UNAVAILABLE'])
const isOutage = (error: unknown): boolean => error instanceof SourceTrouble && OUTAGES.has(error.code)
const STATES = { [CircuitState.Closed]: 'closed', [CircuitState.Open]: 'open', [CircuitState.HalfOpen]: 'half-open', [CircuitState.Isolated]: 'open' } as const

export function createResilience(options: ResilienceOptions): Resilience & ResilienceState {
  const { retries, maxConcurrency, now, onEvent } = options
  const budget = new RetryBudget()
  const slots = bulkhead(maxConcurrency, maxConcurrency * WAITING_PER_SLOT)
  const breaker = circuitBreaker(handleWhen(isOutage), {
    halfOpenAfter: HALF_OPEN_AFTER,
    breaker: new ConsecutiveBreaker(FAILURES_UNTIL_OPEN),
  })
  breaker.onStateChange((state) => onEvent({ type: 'breaker', state: STATES[state] }))
  const paced = pacer(options.requestsPerSecond)
  const pause = new Pause(now)
  const once = wrap(slots, breaker)
  // Made for each request, because the events of a retry do not tell what is retried.
  const repeated = ({ operation }: VendorRequest) => {
    const repeat = retry(handleWhen((error) => mayPass(error) && budget.take()), {
      maxAttempts: retries,
      backoff: new DelegateBackoff(retryDelayMs),
    })
    repeat.onRetry(({ attempt, delay: delayMs, ...reason }) =>
      onEvent({ type: 'retry', operation, attempt, delayMs, code: codeOf(reason) }),
    )
    return wrap(slots, breaker, repeat)
  }
  return {
    breaker: () => STATES[breaker.state],
    load: () => ({
      running: maxConcurrency - slots.executionSlots,
      waiting: maxConcurrency * WAITING_PER_SLOT - slots.queueSlots,
    }),
    async run(request, signal, attempt) {
      let isSent = false
      try {
        pause.check()
        budget.earn()
        const policy = request.repeatable && retries > 0 ? repeated(request) : once
        return await policy.execute(async (context) => {
          await paced(context.signal)
          isSent = true
          return attempt(context.signal)
        }, signal)
      } catch (error) {
        const trouble = toTrouble(error, signal)
        if (!(trouble instanceof SourceTrouble)) throw trouble
        if (!isSent) onEvent({ type: 'refused', operation: request.operation, code: trouble.code })
        else if (trouble.code === 'THROTTLED') pause.begin(trouble.retryAfterSeconds)
        throw trouble
      }
    },
  }
}

const codeOf = (reason: { readonly error: unknown } | { readonly value: unknown }): string =>
  'error' in reason && reason.error instanceof SourceTrouble ? reason.error.code : 'INTERNAL'

const mayPass = (error: unknown): boolean =>
  isOutage(error) ||
  // A source that says when to come back, soon, is asked again then.
  (error instanceof SourceTrouble && error.code === 'THROTTLED' && (error.retryAfterSeconds ?? Infinity) * 1000 <= LONGEST_RETRY_DELAY_MS)

/** Exponential, with half of it left to chance so that retries of many requests do not come together. */
function retryDelayMs({ attempt, result }: IRetryBackoffContext<unknown>): number {
  const error = 'error' in result ? result.error : null
  const asked = error instanceof SourceTrouble && error.retryAfterSeconds !== null ? error.retryAfterSeconds * 1000 : 0
  const delayMs = Math.min(LONGEST_RETRY_DELAY_MS, FIRST_RETRY_AFTER_MS * 2 ** (attempt - 1))
  return Math.max(asked, delayMs / 2 + (Math.random() * delayMs) / 2)
}

function toTrouble(error: unknown, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason
  if (error instanceof BrokenCircuitError)
    return new SourceTrouble('CIRCUIT_OPEN', 'the source has failed repeatedly and is not being asked for a while')
  if (error instanceof BulkheadRejectedError)
    return new SourceTrouble('OVERLOADED', 'too many requests to the source are waiting already')
  return error
}

/** While a source has asked to be left alone, it is. */
class Pause {
  #untilMs = 0
  constructor(private readonly now: () => number) {}
  begin(seconds: number | null): void {
    if (seconds !== null) this.#untilMs = this.now() + seconds * 1000
  }
  check(): void {
    const leftMs = this.#untilMs - this.now()
    if (leftMs > 0)
      throw new SourceTrouble('THROTTLED', 'the source has asked to be left alone for a while', {
        retryAfterSeconds: Math.ceil(leftMs / 1000),
      })
  }
}

class RetryBudget {
  #left = RETRIES_IN_RESERVE
  earn(): void {
    this.#left = Math.min(RETRIES_IN_RESERVE, this.#left + RETRY_SHARE)
  }
  take(): boolean {
    if (this.#left < 1) return false
    this.#left--
    return true
  }
}

/** Holds requests back so that no more than so many begin in a second. */
function pacer(requestsPerSecond: number | null): (signal: AbortSignal) => Promise<void> {
  if (requestsPerSecond === null) return async () => {}
  const [limit, interval] = requestsPerSecond >= 1 ? [requestsPerSecond, 1000] : [1, 1000 / requestsPerSecond]
  const wait = pThrottle({ limit: Math.floor(limit), interval })(async () => {})
  return async (signal) => {
    await wait()
    signal.throwIfAborted()
  }
}
