import { isDeepStrictEqual } from 'node:util'
import type { Logger } from 'pino'
import { ConfigurationError } from '../config/load.js'
import type { Configuration } from '../config/schema.js'
import type { ReloadRoute } from '../server/http/reload-route.js'
import type { OnTelemetryEvent, ReloadEvent } from '../telemetry/events.js'
import type { SourceChanges } from './open-sources.js'

// Reads the configuration again while the gateway runs.

export type ReloadOutcome =
  | { readonly outcome: 'reloaded'; readonly sources: SourceChanges }
  /** The former configuration stays in use. Faults name the place and no value. */
  | { readonly outcome: 'refused'; readonly faults: readonly string[] }

/** @param trigger what has requested it, for the log: `SIGHUP`, `watch`, or a client. It never rejects. */
export type Reload = (trigger: string) => Promise<ReloadOutcome>

export interface ReloadParts {
  /** @throws ConfigurationError with all faults. */
  readonly read: () => Configuration
  /**
   * Uses another configuration from now on.
   * @throws Error where it cannot be used; then nothing has changed.
   */
  readonly use: (configuration: Configuration) => Promise<SourceChanges>
  readonly logger: Logger
  readonly onEvent: OnTelemetryEvent
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly monotonicNow: () => number
}

/** One reload runs at a time. What is requested meanwhile is one more: files may have changed since they were read. */
export function createReload(parts: ReloadParts): Reload {
  let running: Promise<unknown> = Promise.resolve()
  let waiting: Promise<ReloadOutcome> | undefined
  return (trigger) => {
    if (waiting !== undefined) return waiting
    waiting = running.then(() => {
      waiting = undefined
      const run = reloadOnce(parts, trigger)
      running = run
      return run
    })
    return waiting
  }
}

const NO_CHANGES: SourceChanges = { added: [], changed: [], removed: [] }

async function reloadOnce({ read, use, logger, onEvent, now, monotonicNow }: ReloadParts, trigger: string) {
  const startedAtMs = monotonicNow()
  const report = (event: Pick<ReloadEvent, 'outcome' | 'faults' | 'sources'>): void => {
    onEvent({ type: 'reload', ...event, trigger, atMs: now(), durationMs: monotonicNow() - startedAtMs })
  }
  try {
    const sources = await use(read())
    report({ outcome: 'reloaded', faults: [], sources })
    return { outcome: 'reloaded', sources } as const
  } catch (error) {
    if (!(error instanceof ConfigurationError)) logger.error({ err: error }, 'the configuration could not be used')
    const faults = faultsOf(error)
    report({ outcome: 'refused', faults, sources: NO_CHANGES })
    return { outcome: 'refused', faults } as const
  }
}

function faultsOf(error: unknown): readonly string[] {
  if (error instanceof ConfigurationError) return error.faults
  return [error instanceof Error ? error.message : String(error)]
}

const RESTART = 'a reload cannot change it: restart the gateway, or put the former value back'

/**
 * Refuses changes of what is decided once, when the gateway begins to listen.
 * @throws ConfigurationError which names each of these keys.
 */
export function refuseFixedChanges(
  { server: former, cluster: formerCluster }: Configuration,
  { server: next, cluster }: Configuration,
): void {
  const changed = [
    ...(former.host === next.host ? [] : ['server.host']),
    ...(former.port === next.port ? [] : ['server.port']),
    ...(JSON.stringify(former.metrics) === JSON.stringify(next.metrics) ? [] : ['server.metrics']),
    ...((former.tls === undefined) === (next.tls === undefined) ? [] : ['server.tls']),
    ...(isDeepStrictEqual(formerCluster, cluster) ? [] : ['cluster']),
    ...((former.tls?.clientCa === undefined) === (next.tls?.clientCa === undefined) ? [] : ['server.tls.clientCa']),
  ]
  // Adding or removing all of `tls` also adds or removes its parts.
  const keys = changed.includes('server.tls') ? changed.filter((key) => key !== 'server.tls.clientCa') : changed
  if (keys.length > 0)
    throw new ConfigurationError(
      'the configuration',
      keys.map((key) => `${key}: ${RESTART}`),
    )
}

/** POST /-/reload for those who have the scope. */
export const reloadRoute = (reload: Reload): ReloadRoute => ({
  mayReload: (principal) => principal?.access.may('admin:reload') ?? false,
  run: ({ id }) => reload(id),
})
