import type { ListName, Row, VendorRequest } from '../../../adapters/contract.js'
import type { ErrorCode, SourceStatus } from '../../../schema/enums.js'
import type { EpochMs } from '../../../schema/scalars.js'
import { RequestAbandoned, SourceFailure } from '../../errors/source-failure.js'
import type { Answer } from '../../transport/transport.js'

// Observers of one GraphQL request, and events about a source. The engine emits events and never logs.

/** An event in the engine at one source. It contains no text of a vendor or of a client. */
export type EngineEvent = AnswerEvent | ListEvent | WholeListEvent

/** A vendor request was answered, and where the answer came from. */
export interface AnswerEvent {
  readonly type: 'answer'
  /** The vendor's name of the operation. */
  readonly operation: string
  /**
   * sent: a request was sent; shared: joined one in flight; cached: still fresh; cluster: another instance has read it;
   * stale: the source failed or is slow.
   */
  readonly origin: 'sent' | 'shared' | 'cached' | 'cluster' | 'stale'
}

/** A source has contributed what it could to one list. */
export interface ListEvent {
  readonly type: 'list'
  readonly list: ListName
  readonly status: SourceStatus
  readonly rowsRead: number
  readonly rowsReturned: number
  /** How many records the list has without any filter; null if not known. */
  readonly unfilteredTotal: number | null
  /** When the rows were fetched; null when there are none. */
  readonly fetchedAtMs: EpochMs | null
}

/** A list was read whole, and without a filter. */
export interface WholeListEvent {
  readonly type: 'whole-list'
  readonly list: ListName
  readonly rows: WholeRows
}

export interface WholeRows {
  readonly entries: readonly { readonly row: Row }[]
  readonly fetchedAtMs: EpochMs
}

/** Follows one GraphQL request, for its log line and its trace. */
export interface Watch {
  /** A vendor request begins, which may take several HTTP requests. */
  begin(source: string, request: VendorRequest): WatchedAttempt
  /** The status of a source's contribution to one list or record, and whether it is older than it should be. */
  contributed(source: string, status: SourceStatus, stale?: boolean): void
}

export interface WatchedAttempt {
  /** HTTP headers to send with it, by name in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** An HTTP request is sent for it: the request itself, a log-in, or one round trip of digest authentication. */
  sent(): void
  ended(outcome: AttemptOutcome): void
}

export interface AttemptOutcome {
  /** Null when there was no answer. */
  readonly httpStatus: number | null
  /** CANCELLED: nobody waits for it any more, or the gateway has a bug. */
  readonly outcome: 'OK' | 'CANCELLED' | ErrorCode
}

/** Makes one attempt and reports its outcome to the observer. */
export async function watchAttempt<Result>(
  attempt: WatchedAttempt | undefined,
  send: (headers: Readonly<Record<string, string>> | undefined) => Promise<Answer<Result>>,
): Promise<Answer<Result>> {
  try {
    const answer = await send(attempt?.headers)
    attempt?.ended({ httpStatus: answer.httpStatus, outcome: 'OK' })
    return answer
  } catch (error) {
    attempt?.ended(failedOutcome(error))
    throw error
  }
}

const failedOutcome = (error: unknown): Pick<AttemptOutcome, 'httpStatus' | 'outcome'> =>
  error instanceof SourceFailure && !(error instanceof RequestAbandoned)
    ? { httpStatus: error.observed?.httpStatus ?? null, outcome: error.code }
    : { httpStatus: null, outcome: 'CANCELLED' }
