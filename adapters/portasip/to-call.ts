import type { CallRate, Charge } from '../../schema/billing.js'
import type { Call } from '../../schema/call.js'
import type { PortaSipCallDetails } from '../../schema/call-details.js'
import type { ChargeKind } from '../../schema/enums.js'
import type { EpochMs } from '../../schema/scalars.js'
import type { Fields, Row } from '../contract.js'
import { toDecimal, toMoney } from '../values/decimal.js'
import { toParty } from '../values/party.js'
import { createNumberReader } from '../values/phone-number.js'
import { rowKey } from '../values/row-key.js'
import { always, from, fromAll, toInt, toSeconds, toText } from '../wire/field-readers.js'
import { plainCall } from '../wire/plain-call.js'
import { secondsTimestamp } from '../wire/time/local-time.js'
import { unbilledCall } from '../wire/unbilled-call.js'
import { toCallStatus, toDisconnectCause } from './call-result.js'
import { ownCustomerOf } from './request.js'
import type { PortasipSettings } from './settings.js'
import { parseSippyTime, toSippyTimestamp } from './sippy-time.js'

// { i_cdr: '9001', i_call: '5551', call_id: 'c0ffee01@192.0.2.10', i_account: 3, result: 0, cli: '4570305006',
//   cld: '442079460189', cli_in: '70305006', cld_in: '00442079460189',
//   connect_time: '09:57:29.000 GMT Sun Mar 01 2026', disconnect_time: '09:59:29.000 GMT Sun Mar 01 2026',
//   duration: 119.612, billed_duration: 120, cost: '0.01234567890123456788', connect_fee: 0, price_1: 0.006,
//   price_n: 0.006, interval_1: 1, interval_n: 1, prefix: '4420', country: 'UNITED KINGDOM', description: 'London',
//   delay: 2.1, pdd1xx: 0.8, remote_ip: '192.0.2.10', protocol: 'SIP', user_agent: 'pbx/1.0', … }
//
// A call that failed has no connect_time, or an empty one. setup_time is gone since 4.4. Records of getCustomerCDRs have
// i_customer in place of i_account, fewer members, and no id; before 2020 not even i_call and call_id.

const START = ['setup_time', 'connect_time', 'disconnect_time', 'delay', 'duration']
const RATE = ['price_1', 'price_n', 'interval_1', 'interval_n', 'connect_fee', 'prefix']
const CHARGES: readonly (readonly [name: string, kind: ChargeKind])[] = [
  ['connect_fee', 'CONNECT'],
  ['post_call_surcharge', 'SURCHARGE'],
  ['accessibility_cost', 'ACCESS'],
]

/** A record's own id, or what identifies it: one customer or account has one record of a call. */
function toNativeId(row: Row): string {
  const own = toText(row['i_cdr'])
  if (own !== null) return own
  const customer = toText(row['i_customer'])
  const payer = customer === null ? `account-${toText(row['i_account']) ?? ''}` : `customer-${customer}`
  const call = toText(row['i_call'])
  return `${payer}-${call ?? rowKey(KEY.map((name) => toText(row[name])))}`
}
const KEY = ['call_id', 'setup_time', 'connect_time', 'disconnect_time', 'cli', 'cld']

/** The start of a call, and whether it is a time of the row or was derived from one. */
export type StartOf = (row: Row) => { readonly epochMs: EpochMs; readonly isDerived: boolean } | null

/**
 * When a call was set up. Without setup_time it is the answer less the delay before it or, for a call that was not
 * answered, the end less that delay; both are to the second.
 */
export const startOf =
  ({ timeZone }: Pick<PortasipSettings, 'timeZone'>): StartOf =>
  (row) => {
    const setUp = parseSippyTime(row['setup_time'], timeZone)
    if (setUp !== null) return { epochMs: setUp, isDerived: false }
    const connected = parseSippyTime(row['connect_time'], timeZone)
    const talk = connected === null ? (toSeconds(row['duration']) ?? 0) : 0
    const last = connected ?? parseSippyTime(row['disconnect_time'], timeZone)
    if (last === null) return null
    const beforeMs = (talk + (toSeconds(row['delay']) ?? 0)) * 1000
    return { epochMs: Math.floor((last - beforeMs) / 1000) * 1000, isDerived: true }
  }

/** Records of getCustomerCDRs may have only the billed duration. */
const wasAnswered = (row: Row): boolean => (toSeconds(row['duration']) ?? toSeconds(row['billed_duration']) ?? 0) > 0

const toRate = (row: Row): CallRate | null => {
  const rate = {
    perMinute: toDecimal(row['price_n']),
    firstPerMinute: toDecimal(row['price_1']),
    firstIncrementSeconds: toInt(row['interval_1']),
    nextIncrementSeconds: toInt(row['interval_n']),
    connectFee: toDecimal(row['connect_fee']),
    prefix: toText(row['prefix']),
  }
  return Object.values(rate).every((value) => value === null) ? null : rate
}

/** Parts of the cost. Sippy does not say whether they include tax. */
const toCharges = (row: Row): Charge[] =>
  CHARGES.flatMap(([name, kind]) => {
    const money = toMoney(row[name], toText(row['payment_currency']))
    return money === null ? [] : [{ payer: 'CUSTOMER' as const, kind, money, tax: 'UNKNOWN' as const }]
  })

/** What each field of `portasip` is read from. */
const DETAILS: Readonly<Record<keyof PortaSipCallDetails, string>> = {
  callId: 'i_call',
  receivedCaller: 'cli_in',
  assertedIdentity: 'p_asserted_id',
  remotePartyId: 'remote_party_id',
  userAgent: 'user_agent',
  protocol: 'protocol',
  releaseSource: 'release_source',
  calleeRoutingNumber: 'lrn_cld',
  dialledRoutingNumber: 'lrn_cld_in',
  planDurationSeconds: 'plan_duration',
  freeSeconds: 'free_seconds',
  gracePeriodSeconds: 'grace_period',
  setupDelaySeconds: 'delay',
  postDialDelaySeconds: 'pdd1xx',
}
const toDetails = (row: Row): PortaSipCallDetails => ({
  callId: toText(row['i_call']),
  receivedCaller: toText(row['cli_in']),
  assertedIdentity: toText(row['p_asserted_id']),
  remotePartyId: toText(row['remote_party_id']),
  userAgent: toText(row['user_agent']),
  protocol: toText(row['protocol']),
  releaseSource: toText(row['release_source']),
  calleeRoutingNumber: toText(row['lrn_cld']),
  dialledRoutingNumber: toText(row['lrn_cld_in']),
  planDurationSeconds: toSeconds(row['plan_duration']),
  freeSeconds: toSeconds(row['free_seconds']),
  gracePeriodSeconds: toSeconds(row['grace_period']),
  setupDelaySeconds: toSeconds(row['delay']),
  postDialDelaySeconds: toSeconds(row['pdd1xx']),
})

/**
 * The customer who pays the cost. Records of accounts do not name him: they are all of the customer whose permissions
 * apply, if the configuration names him.
 */
export const payerOf =
  (settings: PortasipSettings) =>
  (row: Row): string | null => {
    const customer = toText(row['i_customer'])
    return customer === null && toText(row['i_account']) !== null ? ownCustomerOf(settings) : customer
  }

/** How a record of a call is read. Manual: https://support.sippysoft.com/support/solutions/articles/107367 */
export function callFields(settings: PortasipSettings): Fields<Call> {
  const { timeZone, region } = settings
  const numbers = createNumberReader(region)
  const startedAt = startOf(settings)
  const payer = payerOf(settings)
  return {
    ...unbilledCall,
    nativeId: fromAll(['i_cdr', 'i_customer', 'i_account', 'i_call', ...KEY], toNativeId),
    sipCallId: from('call_id', toText),
    // After translation by the switch, which may add prefixes: only complete numbers have an E.164 form.
    caller: from('cli', (cli) => toParty(toText(cli), numbers)),
    callee: from('cld', (cld) => toParty(toText(cld), numbers)),
    dialled: from('cld_in', (cld) => (toText(cld) === null ? null : toParty(toText(cld), numbers))),
    direction: always('UNKNOWN'),
    startedAt: fromAll(START, (row) => {
      const start = startedAt(row)
      if (start === null) return null
      return start.isDerived ? secondsTimestamp(start.epochMs) : toSippyTimestamp(row['setup_time'], timeZone)
    }),
    answeredAt: fromAll(['connect_time', 'duration', 'billed_duration'], (row) =>
      wasAnswered(row) ? toSippyTimestamp(row['connect_time'], timeZone) : null,
    ),
    endedAt: from('disconnect_time', (time) => toSippyTimestamp(time, timeZone)),
    durationSeconds: from('duration', toSeconds),
    billedDurationSeconds: from('billed_duration', toSeconds),
    ringDurationSeconds: fromAll(['delay', 'duration', 'billed_duration'], (row) =>
      wasAnswered(row) ? toSeconds(row['delay']) : null,
    ),
    status: fromAll(['result', 'duration', 'billed_duration'], (row) => toCallStatus(row['result'], wasAnswered(row))),
    vendorStatus: from('result', toText),
    disconnectCause: from('result', toDisconnectCause),
    // Sippy does not document the words of release_source.
    endedBy: from('release_source', (word) => (toText(word) === null ? null : 'UNKNOWN')),
    // The currency is that of the customer, and only in records of some builds.
    price: fromAll(['cost', 'payment_currency'], (row) => toMoney(row['cost'], toText(row['payment_currency']))),
    rating: from('cost', (cost) => (toDecimal(cost) === null ? 'UNKNOWN' : 'RATED')),
    charges: fromAll([...CHARGES.map(([name]) => name), 'payment_currency'], toCharges),
    rate: fromAll(RATE, toRate),
    destination: fromAll(['country', 'description', 'area_name'], (row) => {
      const [country, description, area] = [row['country'], row['description'], row['area_name']].map(toText)
      if (!country && !description && !area) return null
      return { country: country ?? null, description: description ?? null, area: area ?? null }
    }),
    accountId: from('i_account', toText),
    customer: fromAll(['i_customer', 'i_account'], (row) => {
      const nativeId = payer(row)
      return nativeId === null ? null : { nativeId, name: null }
    }),
    remoteIp: from('remote_ip', toText),
    portasip: fromAll(Object.values(DETAILS), toDetails),
    ...plainCall,
  }
}
