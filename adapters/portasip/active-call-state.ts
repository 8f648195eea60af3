import type { ActiveCallState, Direction } from '../../schema/enums.js'

/** The manual's "CC_STATE statuses and their description", in the graph's words. Compared without case. */
const STATES: ReadonlyMap<string, ActiveCallState> = new Map([
  ['idle', 'SETUP'],
  ['waitauth', 'SETUP'],
  ['waitroute', 'SETUP'],
  // "The b2bua tries to establish a connection": the called party is being reached.
  ['arcomplete', 'RINGING'],
  ['connected', 'CONNECTED'],
  ['disconnecting', 'DISCONNECTING'],
  ['dead', 'ENDED'],
])

/**
 * States of which listActiveCalls has every call: it gives those in Connected, ARComplete and WaitRoute only. Of SETUP
 * it lacks Idle and WaitAuth; DISCONNECTING, ENDED and words that the manual does not have, it lacks altogether.
 */
export const STATES_LISTED_AS_ACTIVE: ReadonlySet<unknown> = new Set<ActiveCallState>(['RINGING', 'CONNECTED'])

/** What CC_STATE means; UNKNOWN for a word that the manual does not have, and for none. */
export const toActiveCallState = (ccState: string | null): ActiveCallState =>
  STATES.get(ccState?.toLowerCase() ?? '') ?? 'UNKNOWN'

/**
 * The manual does not list the words of DIRECTION; its samples have two. `vendor` is a call that leaves by a vendor's
 * connection. `onnet_in` is made by an account of the switch and stays on its network: both parties are its own.
 */
const DIRECTIONS: ReadonlyMap<string, Direction> = new Map([
  ['vendor', 'OUTBOUND'],
  ['onnet_in', 'INTERNAL'],
])

/** Which way a call goes; UNKNOWN for a word that the manual's samples do not have, and for none. */
export const toDirection = (direction: string | null): Direction =>
  DIRECTIONS.get(direction?.toLowerCase() ?? '') ?? 'UNKNOWN'
