import type { ActiveCallState } from '../../schema/enums.js'

/** Where a live session stands: TelecomX tells it by which of its times are there. By `answered`, then `ended`. */
export const ACTIVE_CALL_STATES = {
  ended: 'ENDED',
  answered: 'CONNECTED',
  neither: 'RINGING',
} as const satisfies Record<string, ActiveCallState>

/** The state of a session; one that ended between the vendor's look and its answer is ENDED. */
export function toActiveCallState(answered: boolean, ended: boolean): ActiveCallState {
  return ACTIVE_CALL_STATES[ended ? 'ended' : answered ? 'answered' : 'neither']
}
