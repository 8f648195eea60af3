import type { VendorRequest } from '../../../adapters/contract.js'
import type { Access } from '../../access/rights/access.js'
import type { OperationSlices } from '../../async/operation-slices.js'
import type { OperationBudget } from '../../cost/budget.js'
import type { Watch } from '../reporting/events.js'
import type { ListPlan } from '../reporting/plan-report.js'
import type { OperationLimiter } from './operation-limiter.js'

/** What one GraphQL request passes to the sources. */
export interface CallContext {
  /** Fires when the client has disconnected, or the deadline has passed. */
  readonly signal: AbortSignal
  /** What may be seen by whom the request is made for. */
  readonly access: Access
  /** Counts the HTTP requests of one connection at one source. */
  readonly count?: (requests: number) => void
  /** For lists: how old a shared answer may be, in milliseconds. */
  readonly freshMs?: number
  /** Whether answers may be kept for later requests and as a fallback; they may unless it is false. */
  readonly keepsAnswers?: boolean
  /** Whether the new answer replaces the kept one, because a fresh one turned out to be unusable. */
  readonly replaceKept?: boolean
  /** Whether an error is an answer to this request, and not replaced by older rows. */
  readonly isAnswer?: (error: unknown) => boolean
  /** Other requests whose fresh answers contain this one's. */
  readonly wider?: readonly VendorRequest[]
  /** What the whole operation may still cost. */
  readonly budget?: OperationBudget
  /** Limits the operation's concurrent requests to each source. */
  readonly limiter?: OperationLimiter
  /** The time slices in which the operation runs; it runs in one piece unless given. */
  readonly slices?: OperationSlices
  /** Identifies the client: clients take turns in the queue of a source. */
  readonly client?: string
  /** Called with the plan of each list, if the client requested it. */
  readonly explain?: (plan: ListPlan) => void
  /** Called after every request. */
  readonly trace?: (sent: SentRequest) => void
  /** Holds what lists have read, until the operation is answered. */
  readonly readRows?: ReadRows
  /** Follows the whole operation. */
  readonly watch?: Watch
  /** Records how long each answer counts as fresh. */
  readonly freshness?: Freshness
  /** For one attempt, in milliseconds; the source's own unless given. */
  readonly timeoutMs?: number
  /** Called right before each time the request is sent; when it throws or rejects, the request is not sent. */
  readonly beforeSend?: () => void | Promise<void>
}

/** A request that was made, or shared, for one operation. It carries no credentials: those are added on the wire. */
export interface SentRequest {
  readonly request: VendorRequest
  /** HTTP requests that were sent for it; 0 when its answer was shared. */
  readonly requests: number
  readonly stale: boolean
  /** Whether another instance of the gateway has read it. */
  readonly byCluster?: boolean
  /** Whether it failed. */
  readonly failed?: boolean
  readonly milliseconds: number
}

/** Until when all answers that an operation used count as fresh, and from which sources they are. */
export class Freshness {
  #untilMs: number | null = null
  readonly #sources: string[] = []

  /** @param generation the generation of the list cache when the operation began. */
  constructor(readonly generation: number) {}

  /** By the monotonic clock, in milliseconds; 0 if an answer was never fresh, or there was none. */
  get untilMs(): number {
    return this.#untilMs ?? 0
  }

  /** The names of the sources whose answers were used. */
  get sources(): readonly string[] {
    return this.#sources
  }

  /** @param source the source that the answer is from; undefined for a missing answer. */
  limitTo(untilMs: number, source?: string): void {
    this.#untilMs = Math.min(this.#untilMs ?? Number.POSITIVE_INFINITY, untilMs)
    if (source !== undefined && !this.#sources.includes(source)) this.#sources.push(source)
  }
}

/** Holds rows that no other operation uses. */
export interface RowHolder {
  /** Drops them; they are not read any more. */
  dropRows(): void
}

/**
 * The rows that an operation has read. They are dropped when it is answered. A request of which many are in flight waits for
 * its vendor through several minor collections, so that its promises, and what was created before, are in the old
 * generation of the heap by then: what they refer to would stay until the next full collection. With 32 clients that read
 * pages of 1000 records, that took a fifth of the processor time.
 */
export class ReadRows {
  #holders: RowHolder[] = []

  add(holder: RowHolder): void {
    this.#holders.push(holder)
  }

  drop(): void {
    for (const holder of this.#holders) holder.dropRows()
    this.#holders = []
  }
}
