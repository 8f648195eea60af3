import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply } from 'fastify'

/** An operation that the page opens in a separate tab, in a browser that has no stored tabs yet. */
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

/** The folder of the built page; undefined when it has not been built. */
export function findExplorer(directory?: string): string | undefined {
  const candidates = directory === undefined ? builtDirectories : [directory]
  return candidates.find((candidate) => existsSync(join(candidate, 'index.html')))
}

export function sendPage(reply: FastifyReply, directory: string): FastifyReply {
  return reply
    .header('content-security-policy', contentSecurityPolicy)
    .header('cross-origin-opener-policy', 'same-origin')
    .header('vary', 'Accept')
    .header('cache-control', 'no-cache')
    .sendFile('index.html', directory, { cacheControl: false })
}

const NO_SIGN_IN: ExplorerSignIn = { isRequired: false, canLogIn: false }

/** The page's assets. Their names contain a hash of their content, so browsers may cache them forever. */
export async function addExplorerRoutes(
  app: FastifyInstance,
  directory: string,
  { operations, signIn = NO_SIGN_IN }: Pick<ExplorerOptions, 'operations' | 'signIn'>,
): Promise<void> {
  // The scripts of workers are bound by the policy that they are sent with, not by that of the page.
  app.addHook('onRequest', async ({ url }, reply) => {
    if (url.startsWith(ASSETS)) reply.header('content-security-policy', contentSecurityPolicy)
  })
  await app.register(fastifyStatic, {
    root: join(directory, 'assets'),
    prefix: ASSETS,
    index: false,
    immutable: true,
    maxAge: '365d',
    preCompressed: true,
  })
  app.get('/explorer/operations.json', (_request, reply) => {
    reply.header('cache-control', 'no-cache').send(operations)
  })
  app.get('/explorer/sign-in.json', (_request, reply) => {
    reply.header('cache-control', 'no-cache').send(signIn)
  })
  app.get('/', (_request, reply) => reply.redirect('/graphql'))
}
