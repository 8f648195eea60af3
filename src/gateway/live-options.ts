import type { LiveSettings } from '../config/live-settings.js'
import type { LiveHub } from '../live/contract.js'
import type { LiveOptions } from '../server/live/live-options.js'
import type { RequestStep } from '../server/pipeline/step.js'

export interface LiveServing {
  readonly hub: LiveHub
  readonly settings: Pick<LiveSettings, 'websocket' | 'heartbeat'>
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** The step that finds out who sends a request. */
  readonly signIn: RequestStep<never>
}

/** How the server serves subscriptions. */
export const liveOptions = ({ hub, settings, now, signIn }: LiveServing): LiveOptions => ({
  hub,
  websocket: settings.websocket,
  heartbeatMs: settings.heartbeat,
  now,
  signIn: (exchange) => signIn.onRequest?.(exchange) ?? null,
})
