import { GraphQLError } from 'graphql'

/** The code of an error that refuses an operation, or a part of it, because of its cost. */
export const OPERATION_TOO_COSTLY = 'OPERATION_TOO_COSTLY'

/** The exceeded limit, as in the extensions of the error. */
export interface Excess {
  /** The name of the limit, such as `records`. */
  readonly limit: string
  readonly allowed: number
  /** What the operation would cost, or has cost when it was stopped. */
  readonly actual: number
}

/** The error of an operation that costs too much. */
export class OperationTooCostly extends GraphQLError {
  constructor(
    message: string,
    { limit, allowed, actual }: Excess,
    /** The budget that was exceeded: an operation can share the work of another one, which has its own. */
    readonly budget: object | null = null,
  ) {
    super(message, { extensions: { code: OPERATION_TOO_COSTLY, limit, allowed, actual } })
  }
}
