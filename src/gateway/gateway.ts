import type { IncomingHttpHeaders } from 'node:http'
import type { Logger } from 'pino'
import { withOrder } from '../config/order-override.js'
import type { Configuration, SourceConfiguration } from '../config/schema.js'
import { patienceFor } from '../engine/answers/slow-source-limits.js'
import type { ControlDesk } from '../engine/control/control.js'
import { SourceMemory } from '../engine/lists/list-cache.js'
import type { ListEngine } from '../engine/lists/list-engine.js'
import type { EngineEvent } from '../engine/reporting/events.js'
import { capabilitiesOf } from '../engine/source/capabilities.js'
import { createSource } from '../engine/source/create-source.js'
import { GUARDED } from '../engine/source/credentials.js'
import type { Source } from '../engine/source/source.js'
import type { GraphContext } from '../graphql/context.js'
import { buildGraphSchema } from '../graphql/schema/build-schema.js'
import { createResilience, type ResilienceEvent } from '../resilience/resilience.js'
import { type RunningServer, startServer } from '../server/server.js'
import { createTelemetry, type Telemetry } from '../telemetry/telemetry.js'
import type { Environment } from '../telemetry/tracing.js'
import { createTransport, type TransportEvent } from '../transport/transport.js'
import { exampleOperations } from './example-operations.js'
import { EXPLAIN_HEADER, RequestContext } from './request-context.js'

// The composition root: the only place where the parts are put together.

export interface GatewayOptions {
  readonly configuration: Configuration
  readonly logger: Logger
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** Whether the explorer is served when the configuration does not say. */
  readonly explorer: boolean
  /** Where OTEL_… is looked up; without it no traces are kept. */
  readonly environment?: Environment
}

/** Starts the graph over the configured sources; rejects when the address cannot be had. */
export async function startGateway(options: GatewayOptions): Promise<RunningServer> {
  const { configuration, logger, now, explorer, environment = {} } = options
  const { server, sources: configured } = configuration
  const telemetry = await createTelemetry({ logger, now, metrics: server.metrics, environment })
  const sources = configured.map((source) => openSource(source, { now, telemetry, deadlineMs: server.deadlineMs }))
  const engine: ListEngine = {
    sources,
    memory: new SourceMemory(now),
    limits: { defaultPageSize: server.defaultPageSize, maxPageSize: server.maxPageSize },
    withheld: server.scopes.includes('sip:credentials') ? new Set() : GUARDED,
  }
  const scopes = new Set(server.scopes)
  const userHeader = server.trustedProxies?.userHeader?.toLowerCase()
  const desk: Omit<ControlDesk, 'who'> = { memory: engine.memory, onEvent: telemetry.onEvent }
  const running = await startServer<GraphContext>({
    schema: buildGraphSchema(),
    context: (request) =>
      new RequestContext({ engine, scopes, desk, server }, request, telemetry.follow(request.headers)),
    extensions: ({ plan }) => (plan === null ? null : { plan }),
    sharing: {
      identityOf: (headers) => identityOf(headers, engine.memory.generation, userHeader),
      ownFields: OWN_FIELDS,
      freshUntilMs: ({ freshness }) => freshness.untilMs,
      joinableMs: Math.min(LONGEST_JOINABLE_MS, server.deadlineMs / 8),
      now,
    },
    host: server.host,
    port: server.port,
    logger,
    ready: () => true,
    explorer: (server.explorer ?? explorer) ? { operations: exampleOperations } : undefined,
    cors: server.cors,
    trustedProxies: server.trustedProxies,
    stopGraceMs: server.stopGraceMs,
    executor: server.executor,
    metrics: telemetry.metrics ?? undefined,
    onEvent: (event, context, headers) => {
      if (event.type === 'operation-answered') context?.answered(event.errorCodes.length === 0)
      telemetry.onServerEvent(event, context?.watch ?? telemetry.follow(headers))
    },
  })
  const closeAll = async () => {
    await running.close()
    await Promise.all(sources.map((source) => source.close()))
    await telemetry.close()
  }
  let closing: Promise<void> | undefined
  return { url: running.url, close: () => (closing ??= closeAll()) }
}

/** Opens the way to one configured source. */
export function openSource(
  { name, adapter, common, settings }: SourceConfiguration,
  {
    now,
    telemetry,
    deadlineMs = Infinity,
  }: {
    readonly now: GatewayOptions['now']
    readonly telemetry?: Telemetry
    /** How long a request may take; for ever unless given. */
    readonly deadlineMs?: number
  },
): Source {
  const declaration = withOrder(adapter.declare(settings), common.order)
  // One for each who tells: copies of events that are like each other are made faster.
  const onTransportEvent = (event: TransportEvent) => telemetry?.onEvent({ source: name, ...event })
  const onResilienceEvent = (event: ResilienceEvent) => telemetry?.onEvent({ source: name, ...event })
  const onEngineEvent = (event: EngineEvent) => telemetry?.onEvent({ source: name, ...event })
  const patience = patienceFor(deadlineMs)
  const resilience = createResilience({
    retries: common.retries,
    maxConcurrency: common.maxConcurrency,
    requestsPerSecond: common.requestsPerSecond ?? null,
    patienceMs: patience.shortMs,
    now,
    onEvent: onResilienceEvent,
  })
  const source = createSource({
    name,
    vendor: adapter.vendor,
    title: common.title ?? adapter.title,
    declaration,
    capabilities: capabilitiesOf(declaration),
    now,
    options: {
      timeoutMs: common.timeoutMs,
      staleOnErrorMs: common.staleOnError,
      patience,
      control: common.control,
      maxConcurrency: common.maxConcurrency,
      freshnessMs: common.freshness,
      maxScanRows: common.maxScanRows,
    },
    onEvent: onEngineEvent,
    resilience,
    transport: createTransport({
      url: common.url,
      declaration,
      ...(common.tls === undefined ? {} : { tls: withoutUndefined(common.tls) }),
      maxResponseBytes: common.maxResponseBytes,
      maxConnections: common.maxConcurrency,
      clock: { now },
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
/** In milliseconds. */
const LONGEST_JOINABLE_MS = 1000
/** Whoever brings the same of these gets the same answers; a plan tells of one request, and is never shared. */
const identityOf = (headers: IncomingHttpHeaders, generation: number, userHeader = ''): string | null =>
  headers[EXPLAIN_HEADER] === undefined
    ? JSON.stringify([generation, headers.authorization, headers.cookie, headers[userHeader]])
    : null

const withoutUndefined = ({ ca, insecure }: { ca?: string | undefined; insecure?: boolean | undefined }) => ({
  ...(ca === undefined ? {} : { ca }),
  ...(insecure === undefined ? {} : { insecure }),
})
