import type { ActiveCallState } from '../../schema/enums.js'

/** The state of a live session. TelecomX does not report it; it follows from which times are present. */
const ACTIVE_CALL_STATES = {
  ended: 'ENDED',
  answered: 'CONNECTED',
  neither: 'RINGING',
} as const satisfies Record<string, ActiveCallState>

/** The state of a session. A session that ended while the vendor prepared its response is ENDED. */
export function toActiveCallState(answered: boolean, ended: boolean): ActiveCallState {
  return ACTIVE_CALL_STATES[ended ? 'ended' : answered ? 'answered' : 'neither']
}
