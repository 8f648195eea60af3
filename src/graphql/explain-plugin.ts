import type { ApolloServerPlugin } from '@apollo/server'
import type { GraphContext } from './context.js'

/** `extensions.plan`, for clients that send `x-trunkline-explain: 1`. */
export const explainPlugin: ApolloServerPlugin<GraphContext> = {
  async requestDidStart() {
    return {
      async willSendResponse({ contextValue: { plan }, response: { body } }) {
        if (plan !== null && body.kind === 'single') body.singleResult.extensions = { ...body.singleResult.extensions, plan }
      },
    }
  },
}
