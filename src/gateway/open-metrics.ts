import type { Logger } from 'pino'
import type { Configuration } from '../config/schema.js'
import { startMetricsListener } from '../server/http/metrics-listener.js'
import type { MetricsPage } from '../server/http/metrics-route.js'
import type { ServedMetrics } from '../server/server-options.js'

/** Where metrics are served: on the port of the graph, on a separate port, or nowhere. */
export interface OpenMetrics {
  /** On the port of the graph; undefined: not there. */
  readonly served: ServedMetrics | undefined
  /**
   * Starts the separate listener, where there is one.
   * @returns its URL, or null.
   * @throws Error when the address cannot be had.
   */
  listen(): Promise<string | null>
  close(): Promise<void>
}

/** @param page null: metrics are turned off. */
export function openMetrics(
  page: MetricsPage | null,
  { metrics, hosts }: Configuration['server'],
  logger: Logger,
): OpenMetrics {
  const own = typeof metrics === 'object' && page !== null ? { ...metrics, page, hosts } : null
  let listening: { readonly close: () => Promise<void> } | undefined
  return {
    served:
      page === null || own !== null
        ? undefined
        : { ...page, mayRead: (principal) => principal?.access.may('metrics:read') ?? false },
    async listen() {
      if (own === null) return null
      const onFailed = (error: unknown) => logger.error({ err: error }, 'metrics could not be read')
      const started = await startMetricsListener({ ...own, onFailed })
      listening = started
      const host = own.host.includes(':') ? `[${own.host}]` : own.host
      return `http://${host}:${started.port}/metrics`
    },
    close: async () => listening?.close(),
  }
}
