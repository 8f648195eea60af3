// Counters and histograms of ours tell what prom-client's own would tell of the same events.

import fc from 'fast-check'
import { Counter, Histogram, Registry } from 'prom-client'
import { describe, expect, test } from 'vitest'
import { TalliedCounter, TalliedHistogram } from '../../src/telemetry/buffered-metrics.js'
import { runs } from '../runs.js'

const BOUNDS = [0.005, 0.1, 1, 10]
const labels = fc.tuple(fc.constantFrom('a', 'b "c"', ''), fc.constantFrom('x', 'y', 200))
const events = fc.array(
  fc.record({
    values: labels,
    amount: fc.oneof(fc.constantFrom(...BOUNDS, 0), fc.double({ min: 0, max: 20, noNaN: true })),
    isReadBehind: fc.boolean(),
  }),
  { minLength: 1 },
)
const described = {
  name: 'events_seconds',
  help: 'Events, and how long they took.',
  labelNames: ['source', 'status'] as const,
}

describe('what is added up between two readings', () => {
  test.for(['counter', 'histogram'] as const)('is told as prom-client tells it: %s', async (type) => {
    await fc.assert(
      fc.asyncProperty(events, async (happened) => {
        const [ours, theirs] = [new Registry(), new Registry()]
        const add = addTo(type, ours, theirs)
        for (const { values, amount, isReadBehind } of happened) {
          add(values, amount)
          if (isReadBehind) expect(await linesOf(ours)).toEqual(await linesOf(theirs))
        }
        expect(await linesOf(ours)).toEqual(await linesOf(theirs))
        expect((await linesOf(ours)).length).toBeGreaterThan(2)
        expect(await jsonOf(ours)).toEqual(await jsonOf(theirs))
      }),
      { numRuns: runs(100) },
    )
  })
})

type Add = (values: readonly [string, string | number], amount: number) => void

function addTo(type: 'counter' | 'histogram', ours: Registry, theirs: Registry): Add {
  if (type === 'counter') {
    const [own, other] = [new TalliedCounter(ours, described), new Counter({ ...described, registers: [theirs] })]
    return ([source, status], amount) => {
      // Whole, as sums of others depend on the order in which they are added.
      own.add([source, status], Math.ceil(amount))
      other.inc({ source, status }, Math.ceil(amount))
    }
  }
  const own = new TalliedHistogram(ours, described, BOUNDS)
  const other = new Histogram({ ...described, buckets: BOUNDS, registers: [theirs] })
  return ([source, status], amount) => {
    own.add([source, status], amount)
    other.observe({ source, status }, amount)
  }
}

/** Series may come in another order: what has been counted first comes first there. */
const linesOf = async (registry: Registry): Promise<readonly string[]> => (await registry.metrics()).split('\n').sort()
const jsonOf = async (registry: Registry): Promise<readonly string[]> =>
  (await registry.getMetricsAsJSON())
    .flatMap(({ values }) => values.map((value: Told) => JSON.stringify([value.metricName, value.labels, value.value])))
    .sort()
type Told = Awaited<ReturnType<Histogram['get']>>['values'][number]
