import type { VendorRequest } from '../../../adapters/contract.js'
import { SourceTrouble } from '../../errors/source-trouble.js'
import type { Watch } from '../reporting/events.js'
import type { ListPlan } from '../reporting/plan-report.js'
import type { Turns } from './operation-limiter.js'

/** Everything that one GraphQL request brings to the sources. */
export interface Asking {
  /** Fires when the client has gone away, or the deadline has passed. */
  readonly signal: AbortSignal
  /** Counts the HTTP requests of one connection at one source. */
  readonly count?: (requests: number) => void
  /** For lists: how old a shared answer may be, in milliseconds. */
  readonly freshMs?: number
  /** What is fresh of it did not do: whatever comes is kept in its place. */
  readonly anew?: boolean
  /** Whether an error is an answer to this request, and not replaced by older rows. */
  readonly isAnswer?: (error: unknown) => boolean
  /** Other requests whose fresh answers hold this one's. */
  readonly wider?: readonly VendorRequest[]
  /** How many vendor requests the whole operation may still cost. */
  readonly budget?: RequestBudget
  /** In which the operation's requests are sent. */
  readonly turns?: Turns
  /** Told how a list was answered, where the client asked for it. */
  readonly explain?: (plan: ListPlan) => void
  /** Told of every request. */
  readonly trace?: (asked: AskedRequest) => void
  /** Follows the whole operation. */
  readonly watch?: Watch
  /** Told how long each answer counts as fresh. */
  readonly freshness?: Freshness
  /** For one attempt, in milliseconds; the source's own unless given. */
  readonly timeoutMs?: number
}

/** A request that was made, or shared, for one operation. It carries no credentials: those are added on the wire. */
export interface AskedRequest {
  readonly request: VendorRequest
  /** HTTP requests that were sent for it; 0 when its answer was shared. */
  readonly requests: number
  readonly stale: boolean
  /** Whether it came to nothing. */
  readonly failed?: boolean
  readonly milliseconds: number
}

/** The vendor requests that one operation may cost. */
export class RequestBudget {
  #left: number
  constructor(private readonly most: number) {
    this.#left = most
  }
  /** @throws SourceTrouble OVERLOADED when they are used up. */
  take(): void {
    if (this.#left-- > 0) return
    throw new SourceTrouble(
      'OVERLOADED',
      `this operation would cost more than ${this.most} vendor requests; ask for fewer lists or records at once`,
    )
  }
}

/** How long everything counts as fresh that an operation was told by its sources. */
export class Freshness {
  #untilMs: number | null = null

  /** By the monotonic clock, in milliseconds; 0 where something was never fresh, or nothing was reported. */
  get untilMs(): number {
    return this.#untilMs ?? 0
  }

  lasts(untilMs: number): void {
    this.#untilMs = Math.min(this.#untilMs ?? Number.POSITIVE_INFINITY, untilMs)
  }
}
