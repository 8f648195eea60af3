import { GraphQLError } from 'graphql'
import { toSourceError } from '../engine/source/health.js'
import type { SourceFailure } from '../errors/source-failure.js'

/** Turns the failure of a source into the error of one field. */
export const sourceFieldError = (failure: SourceFailure, source: string): GraphQLError => {
  const { code, message, retryable, retryAfterSeconds } = toSourceError(failure)
  return new GraphQLError(`${source}: ${message}`, { extensions: { code, source, retryable, retryAfterSeconds } })
}
