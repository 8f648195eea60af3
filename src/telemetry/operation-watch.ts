import type { VendorRequest } from '../../adapters/contract.js'
import type { SourceStatus } from '../../schema/enums.js'
import type { Watch, WatchedAttempt } from '../engine/reporting/events.js'
import type { AnsweredOperation, OperationEvent } from './events.js'
import type { OperationTrace } from './tracing.js'

/** When an operation reads several lists of a source, the highest value is reported: a supported list counts before an unsupported one. */
const SEVERITY: Readonly<Record<SourceStatus, number>> = { UNSUPPORTED: 0, OK: 1, PARTIAL: 2, FAILED: 3 }

/** Observes one GraphQL request from its arrival to its response. */
export class OperationWatch implements Watch {
  readonly #sources = new Map<string, SourceStatus>()
  readonly #stale = new Set<string>()
  #vendorRequests = 0

  constructor(private readonly trace: OperationTrace) {}

  begin(source: string, request: VendorRequest): WatchedAttempt {
    const { headers, ended } = this.trace.begin(source, request)
    return {
      headers,
      // Counted when sent: an aborted request may end after the operation has been answered.
      sent: () => void this.#vendorRequests++,
      ended,
    }
  }

  contributed(source: string, status: SourceStatus, stale = false): void {
    if (stale) this.#stale.add(source)
    const known = this.#sources.get(source)
    if (known === undefined || SEVERITY[status] > SEVERITY[known]) this.#sources.set(source, status)
  }

  /** Ends the trace and returns the event to report for the request with this id. */
  answered(answered: AnsweredOperation, requestId: string | undefined): OperationEvent {
    const event: OperationEvent = {
      ...answered,
      requestId,
      sources: Object.fromEntries(this.#sources),
      stale: [...this.#stale],
      vendorRequests: this.#vendorRequests,
      traceId: this.trace.traceId,
    }
    this.trace.ended(event)
    return event
  }
}
