import type { CallFilter } from '../../schema/filters.js'
import type { ListDeclaration, ListRequest, PushdownRule, Row, RowOwners, VendorRequest } from '../contract.js'
import { readNumberCondition } from '../values/number-condition.js'
import { toInt, toText } from '../wire/field-readers.js'
import { decodeList } from './answers.js'
import { timeOf, toPortaTime } from './portaone-time.js'
import { toPortaId, toRequest } from './request.js'
import type { PortaoneSettings } from './settings.js'
import { callFields, customerOf, startOf } from './to-call.js'

// Customer/get_customer_xdrs: what customers are charged for, by the time when it was billed.
//
// Payments and fees are xDRs too: only those of voice are calls, so i_service_type is always sent. Calls that failed are
// only listed with show_unsuccessful. Neither an order nor the largest limit is documented.

const SECOND_MS = 1000
const MINUTE_MS = 60 * SECOND_MS
const DAY_MS = 24 * 60 * MINUTE_MS
const HOUR_MS = 60 * MINUTE_MS

const VOICE = 3
/** The service of payments; xDRs of it are seen with a name such as PayPal as the called number. */
const PAYMENTS = 2

/** Whether a row is a call. A row that does not name its type is one, unless it is a payment. */
export function isCall(row: Row): boolean {
  const type = toInt(row['i_service_type'])
  return type === null ? toInt(row['i_service']) !== PAYMENTS : type === VOICE
}

/** Who a record belongs to: the customer who is charged. */
export const ownersOf = (settings: PortaoneSettings): RowOwners => {
  const customer = customerOf(settings)
  return {
    from: ['i_customer'],
    read: (row) => {
      const id = customer(row)
      return id === null ? [] : [id]
    },
    parties: [],
    completeByCustomer: true,
  }
}

/** An id that is not PortaOne's, or not that of the only customer of the source, is one of another source. */
export const customerPushdown =
  ({ customerId }: PortaoneSettings): PushdownRule =>
  (id) =>
    toPortaId(id) === null || (customerId !== undefined && id !== customerId) ? 'unsupported' : 'exact'

/** Digits at the end of a number that are the same in every form in which it may be written; an extension may follow. */
const ENDING = 6

/** The pattern for a complete number, in which % is any text; null for parts of numbers. */
function toPattern(wanted: unknown): string | undefined {
  const condition = typeof wanted === 'string' ? readNumberCondition(wanted, undefined) : null
  return condition?.kind === 'complete' ? `%${condition.e164.slice(-ENDING)}%` : undefined
}
const numberPushdown: PushdownRule = (wanted) => (toPattern(wanted) === undefined ? 'none' : 'superset')

const areAnswered = (statuses: unknown): boolean =>
  Array.isArray(statuses) && statuses.length > 0 && statuses.every((status) => status === 'COMPLETED')

/** The list of call records, with the settings of one source. */
export const callRecordsOf = (settings: PortaoneSettings): ListDeclaration<'calls'> => ({
  support: 'NATIVE',
  paging: {
    style: 'slices',
    granularityMs: SECOND_MS,
    ends: 'unknown',
    maxSpanMs: 31 * DAY_MS,
    oldestMs: settings.callRecords.keptDays * DAY_MS,
    comparedTime: 'end',
    slackMs: settings.callRecords.longestCallMinutes * MINUTE_MS,
    firstSpanMs: HOUR_MS,
    inside: { style: 'offset', maxLimit: settings.maxPageSize },
  },
  order: 'none',
  pushdown: {
    number: 'none',
    caller: numberPushdown,
    callee: numberPushdown,
    status: (statuses) => (areAnswered(statuses) ? 'superset' : 'none'),
    answered: (wanted) => (wanted === true ? 'superset' : 'none'),
    minBilledSeconds: 'none',
    disconnectCode: 'none',
    endedFrom: 'none',
    endedTo: 'none',
    direction: 'none',
    startedFrom: 'none',
    startedTo: 'none',
    international: 'none',
    // xDRs name accounts by their id, and get_xdr_list finds them by i_account, which xDRs do not have.
    accountId: 'none',
    customerId: customerPushdown(settings),
    parentCallId: 'unsupported',
  },
  request: (ask) => toListRequest(ask, settings),
  decode: decodeList({ list: 'xdr_list', isKeyed: (row) => toText(row['i_xdr']) !== null, belongs: isCall }),
  owners: ownersOf(settings),
  // A failed call may lack its start.
  orderTime: (row) => startOf(row) ?? timeOf(row, 'disconnect_time'),
  // Unsuccessful calls are always requested, unless the filter leaves them out.
  statistics: { attempts: 'ALL' },
  fields: callFields(settings),
})

function toListRequest({ filter, window }: ListRequest<CallFilter>, settings: PortaoneSettings): VendorRequest {
  if (window.style !== 'slice') throw new Error(`call records are read in slices, not by ${window.style}`)
  return toRequest('Customer/get_customer_xdrs', {
    i_customer: toPortaId(filter.customerId ?? settings.customerId) ?? undefined,
    from_date: toPortaTime(window.fromMs),
    to_date: toPortaTime(window.toMs),
    i_service_type: VOICE,
    show_unsuccessful: areAnswered(filter.status) || filter.answered === true ? 0 : 1,
    cli: toPattern(filter.caller),
    cld: toPattern(filter.callee),
    get_total: 1,
    limit: window.limit,
    offset: window.offset,
  })
}
