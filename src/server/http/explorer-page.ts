import { fileURLToPath } from 'node:url'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { ExplorerFiles } from './explorer-files.js'
import { sendError } from './http-errors.js'

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
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "connect-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self' data:",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const ASSETS = '/explorer/assets/'

const builtDirectories = ['../../../explorer', '../../../dist/explorer'].map((path) =>
  fileURLToPath(new URL(path, import.meta.url)),
)

/** Opens the built page; undefined when it has not been built. */
export function openExplorer(directory?: string): ExplorerFiles | undefined {
  for (const candidate of directory === undefined ? builtDirectories : [directory]) {
    const files = ExplorerFiles.open(candidate)
    if (files !== undefined) return files
  }
  return undefined
}

export function sendPage(request: FastifyRequest, reply: FastifyReply, { page }: ExplorerFiles): FastifyReply {
  reply
    .header('content-security-policy', contentSecurityPolicy)
    .header('cross-origin-opener-policy', 'same-origin')
    .header('vary', 'Accept')
    .header('cache-control', 'no-cache')
    .header('etag', page.etag)
  const isKnown = request.headers['if-none-match']?.includes(page.etag) === true
  return isKnown ? reply.code(304).send() : reply.type('text/html; charset=utf-8').send(page.html)
}

const NO_SIGN_IN: ExplorerSignIn = { isRequired: false, canLogIn: false }

/** The page's assets, and what it reads when it starts. */
export function addExplorerRoutes(
  app: FastifyInstance,
  files: ExplorerFiles,
  { operations, signIn = NO_SIGN_IN }: Pick<ExplorerOptions, 'operations' | 'signIn'>,
): void {
  app.get<{ Params: { name: string } }>(`${ASSETS}:name`, async (request, reply) => {
    // The scripts of workers are bound by the policy that they are sent with, not by that of the page.
    reply.header('content-security-policy', contentSecurityPolicy)
    const sent = await files.send(request.params.name, request, reply)
    return sent ?? sendError(reply, 404, 'NOT_FOUND', 'There is nothing at this path.')
  })
  app.get('/explorer/operations.json', (_request, reply) => {
    reply.header('cache-control', 'no-cache').send(operations)
  })
  app.get('/explorer/sign-in.json', (_request, reply) => {
    reply.header('cache-control', 'no-cache').send(signIn)
  })
  app.get('/', (_request, reply) => reply.redirect('/graphql'))
}
