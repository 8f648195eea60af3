import type { IncomingHttpHeaders } from 'node:http'
import type { Logger } from 'pino'
import type { MetricsPage } from '../server/http/metrics-route.js'
import { REQUEST_ID_HEADER } from '../server/http/request-id.js'
import type { ServerEvent } from '../server/http/server-events.js'
import type { OnTelemetryEvent } from './events.js'
import type { ObservedLive } from './live-gauges.js'
import { logEvents } from './log.js'
import { createMetrics } from './metrics.js'
import { OperationWatch } from './operation-watch.js'
import type { ObservedSource } from './source-gauges.js'
import { startTracing } from './start-tracing.js'
import { parseTraceContext } from './trace-context.js'
import type { Environment } from './tracing.js'

// Passes events to the log, the metrics and the traces. Parts of the gateway only emit them.

export interface TelemetryOptions {
  readonly logger: Logger
  /** A monotonic clock, in milliseconds. */
  readonly now: () => number
  /** The time of day, in milliseconds since 1970. */
  readonly timeOfDay: () => number
  /** Whether metrics are kept. */
  readonly metrics: boolean
  /** The variables that configure tracing (OTEL_…); the exporter itself reads the environment of the process. */
  readonly environment: Environment
}

export interface Telemetry {
  readonly onEvent: OnTelemetryEvent
  /**
   * @param watch the watch of an answered GraphQL request; null for events of HTTP requests.
   * @param headers those of the request; they have its id.
   */
  onServerEvent(event: ServerEvent, watch: OperationWatch | null, headers: IncomingHttpHeaders): void
  /** Passes every event to a further listener, in place of the former one; null: to none. It must not throw. */
  passTo(listener: OnTelemetryEvent | null): void
  /** Observes these sources from now on, and no others; their state is read at every scrape. */
  observe(sources: readonly ObservedSource[]): void
  /** Observes these subscriptions from now on. */
  observeLive(live: ObservedLive): void
  /** Starts to observe one GraphQL request, within the trace that its headers identify. */
  follow(headers: IncomingHttpHeaders): OperationWatch
  /** Null when metrics are turned off. */
  readonly metrics: MetricsPage | null
  /** Exports the remaining traces. */
  close(): Promise<void>
}

/** Creates the log, metrics and traces of one gateway. */
export async function createTelemetry({
  logger,
  now,
  timeOfDay,
  metrics: hasMetrics,
  environment,
}: TelemetryOptions): Promise<Telemetry> {
  const metrics = hasMetrics ? createMetrics(timeOfDay) : null
  const tracing = await startTracing(environment, logger)
  const listeners = [logEvents(logger, now), ...(metrics === null ? [] : [metrics.onEvent])]
  let further: OnTelemetryEvent | null = null
  const onEvent: OnTelemetryEvent = (event) => {
    for (const listen of listeners) listen(event)
    further?.(event)
  }
  return {
    onEvent,
    onServerEvent: (event, watch, headers) => {
      const requestId = headers[REQUEST_ID_HEADER]?.toString()
      if (event.type !== 'operation-answered') onEvent(requestId === undefined ? event : { ...event, requestId })
      else if (watch !== null) onEvent(watch.answered(event, requestId))
    },
    passTo: (listener) => {
      further = listener
    },
    observe: (sources) => metrics?.observe(sources),
    observeLive: (live) => metrics?.observeLive(live),
    follow: (headers) => new OperationWatch(tracing.begin(parseTraceContext(headers))),
    metrics,
    close: () => tracing.close(),
  }
}
