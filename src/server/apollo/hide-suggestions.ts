import type { ApolloServerPlugin } from '@apollo/server'
import { withoutSuggestions } from '../http/suggestions.js'
import type { Pipeline } from '../pipeline/pipeline.js'
import type { Exchange } from '../pipeline/step.js'

/**
 * Removes suggestions from the errors of clients who may not read the schema: they would reveal it name by name. Operations
 * with such errors are never executed, so no other way of answering returns them.
 */
export const hideSuggestions = <Context extends object>(
  pipeline: Pipeline<Context>,
  hidesSchema: (exchange: Exchange) => boolean,
): ApolloServerPlugin<Context> => ({
  async requestDidStart() {
    const exchange = pipeline.current
    return {
      async willSendResponse({ response: { body } }) {
        if (body.kind !== 'single' || body.singleResult.errors === undefined || !hidesSchema(exchange)) return
        body.singleResult.errors = body.singleResult.errors.map((error) => ({
          ...error,
          message: withoutSuggestions(error.message),
        }))
      },
    }
  },
})
