import type { IncomingHttpHeaders } from 'node:http'
import type { Logger } from 'pino'
import type { MetricsPage } from '../server/http/metrics-route.js'
import type { ServerEvent } from '../server/http/server-events.js'
import type { OnTelemetryEvent } from './events.js'
import { logEvents } from './log.js'
import { createMetrics } from './metrics.js'
import { OperationWatch } from './operation-watch.js'
import type { ObservedSource } from './source-gauges.js'
import { startTracing } from './start-tracing.js'
import { parseTraceContext } from './trace-context.js'
import type { Environment } from './tracing.js'

// Where events go. Parts of the gateway tell what happened; the log, the metrics and the traces listen.

export interface TelemetryOptions {
  readonly logger: Logger
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** Whether metrics are kept. */
  readonly metrics: boolean
  /** Where OTEL_… is looked up; the exporter itself reads the environment of the process. */
  readonly environment: Environment
}

export interface Telemetry {
  readonly onEvent: OnTelemetryEvent
  /** @param watch of the GraphQL request that was answered; null for what happened to an HTTP request. */
  onServerEvent(event: ServerEvent, watch: OperationWatch | null): void
  /** A source, whose state is looked at with every scrape. */
  addSource(source: ObservedSource): void
  /** Begins to follow one GraphQL request, within the trace that its headers name. */
  follow(headers: IncomingHttpHeaders): OperationWatch
  /** Null where no metrics are kept. */
  readonly metrics: MetricsPage | null
  /** Sends what has not been sent yet. */
  close(): Promise<void>
}

export async function createTelemetry({
  logger,
  now,
  metrics: isMeasured,
  environment,
}: TelemetryOptions): Promise<Telemetry> {
  const metrics = isMeasured ? createMetrics() : null
  const tracing = await startTracing(environment, logger)
  const listeners = [logEvents(logger, now), ...(metrics === null ? [] : [metrics.onEvent])]
  const onEvent: OnTelemetryEvent = (event) => listeners.forEach((listen) => listen(event))
  return {
    onEvent,
    onServerEvent: (event, watch) => {
      if (event.type !== 'operation-answered') onEvent(event)
      else if (watch !== null) onEvent(watch.answered(event))
    },
    addSource: (source) => metrics?.addSource(source),
    follow: (headers) => new OperationWatch(tracing.begin(parseTraceContext(headers))),
    metrics,
    close: () => tracing.close(),
  }
}
