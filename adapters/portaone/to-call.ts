import type { Call } from '../../schema/call.js'
import type { Direction } from '../../schema/enums.js'
import type { EpochMs } from '../../schema/scalars.js'
import type { Fields, Row } from '../contract.js'
import { toDecimal, toMoney } from '../values/decimal.js'
import { toParty } from '../values/party.js'
import { createNumberReader } from '../values/phone-number.js'
import { from, fromAll, toInt, toSeconds, toText } from '../wire/field-readers.js'
import { plainCall } from '../wire/plain-call.js'
import { secondsTimestamp } from '../wire/time/local-time.js'
import { unbilledCall } from '../wire/unbilled-call.js'
import { RESULT_FIELDS, talkSeconds, toCallStatus, toDisconnectCause, wasAnswered } from './call-result.js'
import { timeFields, timeOf, timestampOf } from './portaone-time.js'
import type { PortaoneSettings } from './settings.js'

// { "i_xdr": 77001, "call_id": "c0ffee01@192.0.2.10", "CLI": "4570305006", "CLD": "442079460189", "account_id": "acct3",
//   "i_customer": 1234, "connect_time": "2026-03-01 09:57:29", "disconnect_time": "2026-03-01 09:59:29",
//   "unix_connect_time": 1772359049, "unix_disconnect_time": 1772359169, "charged_quantity": 120,
//   "charged_amount": 0.0155, "disconnect_cause": "16", "disconnect_reason": "Normal call clearing", "failed": 0,
//   "bit_flags": 4, "country": "United Kingdom", "description": "London" }
//
// Not every record has call_id; i_customer, iso_4217 and setup_time are read where a system sends them. The amount is
// positive for a charge. The connect_time of a call that failed is its start.

/** The customer of a row; of a row that names none, the only customer of the source. */
export const customerOf =
  ({ customerId }: Pick<PortaoneSettings, 'customerId'>) =>
  (row: Row): string | null =>
    toText(row['i_customer']) ?? customerId ?? null

export const START = [...timeFields('setup_time'), ...timeFields('connect_time')]

/** When a call was set up or, where that is not reported, answered. */
export const startOf = (row: Row): EpochMs | null => timeOf(row, 'setup_time') ?? timeOf(row, 'connect_time')

const DIRECTION_BITS = 12
const OUTGOING = 4
const INCOMING = 8
/** Two bits of `bit_flags`; both are set for a call that was forwarded, which has no direction. */
function toDirection(flags: unknown): Direction {
  const bits = (toInt(flags) ?? 0) & DIRECTION_BITS
  return bits === OUTGOING ? 'OUTBOUND' : bits === INCOMING ? 'INBOUND' : 'UNKNOWN'
}

/** Seconds from the set-up to the answer, where both are reported. */
function ringSeconds(row: Row): number | null {
  const [setUp, connected] = [timeOf(row, 'setup_time'), timeOf(row, 'connect_time')]
  if (wasAnswered(row) !== true || setUp === null || connected === null || connected < setUp) return null
  return (connected - setUp) / 1000
}

/** How an xDR of a voice call is read. Reference: Customer/get_customer_xdrs in the system's own /doc/api. */
export function callFields(settings: PortaoneSettings): Fields<Call> {
  const { region, currency = null } = settings
  const numbers = createNumberReader(region)
  const customer = customerOf(settings)
  return {
    ...unbilledCall,
    nativeId: from('i_xdr', (id) => toText(id) ?? ''),
    sipCallId: from('call_id', toText),
    caller: from('CLI', (cli) => toParty(toText(cli), numbers)),
    callee: from('CLD', (cld) => toParty(toText(cld), numbers)),
    direction: from('bit_flags', toDirection),
    startedAt: fromAll(START, (row) => {
      const start = startOf(row)
      return start === null ? null : secondsTimestamp(start)
    }),
    answeredAt: fromAll([...timeFields('connect_time'), 'failed', 'charged_quantity'], (row) =>
      wasAnswered(row) === true ? timestampOf(row, 'connect_time') : null,
    ),
    endedAt: fromAll(timeFields('disconnect_time'), (row) => timestampOf(row, 'disconnect_time')),
    durationSeconds: fromAll(RESULT_FIELDS, talkSeconds),
    ringDurationSeconds: fromAll([...START, 'failed', 'charged_quantity'], ringSeconds),
    billedDurationSeconds: from('charged_quantity', toSeconds),
    status: fromAll(RESULT_FIELDS, toCallStatus),
    vendorStatus: from('disconnect_cause', toText),
    disconnectCause: fromAll(['disconnect_cause', 'disconnect_reason'], toDisconnectCause),
    price: fromAll(['charged_amount', 'iso_4217'], (row) =>
      toMoney(row['charged_amount'], toText(row['iso_4217']) ?? currency),
    ),
    rating: from('charged_amount', (amount) => (toDecimal(amount) === null ? 'UNKNOWN' : 'RATED')),
    destination: fromAll(['country', 'description'], (row) => {
      const [country, description] = [toText(row['country']), toText(row['description'])]
      return country === null && description === null ? null : { country, description, area: null }
    }),
    accountId: from('account_id', toText),
    customer: from('i_customer', (id) => {
      const nativeId = customer({ i_customer: id })
      return nativeId === null ? null : { nativeId, name: null }
    }),
    ...plainCall,
  }
}
