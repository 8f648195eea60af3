import type { z } from 'zod'
import type { ActiveCall } from '../schema/active-call.js'
import type { Call } from '../schema/call.js'
import type { ActiveCallOrder, AttemptRecords, ErrorCode, Support } from '../schema/enums.js'
import type {
  ActiveCallFilter,
  CallFilter,
  CustomerFilter,
  MoneyInput,
  SessionFilter,
  SipAccountFilter,
} from '../schema/filters.js'
import type { EpochMs } from '../schema/scalars.js'
import type { Session } from '../schema/session.js'
import type { Balance, Customer, Money } from '../schema/shapes.js'
import type { SipAccount } from '../schema/sip-account.js'
import type { Region } from './values/phone-number.js'
import type { Secret } from './values/secret.js'

// The adapter contract: an adapter is data and pure functions.
//
// It defines what to send to a vendor and what the response means; it never waits. No I/O, no clock, no randomness, no
// environment, no logger; no loops over pages, no retries, no global ids. The same input gives the same output.

// ------------------------------------------------------------------------------------------- adapters

/** A vendor: its name, the settings that it needs, and what it declares under those settings. */
export interface Adapter<Settings> {
  /** Lower-case name in the configuration and in `Source.vendor`. */
  readonly vendor: string
  readonly title: string
  /** Where the vendor documents this interface. */
  readonly manual: string
  /** The vendor's own keys of a source's configuration, without the keys that all sources have. */
  readonly settings: z.ZodType<Settings>
  /** What the vendor supports under these settings, how requests are made and how responses are read. */
  readonly declare: (settings: Settings) => Declaration
  /** Settings that show every product of the vendor, for the conformance audit and the vendor table. */
  readonly examples: readonly { readonly label: string; readonly settings: Settings }[]
}

/** An adapter whose settings type is hidden, so that adapters of different vendors fit into one list. */
export interface AnyAdapter {
  readonly vendor: string
  readonly title: string
  readonly manual: string
  readonly settings: z.ZodType
  /** @throws when the settings do not fit the vendor's own schema. */
  readonly declare: (settings: unknown) => Declaration
  readonly examples: readonly { readonly label: string; readonly declaration: Declaration }[]
}

/** Makes an adapter that validates its settings itself, so that adapters of different vendors fit into one list. */
export function defineAdapter<Settings>(adapter: Adapter<Settings>): AnyAdapter {
  return {
    vendor: adapter.vendor,
    title: adapter.title,
    manual: adapter.manual,
    settings: adapter.settings,
    declare: (settings) => adapter.declare(adapter.settings.parse(settings)),
    examples: adapter.examples.map(({ label, settings }) => ({ label, declaration: adapter.declare(settings) })),
  }
}

export interface Declaration {
  readonly auth: Authentication
  /** The country whose numbering plan applies to national numbers. Calls to other countries are international. */
  readonly region?: Region
  readonly lists: Lists
  readonly lookups: Lookups
  readonly control: Controls
  /** Totals per account, for vendors that can count calls at a lower cost than they list them. */
  readonly activeCallStats?: ActiveCallStatsDeclaration
  /** What the vendor's errors mean; the first rule that matches decides. An error that no rule matches is PROTOCOL. */
  readonly faults: readonly FaultRule[]
  /**
   * Reads the vendor's error code and text from a response with an HTTP status other than 2xx.
   * The text is only compared with the fault table: it never reaches a client or a log.
   */
  readonly readError: (body: string, contentType: string) => { code?: string; text?: string }
}

// ------------------------------------------------------------------------------------------- requests

export type Parameters = readonly (readonly [name: string, value: string])[]

/** One request to a vendor, complete except for the host and the credentials. */
export interface VendorRequest {
  /** The vendor's name of the operation, for logs, metrics and explain: `listActiveCalls`, `GET /sbc/session`. */
  readonly operation: string
  readonly method: 'GET' | 'POST' | 'DELETE'
  /** Appended to the configured URL; begins with a slash unless it is empty; already percent-encoded. */
  readonly path: string
  /**
   * An id in the path holds dots beside an encoded slash (`a%2F..%2Fb`), which a server that decodes early resolves to
   * another path. Only for reads whose record is checked, and for actions that `confirm` has preceded; absent: refused.
   */
  readonly allowsEncodedDots?: boolean
  readonly query?: Parameters
  readonly body?: RequestBody
  /** Whether it is safe to send the request twice. Reads by POST are repeatable; control requests never are. */
  readonly repeatable: boolean
  /** Whether the response holds credentials. It is then not shared or cached, unless they are removed (`secrets`). */
  readonly confidential?: boolean
  /**
   * Whether the vendor may refuse this operation with a 401 although the credentials are right, because the user lacks a
   * permission. Such a refusal then concerns this operation only, if the credentials have been accepted before.
   */
  readonly mayLackPermission?: boolean
  readonly accept: string
}
export type RequestBody =
  | { readonly kind: 'form'; readonly fields: Parameters }
  | {
      readonly kind: 'text'
      readonly contentType: string
      readonly text: string
      /** The content of the text as parameters, for explain; no secrets. */
      readonly parameters: Parameters
    }

/** Which rows of a vendor's list are requested. */
export type Window =
  | { readonly style: 'offset'; readonly offset: number; readonly limit: number }
  | { readonly style: 'page'; readonly page: number; readonly pageSize: number }
  | { readonly style: 'snapshot' }
  /** Where to continue, as the answer before said in `next`; null: from the beginning. */
  | { readonly style: 'token'; readonly token: string | null; readonly limit: number }
  | SliceWindow

/** The rows of one time slice, or a part of them. */
export interface SliceWindow {
  readonly style: 'slice'
  /**
   * The slice: instants in milliseconds since 1970, multiples of the granularity. The request must find every row whose
   * compared time is at or after `fromMs` and before `toMs`; rows outside are dropped by the engine. So both are sent as
   * they are, and an adapter whose vendor has coarser times, or days of another zone, widens the range. `toMs` may lie in
   * the future.
   */
  readonly fromMs: EpochMs
  readonly toMs: EpochMs
  /** How many rows of the slice to skip; a multiple of `limit` where the vendor has pages, and 0 where it has neither. */
  readonly offset: number
  /** The most rows to return; Infinity where the vendor has no such parameter. */
  readonly limit: number
  /** Where to continue, as the answer before said in `next`; null: from the beginning. */
  readonly token: string | null
}

// ------------------------------------------------------------------------------------------ responses

/** The fields of a row as they were sent. Read them by known keys, with the readers of `wire/field-readers.ts`. */
export type Row = Readonly<Record<string, unknown>>

export interface DecodedPage {
  readonly rows: readonly Row[]
  /** How many rows match over all pages, as the vendor reports; null if it does not report it or is not reliable. */
  readonly total: number | null
  /** For lists that are continued with a token: that of the next page; null or absent: this was the last one. */
  readonly next?: string | null
}

/**
 * Reads a response piece by piece as it arrives, already decompressed and decoded to text.
 * Both methods throw VendorFault: PROTOCOL if the format is not the documented one, or the code of the fault table
 * for an error in a response with a success status.
 */
export interface Decoder<Result> {
  write(text: string): void
  end(): Result
  /** Whether nothing is read before `end`: the text may then be passed in one piece. */
  readonly readsAtEnd?: boolean
  /**
   * Present when odd characters inside values are repaired instead of refused. Bytes that are not of the character set
   * then arrive as U+FFFD. The decoder counts its repairs here, and the decoding of bytes adds its own.
   */
  readonly repairs?: RepairCount
}

/** How many characters or references of one answer were repaired. */
export interface RepairCount {
  count: number
}
/** Starts to read one response with a 2xx status. */
export type StartDecoder<Result> = (head: { readonly contentType: string }) => Decoder<Result>

// --------------------------------------------------------------------------------------------- faults

/** An error that a vendor reports. The message is worded by the adapter, and is safe to show to clients. */
export class VendorFault extends Error {
  override readonly name = 'VendorFault'
  readonly #reported: ReportedFault | null

  constructor(
    readonly code: ErrorCode,
    message: string,
    /** For the authenticator, which may log in again, or sign in another way, once. */
    readonly hint?: 'token-expired' | 'signature-refused',
    reported: ReportedFault | null = null,
  ) {
    super(message)
    this.#reported = reported
  }

  /** The vendor's own words, for the operator who runs `trunkline check`; null: there were none. Logs and JSON have none of it. */
  get reported(): ReportedFault | null {
    return this.#reported
  }
}

/** What a response says that reports an error: its HTTP status, and the vendor's code and text if there are any. */
export interface ReportedFault {
  readonly httpStatus: number
  readonly code?: string
  readonly text?: string
}

/** What an error of the vendor means. All conditions that are set must hold. */
export interface FaultRule {
  readonly when: {
    readonly httpStatus?: number | readonly [from: number, to: number]
    /** The vendor's error code, exactly. */
    readonly code?: string
    /** The vendor's error text. A string is compared after trimming, folding white space and ignoring case. */
    readonly text?: string | RegExp
  }
  readonly code: ErrorCode
  /** The message for the client: worded by the adapter, with what to do about the error. */
  readonly meaning: string
  readonly hint?: 'token-expired' | 'signature-refused'
}

// ---------------------------------------------------------------------------------------------- lists

/**
 * Whose the rows of a list are. Viewers who may see some customers only are shown the rows of these customers, and are
 * never shown what concerns the other party.
 */
export interface RowOwners {
  /** The vendor fields that name the owners. They are requested whenever rows are shown to such a viewer. */
  readonly from: readonly string[]
  /**
   * The customers that a row belongs to, by the ids of `Customer.nativeId` and of the condition `customerId`; none where
   * the row does not say: it is then hidden. A call between two customers belongs to both.
   */
  readonly read: (row: Row) => readonly string[]
  /** What concerns one party of a call only: customer, peer, routing. */
  readonly parties: readonly PartyFields[]
  /**
   * Whether the vendor returns every row of a customer when it is asked by `customerId`, as either party. Otherwise rows
   * are never requested by customer because of the viewer: some would be missing.
   */
  readonly completeByCustomer: boolean
  /**
   * For how many customers of a viewer each is asked for, and the answers joined into one list, which is read whole. The
   * rows of more customers are found in the list of all; Infinity: that list lacks rows of some customers. Absent: one.
   * Only for lists that are short, and complete by customer.
   */
  readonly mostByCustomer?: number
  /**
   * What concerns a customer who does not own the row, such as the reseller of a customer: shown to viewers who may see that
   * customer as well.
   */
  readonly others?: readonly PartyFields[]
  /**
   * Conditions that would disclose what is hidden. customer: the value is the id of a customer, who must be one of the
   * viewer's. hidden: the condition is about hidden fields, and such a viewer cannot use it.
   */
  readonly conditions?: Readonly<Record<string, 'customer' | 'hidden'>>
}

/** The vendor fields that describe one party of a row. */
export interface PartyFields {
  /** The customer that they concern; null: none, or it is not known. They are hidden from everyone else's viewers. */
  readonly customer: (row: Row) => string | null
  readonly fields: readonly string[]
}

/** How one field of a record is read from a row, and which vendor fields are needed for it. */
export interface FieldReader<Value> {
  /** The vendor's fields, spelled as in the vendor's document. Empty if this vendor does not report the field. */
  readonly from: readonly string[]
  /** For an object whose parts come from different vendor fields: the vendor fields that each part needs. */
  readonly parts?: Readonly<Record<string, readonly string[]>>
  /**
   * @param fetchedAtMs when the answer with the row came; undefined where it is not known. Only what the row itself leaves
   * open is decided by it: which of two instants a local time is that the clock shows twice.
   */
  readonly read: (row: Row, fetchedAtMs?: EpochMs) => Value
}
/** All fields of a record except those that the gateway adds. A record is a lazy view: a field is read if selected. */
export type Fields<Record> = {
  readonly [Name in Exclude<keyof Record, 'id' | 'source' | 'typeName'>]: FieldReader<AdapterValue<Record[Name]>>
}
/**
 * An adapter gives a customer by native id and name; the gateway makes a node of it. Of a balance it gives what the vendor
 * reports; the gateway adds what follows from it.
 */
export type AdapterValue<Value> = Value extends { typeName: 'Customer' }
  ? CustomerReference
  : Value extends Balance
    ? ReportedBalance
    : Value
export interface CustomerReference {
  readonly nativeId: string
  readonly name: string | null
}

/** A balance: the amount is positive if there is money, whatever sign the vendor gives it. */
export interface ReportedBalance {
  readonly amount: Money
  /** How much may be owed; positive. Null: not limited, or not reported. */
  readonly creditLimit: Money | null
  readonly kind: Balance['kind']
}

export interface ListTypes {
  calls: { record: Call; filter: CallFilter }
  sessions: { record: Session; filter: SessionFilter }
  sipAccounts: { record: SipAccount; filter: SipAccountFilter }
  activeCalls: { record: ActiveCall; filter: ActiveCallFilter }
  customers: { record: Customer; filter: CustomerFilter }
}
export type ListName = keyof ListTypes
export type Lists = { readonly [Name in ListName]?: ListDeclaration<Name> }

/**
 * How precisely a vendor applies one condition of a filter.
 * exact: the vendor returns exactly the matching rows. superset: it may return more, so the gateway filters again.
 * none: the condition is not sent, and the gateway filters all rows. unsupported: neither the vendor nor the gateway
 * can apply it, so the source contributes nothing.
 */
export type Pushdown = 'exact' | 'superset' | 'none' | 'unsupported'

/** An amount of money is one value, and not a group of conditions. */
type OneValue = readonly unknown[] | MoneyInput

/** The conditions of a filter that apply to every vendor. */
export type CommonPath<Filter> = {
  [Key in keyof Filter & string]-?: NonNullable<Filter[Key]> extends OneValue
    ? Key
    : NonNullable<Filter[Key]> extends object
      ? never
      : Key
}[keyof Filter & string]
/** The conditions that only one vendor supports, by dotted name: `portasip.connectionId`. */
export type OwnPath<Filter> = {
  [Key in keyof Filter & string]-?: NonNullable<Filter[Key]> extends OneValue
    ? never
    : NonNullable<Filter[Key]> extends object
      ? `${Key}.${keyof NonNullable<Filter[Key]> & string}`
      : never
}[keyof Filter & string]
/** How each condition is applied. A vendor's own condition that is left out is unsupported. */
export type PushdownRules<Filter> = Readonly<
  Record<CommonPath<Filter>, PushdownRule> & Partial<Record<OwnPath<Filter>, PushdownRule>>
>

/** A function if it depends on the value, such as for a vendor that can filter by one status but not by two. */
export type PushdownRule = Pushdown | ((value: unknown) => Pushdown)

/**
 * How the gateway checks a vendor's own condition, for vendors that may ignore it. It is then declared `superset`; without
 * a check it is `exact`, or `unsupported`.
 */
export interface OwnCheck {
  /** The fields of the record that it reads. */
  readonly reads: readonly string[]
  readonly test: (wanted: unknown) => (read: (field: string) => unknown) => boolean
}

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

export type Paging =
  | { readonly style: 'offset'; readonly maxLimit: number }
  | {
      readonly style: 'page'
      readonly firstPage: 0 | 1
      readonly maxPageSize: number
      /** What the vendor returns for a page after the last one: an error, no rows, or the last page again. */
      readonly pastTheEnd: 'error' | 'empty' | 'repeat'
    }
  | { readonly style: 'snapshot' }
  /**
   * Each answer has the token of the next page (`DecodedPage.next`). No page can be requested without the one before it,
   * so the list is read whole, and `order` is `none`: for short lists only.
   */
  | { readonly style: 'token'; readonly maxLimit: number }
  | SlicePaging

/**
 * A list that is read in time slices: for vendors that filter by time but promise no order, or have no pages. The engine
 * asks for one slice after another, sorts inside, and drops what lies outside or was seen before. `order` is then `none`,
 * and so is the pushdown of `startedFrom` and `startedTo`, because the slices apply them. It has no `joins`.
 */
export interface SlicePaging {
  readonly style: 'slices'
  /** The smallest slice, in milliseconds: 1000 for times in whole seconds, 86,400,000 for days. */
  readonly granularityMs: number
  /**
   * Which ends of the range the vendor includes: both (inclusive), the first (exclusive), or it is not known: then the
   * slice begins one granularity earlier.
   */
  readonly ends: 'inclusive' | 'exclusive' | 'unknown'
  /** The widest slice that the vendor accepts, in milliseconds; at least the granularity. */
  readonly maxSpanMs: number
  /** How far back the vendor keeps rows, in milliseconds before now; null: for as long as it has run. */
  readonly oldestMs: number | null
  /** Which time of a row the vendor compares with the range. */
  readonly comparedTime: 'start' | 'end' | 'unknown'
  /**
   * By how much the compared time of a row may be later than its `orderTime`, in milliseconds: the longest call, where
   * the vendor compares the end. It is never earlier. Each page reads this much more, so choose it no larger than needed.
   */
  readonly slackMs: number
  /** The first slice of a list whose density is not known yet, in milliseconds. */
  readonly firstSpanMs: number
  /** How the rows of one slice are paged. */
  readonly inside: PagingInside
}

export type PagingInside =
  | { readonly style: 'offset'; readonly maxLimit: number }
  | {
      readonly style: 'page'
      readonly firstPage: 0 | 1
      readonly maxPageSize: number
      readonly pastTheEnd: 'error' | 'empty' | 'repeat'
    }
  /** Each answer has the token of the next page: see `DecodedPage.next`. */
  | { readonly style: 'token'; readonly maxLimit: number }
  /** One answer has all rows of a slice, or the first `cap` of them; null: always all. */
  | { readonly style: 'none'; readonly cap: number | null }

/** The order of rows that the vendor guarantees. `none`: no order, so the whole list is read and sorted. */
export type RowOrder = 'newest-first' | 'native-id' | 'none'

// -------------------------------------------------------------------------------- lookups and control

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

// --------------------------------------------------------------------------------------- authentication

export type Authentication =
  | { readonly scheme: 'none' }
  | { readonly scheme: 'basic'; readonly username: string; readonly password: Secret }
  /** RFC 7616 (MD5, SHA-256; qop=auth). The challenge is reused, with an increasing nonce count. */
  | { readonly scheme: 'digest'; readonly username: string; readonly password: Secret }
  | { readonly scheme: 'bearer'; readonly token: Secret }
  /** A token that is fetched, refreshed before it expires, and fetched again after a 401 or the hint `token-expired`. */
  | {
      readonly scheme: 'login'
      readonly request: () => VendorRequest
      readonly decode: StartDecoder<{ token: string; expiresInSeconds: number | null }>
    }
  /** A credential in the request. Variants are tried in order, at most one change, on the hint `signature-refused`. */
  | {
      readonly scheme: 'signed'
      readonly variants: readonly string[]
      readonly sign: (request: VendorRequest, variant: string) => VendorRequest
    }
