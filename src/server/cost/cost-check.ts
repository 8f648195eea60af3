import { checkCost } from '../../cost/check.js'
import { estimateCost } from '../../cost/estimate.js'
import type { CostLimits } from '../../cost/limits.js'
import type { PageSizes } from '../../cost/page-size.js'
import type { OperationTooCostly } from '../../cost/too-costly.js'
import type { OperationParts, Variables } from '../../execution/collect.js'
import type { Meter } from '../../execution/meter.js'
import type { ByteMeter } from '../http/sliced-json.js'
import type { RequestStep } from '../pipeline/step.js'

/** What operations may cost, and how it is counted. */
export interface CostRules<Context> {
  readonly limits: CostLimits
  readonly sizes: PageSizes
  /** Counts what is executed with a context. */
  meterOf(context: Context): Meter & ByteMeter
}

/** Estimates operations before they are executed, and refuses those that may cost too much. */
export class CostCheck<Context> {
  readonly #refusals = new WeakMap<object, OperationTooCostly | null>()

  constructor(readonly rules: CostRules<Context>) {}

  /** Refuses operations by their estimated cost. Variables that do not fit are refused by the execution. */
  readonly step: RequestStep<unknown> = {
    name: 'cost',
    onOperation: ({ parts, variables, known }) => (variables === null ? null : this.refusalOf(parts, variables, known)),
  }

  /**
   * Why an operation is refused; null: it may be executed.
   * @param known stands for the operation with these variables where they are sent again: they are estimated once.
   */
  refusalOf(parts: OperationParts, variables: Variables, known?: object): OperationTooCostly | null {
    const before = known === undefined ? undefined : this.#refusals.get(known)
    if (before !== undefined) return before
    const { limits, sizes } = this.rules
    const refusal = checkCost(estimateCost(parts, variables, sizes), limits, sizes.maxPageSize)
    if (known !== undefined) this.#refusals.set(known, refusal)
    return refusal
  }
}
