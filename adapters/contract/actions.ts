import type { ReportedFault } from './faults.js'
import type { ListName } from './records.js'
import type { VendorRequest } from './requests.js'
import type { Row, StartDecoder } from './responses.js'

// Single records, actions on the switch, and totals.

/** Reads one record by its native id. The row is null if the vendor reports that there is no such record. */
export interface Lookup<Name extends ListName> {
  readonly request: (nativeId: string) => VendorRequest
  readonly decode: StartDecoder<Row | null>
  /** The list whose full rows have the same form, and whose `owners` say whose the record is. */
  readonly list: Name
  /** Adds to the row what the vendor leaves out because it was asked for: the id. Absent: the row is whole. */
  readonly completeRow?: (row: Row, nativeId: string) => Row
  /** Whether an error means that there is no such record. */
  readonly notFound: (fault: ReportedFault) => boolean
  /**
   * If the condensed form of the record has fields that the full form lacks: the customer in whose list it is found.
   * Null if the row does not name the customer.
   */
  readonly condensedAt?: (row: Row) => { readonly customerId: string } | null
  /** Whether a record is only created when the call ends. No record is then requested for a call in progress. */
  readonly onlyWhenOver?: boolean
}

export interface Lookups {
  readonly call?: Lookup<'calls'>
  readonly session?: Lookup<'sessions'>
  readonly sipAccount?: Lookup<'sipAccounts'>
  readonly customer?: Lookup<'customers'>
}

export interface MakeCallRequest {
  readonly from: string
  readonly to: string
  readonly url: string
  readonly method?: 'GET' | 'POST'
  readonly fallbackUrl?: string
  readonly fallbackMethod?: 'GET' | 'POST'
  readonly statusCallback?: string
  readonly statusCallbackMethod?: 'GET' | 'POST'
  readonly timeoutSeconds?: number
}

export type DisconnectResult =
  | { readonly outcome: 'REQUESTED'; readonly disconnectedCount: number | null }
  | { readonly outcome: 'ALREADY_ENDED' | 'NOT_FOUND' }

/** An action on the vendor's switch. `request` throws VendorFault REJECTED for ids that the vendor may misinterpret. */
export interface Control<Argument, Result> {
  readonly request: (argument: Argument) => VendorRequest
  readonly decode: StartDecoder<Result>
  /**
   * A read that must show that the vendor means the same record by this id, before the action is sent; null: there is no
   * doubt. Its faults are judged like those of the action.
   */
  readonly confirm?: (
    argument: Argument,
  ) => { readonly request: VendorRequest; readonly decode: StartDecoder<boolean> } | null
  /** Answers that are an outcome although their HTTP status is an error. */
  readonly outcomeOfError?: (fault: ReportedFault) => Result | null
}

export interface Controls {
  readonly makeCall?: Control<MakeCallRequest, readonly Row[]>
  readonly disconnectCall?: Control<string, DisconnectResult>
  readonly disconnectAccount?: Control<string, DisconnectResult>
  readonly disconnectCustomer?: Control<string, DisconnectResult>
}

export interface ActiveCallStatsDeclaration {
  readonly request: () => VendorRequest
  readonly decode: StartDecoder<readonly { accountId: string; total: number; connected: number }[]>
}
