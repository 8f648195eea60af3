import cors from '@fastify/cors'
import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import { addGraphQLRoute, type GraphQLRoute } from './apollo/graphql-route.js'
import { type ExplorerOptions, openExplorer } from './http/explorer-page.js'
import { openPage, type PageFiles } from './http/page-files.js'
import { REQUEST_ID_HEADER } from './http/request-id.js'
import type { WallboardOptions } from './http/wallboard-page.js'

/** The explorer page, where it is wanted and built. */
export function openBuiltExplorer({
  explorer,
  logger,
}: {
  readonly explorer?: ExplorerOptions | undefined
  readonly logger: Logger
}): PageFiles | undefined {
  if (explorer === undefined) return undefined
  const files = openExplorer(explorer.directory)
  if (files === undefined) logger.warn('the explorer page has not been built; it is not served')
  return files
}

/** The wallboard page, where it is wanted and built. */
export function openBuiltWallboard({
  wallboard,
  logger,
}: {
  readonly wallboard?: WallboardOptions | undefined
  readonly logger: Logger
}): PageFiles | undefined {
  if (wallboard === undefined) return undefined
  const files = openPage('wallboard', wallboard.directory)
  if (files === undefined) logger.warn('the wallboard page has not been built; it is not served')
  return files
}

/** Adds the graph; in a separate scope, so that CORS applies to nothing else. */
export async function addGraph<Context extends object>(
  app: FastifyInstance,
  route: GraphQLRoute<Context>,
  origins: readonly string[] | undefined,
): Promise<void> {
  await app.register(async (scope) => {
    if (origins !== undefined) {
      await scope.register(cors, {
        origin: origins.includes('*') ? '*' : [...origins],
        methods: ['GET', 'POST'],
        exposedHeaders: ['retry-after', REQUEST_ID_HEADER],
        maxAge: 86_400,
      })
    }
    addGraphQLRoute(scope, route)
  })
}
