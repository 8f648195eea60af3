import { Gauge, type Registry } from 'prom-client'
import type { Declaration } from '../../adapters/contract.js'
import type { HealthState } from '../../schema/enums.js'
import type { BreakerState, Load } from '../resilience/contract.js'

// Gauges for the current state of each source, read at each scrape.

/** The parts of a source that metrics observe. */
export interface ObservedSource {
  readonly name: string
  readonly declaration: Declaration
  readonly health: () => HealthState
  /** When an attempt last said something about its health, in milliseconds since 1970; null: none has. */
  readonly checkedAtMs: () => number | null
  readonly breaker: () => BreakerState
  readonly load: () => Load
}

const BREAKER_STATES: readonly BreakerState[] = ['closed', 'open', 'half-open']

/**
 * What gauges say is left out when it is older: a value that nothing has confirmed for so long must not look like the
 * present. In milliseconds; twice the longest `probeEvery`.
 */
export const OLDEST_MS = 600_000

/**
 * Registers the gauges of the sources; the array may change later.
 * @param timeOfDay in milliseconds since 1970.
 */
export function addSourceGauges(registry: Registry, sources: readonly ObservedSource[], timeOfDay: () => number): void {
  const gauge = <Label extends string>(
    name: string,
    help: string,
    labelNames: readonly Label[],
    read: (source: ObservedSource, set: (labels: Partial<Record<Label, string>>, value: number) => void) => void,
  ) =>
    new Gauge({
      name,
      help,
      labelNames,
      registers: [registry],
      collect() {
        this.reset()
        for (const source of sources)
          read(source, (labels, value) => this.set({ ...labels, source: source.name }, value))
      },
    })
  gauge(
    'trunkline_source_up',
    'Whether the source is up (1) or down (0); absent until the first request to it, and after ten minutes without one.',
    ['source'],
    (source, set) => {
      const state = source.health()
      const isKnown = state !== 'UNKNOWN' && (source.checkedAtMs() ?? 0) >= timeOfDay() - OLDEST_MS
      if (isKnown) set({}, state === 'DOWN' ? 0 : 1)
    },
  )
  gauge(
    'trunkline_source_circuit_breaker_state',
    '1 for the current state of the circuit breaker, 0 for the others.',
    ['source', 'state'],
    (source, set) => {
      for (const state of BREAKER_STATES) set({ state }, source.breaker() === state ? 1 : 0)
    },
  )
  gauge(
    'trunkline_source_requests_in_flight',
    'Requests to the source that are in progress.',
    ['source'],
    (source, set) => set({}, source.load().running),
  )
  gauge(
    'trunkline_source_requests_queued',
    'Requests to the source that wait because of its concurrency limit.',
    ['source'],
    (source, set) => set({}, source.load().waiting),
  )
}
