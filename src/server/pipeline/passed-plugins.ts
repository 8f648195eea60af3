import type { ApolloServerPlugin } from '@apollo/server'

/** Throws for plug-ins that look at requests: most requests are answered without Apollo, and would pass by them. */
export function refusePassedPlugins<Context extends object>(plugins: readonly ApolloServerPlugin<Context>[]): void {
  if (!plugins.some(({ requestDidStart }) => requestDidStart !== undefined)) return
  throw new Error(
    'An Apollo plug-in with requestDidStart would not see requests that the fast path answers; write it as a step of the request pipeline (options.steps).',
  )
}
