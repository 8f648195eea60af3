import { inProcessSharing } from '../cluster/in-process.js'
import type { Sharing } from '../cluster/sharing.js'
import { withOrder } from '../config/order-override.js'
import type { SourceConfiguration } from '../config/schema.js'
import { slowSourceLimitsFor } from '../engine/answers/slow-source-limits.js'
import type { EngineEvent } from '../engine/reporting/events.js'
import { capabilitiesOf } from '../engine/source/capabilities.js'
import { createSource } from '../engine/source/create-source.js'
import type { IdSeal } from '../engine/source/id-seal.js'
import type { Source } from '../engine/source/source.js'
import type { ResilienceEvent } from '../resilience/contract.js'
import { createResilience } from '../resilience/resilience.js'
import type { ObservedSource } from '../telemetry/source-gauges.js'
import type { Telemetry } from '../telemetry/telemetry.js'
import { createTransport, type TransportEvent } from '../transport/transport.js'
import { callRulesOf } from './control-parts.js'
import { identityOf } from './open-sharing.js'

/** Puts together the parts of one configured source: transport, resilience, adapter. */
export function openSource(
  configuration: SourceConfiguration,
  {
    now,
    monotonicNow = () => performance.now(),
    telemetry,
    observe,
    deadlineMs = Infinity,
    cacheShare,
    idSeal,
    sharing = inProcessSharing(monotonicNow),
  }: {
    /** The time of day, in milliseconds since 1970. */
    readonly now: () => number
    readonly monotonicNow?: (() => number) | undefined
    readonly telemetry?: Pick<Telemetry, 'onEvent'>
    /** Is given what metrics observe of the source. */
    readonly observe?: (source: ObservedSource) => void
    /** How long a request may take, in milliseconds; without limit unless given. */
    readonly deadlineMs?: number
    /** Which part of its full size the cache of its answers may have. */
    readonly cacheShare?: number
    /** Encrypts ids that are masked; with a key of this source alone unless given. */
    readonly idSeal?: IdSeal
    /** What instances of the gateway share; there is only this one unless given. */
    readonly sharing?: Sharing
  },
): Source {
  const { name, adapter, common, settings, proxy } = configuration
  const declaration = withOrder(adapter.declare(settings), common.order)
  // Separate closures keep the shapes of the events monomorphic.
  const onTransportEvent = (event: TransportEvent) => telemetry?.onEvent({ source: name, ...event })
  const onResilienceEvent = (event: ResilienceEvent) => telemetry?.onEvent({ source: name, ...event })
  const onEngineEvent = (event: EngineEvent) => telemetry?.onEvent({ source: name, ...event })
  const slowSourceLimits = slowSourceLimitsFor(deadlineMs)
  const { maxConcurrency, requestsPerSecond = null } = common
  const shared = sharing.source(identityOf(configuration, idSeal), { maxConcurrency, requestsPerSecond })
  const resilience = createResilience({
    retries: common.retries,
    limits: shared.limits,
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
      control: common.control !== false,
      callRules: callRulesOf(common.control),
      maxConcurrency,
      freshnessMs: common.freshness,
      maxScanRows: common.maxScanRows,
    },
    ...(cacheShare === undefined ? {} : { cacheShare }),
    ...(idSeal === undefined ? {} : { idSeal }),
    sharing: shared.sharing,
    onEvent: onEngineEvent,
    resilience,
    transport: createTransport({
      url: common.url,
      declaration,
      ...(common.tls === undefined ? {} : { tls: withoutUndefined(common.tls) }),
      proxy,
      timeoutMs: common.timeoutMs,
      maxResponseBytes: common.maxResponseBytes,
      maxConnections: maxConcurrency,
      clock: { now, monotonicNow },
      refusals: shared.refusals,
      logins: shared.logins,
      onEvent: onTransportEvent,
    }),
  })
  observe?.({
    name,
    declaration,
    health: () => source.node.health.state,
    checkedAtMs: source.checkedAtMs,
    breaker: resilience.breaker,
    load: resilience.load,
  })
  return source
}

type SourceTls = NonNullable<SourceConfiguration['common']['tls']>

const withoutUndefined = ({ ca, serverName, cert, key, insecure }: SourceTls) => ({
  ...(ca === undefined ? {} : { ca }),
  ...(serverName === undefined ? {} : { serverName }),
  ...(cert === undefined ? {} : { cert }),
  ...(key === undefined ? {} : { key }),
  ...(insecure === undefined ? {} : { insecure }),
})
