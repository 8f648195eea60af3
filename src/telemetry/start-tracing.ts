import type { Logger } from 'pino'
import { formatTraceContext } from './trace-context.js'
import type { Environment, Tracing } from './tracing.js'

// Traces, configured by OpenTelemetry's standard environment variables. Without an endpoint, the SDK is not loaded.

/** Exports traces if the environment configures an endpoint; otherwise only passes the client's trace context on to vendors. */
export async function startTracing(environment: Environment, logger: Logger): Promise<Tracing> {
  if (!isEnabled(environment)) return propagationOnly
  const protocol =
    environment['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL'] || environment['OTEL_EXPORTER_OTLP_PROTOCOL'] || 'http/json'
  if (!protocol.startsWith('http/'))
    logger.warn(
      { protocol },
      'traces are exported as OTLP over HTTP: the configured OTEL_EXPORTER_OTLP_PROTOCOL is ignored',
    )
  const sdk = await loadSdk()
  if (sdk !== null) return sdk.exportTraces(logger)
  logger.error(
    { install: PACKAGES },
    `an endpoint for traces is configured, but OpenTelemetry is not installed, so none are sent; install it beside Trunkline: npm install ${PACKAGES}`,
  )
  return propagationOnly
}

/** What `npm install` needs to install them: they take a third of an installation, so they are optional. */
export const PACKAGES =
  '@opentelemetry/exporter-trace-otlp-http@0.223 @opentelemetry/resources@2 @opentelemetry/sdk-trace-node@2'

/** Loads what exports traces; null when OpenTelemetry is not installed. */
async function loadSdk(): Promise<typeof import('./otel-traces.js') | null> {
  try {
    return await import('./otel-traces.js')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND') return null
    throw error
  }
}

/** The rules of https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/. */
function isEnabled(environment: Environment): boolean {
  const isDisabled = environment['OTEL_SDK_DISABLED']?.toLowerCase() === 'true'
  const exporters = (environment['OTEL_TRACES_EXPORTER'] || 'otlp').split(',')
  const endpoint = environment['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'] || environment['OTEL_EXPORTER_OTLP_ENDPOINT']
  return !isDisabled && exporters.includes('otlp') && Boolean(endpoint)
}

const propagationOnly: Tracing = {
  begin: (parent) => {
    const attempt = { headers: parent === null ? {} : formatTraceContext(parent), ended: () => {} }
    return { traceId: parent?.traceId ?? null, begin: () => attempt, ended: () => {} }
  },
  close: async () => {},
}
