import type { z } from 'zod'
import type { ActiveCall } from '../schema/active-call.js'
import type { Call } from '../schema/call.js'
import type { ActiveCallOrder, ErrorCode, Support } from '../schema/enums.js'
import type { ActiveCallFilter, CallFilter, SessionFilter, SipAccountFilter } from '../schema/filters.js'
import type { EpochMs } from '../schema/scalars.js'
import type { Session } from '../schema/session.js'
import type { SipAccount } from '../schema/sip-account.js'
import type { Region } from './values/phone-number.js'
import type { Secret } from './values/secret.js'

// The adapter contract: an adapter is data and pure functions.
//
// It says what to send and what came back means; it never waits. No I/O, no clock, no randomness, no
// environment, no logger; no loops over pages, no retries, no global ids. The same input gives the same output.

// ------------------------------------------------------------------------------------------- adapters

/** A vendor: who it is, what must be configured, and what it declares once that is known. */
export interface Adapter<Settings> {
  /** Lower-case name in the configuration and in `Source.vendor`. */
  readonly vendor: string
  readonly title: string
  /** Where the vendor documents this interface. */
  readonly manual: string
  /** The vendor's own keys of a source's configuration. Keys common to all sources are not in it. */
  readonly settings: z.ZodType<Settings>
  /** What the vendor can do, how it is asked and how its answers are read, under these settings. */
  readonly declare: (settings: Settings) => Declaration
  /** Settings that show every product of the vendor, for the conformance audit and the vendor table. */
  readonly examples: readonly { readonly label: string; readonly settings: Settings }[]
}

/** Keeps the type of the settings inside a list of adapters of different vendors. */
export interface AnyAdapter {
  readonly vendor: string
  readonly title: string
  readonly manual: string
  readonly settings: z.ZodType
  /** @throws when the settings do not fit the vendor's own schema. */
  readonly declare: (settings: unknown) => Declaration
  readonly examples: readonly { readonly label: string; readonly declaration: Declaration }[]
}

/** Checks the settings at the door, so that adapters of different vendors fit into one list. */
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
  /** The numbering plan of numbers written in national form, and what a call abroad is abroad of. */
  readonly region?: Region
  readonly lists: Lists
  readonly lookups: Lookups
  readonly control: Controls
  /** Totals per account, where the vendor counts cheaper than it lists. */
  readonly activeCallStats?: ActiveCallStatsDeclaration
  /** What the vendor's errors mean; the first row that fits decides. An error that no row fits is PROTOCOL. */
  readonly faults: readonly FaultRule[]
  /**
   * Reads what there is to read in an answer with an HTTP status other than 2xx.
   * The text goes into the fault table and nowhere else: it never reaches a client or a log.
   */
  readonly readError: (body: string, contentType: string) => { code?: string; text?: string }
}

// ------------------------------------------------------------------------------------------- requests

export type Parameters = readonly (readonly [name: string, value: string])[]

/** One request to a vendor, complete but for the host and the credentials. */
export interface VendorRequest {
  /** The vendor's word for what is asked, for logs, metrics and explain: `listActiveCalls`, `GET /sbc/session`. */
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
  /** Whether sending it twice does no harm. Reads by POST are repeatable; control never is. */
  readonly repeatable: boolean
  /** Whether the answer holds credentials: then it is neither shared nor cached, unless they are dropped (`secrets`). */
  readonly confidential?: boolean
  readonly accept: string
}
export type RequestBody =
  | { readonly kind: 'form'; readonly fields: Parameters }
  | {
      readonly kind: 'text'
      readonly contentType: string
      readonly text: string
      /** What the text says, for explain; no secrets. */
      readonly parameters: Parameters
    }

/** Which rows of a vendor's list. */
export type Window =
  | { readonly style: 'offset'; readonly offset: number; readonly limit: number }
  | { readonly style: 'page'; readonly page: number; readonly pageSize: number }
  | { readonly style: 'snapshot' }

// -------------------------------------------------------------------------------------------- answers

/** Fields of a row as the wire gives them. Read by known keys, through the readers of `wire/read.ts`. */
export type Row = Readonly<Record<string, unknown>>

export interface DecodedPage {
  readonly rows: readonly Row[]
  /** How many rows the vendor says match, over all pages; null when it does not say, or cannot be trusted. */
  readonly total: number | null
}

/**
 * Takes an answer piece by piece, as it comes off the socket, already decompressed and decoded to text.
 * Both methods throw VendorFault: PROTOCOL for what is not the documented format, or what the fault table says
 * for an error in a success answer.
 */
export interface Decoder<Result> {
  write(text: string): void
  end(): Result
  /** Nothing is read before the end: all of the text may be given in one piece then. */
  readonly readsAtEnd?: boolean
  /**
   * Present when odd characters inside values are repaired instead of refused. Bytes that are not of the character set
   * then arrive as U+FFFD. The decoder counts its own repairs here, and whoever decodes the bytes adds theirs.
   */
  readonly repairs?: RepairCount
}

/** How many characters or references of one answer were repaired. */
export interface RepairCount {
  count: number
}
/** Begins to read one answer with a 2xx status. */
export type StartDecoder<Result> = (head: { readonly contentType: string }) => Decoder<Result>

// --------------------------------------------------------------------------------------------- faults

/** Trouble that a vendor tells about; the message is in our words, and safe to show. */
export class VendorFault extends Error {
  override readonly name = 'VendorFault'
  constructor(
    readonly code: ErrorCode,
    message: string,
    /** What the authenticator must know: it may log in again, or sign in another way, once. */
    readonly hint?: 'token-expired' | 'signature-refused',
  ) {
    super(message)
  }
}

/** What an error of the vendor means. Every condition that is given must hold. */
export interface FaultRule {
  readonly when: {
    readonly httpStatus?: number | readonly [from: number, to: number]
    /** The vendor's error code, exactly. */
    readonly code?: string
    /** The vendor's error text: trimmed, inner space folded, compared without case. */
    readonly text?: string | RegExp
  }
  readonly code: ErrorCode
  /** What the client reads: in our words, with what to do about it. */
  readonly meaning: string
  readonly hint?: 'token-expired' | 'signature-refused'
}

// ---------------------------------------------------------------------------------------------- lists

/** How one field of a record is read out of a row, and which vendor fields that takes. */
export interface FieldReader<Value> {
  /** The vendor's fields, spelled as the vendor's document spells them. Empty: not told by this vendor. */
  readonly from: readonly string[]
  /** Where a field is an object whose parts come from different vendor fields: by name of the part, what it takes. */
  readonly parts?: Readonly<Record<string, readonly string[]>>
  /**
   * @param fetchedAtMs when the answer with the row came; undefined where it is not known. Only what the row itself leaves
   * open is decided by it: which of two instants a local time is that the clock shows twice.
   */
  readonly read: (row: Row, fetchedAtMs?: EpochMs) => Value
}
/** Every field of a record but those that the gateway makes. A record is a lazy view: a field is read when selected. */
export type Fields<Record> = {
  readonly [Name in Exclude<keyof Record, 'id' | 'source' | 'typeName'>]: FieldReader<AdapterValue<Record[Name]>>
}
/** A customer is told by native id and name; the gateway makes a node of it. */
export type AdapterValue<Value> = Value extends { typeName: 'Customer' } ? CustomerReference : Value
export interface CustomerReference {
  readonly nativeId: string
  readonly name: string | null
}

export interface ListTypes {
  calls: { record: Call; filter: CallFilter }
  sessions: { record: Session; filter: SessionFilter }
  sipAccounts: { record: SipAccount; filter: SipAccountFilter }
  activeCalls: { record: ActiveCall; filter: ActiveCallFilter }
}
export type ListName = keyof ListTypes
export type Lists = { readonly [Name in ListName]?: ListDeclaration<Name> }

/**
 * How well a vendor applies one condition of a filter.
 * exact: its rows are the answer. superset: it may give more; the gateway checks again. none: it cannot, or is
 * not asked; the gateway checks every row. unsupported: neither can, so the source has nothing to contribute.
 */
export type Pushdown = 'exact' | 'superset' | 'none' | 'unsupported'

/** The conditions of a filter that concern every vendor. */
export type CommonPath<Filter> = {
  [Key in keyof Filter & string]-?: NonNullable<Filter[Key]> extends readonly unknown[]
    ? Key
    : NonNullable<Filter[Key]> extends object
      ? never
      : Key
}[keyof Filter & string]
/** The conditions that one vendor knows, by dotted name: `portasip.connectionId`. */
export type OwnPath<Filter> = {
  [Key in keyof Filter & string]-?: NonNullable<Filter[Key]> extends readonly unknown[]
    ? never
    : NonNullable<Filter[Key]> extends object
      ? `${Key}.${keyof NonNullable<Filter[Key]> & string}`
      : never
}[keyof Filter & string]
/** How each condition is applied. A condition of another vendor's own that is left out is unsupported. */
export type PushdownRules<Filter> = Readonly<
  Record<CommonPath<Filter>, PushdownRule> & Partial<Record<OwnPath<Filter>, PushdownRule>>
>

/** Where it depends on the value (a vendor that can filter by one status but not by two), a function of the value. */
export type PushdownRule = Pushdown | ((value: unknown) => Pushdown)

export interface Ask<Filter> {
  /** Only conditions that are not declared `none` or `unsupported`; a condition that is `none` for its value may be there and must be ignored. */
  readonly filter: Filter
  readonly window: Window
  /** `full` when a selected field, or a condition that the gateway checks, needs the vendor's full form. */
  readonly detail: 'condensed' | 'full'
  readonly orderBy?: ActiveCallOrder
}

/**
 * What many records cost. The list is read once, instead of a request for each id or each customer, when it takes fewer
 * requests than there are different keys by `worth` and more.
 */
export interface ManyAtOnce {
  /** The filter under which it is read. */
  readonly under: object
  /** How many requests for one record cost the vendor as much as one for this list: a whole number from 1 on. */
  readonly worth: number
  /**
   * all: what this reading does not have is not there. some: it may be, and is asked for by itself. in-progress: it has
   * calls in progress only, and is read for ids that are known to be of such.
   */
  readonly has: 'all' | 'some' | 'in-progress'
}

/** A part of a list: what holds for its records, and the time in which they start; `toMs` null: until now. */
export interface BoundSpan {
  readonly filter: object
  readonly fromMs: EpochMs
  readonly toMs: EpochMs | null
}

interface ListShape {
  readonly support: Exclude<Support, 'UNSUPPORTED'>
  readonly paging: Paging
  readonly order: RowOrder
  /** Vendor fields that the condensed form has; absent: there is one form, and it has all. */
  readonly condensed?: readonly string[]
  /**
   * Vendor fields that hold credentials; absent: none does. They are dropped from every row at once, unless a field is
   * granted and selected that is read from them: what holds them is `confidential`, and only guarded fields read them.
   */
  readonly secrets?: readonly string[]
  /** Vendor fields that only the condensed form has, so that full and condensed are asked when both are selected. */
  readonly condensedOnly?: readonly string[]
  readonly decode: StartDecoder<DecodedPage>
  /**
   * By what the list is ordered: the start of a call, or its creation while it has not started. Null sorts last.
   * @param fetchedAtMs as for the fields.
   */
  readonly orderTime: (row: Row, fetchedAtMs?: EpochMs) => EpochMs | null
  /** The filter under which a whole list has also the records that it leaves out without one; for finding one by its id. */
  readonly widest?: object
  /** When the list is read once instead of being asked for each of many ids or customers; absent: never. */
  readonly manyAtOnce?: ManyAtOnce
  /** The list whose rows these are as well, only told in other words; absent: they are its own. */
  readonly rowsOf?: ListName
  /**
   * Where the records are that are bound to one (their relatedSipCallId is its SIP Call-ID); null where there are none.
   * Absent: none are, or there is no bounded way to find them.
   */
  readonly boundTo?: (row: Row) => BoundSpan | null
  /**
   * Whether a call may have started later than its order time says (the vendor orders by creation): then a row that
   * was created before a time range may still belong to it, and reading does not stop there.
   */
  readonly startMayFollowOrderTime?: boolean
}

export interface ListDeclaration<Name extends ListName> extends ListShape {
  readonly pushdown: PushdownRules<ListTypes[Name]['filter']>
  /** What is wrong with a filter as a whole, in words for the client; null when nothing is. */
  problem?(filter: ListTypes[Name]['filter']): string | null
  request(ask: Ask<ListTypes[Name]['filter']>): VendorRequest
  /**
   * The filters whose lists together are the list under this one, where one request cannot ask for all of it; null: one
   * can. They are asked one after another, in the order in which a record passes from one into the next, so that none
   * slips through. A joined list is read whole.
   */
  joins?(filter: ListTypes[Name]['filter']): readonly ListTypes[Name]['filter'][] | null
  readonly fields: Fields<ListTypes[Name]['record']>
}

/** A list of whatever records, as the engine handles it. Every ListDeclaration is one. */
export interface AnyList extends ListShape {
  readonly pushdown: Readonly<Partial<Record<string, PushdownRule>>>
  problem?(filter: object): string | null
  request(ask: Ask<object>): VendorRequest
  joins?(filter: object): readonly object[] | null
  readonly fields: Readonly<Record<string, FieldReader<unknown>>> & { readonly nativeId: FieldReader<string> }
}

export type Paging =
  | { readonly style: 'offset'; readonly maxLimit: number }
  | {
      readonly style: 'page'
      readonly firstPage: 0 | 1
      readonly maxPageSize: number
      /** What the vendor does with a page behind the last one. */
      readonly pastTheEnd: 'error' | 'empty' | 'repeat'
    }
  | { readonly style: 'snapshot' }

/** What the vendor promises about the order of its rows. `none`: nothing; then the list is read whole and sorted. */
export type RowOrder = 'newest-first' | 'native-id' | 'none'

// -------------------------------------------------------------------------------- lookups and control

/** One record by its native id: the request, and the row, or null when the vendor says that there is none. */
export interface Lookup<Name extends ListName> {
  readonly request: (nativeId: string) => VendorRequest
  readonly decode: StartDecoder<Row | null>
  /** The record is read like one of this list's full rows. */
  readonly list: Name
  /** Faults that mean "there is none". */
  readonly notFound: (fault: { httpStatus: number; code?: string; text?: string }) => boolean
  /**
   * Where the record has a condensed form besides, which tells what the full one does not: the customer in whose list it
   * is. Null: that is not told.
   */
  readonly condensedAt?: (row: Row) => { readonly customerId: string } | null
  /** Whether a record comes to be when the call is over: then a call in progress has none, and it is not asked for. */
  readonly onlyWhenOver?: boolean
}
export interface Lookups {
  readonly call?: Lookup<'calls'>
  readonly session?: Lookup<'sessions'>
  readonly sipAccount?: Lookup<'sipAccounts'>
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

/** An action on the vendor's switch. `request` throws VendorFault REJECTED for an id that the vendor could misread. */
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
  readonly outcomeOfError?: (fault: { httpStatus: number; code?: string; text?: string }) => Result | null
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
  /** RFC 7616 (MD5, SHA-256; qop=auth), the challenge kept and its nonce counted up. */
  | { readonly scheme: 'digest'; readonly username: string; readonly password: Secret }
  | { readonly scheme: 'bearer'; readonly token: Secret }
  /** A token that is fetched, refreshed before it expires, and fetched anew on a fault with the hint `token-expired`. */
  | {
      readonly scheme: 'login'
      readonly request: () => VendorRequest
      readonly decode: StartDecoder<{ token: string; expiresInSeconds: number | null }>
    }
  /** A credential inside the request. Tried in order, at most one change, and only on the hint `signature-refused`. */
  | {
      readonly scheme: 'signed'
      readonly variants: readonly string[]
      readonly sign: (request: VendorRequest, variant: string) => VendorRequest
    }
