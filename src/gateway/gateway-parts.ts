import type { Gate } from '../access/gate.js'
import type { Access } from '../access/rights/access.js'
import type { Configuration } from '../config/schema.js'
import { defaultExecutionMemoryBytes } from '../cost/memory.js'
import { PrincipalLimits } from '../cost/principal-limits.js'
import { costUnits } from '../cost/units.js'
import { ListCache } from '../engine/lists/list-cache.js'
import type { ListEngine } from '../engine/lists/list-engine.js'
import { createIdSeal } from '../engine/source/id-seal.js'
import { Sources } from '../engine/source/sources.js'
import type { GraphContext } from '../graphql/context.js'
import { createCursorSeal } from '../plan/cursor-seal.js'
import { OperationCosts } from '../server/cost/operation-costs.js'
import { clientIdentifier } from '../server/http/client.js'
import { rateLimitStep } from '../server/rates/rate-limit-step.js'
import type { ServerOptions } from '../server/server-options.js'
import type { OnTelemetryEvent } from '../telemetry/events.js'
import type { ObservedSource } from '../telemetry/source-gauges.js'
import { bulkActionStep } from './bulk-action-step.js'
import { type OpenAudit, openAudit } from './control-parts.js'
import { COST_HEADER, CostReports } from './cost-report.js'
import { exampleOperations } from './example-operations.js'
import { createExports } from './exports.js'
import { offersPlans, withheldScopes } from './granted.js'
import type { LastingParts } from './lasting-parts.js'
import type { Lease } from './lease.js'
import { keepContexts } from './live-context.js'
import { liveOptions } from './live-options.js'
import { type LiveParts, openLiveParts } from './live-parts.js'
import { openHooks } from './open-hooks.js'
import { type OpenedSources, openSources } from './open-sources.js'
import { Probes } from './probes.js'
import { type Reload, reloadRoute } from './reload.js'
import { EXPLAIN_HEADER, RequestContext } from './request-context.js'
import { rightsStep } from './rights-step.js'
import { credentialHeadersOf, explorerSignInOf, openGate, signInStep } from './sign-in-step.js'
import { readTrustedDocuments } from './trusted-documents.js'
import { wallboardOf } from './wallboard.js'

/** What depends on the configuration. When it is read again, other parts are opened beside these and then used instead. */
export interface GatewayParts {
  readonly configuration: Configuration
  readonly serverOptions: ServerOptions<GraphContext>
  readonly sources: OpenedSources
  readonly audit: Lease<OpenAudit>
  readonly gate: Gate
  readonly listCache: ListCache
  readonly observed: readonly ObservedSource[]
  /** Receives events while the parts are in use; null: nobody wants any. */
  readonly hookListener: OnTelemetryEvent | null
  /** Started while the parts are in use. */
  readonly probes: Probes
  /** Started while the parts are in use. */
  readonly live: LiveParts
  /** Must not be called before the last request has ended. */
  close(): Promise<void>
}

/**
 * Opens the parts for one configuration.
 * @param former the parts that these will replace: what did not change is taken over, with its caches. Null at the start.
 * @param reload reads the configuration again; null: there is no file.
 * @throws ConfigurationError; Error when the audit file cannot be opened.
 */
export async function openParts(
  configuration: Configuration,
  lasting: LastingParts,
  former: GatewayParts | null,
  reload: Reload | null,
): Promise<GatewayParts> {
  const { server, sources: configured } = configuration
  const { logger, now, monotonicNow, telemetry, scheduler, cacheShare, explorer, actAs } = lasting
  const documents =
    server.documents && readTrustedDocuments(server.documents, Object.keys(configuration.access?.roles ?? {}))
  const credentialHeaders = credentialHeadersOf(configuration.access)
  const identify = clientIdentifier(server.trustedProxies)
  const hooks = await openHooks(configuration.hooks, { identify, credentialHeaders, logger })
  const audit = await takeAudit(server.audit?.file, lasting, former)
  const cursorKeys = server.cursorKeys?.map((key) => key.reveal()) ?? [lasting.processKey]
  const idSeal = createIdSeal(cursorKeys)
  const surroundings = {
    cursorKeys,
    deadlineMs: server.deadlineMs,
    cacheShare: cacheShare * Math.min(1, FULL_CACHES_SOURCES / configured.length),
  }
  const opened = openSources(
    configured,
    surroundings,
    { now, monotonicNow, telemetry, idSeal, retired: lasting.retired },
    former?.sources ?? NONE,
  )
  const sources = [...opened.values()].map(({ value }) => value.source)
  const engine: ListEngine = {
    sources: new Sources(sources),
    listCache: takeListCache(opened, former) ?? new ListCache({ now, monotonicNow }, cacheShare),
    cursorSeal: createCursorSeal(cursorKeys),
    limits: { defaultPageSize: server.defaultPageSize, maxPageSize: server.maxPageSize },
  }
  const controlContext = { ...lasting.actionState, listCache: engine.listCache, audit: audit.value.audit }
  const gate = openGate(configuration, {
    now,
    logger,
    withheld: withheldScopes(server),
    actAs,
    cursorKeys,
    former: former?.gate,
  })
  gate.start()
  const sizes = { ...engine.limits, sources: sources.length }
  const costs = new OperationCosts(sizes)
  const costReports = new CostReports(costs)
  const limits = new PrincipalLimits(server.limits)
  const signIn = signInStep(gate, identify)
  const schema = lasting.schemaFor({
    costs: server.federation?.directives === true ? sizes : undefined,
    scopes: server.federation?.requiresScopes,
  })
  const shared = {
    ...{ engine, controlContext, server, scheduler, costReports, limits },
    offersPlans: offersPlans(configuration),
    openId: idSeal.open,
    live: (access: Access) => live.graphFor(access),
  }
  const live: LiveParts = openLiveParts({
    ...{ configuration, lasting, engine, schema },
    contextFor: keepContexts((request) => new RequestContext(shared, request, telemetry.follow({}))),
  })
  const serverOptions: ServerOptions<GraphContext> = {
    schema,
    context: (request) => new RequestContext(shared, request, telemetry.follow(request.headers)),
    exports: createExports({ schema, shared, follow: (headers) => telemetry.follow(headers), limits: server.export }),
    live: liveOptions({ hub: live.hub, settings: configuration.live, now, signIn }),
    slicesOf: ({ slices }) => slices,
    hidesSchema: ({ principal }) => principal?.access.may('schema:read') !== true,
    steps: [
      signIn,
      rightsStep(sources.map(({ name }) => name)),
      rateLimitStep({
        now: monotonicNow,
        counts: lasting.rateCounts,
        costOf: (operation) => costUnits(costs.of(operation)),
      }),
      bulkActionStep(controlContext.audit, identify),
      costReports.step,
      ...hooks.steps,
    ],
    documents,
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
      credentialHeaders,
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
    ready: () => lasting.readiness.isReady,
    explorer:
      (server.explorer ?? explorer)
        ? { operations: exampleOperations, signIn: explorerSignInOf(configuration.access) }
        : undefined,
    wallboard: wallboardOf(configuration),
    logIn: gate.logIn ?? undefined,
    cors: server.cors,
    trustedProxies: server.trustedProxies,
    stopGraceMs: server.stopGraceMs,
    executor: server.executor,
    metrics: lasting.metrics.served,
    reload: reload === null ? undefined : reloadRoute(reload),
    tls: server.tls,
    onEvent: (event, context, headers) => {
      if (event.type !== 'operation-answered') return telemetry.onServerEvent(event, null, headers)
      context?.answered(event.errorCodes.length === 0)
      telemetry.onServerEvent(event, context?.watch ?? telemetry.follow(headers), headers)
    },
  }
  const probed = [...opened.values()].map(({ value }) => ({
    source: value.source,
    everyMs: value.configuration.common.probeEvery,
    readCalls: live.probeOf(value.source),
  }))
  const probes = new Probes(probed, engine.listCache, logger)
  return {
    ...{ configuration, serverOptions, sources: opened, audit, gate, listCache: engine.listCache },
    probes,
    live,
    hookListener: hooks.listener,
    observed: [...opened.values()].map(({ value }) => value.observed),
    close: async () => {
      probes.stop()
      live.stop()
      live.hub.close('STOPPED')
      await gate.close()
      await Promise.all([audit, ...opened.values()].map((lease) => lease.release()))
    },
  }
}

const NONE: OpenedSources = new Map()

/** The audit of the former parts where it is written to the same file: two writers would break the chain of its lines. */
async function takeAudit(
  path: string | undefined,
  { logger, now, telemetry }: LastingParts,
  former: GatewayParts | null,
): Promise<Lease<OpenAudit>> {
  if (former !== null && former.audit.value.path === path) return former.audit.share()
  return openAudit(path, { logger, now, onEvent: telemetry.onEvent })
}

/** Lists are kept by the names of sources: they are taken over while no name stands for another source than before. */
function takeListCache(sources: OpenedSources, former: GatewayParts | null): ListCache | null {
  if (former === null) return null
  return [...former.sources].every(([name, source]) => sources.get(name) === source) ? former.listCache : null
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
