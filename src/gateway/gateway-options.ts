import type { Logger } from 'pino'
import type { GateParts } from '../access/gate.js'
import type { Timers } from '../async/timers.js'
import type { Configuration } from '../config/schema.js'
import type { ResolveHost } from '../engine/control/call-rules.js'
import type { Environment } from '../telemetry/tracing.js'

export interface GatewayOptions {
  readonly configuration: Configuration
  readonly logger: Logger
  /** Of the program: instances of different versions continue no subscriptions of each other. */
  readonly version?: string
  /**
   * Reads the configuration again, for a reload; absent: there is no file, and no reload.
   * @throws ConfigurationError with all faults.
   */
  readonly readConfiguration?: () => Configuration
  /** The time of day, in milliseconds since 1970. */
  readonly now: () => number
  /** For durations and ages; the monotonic clock of the process unless given. */
  readonly monotonicNow?: () => number
  /** By which subscriptions poll and wait; those of the process unless given. */
  readonly timers?: Timers
  /** Whether the explorer is served when the configuration does not say. */
  readonly explorer: boolean
  /** Where the OTEL_… variables are read from; absent: no traces are sent. */
  readonly environment?: Environment
  /** Which part of their full sizes caches may have, for processes with little memory; all of it unless given. */
  readonly cacheShare?: number
  /** Finds the addresses of the hosts in URLs of makeCall; of the system unless given. */
  readonly resolveHost?: ResolveHost
  /** Whom everybody counts as where nobody signs in, by roles and tenant of the configuration; its administrator unless given. */
  readonly actAs?: GateParts['actAs']
}
