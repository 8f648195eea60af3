import cors from '@fastify/cors'
import type { FastifyInstance } from 'fastify'
import { addGraphQLRoute, type GraphQLRoute } from './apollo/graphql-route.js'
import { openPage, type PageFiles } from './http/page-files.js'
import { createPublicCheck } from './http/public-requests.js'
import { REQUEST_ID_HEADER } from './http/request-id.js'
import { addRestRoutes, type RestParts } from './rest/rest-route.js'
import type { ServerOptions } from './server-options.js'

type PagesOptions = Pick<ServerOptions<object>, 'explorer' | 'wallboard' | 'logger' | 'cors' | 'logIn'>

/** The pages, where they are wanted and built, and the check which requests anybody may send. */
export function openPages({ explorer, wallboard, logger, cors, logIn }: PagesOptions) {
  const open = (name: string, wanted: { readonly directory?: string } | undefined): PageFiles | undefined => {
    if (wanted === undefined) return undefined
    const files = openPage(name, wanted.directory)
    if (files === undefined) logger.warn(`the ${name} page has not been built; it is not served`)
    return files
  }
  const pages = { explorer: open('explorer', explorer), wallboard: open('wallboard', wallboard) }
  const isPublic = createPublicCheck({
    explorer: pages.explorer !== undefined,
    wallboard: pages.wallboard !== undefined,
    cors: cors !== undefined,
    logIn: logIn !== undefined,
  })
  return { ...pages, isPublic }
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
