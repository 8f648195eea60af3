import type { LiveHub } from '../../live/contract.js'
import type { Refusal } from '../http/refusal.js'
import type { Exchange, Verdict } from '../pipeline/step.js'

/** How subscriptions are served. */
export interface LiveOptions {
  readonly hub: LiveHub
  /** Whether they are also served over WebSockets. */
  readonly websocket: boolean
  /** After how long without an event something is sent, so that proxies keep the connection; in milliseconds. */
  readonly heartbeatMs: number
  /** Milliseconds since 1970; rights expire by this clock. */
  readonly now: () => number
  /** Checks the credentials of a request again, while its stream lasts. */
  readonly signIn: (exchange: Exchange) => Verdict<Refusal>
}
