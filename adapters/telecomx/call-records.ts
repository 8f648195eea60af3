import type { Charge } from '../../schema/billing.js'
import type { Call } from '../../schema/call.js'
import type { CallStatus, Direction } from '../../schema/enums.js'
import type { CallFilter } from '../../schema/filters.js'
import type { EpochMs } from '../../schema/scalars.js'
import type { Money, Party } from '../../schema/shapes.js'
import type { Fields, ListDeclaration, ListRequest, Parameters, Row, VendorRequest } from '../contract.js'
import { timesPowerOfTen, toDecimal } from '../values/decimal.js'
import { toParty } from '../values/party.js'
import { createNumberReader, type NumberReader } from '../values/phone-number.js'
import { always, from, fromAll, isRow, toInt, toSeconds, toText } from '../wire/field-readers.js'
import { plainCall } from '../wire/plain-call.js'
import { toEpochMs, toTimestamp } from '../wire/time/iso-time.js'
import { toLocalTime } from '../wire/time/local-time.js'
import { unbilledCall } from '../wire/unbilled-call.js'
import { decodeList } from './answers.js'
import { toEndedBy } from './ended-by.js'
import { nativeIdFrom } from './native-id.js'
import { cdrOwners } from './owners.js'
import type { TelecomxSettings } from './settings.js'
import { toWord } from './words.js'

// GET /customer/cdrs: what calls cost the customers of a reseller.
// Manual: https://wiki.telecomx.dk/doku.php?id=api:customer:cdr
//
// { "_id": "0123456789abcdef01234567", "aNumber": "+4570305006", "bNumber": "+442079460189",
//   "customer": "89abcdef0123456701234567", "talkLength": 120, "terminatedBy": "A", "terminationCause": "16",
//   "minutesWholeSale": 0.41, "minutesPrice": 0.62, "start": "2026-03-01T09:57:29.000Z", "type": "SIP_OUTBOUND" }
//
// CDRs are found by days, of six months, a month at most at a time. Neither their order is documented, nor the zone of the
// days, nor whether `toDate` belongs to them, nor whether calls are in them that were not answered.

type Calls = ListDeclaration<'calls'>

const DAY_MS = 86_400_000
/** The vendor's default of 10,000 is an answer of about 5 MB. */
const MOST_CDRS = 1000
/** The shortest month, less the days that a request is wider than its slice. */
const LONGEST_SPAN_DAYS = 25

/** The list of CDRs, with the settings of one source. */
export const callRecords = (settings: TelecomxSettings): Calls => ({
  support: 'NATIVE',
  paging: {
    style: 'slices',
    granularityMs: DAY_MS,
    ends: 'exclusive',
    maxSpanMs: LONGEST_SPAN_DAYS * DAY_MS,
    oldestMs: settings.callRecords.keptDays * DAY_MS,
    comparedTime: 'start',
    slackMs: 0,
    firstSpanMs: DAY_MS,
    inside: { style: 'offset', maxLimit: MOST_CDRS },
  },
  order: 'none',
  statistics: { attempts: 'ANSWERED_ONLY' },
  pushdown: {
    number: 'none',
    caller: 'none',
    callee: 'none',
    status: 'none',
    answered: 'none',
    disconnectCode: 'none',
    direction: (direction) => (TYPES.has(direction) ? 'exact' : 'none'),
    startedFrom: 'none',
    startedTo: 'none',
    international: 'none',
    customerId: 'none',
    // CDRs name neither the end of a call, nor its account, nor what is charged of its duration.
    endedFrom: 'unsupported',
    endedTo: 'unsupported',
    minBilledSeconds: 'unsupported',
    accountId: 'unsupported',
    parentCallId: 'unsupported',
  },
  ownChecks: {
    customerId: {
      reads: ['customer'],
      test: (id) => (read) => {
        const customer = read('customer')
        return isRow(customer) && customer['nativeId'] === id
      },
    },
  },
  request: (ask) => listCdrs(ask, settings),
  decode: decodeList('cdrs', '_id'),
  owners: cdrOwners,
  orderTime: (row) => toEpochMs(toText(row['start']) ?? ''),
  fields: cdrFields(settings),
})

/** The parameter `type`, which differs from that of other lists. */
const TYPES: ReadonlyMap<unknown, string> = new Map([
  ['INBOUND', 'INBOUND'],
  ['OUTBOUND', 'OUTBOUND'],
])

function listCdrs({ filter, window }: ListRequest<CallFilter>, settings: TelecomxSettings): VendorRequest {
  if (window.style !== 'slice') throw new Error(`CDRs are read in slices, not by ${window.style}`)
  const type = TYPES.get(filter.direction)
  const query: Parameters = [
    ['offset', String(window.offset)],
    ['limit', String(window.limit)],
    ...daysOf(window, settings.callRecords.timeZone),
    ...(type === undefined ? [] : [['type', type] as const]),
  ]
  return {
    operation: 'GET /customer/cdrs',
    method: 'GET',
    path: '/customer/cdrs',
    query,
    repeatable: true,
    mayLackPermission: true,
    accept: 'application/json',
  }
}

/** Days that contain the slice, in whatever zone they are meant, and whether or not the last one is included. */
function daysOf({ fromMs, toMs }: { readonly fromMs: EpochMs; readonly toMs: EpochMs }, zone?: string): Parameters {
  const [first, last] = [fromMs, toMs - 1].map((atMs) =>
    Date.parse(toLocalTime(atMs, zone ?? 'UTC').slice(0, DAY.length)),
  )
  const widerMs = zone === undefined ? DAY_MS : 0
  return [
    ['fromDate', toDay(Number(first) - widerMs)],
    ['toDate', toDay(Number(last) + widerMs + DAY_MS)],
  ]
}
const DAY = 'YYYY-MM-DD'
const toDay = (midnightMs: EpochMs): string => new Date(midnightMs).toISOString().slice(0, DAY.length)

/** Causes of Q.850 for calls without talk time; other calls that failed are FAILED. */
const UNANSWERED: ReadonlyMap<number, CallStatus> = new Map<number, CallStatus>([
  [16, 'CANCELED'],
  [17, 'BUSY'],
  [18, 'NO_ANSWER'],
  [19, 'NO_ANSWER'],
])

function statusOf(row: Row): CallStatus {
  if ((toSeconds(row['talkLength']) ?? 0) > 0) return 'COMPLETED'
  const cause = toInt(row['terminationCause'])
  return cause === null ? 'UNKNOWN' : (UNANSWERED.get(cause) ?? 'FAILED')
}

/** `SIP_OUTBOUND`, `MVNO_INBOUND`. */
function directionOf(type: unknown): Direction {
  const word = toWord(type) ?? ''
  return word.endsWith('_INBOUND') ? 'INBOUND' : word.endsWith('_OUTBOUND') ? 'OUTBOUND' : 'UNKNOWN'
}

function moneyOf(amount: unknown, { callRecords: { price } }: TelecomxSettings): Money | null {
  const decimal = price === undefined ? null : toDecimal(amount)
  if (price === undefined || decimal === null) return null
  return { amount: timesPowerOfTen(decimal, price.unit === 'hundredth' ? -2 : 0), currency: price.currency }
}

/** A secret number is written as ''. */
const WITHHELD = { number: null, name: null, e164: null, anonymous: true }
const callerOf = (number: unknown, numbers: NumberReader): Party =>
  number === '' ? WITHHELD : toParty(toText(number), numbers)

function cdrFields(settings: TelecomxSettings): Fields<Call> {
  const numbers = createNumberReader(settings.region)
  return {
    ...unbilledCall,
    nativeId: nativeIdFrom('_id'),
    sipCallId: always(null),
    caller: from('aNumber', (number) => callerOf(number, numbers)),
    callee: from('bNumber', (number) => toParty(toText(number), numbers)),
    direction: from('type', directionOf),
    startedAt: from('start', toTimestamp),
    // Whether the start is that of the call or of the talk is not documented: neither follows from it.
    answeredAt: always(null),
    endedAt: always(null),
    durationSeconds: from('talkLength', toSeconds),
    status: fromAll(['talkLength', 'terminationCause'], statusOf),
    vendorStatus: from('terminationCause', toText),
    disconnectCause: from('terminationCause', (cause) =>
      toText(cause) === null ? null : { system: 'VENDOR', code: toInt(cause), text: toText(cause) },
    ),
    endedBy: from('terminatedBy', toEndedBy),
    price: from('minutesPrice', (amount) => moneyOf(amount, settings)),
    rating: from('minutesPrice', (amount) => (moneyOf(amount, settings) === null ? 'UNKNOWN' : 'RATED')),
    charges: from('minutesWholeSale', (amount): Charge[] => {
      const money = moneyOf(amount, settings)
      return money === null ? [] : [{ payer: 'RESELLER', kind: 'USAGE', money, tax: 'UNKNOWN' }]
    }),
    customer: from('customer', (id) => {
      const nativeId = toText(id)
      return nativeId === null ? null : { nativeId, name: null }
    }),
    ...plainCall,
  }
}
