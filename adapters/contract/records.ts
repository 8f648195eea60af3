import type { ActiveCall } from '../../schema/active-call.js'
import type { Call } from '../../schema/call.js'
import type {
  ActiveCallFilter,
  CallFilter,
  CustomerFilter,
  SessionFilter,
  SipAccountFilter,
} from '../../schema/filters.js'
import type { EpochMs } from '../../schema/scalars.js'
import type { Session } from '../../schema/session.js'
import type { Balance, Customer, Money } from '../../schema/shapes.js'
import type { SipAccount } from '../../schema/sip-account.js'
import type { Row } from './responses.js'

// Rows as records: their fields, and whose they are.

export interface ListTypes {
  calls: { record: Call; filter: CallFilter }
  sessions: { record: Session; filter: SessionFilter }
  sipAccounts: { record: SipAccount; filter: SipAccountFilter }
  activeCalls: { record: ActiveCall; filter: ActiveCallFilter }
  customers: { record: Customer; filter: CustomerFilter }
}

export type ListName = keyof ListTypes

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
