import type { CallRate, Charge, DisconnectCause } from '../../schema/billing.js'
import type { Call } from '../../schema/call.js'
import type { MorCallDetails } from '../../schema/call-details.js'
import type { CallStatus, ChargeKind, ChargeParty } from '../../schema/enums.js'
import type { EpochMs } from '../../schema/scalars.js'
import type { Fields, Row } from '../contract.js'
import { toDecimal, toMoney } from '../values/decimal.js'
import { toParty } from '../values/party.js'
import { createNumberReader } from '../values/phone-number.js'
import { rowKey } from '../values/row-key.js'
import { always, from, fromAll, toSeconds, toText } from '../wire/field-readers.js'
import { plainCall } from '../wire/plain-call.js'
import { localToEpochMs, secondsTimestamp, toLocalTime } from '../wire/time/local-time.js'
import { unbilledCall } from '../wire/unbilled-call.js'
import type { MorSettings } from './settings.js'
import { toStart } from './to-active-call.js'

// How the record of an ended call is read out of a `call` element. Which elements there are depends on the API user.
//
// { calldate2: '2026-03-01 11:57:27', timezone: 'GMT +02:00', clid: '"Desk" <4570305006>', src: '4570305006',
//   dst: '442079460189', destination: 'United Kingdom London', dispod: 'ANSWERED(16)', nice_billsec: '120',
//   nice_reseller: ' ', prefix: '4420', profit: '0.01', provider_name: 'carrier-a', provider_price: '0.00',
//   provider_rate: '0.00', reseller_price: '0.00', reseller_rate: '0.00', server_id: '1', user: 'Example User',
//   user_price: '0.01', user_rate: '0.01', did: '', did_price: '0.00', uniqueid: '1772359047.42' }

/** Text without the spaces that MOR writes around it, or in its place. */
const trimmed = (value: unknown): string | null => toText(toText(value)?.trim())

/** What a record is identified by: it has no id, and legs of one call share their uniqueid. */
const KEY = ['calldate2', 'src', 'dst', 'dispod']
function toNativeId(row: Row): string {
  const key = rowKey(KEY.map((name) => trimmed(row[name])))
  const uniqueId = trimmed(row['uniqueid'])
  return uniqueId === null ? key : `${uniqueId}-${key}`
}

export const serverZoneOf = ({ serverTimeZone, timeZone }: Pick<MorSettings, 'serverTimeZone' | 'timeZone'>): string =>
  serverTimeZone ?? timeZone

/** A call is written within this time after its channel was created. */
const SAME_CALL_MS = 5 * 60_000

/**
 * When a call started. `calldate2` is in the zone of the server; `timezone` is the offset of the server now, not then, so
 * it is not read. In the hour that the clock repeats, the epoch in uniqueid decides if its local time is that of the call;
 * otherwise the earlier of the two is meant.
 */
export function startOf(row: Row, timeZone: string): EpochMs | null {
  const text = trimmed(row['calldate2'])
  if (text === null) return null
  return localToEpochMs(text, timeZone, () => {
    const created = toStart(row['uniqueid'])
    if (created === null) return null
    const [shown, written] = [toLocalTime(created, timeZone), text].map((time) => localToEpochMs(time, 'UTC'))
    return shown != null && written != null && Math.abs(shown - written) <= SAME_CALL_MS ? created : null
  })
}

/** `ANSWERED(16)`: a disposition and, except for users, a cause of Q.850. */
const DISPOSITION = /^([A-Z][A-Z _]*?)\s*(?:\((\d{1,3})\))?$/i
const STATUSES: ReadonlyMap<string, CallStatus> = new Map<string, CallStatus>([
  ['ANSWERED', 'COMPLETED'],
  ['BUSY', 'BUSY'],
  ['NO ANSWER', 'NO_ANSWER'],
  ['FAILED', 'FAILED'],
])
const NORMAL_CLEARING = 16

function readDisposition(value: unknown): { readonly word: string; readonly cause: number | null } | null {
  const [, word, cause] = DISPOSITION.exec(trimmed(value) ?? '') ?? []
  return word === undefined ? null : { word: word.toUpperCase(), cause: cause === undefined ? null : Number(cause) }
}

/** A call that was cleared normally before it was answered was cancelled by the caller. */
function toCallStatus(value: unknown): CallStatus {
  const disposition = readDisposition(value)
  const status = STATUSES.get(disposition?.word ?? '') ?? 'UNKNOWN'
  return status === 'NO_ANSWER' && disposition?.cause === NORMAL_CLEARING ? 'CANCELED' : status
}

function toDisconnectCause(value: unknown): DisconnectCause | null {
  const cause = readDisposition(value)?.cause ?? null
  return cause === null ? null : { system: 'Q850', code: cause, text: trimmed(value) }
}

/** `"Desk" <4570305006>`: the name before the number. */
const CALLER_ID = /^\s*"?([^"<]*?)"?\s*</
const toCallerName = (value: unknown): string | null => trimmed(CALLER_ID.exec(toText(value) ?? '')?.[1])

/** Prices of other parties; MOR's prices are without tax. */
const CHARGES: readonly (readonly [name: string, payer: ChargeParty, kind: ChargeKind])[] = [
  ['reseller_price', 'RESELLER', 'USAGE'],
  ['did_price', 'DID_OWNER', 'DID'],
  ['did_inc_price', 'CUSTOMER', 'DID'],
  ['did_prov_price', 'OPERATOR', 'DID'],
]
const price = (row: Row, name: string) => toMoney(trimmed(row[name]), trimmed(row['currency']))
const toCharges = (row: Row): Charge[] =>
  CHARGES.flatMap(([name, payer, kind]) => {
    const money = price(row, name)
    return money === null ? [] : [{ payer, kind, money, tax: 'NET' as const }]
  })

function toRate(row: Row): CallRate | null {
  const [perMinute, prefix] = [toDecimal(trimmed(row['user_rate'])), trimmed(row['prefix'])]
  if (perMinute === null && prefix === null) return null
  return {
    perMinute,
    firstPerMinute: null,
    firstIncrementSeconds: null,
    nextIncrementSeconds: null,
    connectFee: null,
    prefix,
  }
}

const DETAILS = [
  'uniqueid',
  'user',
  'nice_reseller',
  'did',
  'server_id',
  'provider_rate',
  'reseller_rate',
  'self_cost_rate',
  'profit',
]
const toDetails = (row: Row): MorCallDetails => ({
  uniqueId: trimmed(row['uniqueid']),
  user: trimmed(row['user']),
  reseller: trimmed(row['nice_reseller']),
  did: trimmed(row['did']),
  serverId: trimmed(row['server_id']),
  providerRate: toDecimal(trimmed(row['provider_rate'])),
  resellerRate: toDecimal(trimmed(row['reseller_rate'])) ?? toDecimal(trimmed(row['self_cost_rate'])),
  profit: toDecimal(trimmed(row['profit'])),
})

/** Reads a call record. MOR reports neither the answer nor the end of a call, and only the billed duration. */
export function callFields(settings: MorSettings): Fields<Call> {
  const numbers = createNumberReader(settings.region)
  const timeZone = serverZoneOf(settings)
  return {
    ...unbilledCall,
    nativeId: fromAll(['uniqueid', ...KEY], toNativeId),
    sipCallId: always(null),
    caller: {
      from: ['src', 'clid'],
      parts: { number: ['src'], e164: ['src'], anonymous: ['src'], name: ['clid'] },
      read: (row) => toParty(toText(row['src']), numbers, toCallerName(row['clid'])),
    },
    // For users, MOR may replace the last three digits by letters.
    callee: from('dst', (dst) => toParty(toText(dst), numbers)),
    direction: always('UNKNOWN'),
    startedAt: fromAll(['calldate2', 'uniqueid'], (row) => {
      const start = startOf(row, timeZone)
      return start === null ? null : secondsTimestamp(start)
    }),
    answeredAt: always(null),
    endedAt: always(null),
    durationSeconds: always(null),
    billedDurationSeconds: from('nice_billsec', (seconds) => toSeconds(trimmed(seconds))),
    status: from('dispod', toCallStatus),
    vendorStatus: from('dispod', trimmed),
    disconnectCause: from('dispod', toDisconnectCause),
    price: fromAll(['user_price', 'currency'], (row) => price(row, 'user_price')),
    rating: from('user_price', (amount) => (toDecimal(trimmed(amount)) === null ? 'UNKNOWN' : 'RATED')),
    // A reseller pays his own provider or the operator: MOR has the sum in self_cost_price.
    cost: fromAll(
      ['self_cost_price', 'provider_price', 'currency'],
      (row) => price(row, 'self_cost_price') ?? price(row, 'provider_price'),
    ),
    charges: fromAll([...CHARGES.map(([name]) => name), 'currency'], toCharges),
    rate: fromAll(['user_rate', 'prefix'], toRate),
    destination: from('destination', (name) => {
      const description = trimmed(name)
      return description === null ? null : { country: null, description, area: null }
    }),
    carrier: from('provider_name', trimmed),
    mor: fromAll(DETAILS, toDetails),
    ...plainCall,
  }
}
