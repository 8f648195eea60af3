import { Counter, Histogram, Registry } from 'prom-client'
import type { ClusterEvent } from '../cluster/events.js'
import type { MetricsPage } from '../server/http/metrics-route.js'
import { clusterRecorder } from './cluster-metrics.js'
import type { OnTelemetryEvent, ReloadEvent, TelemetryEvent } from './events.js'
import { addLiveGauges, type ObservedLive } from './live-gauges.js'
import { PrincipalCounter } from './principal-counter.js'
import { processMetrics } from './process-metrics.js'
import { RecordGauges } from './record-gauges.js'
import { reloadRecorder } from './reload-metrics.js'
import { addSourceGauges, type ObservedSource } from './source-gauges.js'

// Prometheus metrics, following Prometheus' naming rules: base units, `_total` for counters, and only labels with few
// values: source names, operation names of adapters, codes. Never a number, id, path or name chosen by a client.

export interface Metrics extends MetricsPage {
  readonly onEvent: OnTelemetryEvent
  /** Observes these sources from now on, and no others; their state is read at every scrape. */
  observe(sources: readonly ObservedSource[]): void
  /** Observes these subscriptions from now on. */
  observeLive(live: ObservedLive): void
}

const DURATIONS_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/** @param timeOfDay in milliseconds since 1970. */
export function createMetrics(timeOfDay: () => number): Metrics {
  const registry = new Registry()
  const sources: ObservedSource[] = []
  let live: ObservedLive | null = null
  const record = eventRecorder(registry)
  const recordReload = reloadRecorder(registry, timeOfDay())
  const recordCluster = clusterRecorder(registry)
  const recordGauges = new RecordGauges(registry, sources, timeOfDay)
  addSourceGauges(registry, sources, timeOfDay)
  addLiveGauges(registry, () => live)
  const both = Registry.merge([registry, processMetrics()])
  return {
    contentType: both.contentType,
    read: () => both.metrics(),
    observe: (observed) => void sources.splice(0, sources.length, ...observed),
    observeLive: (observed) => {
      live = observed
    },
    onEvent: (event) => {
      if (event.type === 'reload') return recordReload(event)
      if (isOfCluster(event)) return recordCluster(event)
      record(event)
      recordGauges.onEvent(event)
    },
  }
}

const isOfCluster = (event: TelemetryEvent): event is ClusterEvent =>
  event.type === 'cluster-command' ||
  event.type === 'cluster-list' ||
  event.type === 'cluster-login' ||
  event.type === 'cluster-store'

/** Returns a listener that updates counters and histograms. */
function eventRecorder(registry: Registry): (event: Exclude<TelemetryEvent, ReloadEvent | ClusterEvent>) => void {
  const requests = requestMetrics(registry)
  const sources = sourceMetrics(registry)
  const lists = listMetrics(registry)
  const principals = new PrincipalCounter(registry)
  return (event) => {
    switch (event.type) {
      case 'request-answered':
        return requests.http.observe(
          { method: event.method, route: event.route, status_code: event.status },
          event.durationMs / 1000,
        )
      case 'operation-answered': {
        const { operationType, errorCodes, durationMs, shared } = event
        if (shared) requests.shared.inc()
        if (event.principal !== null) principals.count(event.principal)
        return requests.graphql.observe(
          { operation_type: operationType ?? 'none', outcome: errorCodes[0] ?? 'OK' },
          durationMs / 1000,
        )
      }
      case 'stream-ended':
        return requests.streams.inc({ transport: event.transport, reason: event.reason })
      case 'control-sending':
        return undefined
      case 'control':
        // The client's source name is not valid, and must not become a label.
        if (event.code === 'BAD_USER_INPUT') return undefined
        return requests.control.inc({ source: event.source, operation: event.operation, outcome: event.outcome })
      case 'request': {
        const { source, operation, outcome } = event
        sources.durations.observe({ source, operation, outcome }, event.durationMs / 1000)
        return sources.bytes.inc({ source, operation }, event.bytes)
      }
      case 'repaired':
        return sources.repairs.inc({ source: event.source }, event.repairs)
      case 'retry':
        return sources.retries.inc({ source: event.source, operation: event.operation, code: event.code })
      case 'refused':
        return sources.refused.inc({ source: event.source, operation: event.operation, code: event.code })
      case 'breaker':
        return sources.transitions.inc({ source: event.source, state: event.state })
      case 'answer':
        return sources.answers.inc({ source: event.source, operation: event.operation, origin: event.origin })
      case 'list': {
        const { source, list, status } = event
        lists.lists.inc({ source, list, status })
        lists.rowsRead.inc({ source, list }, event.rowsRead)
        return lists.rowsReturned.inc({ source, list }, event.rowsReturned)
      }
      case 'whole-list':
      // Counted by status as `request-answered`.
      case 'request-refused':
        return
    }
  }
}

const counter = <const Label extends string>(
  registry: Registry,
  name: string,
  help: string,
  labelNames: readonly Label[],
) => new Counter({ name, help, labelNames, registers: [registry] })

const durations = <const Label extends string>(
  registry: Registry,
  name: string,
  help: string,
  labelNames: readonly Label[],
) => new Histogram({ name, help, labelNames, buckets: DURATIONS_SECONDS, registers: [registry] })

const requestMetrics = (registry: Registry) => ({
  http: durations(registry, 'http_request_duration_seconds', 'HTTP requests to the gateway.', [
    'method',
    'route',
    'status_code',
  ]),
  graphql: durations(
    registry,
    'trunkline_graphql_request_duration_seconds',
    'GraphQL requests; the outcome is OK or the code of the first error.',
    ['operation_type', 'outcome'],
  ),
  shared: counter(
    registry,
    'trunkline_graphql_shared_answers_total',
    'GraphQL requests that received the complete response of an identical request, in flight or still fresh.',
    [],
  ),
  streams: counter(
    registry,
    'trunkline_live_ended_total',
    'Subscriptions that have ended: CLIENT_LEFT, CUT by the gateway so that the client subscribes again, or RIGHTS_ENDED.',
    ['transport', 'reason'],
  ),
  control: counter(registry, 'trunkline_control_actions_total', 'Actions on switches, by outcome.', [
    'source',
    'operation',
    'outcome',
  ]),
})

const sourceMetrics = (registry: Registry) => ({
  durations: durations(
    registry,
    'trunkline_source_request_duration_seconds',
    'HTTP requests to sources, log-ins included; the outcome is OK, CHALLENGED (digest challenge), CANCELLED, INTERNAL ' +
      'or an ErrorCode.',
    ['source', 'operation', 'outcome'],
  ),
  bytes: counter(registry, 'trunkline_source_response_bytes_total', 'Bytes of answers as they came over the wire.', [
    'source',
    'operation',
  ]),
  repairs: counter(
    registry,
    'trunkline_source_repairs_total',
    'Characters in values of answers that XML does not allow or bytes that are not of the character set, which were ' +
      'replaced by U+FFFD or kept as text.',
    ['source'],
  ),
  retries: counter(
    registry,
    'trunkline_source_retries_total',
    'Retried requests, by the error code of the failed attempt.',
    ['source', 'operation', 'code'],
  ),
  refused: counter(
    registry,
    'trunkline_source_refused_requests_total',
    'Requests that failed before they were sent: circuit open, queue full, Retry-After not passed, deadline expired.',
    ['source', 'operation', 'code'],
  ),
  transitions: counter(
    registry,
    'trunkline_source_circuit_breaker_transitions_total',
    'Transitions of the circuit breaker, by the new state.',
    ['source', 'state'],
  ),
  answers: counter(
    registry,
    'trunkline_source_answers_total',
    'Responses to reads, by origin: sent to the source, shared with an identical request in flight, cached (still fresh), ' +
      'cluster (another instance has read it), or stale (older, because the source failed or is slow).',
    ['source', 'operation', 'origin'],
  ),
})

const listMetrics = (registry: Registry) => ({
  lists: counter(
    registry,
    'trunkline_source_lists_total',
    'Lists read from the source, by the status of its contribution.',
    ['source', 'list', 'status'],
  ),
  rowsRead: counter(registry, 'trunkline_source_rows_read_total', 'Rows that were read for lists.', ['source', 'list']),
  rowsReturned: counter(
    registry,
    'trunkline_source_rows_returned_total',
    'Rows of lists that were returned to clients.',
    ['source', 'list'],
  ),
})
