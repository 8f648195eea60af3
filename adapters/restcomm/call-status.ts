import type { CallStatus } from '../../schema/enums.js'
import type { Pushdown } from '../contract.js'
import { statusReader } from '../wire/call-words.js'
import type { Product } from './settings.js'

// Names of the status of a call: in rows, in live calls, and in the parameter Status.

/** The manual's states (Status), and two that are only in the code. */
export const { toCallStatus, toActiveCallState } = statusReader([
  ['wait-for-answer', { status: 'RINGING', state: 'SETUP' }],
  ['not-found', { status: 'FAILED', state: 'ENDED' }],
])

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
