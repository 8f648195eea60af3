import type { ActiveCall } from '../../schema/active-call.js'
import type { Fields, Row } from '../contract.js'
import { toParty } from '../values/party.js'
import { createNumberReader } from '../values/phone-number.js'
import { rowKey } from '../values/row-key.js'
import { always, from, fromAll, toSeconds, toText } from '../wire/field-readers.js'
import { secondsTimestamp } from '../wire/time/local-time.js'
import { timeFields, timestampOf } from './portaone-time.js'
import type { PortaoneSettings } from './settings.js'
import { customerOf, START, startOf } from './to-call.js'

// { "i_active_session": 501, "call_id": "c0ffee02@192.0.2.10", "h323_conf_id": "0A0B0C0D 0E0F1011", "CLI": "4570305006",
//   "CLD": "442079460189", "account_id": "acct3", "i_customer": 1234, "setup_time": "2026-03-01 12:00:00",
//   "connect_time": "2026-03-01 12:00:05", "duration": 55 }
//
// The members of a session are not published: those of xDRs are expected, and every one may be missing.

/** What a session is identified by, the surest first. */
const IDS = ['i_active_session', 'session_id', 'h323_conf_id', 'call_id']
/** The fields that identify a session without an id. */
const KEY = ['CLI', 'CLD', 'account_id', ...START]

export function toNativeId(row: Row): string {
  const id = IDS.map((name) => toText(row[name])).find((text) => text !== null)
  return id ?? rowKey(KEY.map((name) => toText(row[name])))
}

/** Whether a row has any field that distinguishes it from other rows. */
export const isIdentified = (row: Row): boolean => [...IDS, ...KEY].some((name) => toText(row[name]) !== null)

/** How an active session is read. Reference: BillingSession/get_active_sessions_list in the system's own /doc/api. */
export function activeCallFields(settings: PortaoneSettings): Fields<ActiveCall> {
  const numbers = createNumberReader(settings.region)
  const customer = customerOf(settings)
  return {
    nativeId: fromAll([...IDS, ...KEY], toNativeId),
    sipCallId: from('call_id', toText),
    caller: from('CLI', (cli) => toParty(toText(cli), numbers)),
    callee: from('CLD', (cld) => toParty(toText(cld), numbers)),
    direction: always('UNKNOWN'),
    startedAt: fromAll(START, (row) => {
      const start = startOf(row)
      return start === null ? null : secondsTimestamp(start)
    }),
    answeredAt: fromAll(timeFields('connect_time'), (row) => timestampOf(row, 'connect_time')),
    endedAt: always(null),
    durationSeconds: from('duration', toSeconds),
    setupDelaySeconds: always(null),
    // A session that has not been connected may be ringing, or in set-up.
    state: fromAll(timeFields('connect_time'), (row) =>
      timestampOf(row, 'connect_time') === null ? 'UNKNOWN' : 'CONNECTED',
    ),
    vendorState: always(null),
    accountId: from('account_id', toText),
    customer: from('i_customer', (id) => {
      const nativeId = customer({ i_customer: id })
      return nativeId === null ? null : { nativeId, name: null }
    }),
    portasip: always(null),
    mor: always(null),
  }
}
