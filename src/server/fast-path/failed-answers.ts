import { type ExecutionResult, GraphQLError } from 'graphql'
import type { DeliveryTerms } from '../delivery/delivery.js'
import { EncodedForms } from '../delivery/encoded-forms.js'
import type { Refusal } from '../http/refusal.js'
import type { MadeAnswer } from './response-cache.js'

// Answers without data: refusals, and what was thrown.

/** Of an answer that is nobody's but the one's who asks. */
export const NEVER_FRESH = { freshUntilMs: 0, isCurrent: () => false } as const

export const NO_TERMS: DeliveryTerms = { acceptEncoding: undefined, hasSecrets: false, mayKeep: false }

export const refused = (refusal: Refusal): MadeAnswer => ({
  body: '',
  codes: [refusal.code],
  refusal,
  ...NEVER_FRESH,
  forms: new EncodedForms(),
})

/** An error in the form in which Apollo passes it to the formatter. */
export const toFormatted = (error: GraphQLError) => ({
  ...error.toJSON(),
  extensions: { ...error.extensions, code: error.extensions['code'] ?? 'INTERNAL_SERVER_ERROR' },
})

/** The client has disconnected, the server stops, or there is a bug: resolvers of queries do not make `run` throw. */
export const failed = (error: unknown): ExecutionResult => ({
  data: null,
  errors: [
    error instanceof GraphQLError
      ? error
      : new GraphQLError(String(error), error instanceof Error ? { originalError: error } : {}),
  ],
})
