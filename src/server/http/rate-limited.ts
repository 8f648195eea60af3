import { HeaderMap } from '@apollo/server'
import { GraphQLError } from 'graphql'

/** The code of what is refused because there was too much of it. */
export const RATE_LIMITED = 'RATE_LIMITED'

/** The error of an operation that is refused because its principal has used up a rate. */
export class RateLimited extends GraphQLError {
  /** Of the answer. */
  readonly headers: Readonly<Record<string, string>>
  readonly publicExtensions: Readonly<Record<string, unknown>>

  /**
   * @param limit the name of the rate.
   * @param retryAfterSeconds when there is room again, in whole seconds.
   */
  constructor(message: string, limit: string, retryAfterSeconds: number) {
    const headers = { 'retry-after': String(retryAfterSeconds) }
    const extensions = { code: RATE_LIMITED, limit, retryAfterSeconds }
    // `http` is what Apollo takes the status and the headers from; it does not send it.
    super(message, {
      extensions: { ...extensions, http: { status: 429, headers: new HeaderMap(Object.entries(headers)) } },
    })
    this.headers = headers
    this.publicExtensions = extensions
  }
}
