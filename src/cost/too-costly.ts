import { GraphQLError } from 'graphql'

/** The code of an error that refuses an operation, or a part of it, for what it would cost. */
export const OPERATION_TOO_COSTLY = 'OPERATION_TOO_COSTLY'

/** What went beyond its limit, as the extensions of the error have it. */
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
    /** Distinguishes an operation's own limits from those of another one whose work it shares. */
    readonly budget: object | null = null,
  ) {
    super(message, { extensions: { code: OPERATION_TOO_COSTLY, limit, allowed, actual } })
  }
}
