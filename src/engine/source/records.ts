import type { AnyList, CustomerReference, ListName, Lists, Row } from '../../../adapters/contract.js'
import { parseInstant } from '../../../schema/instant.js'
import type { EpochMs } from '../../../schema/scalars.js'
import type { Source as SourceNode } from '../../../schema/source.js'
import { holdsAddress } from '../../access/rights/mask-text.js'
import { isMasked, type Mask, NO_MASK } from '../../access/rights/masks.js'
import { maskOfSeen, type SeenRow } from '../../access/rows/row-view.js'
import { toBalance } from './balance.js'
import { type NodeType, toGlobalId } from './global-id.js'
import type { IdSeal } from './id-seal.js'
import { type MaskValue, maskerOf } from './masked-values.js'

// Records are lazy views over a vendor's rows: a field is read when it is selected.

const TYPE_OF: Readonly<Record<ListName, NodeType>> = {
  calls: 'Call',
  sessions: 'Session',
  sipAccounts: 'SipAccount',
  activeCalls: 'ActiveCall',
  customers: 'Customer',
}

/** A node of the graph, made from a row or from a mention in another row. */
export interface RecordView {
  readonly typeName: NodeType
  readonly id: string
  readonly nativeId: string
  readonly source: SourceNode
}

/** Makes records of one list at one source. */
export type MakeRecord = (row: SeenRow, fetchedAtMs: EpochMs, detail?: RecordDetail) => RecordView

/** From which rows a record was made: from a full row only, or from all rows that the selection needs. */
type RecordDetail = 'full-only' | 'as-needed'

/** Fields in which an adapter names a customer. */
const CUSTOMER_FIELDS = new Set(['customer', 'billingCustomer', 'sourceCustomer', 'destinationCustomer', 'parent'])
/** Fields in which an adapter reports a balance. */
const BALANCE_FIELDS = new Set(['balance'])

abstract class View {
  constructor(
    readonly row: SeenRow,
    readonly fetchedAtMs: EpochMs,
    readonly detail: RecordDetail,
  ) {}
  /** The same record without any mask. */
  abstract unmasked(): RecordView
}

/**
 * A record with every field, for what the gateway itself reads of it, such as the keys of its links. Never for what a
 * client is shown.
 */
export const unmasked = (record: RecordView): RecordView => (record instanceof View ? record.unmasked() : record)

/**
 * Builds the class of a list's records, once for each source: its getters read the declared fields. A customer that a
 * row mentions becomes a node, and a call that is still talking gets the seconds since its answer where the vendor
 * reports only that.
 */
function recordMaker(list: ListName, declaration: AnyList, source: SourceNode, seal: IdSeal): MakeRecord {
  const typeName = TYPE_OF[list]
  class Record extends View implements RecordView {
    get typeName(): NodeType {
      return typeName
    }
    get id(): string {
      return toGlobalId(typeName, source.name, this.nativeId)
    }
    get source(): SourceNode {
      return source
    }
    get nativeId(): string {
      return declaration.fields.nativeId.read(this.row)
    }
    override unmasked(): RecordView {
      return this
    }
  }
  /** The same fields, each under the mask of the row. */
  class MaskedRecord extends Record {
    override get nativeId(): string {
      const nativeId = super.nativeId
      return hidesIn(maskOfSeen(this.row), nativeId) ? seal.seal(nativeId) : nativeId
    }
    override unmasked(): RecordView {
      return new Record(this.row, this.fetchedAtMs, this.detail)
    }
  }
  for (const [name, reader] of Object.entries(readersOf(list, declaration, source))) {
    Object.defineProperty(Record.prototype, name, {
      get(this: View): unknown {
        return reader(this.row, this.fetchedAtMs)
      },
    })
    const masker = CUSTOMER_FIELDS.has(name) ? maskCustomer : maskerOf(typeName, name)
    Object.defineProperty(MaskedRecord.prototype, name, {
      get(this: View): unknown {
        return masker(reader(this.row, this.fetchedAtMs), maskOfSeen(this.row))
      },
    })
  }
  return (row, fetchedAtMs, detail = 'as-needed') =>
    maskOfSeen(row) === NO_MASK ? new Record(row, fetchedAtMs, detail) : new MaskedRecord(row, fetchedAtMs, detail)
}

/** Whether an id holds an address that is masked, or a number in front of one. */
const hidesIn = (mask: Mask, nativeId: string): boolean =>
  (isMasked(mask, 'ip') || isMasked(mask, 'phone')) && holdsAddress(nativeId)

const CUSTOMER_NAME = maskerOf('Customer', 'name')

const maskCustomer: MaskValue = (value, mask) => {
  if (!(value instanceof CustomerView)) return value
  const name = CUSTOMER_NAME(value.name, mask)
  return toCustomer({ nativeId: value.nativeId, name: typeof name === 'string' ? name : null }, value.source)
}

/**
 * The record makers of each list that a source has.
 * @param seal encrypts ids that are masked.
 */
export function recordMakers(
  lists: Lists,
  source: SourceNode,
  seal: IdSeal,
): Readonly<Partial<Record<ListName, MakeRecord>>> {
  const make = (name: ListName, list: AnyList | undefined) =>
    list === undefined ? {} : { [name]: recordMaker(name, list, source, seal) }
  return {
    ...make('calls', lists.calls),
    ...make('sessions', lists.sessions),
    ...make('sipAccounts', lists.sipAccounts),
    ...make('activeCalls', lists.activeCalls),
    ...make('customers', lists.customers),
  }
}

/**
 * The row that a record was made from, when it was fetched and in which detail; null for a record that was only
 * mentioned.
 */
export const rowOf = (
  record: RecordView,
): { readonly row: SeenRow; readonly fetchedAtMs: EpochMs; readonly detail: RecordDetail } | null =>
  record instanceof View ? record : null

type ReadField = (row: Row, fetchedAtMs: EpochMs) => unknown

/** How the fields of a row are read, before anything becomes a node: for what is shared by all viewers. */
export function fieldReaders(list: ListName, { fields }: AnyList): Readonly<Record<string, ReadField>> {
  const readers: Record<string, ReadField> = {}
  for (const [name, { read }] of Object.entries(fields)) readers[name] = read
  const { durationSeconds: duration, answeredAt: answered } = fields
  if (list === 'activeCalls' && duration !== undefined && answered !== undefined)
    readers['durationSeconds'] = (row, fetchedAtMs) =>
      duration.read(row, fetchedAtMs) ?? secondsSince(answered.read(row, fetchedAtMs), fetchedAtMs)
  return readers
}

function readersOf(list: ListName, declaration: AnyList, source: SourceNode): Readonly<Record<string, ReadField>> {
  const readers: Record<string, ReadField> = {}
  for (const [name, read] of Object.entries(fieldReaders(list, declaration))) {
    if (name === 'nativeId') continue
    if (CUSTOMER_FIELDS.has(name))
      readers[name] = (row, fetchedAtMs) => {
        const customer = read(row, fetchedAtMs)
        return isCustomerReference(customer) ? toCustomer(customer, source) : null
      }
    else if (BALANCE_FIELDS.has(name))
      readers[name] = (row, fetchedAtMs) => toBalance(read(row, fetchedAtMs), fetchedAtMs)
    else readers[name] = read
  }
  return readers
}

function secondsSince(timestamp: unknown, nowMs: EpochMs): number | null {
  const sinceMs = typeof timestamp === 'string' ? parseInstant(timestamp) : null
  return sinceMs === null ? null : Math.max(0, (nowMs - sinceMs) / 1000)
}

const isCustomerReference = (value: unknown): value is CustomerReference =>
  typeof value === 'object' && value !== null && 'nativeId' in value

class CustomerView implements RecordView {
  readonly typeName = 'Customer'
  constructor(
    readonly nativeId: string,
    readonly name: string | null,
    readonly source: SourceNode,
  ) {}
  // Every row mentions a customer or two; few of their ids are selected.
  get id(): string {
    return toGlobalId('Customer', this.source.name, this.nativeId)
  }
}

/** A customer, from the row that mentions it. */
export const toCustomer = (
  { nativeId, name }: CustomerReference,
  source: SourceNode,
): RecordView & { name: string | null } => new CustomerView(nativeId, name, source)
