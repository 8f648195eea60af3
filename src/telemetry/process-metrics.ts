import { collectDefaultMetrics, Registry } from 'prom-client'

let registry: Registry | null = null

/** The usual metrics of a Node process. There is one process, whatever it runs: its observers are set up once. */
export function processMetrics(): Registry {
  if (registry !== null) return registry
  registry = new Registry()
  collectDefaultMetrics({ register: registry })
  return registry
}
