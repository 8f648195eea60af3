import { type Cost, estimateCost, NO_COST } from '../../cost/estimate.js'
import type { PageSizes } from '../../cost/page-size.js'
import type { StepOperation } from '../pipeline/step.js'

/** Estimates of operations, made once for each that is sent again. */
export class OperationCosts {
  readonly #known = new WeakMap<object, Cost>()

  constructor(private readonly sizes: PageSizes) {}

  /** What an operation may cost at most. Nothing where its variables do not fit: then it is not executed. */
  of({ parts, variables, known }: StepOperation): Cost {
    if (variables === null) return NO_COST
    const before = known === undefined ? undefined : this.#known.get(known)
    if (before !== undefined) return before
    const cost = estimateCost(parts, variables, this.sizes)
    if (known !== undefined) this.#known.set(known, cost)
    return cost
  }
}
