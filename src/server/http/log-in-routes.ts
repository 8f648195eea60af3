import type { IncomingMessage } from 'node:http'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Principal } from '../../access/rights/principal.js'
import { sendError } from './http-errors.js'
import { CALLBACK_PATH, LOG_IN_PATH, LOG_OUT_PATH } from './public-requests.js'

/** A request of a browser: its target, and its headers, names and values in turn, as they arrived. */
export interface BrowserRequest {
  readonly url: string
  readonly rawHeaders: readonly string[]
}

/** Where a browser goes next, or what has gone wrong; with values of Set-Cookie. */
type LogInAnswer =
  | { readonly location: string; readonly cookies: readonly string[] }
  | {
      readonly status: number
      readonly message: string
      readonly cookies: readonly string[]
      readonly retryAfterS: number | null
    }

/** What a log-out has led to: values of Set-Cookie, and where a session at the provider can be ended as well. */
interface LogOut {
  readonly cookies: readonly string[]
  readonly providerUrl: string | null
}

/** Logs browsers in and out at a provider. */
export interface BrowserLogIn {
  begin(request: BrowserRequest): Promise<LogInAnswer>
  finish(request: BrowserRequest): Promise<LogInAnswer>
  /** Null: no page of the server itself has requested it. */
  end(request: BrowserRequest): Promise<LogOut | null>
}

/**
 * GET /auth/session, which says who is signed in, by whatever credential; and, where browsers can log in, GET /auth/login
 * and /auth/callback, and POST /auth/logout.
 * @param principalOf who has sent a request; null: a step has not found out.
 */
export function addLogInRoutes(
  app: FastifyInstance,
  logIn: BrowserLogIn | undefined,
  principalOf: (request: IncomingMessage) => Principal | null,
): void {
  app.get('/auth/session', { exposeHeadRoute: false }, (request, reply) => {
    const principal = principalOf(request.raw)
    if (principal === null) return sendError(reply, 404, 'NOT_FOUND', 'Nobody signs in here.')
    return reply.header('cache-control', 'no-store').send(describe(principal))
  })
  if (logIn === undefined) return
  app.get(LOG_IN_PATH, { exposeHeadRoute: false }, async (request, reply) =>
    sendAnswer(reply, await logIn.begin(toBrowserRequest(request))),
  )
  app.get(CALLBACK_PATH, { exposeHeadRoute: false }, async (request, reply) =>
    sendAnswer(reply, await logIn.finish(toBrowserRequest(request))),
  )
  app.post(LOG_OUT_PATH, async (request, reply) => {
    const ended = await logIn.end(toBrowserRequest(request))
    if (ended === null)
      return sendError(reply, 403, 'FORBIDDEN', 'A session is ended by a page of the gateway itself only.')
    const { cookies, providerUrl } = ended
    return reply.headers({ 'cache-control': 'no-store', 'set-cookie': [...cookies] }).send({ providerUrl })
  })
}

const toBrowserRequest = ({ url, raw: { rawHeaders } }: FastifyRequest): BrowserRequest => ({ url, rawHeaders })

const describe = ({ kind, name, displayName, roles, tenant, expiresAtMs }: Principal) => ({
  kind,
  name: displayName ?? name,
  roles,
  tenant,
  expiresAt: expiresAtMs === null ? null : new Date(expiresAtMs).toISOString(),
})

function sendAnswer(reply: FastifyReply, answer: LogInAnswer): FastifyReply {
  reply.headers({ 'cache-control': 'no-store', 'set-cookie': [...answer.cookies] })
  if ('location' in answer) return reply.redirect(answer.location, 303)
  const { status, message, retryAfterS } = answer
  if (retryAfterS !== null) reply.header('retry-after', retryAfterS)
  return reply
    .code(status)
    .header(
      'content-security-policy',
      "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    )
    .type('text/html; charset=utf-8')
    .send(failurePage(message))
}

/** Links are relative: a proxy may have put a path before that of this page. */
const failurePage = (message: string): string => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Log-in failed</title>
  </head>
  <body>
    <h1>Log-in failed</h1>
    <p>${escapeHtml(message)}.</p>
    <p><a href="login">Log in again</a> or <a href="../graphql">go back</a>.</p>
  </body>
</html>
`

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const escapeHtml = (text: string): string => text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? character)
