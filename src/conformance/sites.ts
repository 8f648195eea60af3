import type { World } from '../../adapters/simulation/contract.js'
import { createWorld } from '../../adapters/simulation/world.js'
import { type InProcessSource, openInProcess } from './in-process.js'
import type { ConformanceKit } from './rules/rule.js'

/** Noon of a working day: the world's calls do not span midnight; those of NIGHT do. */
const NOON = Date.UTC(2026, 2, 3, 12)
const NIGHT = Date.UTC(2026, 2, 3, 23, 4)

/** A source over a simulator and a world that stands still. */
export interface SimulatedSite {
  readonly label: string
  readonly source: InProcessSource
  readonly world: World
  readonly nowMs: number
}

/** A source for every site of the kit, each over its own worlds. */
export function openSites(kit: ConformanceKit): readonly SimulatedSite[] {
  const { adapter, simulator, sites = [{ label: 'default site', options: {} }] } = kit
  return sites.flatMap(({ label, options }) =>
    [
      { seed: 1, nowMs: NOON },
      { seed: 2, nowMs: NIGHT },
    ].map(({ seed, nowMs }) => {
      const world = createWorld({
        seed,
        startMs: nowMs,
        history: 250,
        customers: 8,
        vendors: [simulator.vendor, 'another vendor'],
      })
      const source = openInProcess(adapter, simulator.open(options), world, () => nowMs)
      return { label: `${label}, world ${seed}`, source, world, nowMs }
    }),
  )
}
