import type { ActiveCallOrder, AttemptRecords, Support } from '../../schema/enums.js'
import type { EpochMs } from '../../schema/scalars.js'
import type { ReportedFault } from './faults.js'
import type { OwnCheck, PushdownRule, PushdownRules } from './filters.js'
import type { Paging, RowOrder } from './paging.js'
import type { FieldReader, Fields, ListName, ListTypes, RowOwners } from './records.js'
import type { VendorRequest, Window } from './requests.js'
import type { DecodedPage, Row, StartDecoder } from './responses.js'

// Lists of records.

export type Lists = { readonly [Name in ListName]?: ListDeclaration<Name> }

export interface ListRequest<Filter> {
  /**
   * Without the conditions that are declared `none` or `unsupported`. A condition that is `none` only for its value may
   * be included and must be ignored.
   */
  readonly filter: Filter
  readonly window: Window
  /** `full` if a selected field, or a condition that the gateway checks, needs a field of the vendor's full objects. */
  readonly detail: 'condensed' | 'full'
  readonly orderBy?: ActiveCallOrder
}

/**
 * When to read a whole list instead of sending a request for each id or each customer. The list is read if the number
 * of its requests, times `worth`, is less than the number of different keys.
 */
export interface BulkReading {
  /** The filter that the list is read with. */
  readonly under: object
  /** How many requests for one record cost the vendor as much as one request for this list: an integer from 1 on. */
  readonly worth: number
  /**
   * all: a record that is not in the list does not exist. some: it may exist, and is requested separately.
   * in-progress: the list has only calls in progress, and is only read for ids of such calls.
   */
  readonly has: 'all' | 'some' | 'in-progress'
}

/** A part of a list: a filter for its records, and the time range in which they start; `toMs` null means until now. */
export interface BoundSpan {
  readonly filter: object
  readonly fromMs: EpochMs
  readonly toMs: EpochMs | null
}

/**
 * A second list of the vendor from which some fields of the records are read. It is only read if one of them is selected:
 * for many rows at once, by their time range. The first of its answers is asked for without a token.
 */
export interface JoinedList {
  /** The fields of the record that are read from it. */
  readonly fields: readonly string[]
  /** What joins a row with rows of this list; null: nothing does. */
  readonly keyOfRow: (row: Row) => string | null
  readonly keyOf: (joined: Row) => string | null
  /** The time range in which the rows of this list are that belong to a row; null: not known. */
  readonly spanOf: (row: Row) => { readonly fromMs: EpochMs; readonly toMs: EpochMs } | null
  readonly request: (ask: {
    readonly fromMs: EpochMs
    readonly toMs: EpochMs
    readonly token: string | null
  }) => VendorRequest
  readonly decode: StartDecoder<DecodedPage>
  /** A new row with what is read from the rows of this list, one at least. */
  readonly join: (row: Row, joined: readonly Row[]) => Row
}

interface ListShape {
  /** UNSUPPORTED: the vendor has no such list; its fields and owners are those of records that are fetched by id. */
  readonly support: Support
  readonly paging: Paging
  readonly order: RowOrder
  /** The vendor fields of the condensed objects; absent if the vendor has one form only. */
  readonly condensed?: readonly string[]
  /**
   * Vendor fields that hold credentials; absent if there are none. They are removed from every row when it is decoded,
   * unless the query selects a field that is read from them and the client has the scope for it. Responses that hold
   * them are `confidential`, and only guarded fields read them.
   */
  readonly secrets?: readonly string[]
  /** Vendor fields that only condensed objects have: both forms are requested if fields of both are selected. */
  readonly condensedOnly?: readonly string[]
  readonly decode: StartDecoder<DecodedPage>
  /** Whose the rows are. source: rows do not say; they are shown only to viewers who may see the whole source. */
  readonly owners: RowOwners | 'source'
  /**
   * By what the list is ordered: the start of a call, or its creation while it has not started. Null sorts last; in a
   * list that is read in slices, a row without a time is left out and reported as missing, so prefer any time to none.
   * @param fetchedAtMs as for the fields.
   */
  readonly orderTime: (row: Row, fetchedAtMs?: EpochMs) => EpochMs | null
  /**
   * Vendor fields that change while a record lasts although nothing happens, such as the talk time of a call in progress;
   * absent: there are none. A record in which only these differ has not changed.
   */
  readonly ticking?: readonly string[]
  /** A second list that some fields are read from; only for lists that are read in slices. */
  readonly joined?: JoinedList
  /** By condition, how the vendor's own conditions are checked, if they can be. */
  readonly ownChecks?: Readonly<Record<string, OwnCheck>>
  /** The filter under which a whole list has also the records that it leaves out without one; for finding one by its id. */
  readonly widest?: object
  /** When the list is read once instead of once for each of many ids or customers; absent: never. */
  readonly bulkReading?: BulkReading
  /** Another list of this source that has the same rows; absent if the rows are this list's own. */
  readonly rowsOf?: ListName
  /**
   * Where to find the records that are bound to a row (their relatedSipCallId is its SIP Call-ID); null if there are
   * none. Absent if no records are bound to others, or they cannot be found with a limited number of requests.
   */
  readonly boundTo?: (row: Row) => BoundSpan | null
  /** No call lasts longer than this, in milliseconds; absent: not known. It limits what a range of ends makes read. */
  readonly longestCallMs?: number
  /**
   * Whether a call may start later than its order time, because the vendor orders by creation. A row that was created
   * before a time range may then still belong to it, so reading does not stop there.
   */
  readonly startMayFollowOrderTime?: boolean
  /** For a list of calls: what statistics may conclude from it. Absent: no ratio of attempts is computed. */
  readonly statistics?: CallStatisticsRules
}

/** What statistics may conclude from a list of calls. */
export interface CallStatisticsRules {
  /** Of which attempts to call there are records. */
  readonly attempts: AttemptRecords
  /**
   * Whether a call that was not answered rang; null: the row does not say. A call that the caller gave up counts as not
   * answered by the called party only if it rang. Absent: rows never say.
   */
  readonly rang?: FieldReader<boolean | null>
}

export interface ListDeclaration<Name extends ListName> extends ListShape {
  readonly pushdown: PushdownRules<ListTypes[Name]['filter']>
  /** What is wrong with the filter as a whole, as a message for the client; null if it is valid. */
  problem?(filter: ListTypes[Name]['filter']): string | null
  /**
   * Why the vendor cannot list anything under a filter that is valid, such as one without the customer whose records it
   * lists; null if it can. The source then contributes nothing, and is reported as unsupported.
   */
  unavailable?(filter: ListTypes[Name]['filter']): string | null
  /**
   * Whether an error means that a list under this filter has no rows, such as one of a customer whom the vendor does not
   * know. Absent: every error is a failure.
   */
  hasNone?(fault: ReportedFault, filter: ListTypes[Name]['filter']): boolean
  /**
   * Adds to a row what the vendor leaves out because it was asked for, such as the customer. Absent: rows are whole.
   * @param filter as for `request`.
   */
  completeRow?(row: Row, filter: ListTypes[Name]['filter']): Row
  request(ask: ListRequest<ListTypes[Name]['filter']>): VendorRequest
  /**
   * The filters whose lists together are the list under this one, where one request cannot ask for all of it; null: one
   * can. They are asked one after another, in the order in which a record passes from one into the next, so that none
   * slips through. A joined list is read whole.
   */
  joins?(filter: ListTypes[Name]['filter']): readonly ListTypes[Name]['filter'][] | null
  readonly fields: Fields<ListTypes[Name]['record']>
}

/** A list of any kind of records, as the engine uses it. Every ListDeclaration is one. */
export interface AnyList extends ListShape {
  readonly pushdown: Readonly<Partial<Record<string, PushdownRule>>>
  problem?(filter: object): string | null
  unavailable?(filter: object): string | null
  hasNone?(fault: ReportedFault, filter: object): boolean
  completeRow?(row: Row, filter: object): Row
  request(ask: ListRequest<object>): VendorRequest
  joins?(filter: object): readonly object[] | null
  readonly fields: Readonly<Record<string, FieldReader<unknown>>> & { readonly nativeId: FieldReader<string> }
}
