import type { ActiveCallState, CallStatus, Direction } from '../../schema/enums.js'
import type { Pushdown } from '../contract.js'
import type { Product } from './settings.js'

// Names of the status of a call: in rows, in live calls, and in the parameter Status.

/**
 * The manual's states (Status), and three that are only in the code: not-found, wait-for-answer, canceled.
 * Rows contain them as text (`in-progress`) or as enum names (`IN_PROGRESS`), so case and `_` are ignored.
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
  // The first lookup is for the spelling of most rows.
  STATES.get(text ?? '') ?? STATES.get((text ?? '').toLowerCase().replaceAll('_', '-'))

/** What Status means; UNKNOWN if it is absent, or in neither the manual nor the code. */
export const toCallStatus = (text: string | null): CallStatus => meaningOf(text)?.status ?? 'UNKNOWN'

/** The state of a call in progress; UNKNOWN if it is absent, or in neither the manual nor the code. */
export const toActiveCallState = (text: string | null): ActiveCallState => meaningOf(text)?.state ?? 'UNKNOWN'

const DIRECTIONS: ReadonlyMap<string, Direction> = new Map([
  ['inbound', 'INBOUND'],
  ['outbound', 'OUTBOUND'],
  ['outbound-api', 'OUTBOUND'],
  ['outbound-dial', 'OUTBOUND'],
])

/** The direction of a call. Records have `inbound`, live calls of the SBC `INBOUND`. */
export const toDirection = (text: string | null): Direction =>
  DIRECTIONS.get(text ?? '') ?? DIRECTIONS.get((text ?? '').toLowerCase()) ?? 'UNKNOWN'

/**
 * A pattern with which Restcomm Connect finds calls in one state, in every spelling of it.
 *
 * Connect compares Status by SQL LIKE, with the parameter as the pattern. Its rows contain both `in-progress` and
 * `IN_PROGRESS` (the enum name, on outbound calls), and HSQLDB, its default database, compares with case, unlike MySQL.
 * The manual's `in-progress` would therefore miss half of the calls, and so would `in_progress` on HSQLDB. `_` matches
 * any one character: as many of them as the name has match every spelling of it, and all other names of its length.
 */
const anySpelling = (word: string): string => '_'.repeat(word.length)

/** The Status parameter for each status of the graph. A status whose names have several lengths is left out. */
const STATUS_TO_ASK: Readonly<Record<Product, ReadonlyMap<unknown, string>>> = {
  // The SBC writes the enum name, and does not record calls that ended in another way.
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

/** @returns the Status that finds all calls with one of these statuses; null if one request cannot find them. */
export function statusFilterOf(product: Product, statuses: unknown): string | null {
  const wanted: readonly unknown[] = Array.isArray(statuses) ? [...new Set(statuses)] : []
  return wanted.length === 1 ? (STATUS_TO_ASK[product].get(wanted[0]) ?? null) : null
}

/**
 * How calls in progress are requested from Restcomm Connect: one request has one Status, and no pattern of LIKE has both
 * `ringing` and `in-progress`, in either case of letters, without calls that are over. So the whole is made of two lists.
 *
 * | requested states, of SETUP, RINGING and CONNECTED | Status that is sent | what the gateway does |
 * |---|---|---|
 * | no condition; none of them; CONNECTED | ringing, and then in-progress | the gateway checks the condition |
 * | RINGING alone | ringing | the gateway checks the condition |
 * | SETUP (queued or wait-for-answer), alone or with others | any | the gateway drops calls that are over |
 * | ... and ENDED as well | | not supported: every call that ever was would count as one in progress |
 */
export function liveStatusFilterOf(states: unknown): { readonly status: string; readonly pushdown: Pushdown } {
  const wanted: readonly unknown[] = Array.isArray(states) ? states : []
  if (wanted.includes('SETUP')) return { status: '%', pushdown: wanted.includes('ENDED') ? 'unsupported' : 'superset' }
  return wanted.includes('RINGING') && !wanted.includes('CONNECTED')
    ? { status: anySpelling('ringing'), pushdown: 'superset' }
    : { status: anySpelling('in-progress'), pushdown: 'none' }
}
