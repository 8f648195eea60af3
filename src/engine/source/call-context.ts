import type { VendorRequest } from '../../../adapters/contract.js'
import type { Access } from '../../access/rights/access.js'
import type { OperationSlices } from '../../async/operation-slices.js'
import type { OperationBudget } from '../../cost/budget.js'
import type { Watch } from '../reporting/events.js'
import type { ListPlan } from '../reporting/plan-report.js'
import type { OperationLimiter } from './operation-limiter.js'

/** What one GraphQL request passes to the sources. */
export interface CallContext {
  /** Fires when the client has gone away, or the deadline has passed. */
  readonly signal: AbortSignal
  /** What may be seen by whom the request is made for. */
  readonly access: Access
  /** Counts the HTTP requests of one connection at one source. */
  readonly count?: (requests: number) => void
  /** For lists: how old a shared answer may be, in milliseconds. */
  readonly freshMs?: number
  /** What is fresh of it did not do: whatever comes is kept in its place. */
  readonly replaceKept?: boolean
  /** Whether an error is an answer to this request, and not replaced by older rows. */
  readonly isAnswer?: (error: unknown) => boolean
  /** Other requests whose fresh answers hold this one's. */
  readonly wider?: readonly VendorRequest[]
  /** What the whole operation may still cost. */
  readonly budget?: OperationBudget
  /** In which the operation's requests are sent. */
  readonly limiter?: OperationLimiter
  /** The slices in which the operation is worked on; it is done in one piece unless given. */
  readonly slices?: OperationSlices
  /** For whom: requests that wait for a source take turns by client. */
  readonly client?: string
  /** Called with the plan of each list, if the client requested it. */
  readonly explain?: (plan: ListPlan) => void
  /** Called for every request. */
  readonly trace?: (sent: SentRequest) => void
  /** Follows the whole operation. */
  readonly watch?: Watch
  /** Records how long each answer counts as fresh. */
  readonly freshness?: Freshness
  /** For one attempt, in milliseconds; the source's own unless given. */
  readonly timeoutMs?: number
  /** Called right before the request goes out, each time that it does; when it throws, the request is not sent. */
  readonly beforeSend?: () => void
}

/** A request that was made, or shared, for one operation. It carries no credentials: those are added on the wire. */
export interface SentRequest {
  readonly request: VendorRequest
  /** HTTP requests that were sent for it; 0 when its answer was shared. */
  readonly requests: number
  readonly stale: boolean
  /** Whether it came to nothing. */
  readonly failed?: boolean
  readonly milliseconds: number
}

/** How long everything counts as fresh that an operation was given by its sources, and which sources these are. */
export class Freshness {
  #untilMs: number | null = null
  readonly #sources: string[] = []

  /** @param generation of what is kept of all sources, when the operation began. */
  constructor(readonly generation: number) {}

  /** By the monotonic clock, in milliseconds; 0 where something was never fresh, or nothing was given. */
  get untilMs(): number {
    return this.#untilMs ?? 0
  }

  /** The names of the sources whose answers were used. */
  get sources(): readonly string[] {
    return this.#sources
  }

  /** @param source whose answer it is; undefined for what is missing. */
  limitTo(untilMs: number, source?: string): void {
    this.#untilMs = Math.min(this.#untilMs ?? Number.POSITIVE_INFINITY, untilMs)
    if (source !== undefined && !this.#sources.includes(source)) this.#sources.push(source)
  }
}
