import { Counter, Gauge, type Registry } from 'prom-client'
import type { ReloadEvent } from './events.js'

/**
 * Returns a listener that counts how often the configuration was read again.
 * @param configuredAtMs when it was read first, in milliseconds since 1970.
 */
export function reloadRecorder(registry: Registry, configuredAtMs: number): (event: ReloadEvent) => void {
  const reloads = new Counter({
    name: 'trunkline_config_reloads_total',
    help: 'How often the configuration was read again: reloaded, or refused, so that the former one stayed in use.',
    labelNames: ['outcome'],
    registers: [registry],
  })
  // Rates and alerts need the series before the first fault.
  for (const outcome of ['reloaded', 'refused'] as const) reloads.inc({ outcome }, 0)
  const lastSuccess = new Gauge({
    name: 'trunkline_config_last_reload_success_timestamp_seconds',
    help: 'When the configuration that is in use was read.',
    registers: [registry],
  })
  lastSuccess.set(configuredAtMs / 1000)
  return ({ outcome, atMs }) => {
    reloads.inc({ outcome })
    if (outcome === 'reloaded') lastSuccess.set(atMs / 1000)
  }
}
