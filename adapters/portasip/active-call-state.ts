import type { ActiveCallState, Direction } from '../../schema/enums.js'

/** The manual's "CC_STATE statuses and their description", mapped to states of the graph. Case is ignored. */
const STATES: ReadonlyMap<string, ActiveCallState> = new Map([
  ['idle', 'SETUP'],
  ['waitauth', 'SETUP'],
  ['waitroute', 'SETUP'],
  // "The b2bua tries to establish a connection": the called party is being contacted.
  ['arcomplete', 'RINGING'],
  ['connected', 'CONNECTED'],
  ['disconnecting', 'DISCONNECTING'],
  ['dead', 'ENDED'],
])

/**
 * States of which listActiveCalls has all calls: it only returns Connected, ARComplete and WaitRoute. Of SETUP it lacks
 * Idle and WaitAuth; it has no calls in DISCONNECTING, in ENDED, or in states that are not in the manual.
 */
export const STATES_LISTED_AS_ACTIVE: ReadonlySet<unknown> = new Set<ActiveCallState>(['RINGING', 'CONNECTED'])

/** What CC_STATE means; UNKNOWN if it is absent, or not in the manual. */
export const toActiveCallState = (ccState: string | null): ActiveCallState =>
  STATES.get(ccState?.toLowerCase() ?? '') ?? 'UNKNOWN'

/**
 * The manual does not list the values of DIRECTION; its samples have two. `vendor` is a call that leaves through the
 * connection of a vendor. `onnet_in` is a call between two accounts of the switch.
 */
const DIRECTIONS: ReadonlyMap<string, Direction> = new Map([
  ['vendor', 'OUTBOUND'],
  ['onnet_in', 'INTERNAL'],
])

/** The direction of a call; UNKNOWN if DIRECTION is absent, or not in the manual's samples. */
export const toDirection = (direction: string | null): Direction =>
  DIRECTIONS.get(direction?.toLowerCase() ?? '') ?? 'UNKNOWN'
