// How the fake vendor's rows are read.

import type { Fields, Row } from '../../../adapters/contract.js'
import { toParty } from '../../../adapters/values/party.js'
import { always, from, toFloat, toText } from '../../../adapters/wire/field-readers.js'
import { plainCall } from '../../../adapters/wire/plain-call.js'
import { unbilledCall } from '../../../adapters/wire/unbilled-call.js'
import type { ActiveCall } from '../../../schema/active-call.js'
import type { Call } from '../../../schema/call.js'
import type { CallRecord } from '../../../schema/shapes.js'

const time = (value: unknown): string | null =>
  typeof value === 'string' && !Number.isNaN(Date.parse(value)) ? value : null
/** By what the lists are ordered. */
export const startOf = (row: Row): number | null => {
  const text = time(row['started'])
  return text === null ? null : Date.parse(text)
}

// { id: '7', from: '+4581808888', to: '+4580808080', started: '2026-03-01T12:00:00.000Z', seconds: 60, end: 'busy',
//   price: '0.10' }
const shared: Fields<CallRecord> = {
  nativeId: from('id', (id) => toText(id) ?? ''),
  sipCallId: always(null),
  caller: from('from', (number) => toParty(toText(number), 'DK')),
  callee: from('to', (number) => toParty(toText(number), 'DK')),
  direction: always('UNKNOWN'),
  startedAt: from('started', time),
  answeredAt: always(null),
  endedAt: always(null),
  durationSeconds: from('seconds', toFloat),
}
export const callFields: Fields<Call> = {
  ...shared,
  ...unbilledCall,
  status: from('end', (end) => (end === 'busy' ? 'BUSY' : end === 'ok' ? 'COMPLETED' : 'UNKNOWN')),
  vendorStatus: from('end', toText),
  price: from('price', (price) => {
    const amount = toText(price)
    return amount === null ? null : { amount, currency: 'DKK' }
  }),
  ...plainCall,
}
export const activeCallFields: Fields<ActiveCall> = {
  ...shared,
  state: from('state', (state) => (state === 'talking' ? 'CONNECTED' : state === 'ringing' ? 'RINGING' : 'UNKNOWN')),
  vendorState: from('state', toText),
  setupDelaySeconds: always(null),
  accountId: always(null),
  customer: from('owner', (owner) => {
    const nativeId = toText(owner)
    return nativeId === null ? null : { nativeId, name: null }
  }),
  portasip: always(null),
  mor: always(null),
}
