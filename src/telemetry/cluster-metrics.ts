import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import type { ClusterEvent } from '../cluster/events.js'

/** A command that takes longer than a tenth of a second is abandoned by default. */
const COMMAND_SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1]

/** Returns a listener that counts what happens between this instance and the store. Without a store there are no series. */
export function clusterRecorder(registry: Registry): (event: ClusterEvent) => void {
  let metrics: ReturnType<typeof createMetrics> | null = null
  return (event) => {
    metrics ??= createMetrics(registry)
    switch (event.type) {
      case 'cluster-store':
        return metrics.up.set(event.state === 'up' ? 1 : 0)
      case 'cluster-list':
        return metrics.lists.inc({ outcome: event.outcome })
      case 'cluster-login':
        return metrics.logins.inc({ outcome: event.outcome })
      case 'cluster-command': {
        const { command, outcome } = event
        metrics.commands.inc({ command, outcome })
        if (outcome !== 'passed-by') metrics.durations.observe({ command }, event.durationMs / 1000)
      }
    }
  }
}

const createMetrics = (registry: Registry) => ({
  up: new Gauge({
    name: 'trunkline_cluster_store_up',
    help: 'Whether the store that the instances share can be used: 0 when each instance works for itself.',
    registers: [registry],
  }),
  commands: new Counter({
    name: 'trunkline_cluster_commands_total',
    help: 'Commands to the store: ok, timeout, error, or passed-by (not sent, as the store is down or was too slow).',
    labelNames: ['command', 'outcome'],
    registers: [registry],
  }),
  durations: new Histogram({
    name: 'trunkline_cluster_command_duration_seconds',
    help: 'How long commands to the store took.',
    labelNames: ['command'],
    buckets: COMMAND_SECONDS,
    registers: [registry],
  }),
  lists: new Counter({
    name: 'trunkline_cluster_lists_total',
    help:
      'Lists read with a store: fresh (another instance had read it), lead (this instance has read and stored it), fenced, ' +
      'unstored, failed, followed (the failure of another instance), alone (without the store), or garbage.',
    labelNames: ['outcome'],
    registers: [registry],
  }),
  logins: new Counter({
    name: 'trunkline_cluster_logins_total',
    help:
      'Tokens of vendors, with shareLogins: shared (another instance had logged in), lead (this instance has, and stored ' +
      'the token), unstored, failed, refused (by the vendor, what another instance had stored), alone (without the ' +
      'store), apart (tokens of the others are refused here), or garbage.',
    labelNames: ['outcome'],
    registers: [registry],
  }),
})
