import type { EpochMs } from '../../../schema/scalars.js'
import type { SourceError, SourceHealth } from '../../../schema/source.js'
import type { SourceTrouble } from '../../errors/source-trouble.js'
import type { Outcomes } from '../../resilience/resilience.js'

// How a source has been answering, as the graph shows it.

/** A trouble as the graph shows it. */
export const toSourceError = (trouble: SourceTrouble): SourceError => ({
  code: trouble.code,
  message: trouble.message,
  retryable: trouble.retryable,
  retryAfterSeconds: trouble.retryAfterSeconds,
})

/** Troubles that tell about the request rather than about the source's health. */
const ABOUT_THE_REQUEST = new Set(['REJECTED', 'UNSUPPORTED', 'DEADLINE'])
const FAILURES_UNTIL_DOWN = 3

/** Made of the attempts, so that a source whose circuit is open is DOWN: that takes more failures in a row. */
export class HealthRecord implements Outcomes {
  #failures = 0
  #sinceMs: EpochMs
  #state: SourceHealth['state'] = 'UNKNOWN'
  #lastError: SourceError | null = null
  #lastSuccessMs: EpochMs | null = null

  constructor(private readonly now: () => EpochMs) {
    this.#sinceMs = now()
  }

  succeeded(): void {
    this.#failures = 0
    this.#lastSuccessMs = this.now()
    this.#enter('UP')
  }

  failed(trouble: SourceTrouble): void {
    if (ABOUT_THE_REQUEST.has(trouble.code)) return
    this.#failures++
    this.#lastError = toSourceError(trouble)
    this.#enter(this.#failures >= FAILURES_UNTIL_DOWN || this.#lastSuccessMs === null ? 'DOWN' : 'DEGRADED')
  }

  read(): SourceHealth {
    return {
      state: this.#state,
      since: new Date(this.#sinceMs).toISOString(),
      lastError: this.#lastError,
      lastSuccessAt: this.#lastSuccessMs === null ? null : new Date(this.#lastSuccessMs).toISOString(),
    }
  }

  #enter(state: SourceHealth['state']): void {
    if (state === this.#state) return
    this.#state = state
    this.#sinceMs = this.now()
  }
}
