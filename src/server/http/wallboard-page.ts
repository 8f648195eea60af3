import { hash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { FastifyInstance } from 'fastify'
import type { RequestPrincipal } from './context-request.js'
import type { ExplorerSignIn } from './explorer-page.js'
import { sendError } from './http-errors.js'
import { type PageFiles, pageCsp, sendPageFile } from './page-files.js'
import { WALLBOARD_PATH, WALLBOARD_ROUTES } from './public-requests.js'

/** When alarms are raised; left out: such alarms are not raised. Times in milliseconds, shares from 0 to 1. */
export interface WallboardAlarms {
  readonly sourceDownForMs?: number | undefined
  readonly dropTo?: number | undefined
  readonly dropWithinMs?: number | undefined
  readonly dropFrom?: number | undefined
  readonly longerThanMs?: number | undefined
  readonly countryShare?: { readonly of: readonly string[]; readonly above: number } | undefined
}

export interface WallboardOptions {
  /** What stands above the board. Anybody who reaches the server may read it. */
  readonly title: string
  /** How long nothing is sent while nothing changes, in milliseconds; 10 s unless given. */
  readonly heartbeatMs?: number
  /** For those who may see the alarms. */
  readonly alarms: WallboardAlarms
  /** How somebody signs in, for the page to say so; nobody needs to unless given. */
  readonly signIn?: ExplorerSignIn | undefined
  /** The built page; by default the one that belongs to this program. */
  readonly directory?: string
}

/** Nothing from other origins, nothing inline. */
const contentSecurityPolicy = pageCsp(["style-src 'self'", "img-src 'self'"])

/** After the time of so many heartbeats without any event the page is stale. */
const SILENT_HEARTBEATS = 2.5

const NO_SIGN_IN: ExplorerSignIn = { isRequired: false, canLogIn: false }

/**
 * The page, its assets, what it reads before anybody has signed in, and what it reads afterwards.
 * @param principalOf who has sent a request; null: nobody signs in, and everybody sees everything.
 */
export function addWallboardRoutes(
  app: FastifyInstance,
  files: PageFiles,
  { title, alarms, heartbeatMs = 10_000, signIn = NO_SIGN_IN }: WallboardOptions,
  principalOf: (request: IncomingMessage) => RequestPrincipal | null,
): void {
  const facts = { title, build: files.page.etag, silenceMs: heartbeatMs * SILENT_HEARTBEATS, signIn }
  app.get(WALLBOARD_PATH, (request, reply) => sendPageFile(request, reply, files, contentSecurityPolicy))
  app.get<{ Params: { name: string } }>(`${WALLBOARD_ROUTES}assets/:name`, async (request, reply) => {
    const isSent = await files.send(request.params.name, request, reply)
    return isSent ? reply : sendError(reply, 404, 'NOT_FOUND', 'There is nothing at this path.')
  })
  app.get(`${WALLBOARD_ROUTES}page.json`, (_request, reply) => {
    reply.header('cache-control', 'no-cache').send(facts)
  })
  app.get(`${WALLBOARD_ROUTES}viewer.json`, (request, reply) => {
    const viewer = describeViewer(principalOf(request.raw), alarms)
    reply.header('cache-control', 'no-store').send(viewer)
  })
}

/** Alarms hold the totals of everybody, and their thresholds say what is watched. */
function describeViewer(sender: RequestPrincipal | null, alarms: WallboardAlarms) {
  const seesTotals = sender === null || sender.access.isUnrestricted
  return {
    name: sender?.principal.displayName ?? sender?.principal.name ?? null,
    // Tabs share what they receive by it. It is a hash, as the id may hold more than the name.
    sharingKey: hash('sha256', JSON.stringify([sender?.id, sender?.sharingKey]), 'base64url'),
    seesTotals,
    alarms: seesTotals ? alarms : null,
  }
}
