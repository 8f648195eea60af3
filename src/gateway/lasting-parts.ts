import { randomBytes } from 'node:crypto'
import type { GraphQLSchema } from 'graphql'
import { SliceScheduler } from '../async/slice-scheduler.js'
import type { Sharing } from '../cluster/sharing.js'
import type { SharedControl } from '../engine/control/control-context.js'
import { buildGraphSchema } from '../graphql/schema/build-schema.js'
import { CallHistory } from '../live/history.js'
import { createRateCounts, type RateCounts } from '../server/rates/rate-limit-step.js'
import { createTelemetry, type Telemetry } from '../telemetry/telemetry.js'
import { createActionState } from './control-parts.js'
import type { GatewayOptions } from './gateway-options.js'
import { type OpenMetrics, openMetrics } from './open-metrics.js'
import { openSharing } from './open-sharing.js'
import { RetiredSources } from './retired-sources.js'
import type { Readiness } from './start-check.js'

/** What stays the same when the configuration is read again. */
export interface LastingParts extends Pick<GatewayOptions, 'logger' | 'now' | 'explorer' | 'actAs' | 'timers'> {
  readonly monotonicNow: () => number
  /** Which part of their full sizes caches may have. */
  readonly cacheShare: number
  readonly telemetry: Telemetry
  readonly metrics: OpenMetrics
  readonly readiness: Readiness
  /** Shares the event loop between clients. */
  readonly scheduler: SliceScheduler
  /** What instances of the gateway share. */
  readonly sharing: Sharing
  readonly rateCounts: RateCounts
  readonly retired: RetiredSources
  /** How many calls were in progress over the last hours. */
  readonly history: CallHistory
  readonly actionState: Omit<SharedControl, 'audit' | 'listCache'>
  /** Seals cursors, ids and sessions where the configuration has no `server.cursorKeys`. */
  readonly processKey: string
  /** The schema by these options; building it takes a while, and few configurations need another one. */
  schemaFor(options: FederationOptions): GraphQLSchema
}

const processClock = (): number => performance.now()

export async function openLastingParts(options: GatewayOptions): Promise<LastingParts> {
  const { configuration, logger, now, monotonicNow = processClock, explorer, environment = {}, actAs } = options
  const { server } = configuration
  const telemetry = await createTelemetry({
    logger,
    now: monotonicNow,
    timeOfDay: now,
    metrics: server.metrics !== false,
    environment,
  })
  const { version = '' } = options
  const sharing = await openSharing(configuration, version, { now, monotonicNow }, telemetry.onEvent)
  return {
    ...{ logger, now, monotonicNow, explorer, actAs, telemetry, sharing },
    cacheShare: options.cacheShare ?? 1,
    metrics: openMetrics(telemetry.metrics, server, logger),
    readiness: { isReady: server.checkBeforeReady === 'off' },
    scheduler: new SliceScheduler(),
    ...(options.timers === undefined ? {} : { timers: options.timers }),
    history: new CallHistory(),
    retired: new RetiredSources(),
    rateCounts: createRateCounts(monotonicNow, sharing),
    actionState: createActionState(sharing, options.resolveHost),
    processKey: randomBytes(32).toString('base64'),
    schemaFor: keepLatestSchema(),
  }
}

type FederationOptions = NonNullable<Parameters<typeof buildGraphSchema>[0]>

function keepLatestSchema(): LastingParts['schemaFor'] {
  let latest: { readonly key: string; readonly schema: GraphQLSchema } | undefined
  return (options) => {
    const key = JSON.stringify(options)
    if (latest?.key !== key) latest = { key, schema: buildGraphSchema(options) }
    return latest.schema
  }
}
