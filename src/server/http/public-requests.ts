import type { IncomingMessage } from 'node:http'

// Requests that anybody may send: their answers say nothing about calls, and nobody can sign in before they are answered.

export const LOG_IN_PATH = '/auth/login'
export const CALLBACK_PATH = '/auth/callback'
export const LOG_OUT_PATH = '/auth/logout'

/** The wallboard page, and what belongs to it. */
export const WALLBOARD_PATH = '/wallboard'
export const WALLBOARD_ROUTES = '/wallboard/'

/** What the server serves, as far as it is public. */
export interface PublicParts {
  /** Whether the explorer page is served. */
  readonly explorer: boolean
  /** Whether the wallboard page is served. */
  readonly wallboard: boolean
  /** Whether pages of other origins may call: browsers send preflight requests without credentials. */
  readonly cors: boolean
  /** Whether browsers can log in here. */
  readonly logIn: boolean
}

/** What the explorer page reads before anybody has signed in. */
const PAGE_DATA: ReadonlySet<string> = new Set(['/explorer/operations.json', '/explorer/sign-in.json'])

/** Whether an explicit path is one of the explorer's; what is written in another way, such as `%2e`, is not. */
const isExplorerPath = (path: string): boolean =>
  path === '/' || PAGE_DATA.has(path) || /^\/explorer\/assets\/[\w.-]+$/.test(path)

/** The page and its parts, but not what it reads after somebody has signed in. */
const isWallboardPath = (path: string): boolean =>
  path === WALLBOARD_PATH || path === `${WALLBOARD_ROUTES}page.json` || /^\/wallboard\/assets\/[\w.-]+$/.test(path)

/** Whether a browser opens the address: it accepts HTML and, unlike a script that requests data, does not name JSON. */
export function wantsPage({ method, headers: { accept = '' } }: Pick<IncomingMessage, 'method' | 'headers'>): boolean {
  return method === 'GET' && accept.includes('text/html') && !accept.includes('json')
}

/** Creates the check whether a request is answered without knowing who has sent it. It never leads to an operation. */
export const createPublicCheck =
  (parts: PublicParts) =>
  (request: IncomingMessage): boolean =>
    isPublicRequest(request, parts)

function isPublicRequest(request: IncomingMessage, { explorer, wallboard, cors, logIn }: PublicParts): boolean {
  const { method, url = '' } = request
  // Operations are the usual case.
  if (method === 'POST') return logIn && url === LOG_OUT_PATH
  const path = url.split('?', 1)[0] ?? ''
  if (path === '/livez' || path === '/readyz') return true
  if (path === LOG_IN_PATH || path === CALLBACK_PATH) return logIn
  if (method === 'OPTIONS') return cors && (path === '/graphql' || path.startsWith('/api/'))
  if (wallboard && isWallboardPath(path)) return true
  return explorer && (path === '/graphql' ? wantsPage(request) : isExplorerPath(path))
}
