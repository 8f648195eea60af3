import type { ActiveCall } from '../../schema/active-call.js'
import type { EpochMs } from '../../schema/scalars.js'
import type { Fields, Row } from '../contract.js'
import { toParty } from '../values/party.js'
import { createNumberReader, type Region } from '../values/phone-number.js'
import { toDirection } from '../wire/call-words.js'
import { always, from, toSeconds, toText } from '../wire/field-readers.js'
import { parseMailOrIsoTime, toMailOrIsoTimestamp } from '../wire/time/mail-time.js'
import { callColumns } from './call-columns.js'
import { toActiveCallState } from './call-status.js'
import type { RestcommSettings } from './settings.js'
import { callerField } from './to-call.js'

/** Fields that Restcomm does not report for calls in progress. */
const notReported = {
  sipCallId: always(null),
  answeredAt: always(null),
  setupDelaySeconds: always(null),
  accountId: always(null),
  customer: always(null),
  portasip: always(null),
  mor: always(null),
}

/** Reads a call in progress from a record of Restcomm Connect; the rows are those of `to-call.ts`. */
export function recordAsActiveCallFields({
  format,
  region,
}: Pick<RestcommSettings, 'format' | 'region'>): Fields<ActiveCall> {
  const columns = callColumns(format)
  const { field } = columns
  const numbers = createNumberReader(region)
  return {
    ...notReported,
    nativeId: field('Sid', (value) => toText(value) ?? ''),
    caller: callerField(columns, numbers),
    callee: field('To', (value) => toParty(toText(value), numbers)),
    direction: field('Direction', (value) => toDirection(toText(value))),
    startedAt: field('StartTime', toMailOrIsoTimestamp),
    endedAt: field('EndTime', toMailOrIsoTimestamp),
    durationSeconds: field('Duration', toSeconds),
    state: field('Status', (value) => toActiveCallState(toText(value))),
    vendorState: field('Status', toText),
  }
}

// An item of LiveCallDetails, which is not in the manual and has keys of mixed case (facts.md, 1.3):
// { "sid": "RN0123456789abcdef0123456789abcdef", "State": "IN_PROGRESS", "type": "SIP", "direction": "INBOUND",
//   "date_created": "Sun, 1 Mar 2026 09:00:00 +0000", "CallerName": "Alice", "from": "4581808888", "to": "4570305050" }

/** Reads a live call of the SBC. */
export const liveCallFields = (region: Region | undefined): Fields<ActiveCall> => {
  const numbers = createNumberReader(region)
  return {
    ...notReported,
    nativeId: from('sid', (value) => toText(value) ?? ''),
    caller: {
      from: ['from', 'CallerName'],
      parts: { number: ['from'], e164: ['from'], anonymous: ['from'], name: ['CallerName'] },
      read: (row) => toParty(toText(row['from']), numbers, toText(row['CallerName'])),
    },
    callee: from('to', (value) => toParty(toText(value), numbers)),
    direction: from('direction', (value) => toDirection(toText(value))),
    // The SBC creates a call when the INVITE arrives.
    startedAt: from('date_created', toMailOrIsoTimestamp),
    endedAt: always(null),
    durationSeconds: always(null),
    state: from('State', (value) => toActiveCallState(toText(value))),
    vendorState: from('State', toText),
  }
}

export const liveCallOrderTime = (row: Row): EpochMs | null => parseMailOrIsoTime(row['date_created'])
