import type { IncomingMessage, ServerResponse } from 'node:http'
import type { GraphQLError } from 'graphql'
import type { OperationParts, Variables } from '../../execution/collect.js'
import type { RequestPrincipal } from '../http/context-request.js'
import type { Refusal } from '../http/refusal.js'

/** One HTTP request on its way through the steps, and what they attach to it. */
export class Exchange {
  /** Who sends the request, once a step has found out. Contexts read it, and answers are shared within it only. */
  principal: RequestPrincipal | null = null
  /** Whether anybody may send the request: a health probe, or the explorer page. It never leads to an operation. */
  isPublic = false
  /** What the steps have decided on its operation; undefined: they have not run. Only the pipeline sets it. */
  verdict: Verdict<GraphQLError> | undefined = undefined
  /** How much memory its operation may take while it is executed, in bytes; 0 until a step has estimated it. */
  estimatedBytes = 0
  /** Frees what its execution occupies; null while it occupies nothing. Set by the step that limits executions. */
  release: (() => void) | null = null

  /** The response; null where nothing is sent by way of it. Steps only listen to it, such as for its end. */
  response: ServerResponse | null = null
  /** Whether its connection becomes a WebSocket. Operations on it are requests of their own, so nobody need be known yet. */
  isUpgrade = false
  /** Whether the answer is a stream: when its connection is closed says nothing about how long the answer took. */
  isStream = false
  /** Whether an operation of the request has been answered, with data or with errors. Only the pipeline sets it. */
  isOperationAnswered = false

  constructor(readonly request: IncomingMessage) {}
}

/** An operation that has been parsed, validated and chosen from its document. */
export interface StepOperation {
  readonly parts: OperationParts
  readonly operationName: string | null
  /** As the client sent them. */
  readonly inputs: Variables
  /** As they are coerced; null where they do not fit their types: then nothing is executed. */
  readonly variables: Variables | null
  /** Identifies the operation with these variables when they are sent again, so that results can be cached by it. */
  readonly known?: object | undefined
  /** Whether limits of its own apply in place of those to what one operation may cost: an export. */
  readonly hasOwnLimits?: boolean
}

/** How an operation was answered. */
export interface StepOutcome {
  readonly way: 'fast path' | 'apollo' | 'export' | 'live'
  readonly operationName: string | null
  /** Null when the request held no operation that could be run. */
  readonly operationType: 'query' | 'mutation' | 'subscription' | null
  readonly errorCodes: readonly string[]
  /** Whether the response was made for another request. */
  readonly shared: boolean
  readonly durationMs: number
}

/** The result of a check; only a promise makes the request wait. */
export type Verdict<Reason> = Reason | null | Promise<Reason | null>

/**
 * A check or report that applies to every request, however it is answered. A step that refuses ends the request; steps
 * run in the order of their list. A step with no promise costs no turn of the event loop.
 */
export interface RequestStep<Context> {
  readonly name: string
  /** Runs once for each HTTP request, before any answer and whatever its path; health probes are exempted by the step. */
  onRequest?(exchange: Exchange): Verdict<Refusal>
  /** Runs once before an operation is executed, or is given an answer that is shared or kept. */
  onOperation?(operation: StepOperation, exchange: Exchange): Verdict<GraphQLError>
  /**
   * Runs right before an operation is executed; not for an answer that is shared or kept. A refusal is answered as it is,
   * also to others that share the answer.
   */
  onExecution?(exchange: Exchange, context: Context): Verdict<Refusal>
  /** Runs once when the operation has been executed and its answer is serialized, or will never be. */
  onExecuted?(exchange: Exchange): void
  /** Runs once after each answer to a GraphQL request. The context is null where none was made for this request. */
  onAnswered?(outcome: StepOutcome, exchange: Exchange, context: Context | null): void
}
