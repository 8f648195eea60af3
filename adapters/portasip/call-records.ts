import type { CallFilter } from '../../schema/filters.js'
import {
  type ListDeclaration,
  type ListRequest,
  type Lookup,
  type RowOwners,
  type SlicePaging,
  VendorFault,
  type VendorRequest,
} from '../contract.js'
import { from, toSeconds } from '../wire/field-readers.js'
import { decodeCallRecord, decodeCallRecords } from './answer.js'
import { CARRIER, carrierCosts, carrierFields } from './carrier-costs.js'
import { type Members, ownCustomerOf, toInt32, toRequest, trustedIdOf } from './request.js'
import type { PortasipSettings } from './settings.js'
import { toTextTime } from './sippy-time.js'
import { callFields, payerOf, startOf } from './to-call.js'

// getAccountCDRs and getCustomerCDRs: records of calls that have ended, as {result, cdrs}.
//
// The first has the calls of the accounts of the customer whose permissions apply, with what he pays. The second has the
// calls of one of his subcustomers, with what that one pays: it is asked when a client names the customer. The two are
// different prices of a call, so they are never read into one list.
//
// Sippy documents neither an order nor which time the dates are compared with, and its default type leaves out calls
// that were not answered, and its default dates all but the last hour: dates and type are always sent. A record is
// written some minutes after the call has ended.

type Calls = ListDeclaration<'calls'>

const SECOND_MS = 1000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS
/** Sippy documents no limit; clients ask for up to 1000 records, which are 4 MB. */
const MOST_RECORDS = 1000

/** The list of call records, with the settings of one source. */
export const callRecordsOf = (settings: PortasipSettings): Calls => ({
  support: 'NATIVE',
  paging: {
    style: 'slices',
    granularityMs: SECOND_MS,
    ends: 'unknown',
    maxSpanMs: 31 * DAY_MS,
    oldestMs: settings.callRecords.keptDays * DAY_MS,
    ...comparedTimeOf(settings),
    firstSpanMs: HOUR_MS,
    inside: { style: 'offset', maxLimit: MOST_RECORDS },
  },
  longestCallMs: settings.callRecords.longestCallMinutes * MINUTE_MS,
  order: 'none',
  pushdown: {
    number: 'none',
    // The filters cli and cld are "like" the translated number: whether they find parts or other spellings is not known.
    caller: 'none',
    callee: 'none',
    status: (statuses) => (areAnswered(statuses) ? 'superset' : 'none'),
    answered: (wanted) => (wanted === true ? 'superset' : 'none'),
    minBilledSeconds: (seconds) => (isPositive(seconds) ? 'superset' : 'none'),
    disconnectCode: 'none',
    endedFrom: 'none',
    endedTo: 'none',
    direction: 'none',
    startedFrom: 'none',
    startedTo: 'none',
    international: 'none',
    // An account id that is no integer is one of another source.
    accountId: (id) => (toInt32(id) === null ? 'unsupported' : 'superset'),
    customerId: (id) => (toInt32(id) === null ? 'unsupported' : 'exact'),
    parentCallId: 'unsupported',
    'portasip.type': 'exact',
  },
  problem: (filter) =>
    filter.accountId != null && isSubcustomer(filter.customerId, settings)
      ? 'filter.accountId and filter.customerId cannot be combined: records of subcustomers do not name the account; give only one'
      : null,
  request: (ask) => toListRequest(ask, settings),
  decode: decodeCallRecords,
  ...carrierCosts(settings),
  owners: ownersOf(settings),
  orderTime: (row) => startOf(settings)(row)?.epochMs ?? null,
  // The type `all` has every attempt of the account's side.
  statistics: { attempts: 'ALL', rang: from('pdd1xx', rangAfter) },
  fields: { ...callFields(settings), ...carrierFields },
})

/** A start that is derived from the answer may be this much earlier than the one that the switch compares. */
const DERIVED_BEFORE_MS = 2 * SECOND_MS

function comparedTimeOf({
  callRecords: { comparedTime, longestCallMinutes },
}: PortasipSettings): Pick<SlicePaging, 'comparedTime' | 'slackMs'> {
  const slackMs = comparedTime === 'start' ? DERIVED_BEFORE_MS : longestCallMinutes * MINUTE_MS
  return { comparedTime, slackMs }
}

/**
 * A record belongs to the customer who pays. Records of accounts belong to the configured customer; those of a subcustomer
 * are only returned when he is asked for, so a viewer of some customers names one.
 */
function ownersOf(settings: PortasipSettings): RowOwners {
  const payer = payerOf(settings)
  return {
    from: ['i_customer', 'i_account'],
    read: (row) => {
      const customer = payer(row)
      return customer === null ? [] : [customer]
    },
    parties: [
      { customer: payer, fields: ['i_customer', 'i_account'] },
      { customer: () => null, fields: ['vendor_name', CARRIER] },
    ],
    // The list without a customer has other records than those of subcustomers.
    completeByCustomer: false,
  }
}

/** The delay until the first provisional answer: there is one only if the call rang. */
const rangAfter = (delay: unknown): boolean | null => {
  const seconds = toSeconds(delay)
  return seconds === null ? null : seconds > 0
}

const isSubcustomer = (customerId: string | null | undefined, settings: PortasipSettings): boolean =>
  customerId != null && customerId !== ownCustomerOf(settings)

const areAnswered = (statuses: unknown): boolean =>
  Array.isArray(statuses) && statuses.length > 0 && statuses.every((status) => status === 'COMPLETED')

const isPositive = (value: unknown): boolean => typeof value === 'number' && value > 0

/** Whether only calls with talk time can match. */
const wantsAnswered = ({ status, answered, minBilledSeconds }: CallFilter): boolean =>
  areAnswered(status) || answered === true || isPositive(minBilledSeconds)

/** In trusted mode each method has its own name for the customer whose permissions apply. */
function toListRequest({ filter, window }: ListRequest<CallFilter>, settings: PortasipSettings): VendorRequest {
  if (window.style !== 'slice') throw new Error(`call records are read in slices, not by ${window.style}`)
  const slice = {
    start_date: toTextTime(window.fromMs),
    end_date: toTextTime(window.toMs),
    type: filter.portasip?.type?.toLowerCase() ?? (wantsAnswered(filter) ? 'non_zero' : 'all'),
    offset: window.offset,
    limit: window.limit,
  }
  if (isSubcustomer(filter.customerId, settings))
    return cdrRequest('getCustomerCDRs', {
      i_customer: toInt32(filter.customerId) ?? undefined,
      ...slice,
      i_wholesaler: trustedIdOf(settings),
    })
  return cdrRequest('getAccountCDRs', {
    i_account: toInt32(filter.accountId) ?? undefined,
    ...slice,
    i_customer: trustedIdOf(settings),
  })
}

/** Some builds answer both methods with 401 for customers who lack the right, whose credentials work elsewhere. */
const cdrRequest = (method: 'getAccountCDRs' | 'getCustomerCDRs', members: Members): VendorRequest => ({
  ...toRequest(method, members, true),
  mayLackPermission: true,
})

const RECORD_ID = /^\d{1,20}$/
/** All records: without dates only the last hour is searched, also for a single record. */
const ALL_TIME = { start_date: toTextTime(0), end_date: toTextTime(Date.UTC(2037, 11, 31)) }

/** One record by its i_cdr (since 4.4). Records of subcustomers have no id to ask for. */
export const callLookup = (settings: PortasipSettings): Lookup<'calls'> => ({
  request: (nativeId) => {
    if (!RECORD_ID.test(nativeId))
      throw new VendorFault('REJECTED', 'only records of accounts can be fetched by id: the others have no id in Sippy')
    return cdrRequest('getAccountCDRs', {
      i_cdr: nativeId,
      ...ALL_TIME,
      type: 'all',
      offset: 0,
      // A switch from before 4.4 does not know i_cdr, and returns any records.
      limit: 2,
      i_customer: trustedIdOf(settings),
    })
  },
  decode: decodeCallRecord,
  list: 'calls',
  notFound: () => false,
  onlyWhenOver: true,
})
