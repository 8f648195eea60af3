import { AsyncLocalStorage } from 'node:async_hooks'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { GraphQLError } from 'graphql'
import type { Refusal } from '../http/refusal.js'
import { Exchange, type RequestStep, type StepOperation, type StepOutcome, type Verdict } from './step.js'

/** Where a request holds its exchange: an entry of a WeakMap for each request costs several microseconds of collection. */
const EXCHANGE = Symbol('exchange')

declare module 'node:http' {
  interface IncomingMessage {
    [EXCHANGE]?: Exchange
  }
}

/** The one list of steps that every way of answering runs. */
export class Pipeline<Context> {
  readonly #current = new AsyncLocalStorage<Exchange>()
  readonly #requestChecks: readonly ((exchange: Exchange) => Verdict<Refusal>)[]
  readonly #operationChecks: readonly ((exchange: Exchange, operation: StepOperation) => Verdict<GraphQLError>)[]
  readonly #executionChecks: readonly ((exchange: Exchange, context: Context) => Verdict<Refusal>)[]
  readonly #executed: readonly RequestStep<Context>[]
  readonly #reports: readonly RequestStep<Context>[]

  constructor(steps: readonly RequestStep<Context>[]) {
    this.#requestChecks = steps.flatMap((step) =>
      step.onRequest === undefined ? [] : (exchange: Exchange) => step.onRequest?.(exchange) ?? null,
    )
    this.#operationChecks = steps.flatMap((step) =>
      step.onOperation === undefined
        ? []
        : (exchange: Exchange, operation: StepOperation) => step.onOperation?.(operation, exchange) ?? null,
    )
    this.#executionChecks = steps.flatMap((step) =>
      step.onExecution === undefined
        ? []
        : (exchange: Exchange, context: Context) => step.onExecution?.(exchange, context) ?? null,
    )
    this.#executed = steps.filter(({ onExecuted }) => onExecuted !== undefined)
    this.#reports = steps.filter(({ onAnswered }) => onAnswered !== undefined)
  }

  /** Runs the steps for a request that has just arrived; null: it may be answered. */
  checkRequest(request: IncomingMessage, response: ServerResponse): Verdict<Refusal> {
    const exchange = this.exchangeOf(request)
    exchange.response = response
    return this.checkExchange(exchange)
  }

  /** The same for a request that is no HTTP request of its own, such as an operation on a WebSocket. */
  checkExchange(exchange: Exchange): Verdict<Refusal> {
    return firstRefusal(this.#requestChecks, 0, exchange)
  }

  exchangeOf(request: IncomingMessage): Exchange {
    return (request[EXCHANGE] ??= new Exchange(request))
  }

  /**
   * Runs the steps for the operation of a request; null: it may be answered. A request holds one operation. The fast
   * path leaves refused operations to Apollo, so the verdict is kept and the steps run once.
   */
  checkOperation(exchange: Exchange, operation: StepOperation): Verdict<GraphQLError> {
    if (exchange.verdict === undefined) exchange.verdict = this.#judge(exchange, operation)
    return exchange.verdict
  }

  /** What a step throws is kept, too: a step that fails admits nothing on any way. */
  #judge(exchange: Exchange, operation: StepOperation): Verdict<GraphQLError> {
    try {
      return firstRefusal(this.#operationChecks, 0, exchange, operation)
    } catch (error) {
      return Promise.reject(error)
    }
  }

  /** Whether a step has refused the operation of a request. */
  async hasRefused(exchange: Exchange): Promise<boolean> {
    return ((await exchange.verdict) ?? null) !== null
  }

  /**
   * Runs the steps right before an operation is executed; null: it may be. A promise makes the execution wait. Unless this
   * throws or refuses, `endExecution` must follow.
   */
  startExecution(exchange: Exchange, context: Context): Verdict<Refusal> {
    return firstRefusal(this.#executionChecks, 0, exchange, context)
  }

  /** Must be called when the answer has been serialized, or will never be; more than once does no harm. */
  endExecution(exchange: Exchange): void {
    for (const step of this.#executed) step.onExecuted?.(exchange)
  }

  /** Runs the steps for an answer that has been made, before it is sent. */
  reportAnswer(outcome: StepOutcome, exchange: Exchange, context: Context | null): void {
    exchange.isOperationAnswered = true
    for (const step of this.#reports) step.onAnswered?.(outcome, exchange, context)
  }

  /** Runs what cannot be handed an exchange, as Apollo's plug-ins, so that `current` returns it. */
  within<Result>(exchange: Exchange, run: () => Result): Result {
    return this.#current.run(exchange, run)
  }

  get current(): Exchange {
    const exchange = this.#current.getStore()
    if (exchange === undefined) throw new Error('an operation was executed outside of the request pipeline')
    return exchange
  }
}

/** Runs checks in turn up to the first refusal; makes a promise only where a check returns one. */
function firstRefusal<Reason, Rest extends readonly unknown[]>(
  checks: readonly ((...rest: Rest) => Verdict<Reason>)[],
  from: number,
  ...rest: Rest
): Verdict<Reason> {
  for (let at = from; at < checks.length; at++) {
    const verdict = checks[at]?.(...rest) ?? null
    if (verdict instanceof Promise) return verdict.then((reason) => reason ?? firstRefusal(checks, at + 1, ...rest))
    if (verdict !== null) return verdict
  }
  return null
}
