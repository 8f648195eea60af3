import type { Logger } from 'pino'
import { formatTraceContext } from './trace-context.js'
import type { Environment, Tracing } from './tracing.js'

// Traces, by OpenTelemetry's standard environment variables. Without an endpoint nothing of it is loaded.

/** Keeps traces where the environment names an endpoint for them; otherwise a client's trace is only passed on. */
export async function startTracing(environment: Environment, logger: Logger): Promise<Tracing> {
  if (!isWanted(environment)) return passingOn
  const protocol =
    environment['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL'] || environment['OTEL_EXPORTER_OTLP_PROTOCOL'] || 'http/json'
  if (!protocol.startsWith('http/'))
    logger.warn({ protocol }, 'traces are sent as OTLP over HTTP: OTEL_EXPORTER_OTLP_PROTOCOL is not followed')
  const { keepTraces } = await import('./otel-traces.js')
  return keepTraces(logger)
}

/** The rules of https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/. */
function isWanted(environment: Environment): boolean {
  const isDisabled = environment['OTEL_SDK_DISABLED']?.toLowerCase() === 'true'
  const exporters = (environment['OTEL_TRACES_EXPORTER'] || 'otlp').split(',')
  const endpoint = environment['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'] || environment['OTEL_EXPORTER_OTLP_ENDPOINT']
  return !isDisabled && exporters.includes('otlp') && Boolean(endpoint)
}

const passingOn: Tracing = {
  begin: (parent) => {
    const attempt = { headers: parent === null ? {} : formatTraceContext(parent), ended: () => {} }
    return { traceId: parent?.traceId ?? null, begin: () => attempt, ended: () => {} }
  },
  close: async () => {},
}
