import { collectDefaultMetrics, Registry } from 'prom-client'

let registry: Registry | null = null

/** The default metrics of a Node.js process. They are per process, so the registry is created once, also for several gateways. */
export function processMetrics(): Registry {
  if (registry !== null) return registry
  registry = new Registry()
  collectDefaultMetrics({ register: registry })
  return registry
}
