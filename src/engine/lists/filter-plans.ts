import type { AnyList, ListName } from '../../../adapters/contract.js'
import { type Condition, conditionsOf, type SplitFilter, splitFilter } from '../../plan/filter.js'
import { compileTest } from '../../plan/match.js'
import { PerList } from '../rows/per-list.js'
import { badInput } from '../source/bad-input.js'
import { unsupported } from '../source/failures.js'
import type { Source } from '../source/source.js'
import type { OwnerCondition } from './owner-index.js'

/** The part of a source that a filter plan depends on. */
type Planned = { readonly declaration: Pick<Source['declaration'], 'region'> }

type Filtered = Pick<AnyList, 'pushdown' | 'ownChecks'>

/** How a filter is applied to the list of one source. */
export interface FilterPlan {
  readonly split: SplitFilter
  /** The conditions that the gateway checks on every row, and the compiled check. */
  readonly conditions: readonly Condition[]
  readonly residual: ReturnType<typeof compileTest>
}

/** A cache of filter plans. A repeated operation has the same filter object, so its filter is planned only once. */
export class FilterPlans {
  readonly #known = new WeakMap<object, PerList<FilterPlan>>()

  /** @param filter an object that does not change. */
  of(source: Planned, list: ListName, declaration: Filtered, filter: object): FilterPlan {
    const plans = this.#known.get(filter) ?? new PerList()
    const plan = plans.get(source, list) ?? planOf(source, list, declaration, splitFilter(declaration, filter))
    this.#known.set(filter, plans.set(source, list, plan))
    return plan
  }
}

/**
 * Checks that a source can apply a filter to one of its lists.
 * @throws SourceFailure UNSUPPORTED when it cannot; GraphQLError BAD_USER_INPUT when its vendor refuses the values.
 */
export function checkPlan({ node }: Source, declaration: AnyList, { split }: FilterPlan): void {
  if (split.unsupported.length > 0) throw unsupported(`${node.title} cannot filter by ${split.unsupported.join(', ')}`)
  const refusal = declaration.problem?.(split.pushed) ?? null
  if (refusal !== null) throw badInput('filter', refusal)
}

const planOf = (
  { declaration: { region } }: Planned,
  list: ListName,
  { ownChecks }: Filtered,
  split: SplitFilter,
): FilterPlan => ({
  split,
  conditions: split.residual,
  // A source that cannot apply the filter is not read, so there is nothing to check.
  residual: compileTest(list, split.unsupported.length > 0 ? [] : split.residual, region, ownChecks),
})

/**
 * A plan for a list that was read in bulk: the gateway checks every condition but the owner, by which its rows were
 * picked.
 */
export function planForPrepared(source: Source, list: ListName, filter: object, by: OwnerCondition): FilterPlan {
  const all = conditionsOf(filter)
  const conditions = all.filter(({ path }) => path !== by)
  const split: SplitFilter = { pushed: {}, pushedPaths: [], residual: all, unsupported: [] }
  const residual = conditions.length === 0 ? NO_TEST : compileTest(list, conditions, source.declaration.region)
  return { split, conditions, residual }
}
const NO_TEST: FilterPlan['residual'] = { test: () => true, reads: [] }
