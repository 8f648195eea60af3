import type { Logger } from 'pino'
import type { GateParts } from '../access/gate.js'
import { SliceScheduler } from '../async/slice-scheduler.js'
import type { Configuration } from '../config/schema.js'
import { defaultExecutionMemoryBytes } from '../cost/memory.js'
import { PrincipalLimits } from '../cost/principal-limits.js'
import { costUnits } from '../cost/units.js'
import type { ResolveHost } from '../engine/control/call-rules.js'
import { ListCache } from '../engine/lists/list-cache.js'
import type { ListEngine } from '../engine/lists/list-engine.js'
import { createIdSeal } from '../engine/source/id-seal.js'
import { Sources } from '../engine/source/sources.js'
import type { GraphContext } from '../graphql/context.js'
import { buildGraphSchema } from '../graphql/schema/build-schema.js'
import { createCursorSeal } from '../plan/cursor-seal.js'
import { OperationCosts } from '../server/cost/operation-costs.js'
import { clientIdentifier } from '../server/http/client.js'
import type { StopOptions } from '../server/http/graceful-stop.js'
import { rateLimitStep } from '../server/rates/rate-limit-step.js'
import { type RunningServer, startServer } from '../server/server.js'
import { createTelemetry } from '../telemetry/telemetry.js'
import type { Environment } from '../telemetry/tracing.js'
import { bulkActionStep } from './bulk-action-step.js'
import { openControl } from './control-parts.js'
import { COST_HEADER, CostReports } from './cost-report.js'
import { exampleOperations } from './example-operations.js'
import { createExports } from './exports.js'
import { offersPlans, withheldScopes } from './granted.js'
import { openMetrics } from './open-metrics.js'
import { openSource } from './open-source.js'
import { EXPLAIN_HEADER, RequestContext } from './request-context.js'
import { rightsStep } from './rights-step.js'
import { credentialHeadersOf, explorerSignInOf, openGate, signInStep } from './sign-in-step.js'
import { readTrustedDocuments, toStartError } from './trusted-documents.js'

// The composition root: the only place where the parts are put together.

export interface GatewayOptions {
  readonly configuration: Configuration
  readonly logger: Logger
  /** The time of day, in milliseconds since 1970. */
  readonly now: () => number
  /** For durations and ages; the monotonic clock of the process unless given. */
  readonly monotonicNow?: () => number
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

export interface RunningGateway extends RunningServer {
  /** Where metrics are served on a separate port; null: they are not. */
  readonly metricsUrl: string | null
}

const processClock = (): number => performance.now()

/** Starts the graph over the configured sources; rejects when it cannot listen on the address. */
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
  const cursorKeys = server.cursorKeys?.map((key) => key.reveal())
  const idSeal = createIdSeal(cursorKeys)
  const opening = {
    idSeal,
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
    cursorSeal: createCursorSeal(cursorKeys),
    limits: { defaultPageSize: server.defaultPageSize, maxPageSize: server.maxPageSize },
  }
  const { controlContext, close: closeControl } = await openControl({
    listCache: engine.listCache,
    logger,
    now,
    monotonicNow,
    onEvent: telemetry.onEvent,
    auditPath: server.audit?.file,
    resolveHost: options.resolveHost,
  })
  const identify = clientIdentifier(server.trustedProxies)
  const gate = openGate(configuration, { now, logger, withheld: withheldScopes(server), actAs })
  gate.start()
  const scheduler = new SliceScheduler()
  const sizes = { ...engine.limits, sources: sources.length }
  const costs = new OperationCosts(sizes)
  const costReports = new CostReports(costs)
  const limits = new PrincipalLimits(server.limits)
  const metrics = openMetrics(telemetry.metrics, server, logger)
  const schema = buildGraphSchema({
    costs: server.federation?.directives === true ? sizes : undefined,
    scopes: server.federation?.requiresScopes,
  })
  const shared = {
    ...{ engine, controlContext, server, scheduler, costReports, limits },
    offersPlans: offersPlans(configuration),
    openId: idSeal.open,
  }
  const running = await startServer<GraphContext>({
    schema,
    context: (request) => new RequestContext(shared, request, telemetry.follow(request.headers)),
    exports: createExports({ schema, shared, follow: (headers) => telemetry.follow(headers), limits: server.export }),
    slicesOf: ({ slices }) => slices,
    hidesSchema: ({ principal }) => principal?.access.may('schema:read') !== true,
    steps: [
      signInStep(gate, identify),
      rightsStep(sources.map(({ name }) => name)),
      rateLimitStep({ now: monotonicNow, costOf: (operation) => costUnits(costs.of(operation)) }),
      bulkActionStep(controlContext.audit, identify),
      costReports.step,
    ],
    documents:
      server.documents && readTrustedDocuments(server.documents, Object.keys(configuration.access?.roles ?? {})),
    cost: {
      limits: server.limits,
      sizes,
      executionMemoryBytes: server.executionMemoryBytes ?? defaultExecutionMemoryBytes(cacheShare),
      meterOf: ({ budget }) => budget,
      waitingFor: ({ callContext }) => callContext,
    },
    extensions: ({ plan, cost }) =>
      plan === null && cost === null ? null : { ...(plan && { plan }), ...(cost && { cost }) },
    sharing: {
      ownHeaders: [EXPLAIN_HEADER, COST_HEADER],
      secretFields: ['password'],
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
      if (event.type !== 'operation-answered') return telemetry.onServerEvent(event, null, headers)
      context?.answered(event.errorCodes.length === 0)
      telemetry.onServerEvent(event, context?.watch ?? telemetry.follow(headers), headers)
    },
  }).catch((error: unknown) => {
    throw toStartError(error)
  })
  const closeAll = async (stop?: StopOptions) => {
    await running.close(stop)
    await metrics.close()
    await gate.close()
    await Promise.all(sources.map((source) => source.close()))
    await closeControl()
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

/**
 * `SourceReport.requests` is what this client's request has cost; a password is for this client only; and `Source.health`
 * is that of this moment, however long a list may be shared.
 */
const OWN_FIELDS = ['requests', 'password', 'health']
/** With more sources than this, their caches together take as much memory as those of this many. */
const FULL_CACHES_SOURCES = 8
/** In milliseconds. */
const LONGEST_JOINABLE_MS = 1000
