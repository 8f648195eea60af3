import type { AnyList, ListName } from '../../adapters/contract.js'
import { type SplitFilter, splitFilter } from '../plan/filter.js'
import { compileTest } from '../plan/match.js'
import type { Source } from './source.js'

/** How a filter is applied to the list of one source. */
export interface FilterPlan {
  readonly split: SplitFilter
  /** What the vendor does not check. */
  readonly residual: ReturnType<typeof compileTest>
}

/** The plans of filters. A question that is asked again has the same filter, and is planned once. */
export class FilterPlans {
  readonly #known = new WeakMap<object, Map<AnyList, FilterPlan>>()

  /** @param filter an object that does not change. */
  of(source: Source, list: ListName, declaration: AnyList, filter: object): FilterPlan {
    const plans = this.#known.get(filter) ?? new Map<AnyList, FilterPlan>()
    const known = plans.get(declaration)
    if (known !== undefined) return known
    const plan = planOf(source, list, splitFilter(declaration, filter))
    this.#known.set(filter, plans.set(declaration, plan))
    return plan
  }
}

export const planOf = ({ declaration: { region } }: Source, list: ListName, split: SplitFilter): FilterPlan => ({
  split,
  // What cannot be filtered by is not asked.
  residual: compileTest(list, split.unsupported.length > 0 ? [] : split.residual, region),
})
