import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { sendError } from './http-errors.js'
import { type PageFiles, pageCsp, sendPageFile } from './page-files.js'

/** An example that the page lists; it begins with the first one. */
export interface ExplorerOperation {
  readonly name: string
  readonly query: string
  readonly variables?: { readonly [name: string]: unknown }
}

export interface ExplorerSignIn {
  /** Whether requests need a credential. */
  readonly isRequired: boolean
  /** Whether a browser can log in at an OpenID provider. */
  readonly canLogIn: boolean
}

export interface ExplorerOptions {
  readonly operations: readonly ExplorerOperation[]
  /** How somebody signs in, for the page to say so; nobody needs to unless given. */
  readonly signIn?: ExplorerSignIn | undefined
  /** The built page; by default the one that belongs to this program. */
  readonly directory?: string
}

/**
 * Nothing from other origins, no inline script, no eval. Inline styles are needed: the editor measures text and places
 * lines by style attributes and style elements. Its fonts and icons are data URLs inside the style sheet.
 */
const contentSecurityPolicy = pageCsp([
  "worker-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self' data:",
  "img-src 'self' data:",
])

const ASSETS = '/explorer/assets/'

/** Sends the page at the address of the graph, where other clients are answered otherwise. */
export const sendPage = (request: FastifyRequest, reply: FastifyReply, files: PageFiles): FastifyReply =>
  sendPageFile(request, reply.header('vary', 'Accept'), files, contentSecurityPolicy)

const NO_SIGN_IN: ExplorerSignIn = { isRequired: false, canLogIn: false }

/** The page's assets, and what it reads when it starts. */
export function addExplorerRoutes(
  app: FastifyInstance,
  files: PageFiles,
  { operations, signIn = NO_SIGN_IN }: Pick<ExplorerOptions, 'operations' | 'signIn'>,
): void {
  app.get<{ Params: { name: string } }>(`${ASSETS}:name`, async (request, reply) => {
    // The scripts of workers are bound by the policy that they are sent with, not by that of the page.
    reply.header('content-security-policy', contentSecurityPolicy)
    const isSent = await files.send(request.params.name, request, reply)
    return isSent ? reply : sendError(reply, 404, 'NOT_FOUND', 'There is nothing at this path.')
  })
  app.get('/explorer/operations.json', (_request, reply) => {
    reply.header('cache-control', 'no-cache').send(operations)
  })
  app.get('/explorer/sign-in.json', (_request, reply) => {
    reply.header('cache-control', 'no-cache').send(signIn)
  })
  app.get('/', (_request, reply) => reply.redirect('/graphql'))
}
