import { LRUCache } from 'lru-cache'
import type { Density } from '../../plan/slices.js'
import type { Source } from '../source/source.js'
import type { RowQuery } from './row-query.js'

/** How full the slices of a list are, as remembered from one reading to the next. */
export interface DensityMemory {
  recall(): Density | null
  remember(density: Density): void
}

/** How many lists are remembered: one for each list and filter. */
const MOST_LISTS = 1000

/** How full the slices of each list were when it was last read, so that the first slice of a page has the right length. */
export class SliceDensities {
  readonly #known = new LRUCache<string, Density>({ max: MOST_LISTS })

  of(
    { name }: Pick<Source, 'name'>,
    { list, pushed, parts }: Pick<RowQuery, 'list' | 'pushed' | 'parts'>,
  ): DensityMemory {
    const key = JSON.stringify([name, list, parts ?? pushed])
    return {
      recall: () => this.#known.get(key) ?? null,
      remember: (density) => void this.#known.set(key, density),
    }
  }
}
