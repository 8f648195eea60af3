import type { VendorRequest } from '../../../adapters/contract.js'
import type { ErrorCode } from '../../../schema/enums.js'
import type { EpochMs } from '../../../schema/scalars.js'
import type { SourceError, SourceHealth } from '../../../schema/source.js'
import type { SourceFailure } from '../../errors/source-failure.js'
import type { Outcomes } from '../../resilience/contract.js'
import { requestHash } from '../../resilience/request-key.js'

// The health of a source, as the graph shows it.

/** A failure as the graph shows it. */
export const toSourceError = (failure: SourceFailure): SourceError => ({
  code: failure.code,
  message: failure.message,
  retryable: failure.retryable,
  retryAfterSeconds: failure.retryAfterSeconds,
})

/** Failures that concern the request rather than the source's health. */
const ABOUT_THE_REQUEST: ReadonlySet<ErrorCode> = new Set(['REJECTED', 'UNSUPPORTED', 'DEADLINE', 'TOO_LARGE'])
/** Answers by which a vendor refuses one request, such as a filter text that is too long for it. */
const isAboutRequest = ({ code, observed }: SourceFailure): boolean =>
  ABOUT_THE_REQUEST.has(code) || (code === 'PROTOCOL' && observed !== null && observed.httpStatus >= 400)
const FAILURES_UNTIL_DOWN = 3

/**
 * Updated by every attempt. A source whose circuit is open is DOWN, because opening it takes more failures in a row.
 */
export class HealthRecord implements Outcomes {
  #failures = 0
  /** Requests whose answers could not be decoded since the last success; only the first few are counted. */
  #unreadable = new Set<string>()
  #sinceMs: EpochMs
  #state: SourceHealth['state'] = 'UNKNOWN'
  #lastError: SourceError | null = null
  #lastSuccessMs: EpochMs | null = null
  #checkedAtMs: EpochMs | null = null

  constructor(private readonly now: () => EpochMs) {
    this.#sinceMs = now()
  }

  /** When an attempt last said something about the source; null: none has. */
  get checkedAtMs(): EpochMs | null {
    return this.#checkedAtMs
  }

  succeeded(): void {
    this.#checkedAtMs = this.now()
    this.#failures = 0
    if (this.#unreadable.size > 0) this.#unreadable = new Set()
    this.#lastSuccessMs = this.now()
    this.#enter('UP')
  }

  failed(failure: SourceFailure, request: VendorRequest): void {
    this.#checkedAtMs = this.now()
    if (isAboutRequest(failure)) return
    this.#lastError = toSourceError(failure)
    if (failure.code === 'PROTOCOL' && this.#isAloneWith(request)) return
    this.#failures++
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

  /** A single request whose answer cannot be decoded, for example because of one odd row, is not a failing source. */
  #isAloneWith(request: VendorRequest): boolean {
    if (this.#unreadable.size < FAILURES_UNTIL_DOWN) this.#unreadable.add(requestHash(request))
    return this.#lastSuccessMs !== null && this.#unreadable.size === 1
  }

  #enter(state: SourceHealth['state']): void {
    if (state === this.#state) return
    this.#state = state
    this.#sinceMs = this.now()
  }
}
