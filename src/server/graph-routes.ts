import cors from '@fastify/cors'
import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import { addGraphQLRoute, type GraphQLRoute } from './apollo/graphql-route.js'
import type { ExplorerFiles } from './http/explorer-files.js'
import { type ExplorerOptions, openExplorer } from './http/explorer-page.js'
import { REQUEST_ID_HEADER } from './http/request-id.js'
import { addRestRoutes, type RestParts } from './rest/rest-route.js'

/** The explorer page, where it is wanted and built. */
export function openBuiltExplorer({
  explorer,
  logger,
}: {
  readonly explorer?: ExplorerOptions | undefined
  readonly logger: Logger
}): ExplorerFiles | undefined {
  if (explorer === undefined) return undefined
  const files = openExplorer(explorer.directory)
  if (files === undefined) logger.warn('the explorer page has not been built; it is not served')
  return files
}

/**
 * Adds the graph; in a separate scope, so that CORS applies to nothing else.
 * @param rest what is served at /api; null: nothing.
 */
export async function addGraph<Context extends object>(
  app: FastifyInstance,
  route: GraphQLRoute<Context>,
  rest: Pick<RestParts, 'operations' | 'schema' | 'hidesSchema'> | null,
): Promise<void> {
  const { origins } = route
  await app.register(async (scope) => {
    if (origins !== undefined) {
      await scope.register(cors, {
        origin: origins.includes('*') ? '*' : [...origins],
        methods: ['GET', 'POST'],
        exposedHeaders: ['retry-after', REQUEST_ID_HEADER],
        maxAge: 86_400,
      })
    }
    const answer = addGraphQLRoute(scope, route)
    if (rest !== null) addRestRoutes(scope, { ...rest, answer, origins })
  })
}
