import {
  BrokenCircuitError,
  type CircuitBreakerPolicy,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  DelegateBackoff,
  handleWhen,
} from 'cockatiel'
import { SourceTrouble } from '../errors/source-trouble.js'

// A circuit breaker: a source that fails again and again is not asked for a while, then once, to see.

export type BreakerState = 'closed' | 'open' | 'half-open'

/** Attempts, whoever made them, without one between them that the source answered. */
const FAILURES_UNTIL_OPEN = 5
const FIRST_REST_MS = 1000
const LONGEST_REST_MS = 30_000

const STATES = {
  [CircuitState.Closed]: 'closed',
  [CircuitState.Open]: 'open',
  [CircuitState.HalfOpen]: 'half-open',
  [CircuitState.Isolated]: 'open',
} as const satisfies Record<CircuitState, BreakerState>

/** What an attempt tells of the source: that it answers, whatever the answer; that it is out; or nothing. */
export type Verdict = 'answers' | 'is out' | 'nothing'

export class Circuit {
  readonly #breaker: CircuitBreakerPolicy
  #restsUntilMs = 0

  /** @param judge what an attempt that failed tells. */
  constructor(
    private readonly judge: (error: unknown) => Verdict,
    onState: (state: BreakerState) => void,
  ) {
    this.#breaker = circuitBreaker(
      handleWhen((error) => judge(error) === 'is out' || this.#isProbeWithoutResult(error)),
      {
        breaker: new ConsecutiveBreaker(FAILURES_UNTIL_OPEN),
        // Asked at the moment when the circuit opens.
        halfOpenAfter: new DelegateBackoff(({ attempt }) => {
          const restMs = Math.min(LONGEST_REST_MS, FIRST_REST_MS * 2 ** (attempt - 1))
          this.#restsUntilMs = Date.now() + restMs
          return restMs
        }),
      },
    )
    this.#breaker.onStateChange((state) => onState(STATES[state]))
  }

  get state(): BreakerState {
    return STATES[this.#breaker.state]
  }

  /**
   * Says at once what asking would come to. While one request finds out whether the source is back, the others do not
   * wait for it: it may hang as before.
   * @throws SourceTrouble CIRCUIT_OPEN.
   */
  check(): void {
    const leftMs = this.#restsUntilMs - Date.now()
    if (this.state === 'half-open') throw circuitOpen(null)
    if (this.state === 'open' && leftMs > 0) throw circuitOpen(Math.ceil(leftMs / 1000))
  }

  /**
   * Makes one attempt, unless the circuit is open.
   * @throws SourceTrouble CIRCUIT_OPEN; what the attempt throws.
   */
  async run<Result>(attempt: () => Promise<Result>): Promise<Result> {
    this.check()
    const outcome = await this.#breaker.execute(() => this.#answerOf(attempt)).catch(passOn)
    if ('error' in outcome) throw outcome.error
    return outcome.result
  }

  /** An error answer is an answer: the breaker sees it as a success. */
  async #answerOf<Result>(attempt: () => Promise<Result>): Promise<{ result: Result } | { error: unknown }> {
    try {
      return { result: await attempt() }
    } catch (error) {
      if (this.judge(error) === 'answers') return { error }
      throw error
    }
  }

  /** A probe that was given up has not found out that the source is back. */
  #isProbeWithoutResult(error: unknown): boolean {
    return this.state === 'half-open' && this.judge(error) === 'nothing'
  }
}

const circuitOpen = (retryAfterSeconds: number | null): SourceTrouble =>
  new SourceTrouble('CIRCUIT_OPEN', 'the source has failed repeatedly and is not being asked for a while', {
    retryAfterSeconds,
    neverSent: true,
  })

function passOn(error: unknown): never {
  throw error instanceof BrokenCircuitError ? circuitOpen(null) : error
}
