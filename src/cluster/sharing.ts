import type { SourceSharing } from '../engine/answers/list-sharing.js'
import type { ActionLimits } from '../engine/control/action-rates.js'
import type { ActionKeys } from '../engine/control/repeated-actions.js'
import type { SourceLimits } from '../resilience/contract.js'
import type { LimitOptions } from '../resilience/resilience.js'
import type { RequestsInProgress } from '../server/rates/in-progress.js'
import type { RateBuckets } from '../server/rates/principal-buckets.js'
import type { LoginExchange } from '../transport/authentication/login-exchange.js'
import type { RefusalExchange } from '../transport/authentication/refusal-exchange.js'

// Everything that several instances of the gateway share, and a single instance keeps to itself. There are two
// implementations: in-process.ts, and the one over a store. Nothing that uses them knows which one it has.

export interface SharedSource {
  /** Lists that are read once for all instances. */
  readonly sharing: SourceSharing
  /** How many requests begin and run at the vendor, and which failures are remembered. */
  readonly limits: SourceLimits
  readonly refusals: RefusalExchange
  readonly logins: LoginExchange
}

/** What distinguishes sources and their rows. None of it is a secret. */
export interface SourceIdentity {
  readonly name: string
  readonly vendor: string
  readonly url: string
  /** The vendor's own settings: user name, zone, region, products and so on; without secrets. */
  readonly settings: unknown
  /** All settings, secrets included; only a keyed hash of it is used. */
  readonly credentials: string
  /** An id as it is where ids are masked: instances with other keys have other ids. */
  readonly maskedId: string
  /** The largest answer after decompression. */
  readonly maxResponseBytes: number
}

export interface Sharing {
  source(identity: SourceIdentity, limits: LimitOptions): SharedSource
  /** Idempotency keys of control. */
  readonly keys: ActionKeys
  /** Rates of control, and of requests, for each principal; and how many of its requests are in progress. */
  readonly actionRates: ActionLimits
  readonly buckets: RateBuckets
  readonly inProgress: RequestsInProgress
  close(): Promise<void>
}
