import { collectDefaultMetrics, Registry } from 'prom-client'

let registry: Registry | null = null

/**
 * Sums of other metrics that prom-client adds. By their names they would be counters, and they are gauges: `promtool check
 * metrics` refuses them.
 */
const MISNAMED = [
  'nodejs_active_handles_total',
  'nodejs_active_requests_total',
  'nodejs_active_resources_total',
] as const

/** The default metrics of a Node.js process. They are per process, so the registry is created once, also for several gateways. */
export function processMetrics(): Registry {
  if (registry !== null) return registry
  registry = new Registry()
  collectDefaultMetrics({ register: registry })
  for (const name of MISNAMED) registry.removeSingleMetric(name)
  return registry
}
