import type { SessionFilter } from '../../schema/filters.js'
import type { BoundSpan, Row } from '../contract.js'
import { toText } from '../wire/field-readers.js'
import { toEpochMs } from '../wire/time/iso-time.js'
import { DIRECTIONS } from './direction.js'
import { startOf } from './session-record.js'
import { meaningIn } from './words.js'

const directionOf = meaningIn(DIRECTIONS)

/**
 * Where to find the sessions that are bound to a session. `relatedCallId` is set by the hosted PBX that makes a call,
 * "if this call is to be bound to another inbound call", and no parameter filters by it. They are therefore searched
 * among the outbound sessions of the customer who received the inbound call, from its start until its end.
 * Manual: https://wiki.telecomx.dk/doku.php?id=api:sbc:session:list
 */
export function boundTo(row: Row): BoundSpan | null {
  const [fromMs, customerId] = [startOf(row), toText(row.destinationCustomerId)]
  if (directionOf(row.direction) !== 'INBOUND' || fromMs === null || customerId === null) return null
  const filter: SessionFilter = { customerId, direction: 'OUTBOUND' }
  return { filter, fromMs, toMs: toEpochMs(toText(row.ended) ?? '') }
}
