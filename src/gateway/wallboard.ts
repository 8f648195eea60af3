import type { Configuration } from '../config/schema.js'
import type { WallboardOptions } from '../server/http/wallboard-page.js'
import { explorerSignInOf } from './sign-in-step.js'

/** The wallboard page; undefined where no subscriptions are served, without which it would stay empty. */
export function wallboardOf({ live, wallboard, access }: Configuration): WallboardOptions | undefined {
  if (live.maxSubscribers === 0) return undefined
  const { title, alarms = null } = wallboard
  return {
    title,
    heartbeatMs: live.heartbeat,
    alarms:
      alarms === null
        ? {}
        : {
            sourceDownForMs: alarms.sourceDownFor,
            dropTo: alarms.dropTo,
            dropWithinMs: alarms.dropWithin,
            dropFrom: alarms.dropFrom,
            longerThanMs: alarms.longerThan,
            countryShare: alarms.countryShare,
          },
    signIn: explorerSignInOf(access),
  }
}
