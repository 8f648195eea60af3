import { checkCost } from '../../cost/check.js'
import { type Cost, estimateCost } from '../../cost/estimate.js'
import type { CostLimits } from '../../cost/limits.js'
import { memoryOf } from '../../cost/memory.js'
import type { PageSizes } from '../../cost/page-size.js'
import { PrincipalLimits } from '../../cost/principal-limits.js'
import type { OperationTooCostly } from '../../cost/too-costly.js'
import type { Meter } from '../../execution/meter.js'
import type { Refusal } from '../http/refusal.js'
import type { ByteMeter } from '../http/sliced-json.js'
import type { Exchange, RequestStep, StepOperation, Verdict } from '../pipeline/step.js'
import { ExecutionGate, type Waiting } from './execution-gate.js'

/** What operations may cost, and how it is counted. */
export interface CostRules<Context> {
  readonly limits: CostLimits
  readonly sizes: PageSizes
  /** How much memory the operations that are executed at once may take together by their estimates, in bytes. */
  readonly executionMemoryBytes: number
  /** Counts what is executed with a context. */
  meterOf(context: Context): Meter & ByteMeter
  /** For whom an operation waits that has to. */
  waitingFor(context: Context): Waiting
}

interface Estimated {
  readonly cost: Cost | null
  readonly refusal: OperationTooCostly | null
  readonly memoryBytes: number
}

/** Estimates operations before they are executed, refuses those that may cost too much, and limits what is executed at once. */
export class CostCheck<Context> implements RequestStep<Context> {
  readonly name = 'cost'
  readonly #estimated = new WeakMap<object, Estimated>()
  readonly #gate: ExecutionGate
  readonly #limits: PrincipalLimits

  constructor(readonly rules: CostRules<Context>) {
    this.#limits = new PrincipalLimits(rules.limits)
    this.#gate = new ExecutionGate(rules.executionMemoryBytes)
  }

  /** What is executed at this moment, and what waits for it. */
  get load(): Pick<ExecutionGate, 'usedBytes' | 'waiting'> {
    return this.#gate
  }

  /** Refuses an operation by its estimated cost. Variables that do not fit are refused by the execution. */
  onOperation(operation: StepOperation, exchange: Exchange): OperationTooCostly | null {
    const { cost, refusal, memoryBytes } = this.#estimate(operation)
    exchange.estimatedBytes = memoryBytes
    if (operation.hasOwnLimits === true) return null
    const own = exchange.principal?.limits.operations
    if (own === undefined || cost === null) return refusal
    return checkCost(cost, this.#limits.of(own), this.rules.sizes.maxPageSize)
  }

  /** Waits until there is enough memory for the operation; 503 when too many wait, or it has waited too long. */
  onExecution(exchange: Exchange, context: Context): Verdict<Refusal> {
    const bytes = exchange.estimatedBytes
    if (bytes === 0) return null
    const entered = this.#gate.enter(bytes, () => this.rules.waitingFor(context))
    if (!(entered instanceof Promise)) return this.#hold(exchange, bytes, entered)
    return entered.then((refusal) => this.#hold(exchange, bytes, refusal))
  }

  onExecuted(exchange: Exchange): void {
    exchange.release?.()
    exchange.release = null
  }

  #hold(exchange: Exchange, bytes: number, refusal: Refusal | null): Refusal | null {
    if (refusal === null) exchange.release = () => this.#gate.leave(bytes)
    return refusal
  }

  /** An operation that is known is estimated once for the same variables. */
  #estimate({ parts, variables, known }: StepOperation): Estimated {
    if (variables === null) return FREE
    const before = known === undefined ? undefined : this.#estimated.get(known)
    if (before !== undefined) return before
    const { limits, sizes } = this.rules
    const cost = estimateCost(parts, variables, sizes)
    // An action, such as a hang-up, must not wait for queries; and its answer is short.
    const isAction = parts.operation.operation === 'mutation'
    const memoryBytes = isAction ? 0 : memoryOf(cost)
    const estimated: Estimated = { cost, refusal: checkCost(cost, limits, sizes.maxPageSize), memoryBytes }
    if (known !== undefined) this.#estimated.set(known, estimated)
    return estimated
  }
}

const FREE: Estimated = { cost: null, refusal: null, memoryBytes: 0 }
