import { GraphQLError } from 'graphql'
import type { Refusal } from './refusal.js'

/** The code of what is refused because there was too much of it. */
export const RATE_LIMITED = 'RATE_LIMITED'

/** The error of an operation that is refused because its principal has used up a rate. */
export class RateLimited extends GraphQLError {
  /** The same for a request that no operation has been read of. */
  readonly refusal: Refusal

  /**
   * @param limit the name of the rate.
   * @param retryAfterSeconds when there is room again, in whole seconds.
   */
  constructor(message: string, limit: string, retryAfterSeconds: number) {
    const extensions = { limit, retryAfterSeconds }
    super(message, { extensions: { code: RATE_LIMITED, ...extensions, http: { status: 429 } } })
    this.refusal = {
      status: 429,
      code: RATE_LIMITED,
      message,
      headers: { 'retry-after': String(retryAfterSeconds) },
      extensions,
    }
  }
}
