import type { Logger } from 'pino'
import type { GateParts } from '../access/gate.js'
import { SliceScheduler } from '../async/slice-scheduler.js'
import { withOrder } from '../config/order-override.js'
import type { Configuration, SourceConfiguration } from '../config/schema.js'
import { defaultExecutionMemoryBytes } from '../cost/memory.js'
import { slowSourceLimitsFor } from '../engine/answers/slow-source-limits.js'
import { ListCache } from '../engine/lists/list-cache.js'
import type { ListEngine } from '../engine/lists/list-engine.js'
import type { EngineEvent } from '../engine/reporting/events.js'
import { capabilitiesOf } from '../engine/source/capabilities.js'
import { createSource } from '../engine/source/create-source.js'
import type { Source } from '../engine/source/source.js'
import { Sources } from '../engine/source/sources.js'
import type { GraphContext } from '../graphql/context.js'
import { buildGraphSchema } from '../graphql/schema/build-schema.js'
import type { ResilienceEvent } from '../resilience/contract.js'
import { createResilience } from '../resilience/resilience.js'
import { clientIdentifier } from '../server/http/client.js'
import type { StopOptions } from '../server/http/graceful-stop.js'
import { type RunningServer, startServer } from '../server/server.js'
import { createTelemetry, type Telemetry } from '../telemetry/telemetry.js'
import type { Environment } from '../telemetry/tracing.js'
import { createTransport, type TransportEvent } from '../transport/transport.js'
import { exampleOperations } from './example-operations.js'
import { withheldFields, withheldScopes } from './granted.js'
import { openMetrics } from './open-metrics.js'
import { EXPLAIN_HEADER, RequestContext, type SharedParts } from './request-context.js'
import { credentialHeadersOf, explorerSignInOf, openGate, signInStep } from './sign-in-step.js'

// The composition root: the only place where the parts are put together.

export interface GatewayOptions {
  readonly configuration: Configuration
  readonly logger: Logger
  /** The time of day, in milliseconds since 1970. */
  readonly now: () => number
  /** For durations and ages; the process's own unless given. */
  readonly monotonicNow?: () => number
  /** Whether the explorer is served when the configuration does not say. */
  readonly explorer: boolean
  /** Where OTEL_… is looked up; without it no traces are kept. */
  readonly environment?: Environment
  /** Which part of their full sizes caches may have, for processes with little memory; all of it unless given. */
  readonly cacheShare?: number
  /** Whom everybody counts as where nobody signs in, by roles and tenant of the configuration; its administrator unless given. */
  readonly actAs?: GateParts['actAs']
}

export interface RunningGateway extends RunningServer {
  /** Where metrics are served on a port of their own; null: they are not. */
  readonly metricsUrl: string | null
}

const processClock = (): number => performance.now()

/** Starts the graph over the configured sources; rejects when the address cannot be had. */
export async function startGateway(options: GatewayOptions): Promise<RunningGateway> {
  const {
    configuration,
    logger,
    now,
    monotonicNow = processClock,
    explorer,
    environment = {},
    cacheShare = 1,
    actAs,
  } = options
  const { server, sources: configured } = configuration
  const telemetry = await createTelemetry({ logger, now: monotonicNow, metrics: server.metrics !== false, environment })
  const opening = {
    now,
    monotonicNow,
    telemetry,
    deadlineMs: server.deadlineMs,
    cacheShare: cacheShare * Math.min(1, FULL_CACHES_SOURCES / configured.length),
  }
  const sources = configured.map((source) => openSource(source, opening))
  const engine: ListEngine = {
    sources: new Sources(sources),
    listCache: new ListCache({ now, monotonicNow }, cacheShare),
    limits: { defaultPageSize: server.defaultPageSize, maxPageSize: server.maxPageSize },
    withheld: withheldFields(configuration),
  }
  const controlContext: SharedParts['controlContext'] = { listCache: engine.listCache, onEvent: telemetry.onEvent }
  const gate = openGate(configuration, { now, logger, withheld: withheldScopes(server), actAs })
  gate.start()
  const scheduler = new SliceScheduler()
  const metrics = openMetrics(telemetry.metrics, server, logger)
  const running = await startServer<GraphContext>({
    schema: buildGraphSchema(),
    context: (request) =>
      new RequestContext({ engine, controlContext, server, scheduler }, request, telemetry.follow(request.headers)),
    slicesOf: ({ slices }) => slices,
    steps: [signInStep(gate, clientIdentifier(server.trustedProxies))],
    cost: {
      limits: server.limits,
      sizes: { ...engine.limits, sources: sources.length },
      executionMemoryBytes: server.executionMemoryBytes ?? defaultExecutionMemoryBytes(cacheShare),
      meterOf: ({ budget }) => budget,
      waitingFor: ({ callContext }) => callContext,
    },
    extensions: ({ plan }) => (plan === null ? null : { plan }),
    sharing: {
      ownHeaders: [EXPLAIN_HEADER],
      ownFields: OWN_FIELDS,
      credentialHeaders: credentialHeadersOf(configuration.access),
      freshUntilMs: ({ freshness }) => freshness.untilMs,
      currencyOf:
        ({ freshness }) =>
        () =>
          engine.listCache.isCurrent(freshness),
      generation: () => engine.listCache.generation,
      cacheShare,
      joinableMs: Math.min(LONGEST_JOINABLE_MS, server.deadlineMs / 8),
      now: monotonicNow,
    },
    host: server.host,
    hosts: server.hosts,
    maxConnections: server.maxConnections,
    maxUnsentBytes: server.maxUnsentBytes,
    port: server.port,
    logger,
    ready: () => true,
    explorer:
      (server.explorer ?? explorer)
        ? { operations: exampleOperations, signIn: explorerSignInOf(configuration.access) }
        : undefined,
    logIn: gate.logIn ?? undefined,
    cors: server.cors,
    trustedProxies: server.trustedProxies,
    stopGraceMs: server.stopGraceMs,
    executor: server.executor,
    metrics: metrics.served,
    tls: server.tls,
    onEvent: (event, context, headers) => {
      if (event.type !== 'operation-answered') return telemetry.onServerEvent(event, null)
      context?.answered(event.errorCodes.length === 0)
      telemetry.onServerEvent(event, context?.watch ?? telemetry.follow(headers))
    },
  })
  const closeAll = async (stop?: StopOptions) => {
    await running.close(stop)
    await metrics.close()
    await gate.close()
    await Promise.all(sources.map((source) => source.close()))
    await telemetry.close()
  }
  let closing: Promise<void> | undefined
  const close = (stop?: StopOptions) => (closing ??= closeAll(stop))
  try {
    return { url: running.url, metricsUrl: await metrics.listen(), close }
  } catch (error) {
    await close()
    throw error
  }
}

/** Opens the way to one configured source. */
export function openSource(
  { name, adapter, common, settings }: SourceConfiguration,
  {
    now,
    monotonicNow = processClock,
    telemetry,
    deadlineMs = Infinity,
    cacheShare,
  }: {
    readonly now: GatewayOptions['now']
    readonly monotonicNow?: (() => number) | undefined
    readonly telemetry?: Telemetry
    /** How long a request may take; for ever unless given. */
    readonly deadlineMs?: number
    /** Which part of its full size the cache of its answers may have. */
    readonly cacheShare?: number
  },
): Source {
  const declaration = withOrder(adapter.declare(settings), common.order)
  // One for each who tells: copies of events that are like each other are made faster.
  const onTransportEvent = (event: TransportEvent) => telemetry?.onEvent({ source: name, ...event })
  const onResilienceEvent = (event: ResilienceEvent) => telemetry?.onEvent({ source: name, ...event })
  const onEngineEvent = (event: EngineEvent) => telemetry?.onEvent({ source: name, ...event })
  const slowSourceLimits = slowSourceLimitsFor(deadlineMs)
  const resilience = createResilience({
    retries: common.retries,
    maxConcurrency: common.maxConcurrency,
    requestsPerSecond: common.requestsPerSecond ?? null,
    shortWaitMs: slowSourceLimits.shortMs,
    monotonicNow,
    onEvent: onResilienceEvent,
  })
  const source = createSource({
    name,
    vendor: adapter.vendor,
    title: common.title ?? adapter.title,
    declaration,
    capabilities: capabilitiesOf(declaration),
    now,
    monotonicNow,
    options: {
      timeoutMs: common.timeoutMs,
      staleOnErrorMs: common.staleOnError,
      slowSourceLimits,
      control: common.control,
      maxConcurrency: common.maxConcurrency,
      freshnessMs: common.freshness,
      maxScanRows: common.maxScanRows,
    },
    ...(cacheShare === undefined ? {} : { cacheShare }),
    onEvent: onEngineEvent,
    resilience,
    transport: createTransport({
      url: common.url,
      declaration,
      ...(common.tls === undefined ? {} : { tls: withoutUndefined(common.tls) }),
      maxResponseBytes: common.maxResponseBytes,
      maxConnections: common.maxConcurrency,
      clock: { now, monotonicNow },
      onEvent: onTransportEvent,
    }),
  })
  telemetry?.addSource({
    name,
    declaration,
    health: () => source.node.health.state,
    breaker: resilience.breaker,
    load: resilience.load,
  })
  return source
}

/**
 * `SourceReport.requests` says what the one who asks has cost; a password is for the one who asks; and `Source.health`
 * is that of this moment, however long a list may be shared.
 */
const OWN_FIELDS = ['requests', 'password', 'health']
/** More sources than these share the memory that so many may fill with their answers. */
const FULL_CACHES_SOURCES = 8
/** In milliseconds. */
const LONGEST_JOINABLE_MS = 1000

const withoutUndefined = ({ ca, insecure }: { ca?: string | undefined; insecure?: boolean | undefined }) => ({
  ...(ca === undefined ? {} : { ca }),
  ...(insecure === undefined ? {} : { insecure }),
})
