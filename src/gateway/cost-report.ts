import type { IncomingHttpHeaders } from 'node:http'
import type { OperationBudget, Spent } from '../cost/budget.js'
import { costUnits } from '../cost/units.js'
import type { OperationCosts } from '../server/cost/operation-costs.js'
import type { RequestStep } from '../server/pipeline/step.js'

/** With the value `1`, the response says what the operation may cost, and what it did. */
export const COST_HEADER = 'x-trunkline-cost'

/** Of `extensions.cost`: numbers of records, lists, requests to vendors and bytes, and the cost that rates count. */
export interface CostReport {
  /** At most, estimated before the operation is executed. */
  readonly requested: Omit<Spent, 'vendorRequests'> & { readonly cost: number }
  /** Without requests to vendors where these would say how many rows others have. */
  readonly actual: Omit<Spent, 'vendorRequests'> & { readonly cost: number; readonly vendorRequests?: number }
}

/** Reports costs to those who request them. Their answers are not shared, so that nobody else is slowed down. */
export class CostReports {
  /** By the headers of the request: the one object that its step and its context both have. */
  readonly #estimates = new WeakMap<IncomingHttpHeaders, CostReport['requested']>()

  constructor(private readonly costs: OperationCosts) {}

  readonly step: RequestStep<never> = {
    name: 'cost report',
    onOperation: (operation, { request: { headers } }) => {
      if (headers[COST_HEADER] !== '1') return null
      const estimate = this.costs.of(operation)
      const { records, lists, bytes } = estimate
      this.#estimates.set(headers, { cost: costUnits(estimate), records, lists, bytes })
      return null
    },
  }

  /**
   * Null where nobody has requested it, or nothing was executed.
   * @param seesRequests whether the number of requests to vendors is no secret to the viewer.
   */
  of(headers: IncomingHttpHeaders, budget: OperationBudget, seesRequests: () => boolean): CostReport | null {
    if (headers[COST_HEADER] !== '1') return null
    const requested = this.#estimates.get(headers)
    if (requested === undefined) return null
    const { vendorRequests, ...spent } = budget.spent
    const actual = { cost: costUnits(budget.spent), ...spent }
    return { requested, actual: seesRequests() ? { ...actual, vendorRequests } : actual }
  }
}
