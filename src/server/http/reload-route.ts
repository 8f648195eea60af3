import type { IncomingMessage } from 'node:http'
import type { FastifyInstance } from 'fastify'
import type { RequestPrincipal } from './context-request.js'
import { isOfForeignPage } from './foreign-page.js'
import { sendError, sendHttpRefusal } from './http-errors.js'

/** Reads the configuration again. */
export interface ReloadRoute {
  /** Whether the sender of a request may do so; null: the sender is not known. */
  readonly mayReload: (principal: RequestPrincipal | null) => boolean
  readonly run: (principal: RequestPrincipal) => Promise<
    | { readonly outcome: 'reloaded'; readonly sources: object }
    /** The former configuration stays in use. */
    | { readonly outcome: 'refused'; readonly faults: readonly string[] }
  >
}

const PATH = '/-/reload'

/**
 * POST /-/reload: 200 with what has changed; 422 with every fault, where the former configuration stays in use.
 * @param principalOf who has sent a request; null: a step has not found out.
 */
export function addReloadRoute(
  app: FastifyInstance,
  { mayReload, run }: ReloadRoute,
  principalOf: (request: IncomingMessage) => RequestPrincipal | null,
): void {
  app.post(PATH, async (request, reply) => {
    const principal = principalOf(request.raw)
    if (principal === null || !mayReload(principal))
      return sendError(reply, 403, 'FORBIDDEN', 'a reload needs the scope admin:reload')
    // Where nobody signs in, such a page could use the browser of somebody who may.
    if (isOfForeignPage(request.raw))
      return sendError(reply, 403, 'FORBIDDEN', 'a reload is not for pages of other origins')
    const answer = await run(principal)
    if (answer.outcome === 'reloaded') return reply.header('cache-control', 'no-store').send(answer)
    const { faults } = answer
    return sendHttpRefusal(reply, {
      status: 422,
      code: 'CONFIGURATION_INVALID',
      message: `the configuration was not reloaded, and the former one stays in use: ${faults.join('; ')}`,
      extensions: { faults },
    })
  })
  app.route({
    method: ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE'],
    url: PATH,
    handler: (_request, reply) => sendError(reply.header('allow', 'POST'), 405, 'METHOD_NOT_ALLOWED', 'Use POST.'),
  })
}
