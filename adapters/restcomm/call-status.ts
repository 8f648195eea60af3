import type { ActiveCallState, CallStatus, Direction } from '../../schema/enums.js'
import type { Pushdown } from '../contract.js'
import type { Product } from './settings.js'

// Words for where a call stands: in rows, in live calls, and in the parameter Status.

/**
 * The manual's states (Status), and three that only the code has: not-found, wait-for-answer, canceled.
 * Rows hold them as text (`in-progress`) or as names of an enum (`IN_PROGRESS`), so case and `_` do not count.
 */
const STATES: ReadonlyMap<string, { readonly status: CallStatus; readonly state: ActiveCallState }> = new Map([
  ['queued', { status: 'QUEUED', state: 'SETUP' }],
  ['wait-for-answer', { status: 'RINGING', state: 'SETUP' }],
  ['ringing', { status: 'RINGING', state: 'RINGING' }],
  ['in-progress', { status: 'IN_PROGRESS', state: 'CONNECTED' }],
  ['completed', { status: 'COMPLETED', state: 'ENDED' }],
  ['failed', { status: 'FAILED', state: 'ENDED' }],
  ['not-found', { status: 'FAILED', state: 'ENDED' }],
  ['busy', { status: 'BUSY', state: 'ENDED' }],
  ['no-answer', { status: 'NO_ANSWER', state: 'ENDED' }],
  ['canceled', { status: 'CANCELED', state: 'ENDED' }],
])

const meaningOf = (text: string | null) =>
  // As most rows write it.
  STATES.get(text ?? '') ?? STATES.get((text ?? '').toLowerCase().replaceAll('_', '-'))

/** What Status means; UNKNOWN for a word that neither the manual nor the code has, and for none. */
export const toCallStatus = (text: string | null): CallStatus => meaningOf(text)?.status ?? 'UNKNOWN'

/** Where a call in progress stands; UNKNOWN for a word that neither the manual nor the code has, and for none. */
export const toActiveCallState = (text: string | null): ActiveCallState => meaningOf(text)?.state ?? 'UNKNOWN'

const DIRECTIONS: ReadonlyMap<string, Direction> = new Map([
  ['inbound', 'INBOUND'],
  ['outbound', 'OUTBOUND'],
  ['outbound-api', 'OUTBOUND'],
  ['outbound-dial', 'OUTBOUND'],
])

/** Which way a call goes. Records say `inbound`, live calls of the SBC `INBOUND`. */
export const toDirection = (text: string | null): Direction =>
  DIRECTIONS.get(text ?? '') ?? DIRECTIONS.get((text ?? '').toLowerCase()) ?? 'UNKNOWN'

/**
 * How to ask Restcomm Connect for calls in one state, however it is spelled in the row.
 *
 * Connect compares Status by SQL LIKE, with what is sent as the pattern. Its rows hold `in-progress` and `IN_PROGRESS`
 * side by side (outbound calls have the name of the enum), and HSQLDB, which comes with it, minds case where MySQL does
 * not. The manual's `in-progress` would therefore lose half of the calls, and so would `in_progress` on HSQLDB. `_`
 * stands for any one character: as many of them as the word has match every spelling of it, and words of its length.
 */
const anySpelling = (word: string): string => '_'.repeat(word.length)

/** A status of the graph, and the Status to ask for. One that is told in words of several lengths is not here. */
const STATUS_TO_ASK: Readonly<Record<Product, ReadonlyMap<unknown, string>>> = {
  // The SBC writes the enum's name, and records no call that ended in another way.
  sbc: new Map<CallStatus, string>([
    ['COMPLETED', 'COMPLETED'],
    ['FAILED', 'FAILED'],
  ]),
  connect: new Map<CallStatus, string>([
    ['QUEUED', anySpelling('queued')],
    ['IN_PROGRESS', anySpelling('in-progress')],
    ['COMPLETED', anySpelling('completed')],
    ['BUSY', anySpelling('busy')],
    ['NO_ANSWER', anySpelling('no-answer')],
    ['CANCELED', anySpelling('canceled')],
  ]),
}

/** @returns the Status that gives all calls with one of these statuses; null when one request cannot ask for them. */
export function statusToAsk(product: Product, statuses: unknown): string | null {
  const wanted: readonly unknown[] = Array.isArray(statuses) ? [...new Set(statuses)] : []
  return wanted.length === 1 ? (STATUS_TO_ASK[product].get(wanted[0]) ?? null) : null
}

/**
 * How Restcomm Connect is asked for calls in progress: one request has one Status, and no pattern of LIKE has both
 * `ringing` and `in-progress`, in either case of letters, without calls that are over. So the whole is made of two lists.
 *
 * | states asked for, of SETUP, RINGING and CONNECTED | Status that is sent | and then |
 * |---|---|---|
 * | no condition; none of them; CONNECTED | ringing, and then in-progress | the gateway checks the condition |
 * | RINGING alone | ringing | the gateway checks the condition |
 * | SETUP (queued or wait-for-answer), alone or with others | any | the gateway drops calls that are over |
 * | ... and ENDED as well | | not supported: every call that ever was would count as one in progress |
 */
export function liveStatusToAsk(states: unknown): { readonly status: string; readonly pushdown: Pushdown } {
  const wanted: readonly unknown[] = Array.isArray(states) ? states : []
  if (wanted.includes('SETUP')) return { status: '%', pushdown: wanted.includes('ENDED') ? 'unsupported' : 'superset' }
  return wanted.includes('RINGING') && !wanted.includes('CONNECTED')
    ? { status: anySpelling('ringing'), pushdown: 'superset' }
    : { status: anySpelling('in-progress'), pushdown: 'none' }
}
