// Counts what reaches vendors that fail, in every way, while clients poll: a minute by the gateway's clock.

import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import { startStack } from '../support/stack.js'

type Fail = (response: ServerResponse) => void
const status =
  (code: number, headers: Readonly<Record<string, string>> = {}, text = '<h1>no</h1>'): Fail =>
  (response) =>
    void response.writeHead(code, { 'content-type': 'text/html', ...headers }).end(text)
const body = (text: string, contentType = 'text/xml'): Fail => status(200, { 'content-type': contentType }, text)
/** Accepts the request, and never answers. */
const hang: Fail = () => undefined
const CHALLENGE = { 'www-authenticate': 'Digest realm="switch", nonce="0123456789", qop="auth"' }
const EXPIRED = '{"error":{"message":"Session has expired","code":"expired","status":401}}'
const FAULT =
  '<?xml version="1.0"?><methodResponse><fault><value><struct><member><name>faultCode</name><value><int>403</int>' +
  '</value></member><member><name>faultString</name><value>Authentication failed</value></member></struct></value>' +
  '</fault></methodResponse>'

/** The ways to fail that every vendor has. */
const EVERY: Readonly<Record<string, Fail>> = {
  '500': status(500),
  reset: (response) => void response.socket?.resetAndDestroy(),
  '400': status(400),
  '401': status(401),
  '401-challenge': status(401, CHALLENGE),
  '403': status(403),
  '404': status(404),
  '429': status(429),
  html: body('<!DOCTYPE html><html><body>login</body></html>', 'text/html'),
  garbage: body('\u0001\u0002 garbage'),
  empty: body(''),
  hanging: hang,
}
/** Those that only one vendor has. */
const OWN: Readonly<Record<string, readonly [vendor: string, fail: Fail]>> = {
  'token-expired': ['telecomx', status(401, {}, EXPIRED)],
  'login-400': ['telecomx', status(400)],
  'login-429': ['telecomx', status(429)],
  'login-hanging': ['telecomx', hang],
  'bad-hash': ['mor', body('<status><error>Incorrect hash</error></status>')],
  'bad-login': ['mor', body('<status><error>Bad login</error></status>')],
  'fault-code': ['portasip', body(FAULT)],
}
const VENDORS = ['telecomx', 'portasip', 'restcomm', 'mor', 'twilio']
/** Whose attempts with credentials are counted. */
export const ABOUT_CREDENTIALS: ReadonlySet<string> = new Set(
  ['401', '401-challenge', '403', ...Object.keys(OWN)].filter((kind) => kind !== 'login-hanging'),
)
/** Of an attempt at a source that hangs: real time passes then. */
const HANGING_TIMEOUT_MS = 300

const AUTHS: Readonly<Record<string, object>> = {
  telecomx: { username: 'demo-user', password: 'demo-password' },
  portasip: { username: 'demo-user', password: 'demo-password' },
  restcomm: { accountSid: 'demo-account', authToken: 'demo-token' },
  mor: { username: 'demo-user', secretKey: 'demo-key' },
  twilio: { accountSid: 'demo-account', authToken: 'demo-token' },
}

export interface Count {
  readonly kind: string
  readonly vendor: string
  requests: number
  /** Those that carried credentials. */
  credentials: number
}

const combinations = [
  ...Object.keys(EVERY).flatMap((kind) => VENDORS.map((vendor) => [kind, vendor] as const)),
  ...Object.entries(OWN).map(([kind, [vendor]]) => [kind, vendor] as const),
]

async function serveFailing() {
  const counts = new Map<string, Count>(
    combinations.map(([kind, vendor]) => [`${kind}/${vendor}`, { kind, vendor, requests: 0, credentials: 0 }]),
  )
  const server = createServer((request, response) => {
    const [, kind = '', vendor = ''] = (request.url ?? '').split('/')
    const count = counts.get(`${kind}/${vendor}`)
    const isLogin = request.url?.includes('/auth/login') === true
    const fail = EVERY[kind] ?? OWN[kind]?.[1]
    request.resume()
    if (count === undefined || fail === undefined) return void status(404)(response)
    // A log-in that works is no refused attempt.
    const isGiven = isLogin && !kind.startsWith('login')
    if (!isGiven) count.requests++
    if (!isGiven && (isLogin || request.headers.authorization !== undefined || vendor === 'mor')) count.credentials++
    if (isGiven) return void body('{"token":"demo-token","expiresInMinutes":15}', 'application/json')(response)
    fail(response)
  })
  server.on('connection', (socket) => socket.on('error', () => undefined))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('not listening on a port')
  return { server, counts: [...counts.values()], origin: `http://127.0.0.1:${address.port}` }
}

export type Load = 'at once' | 'a minute' | 'clients'

/**
 * Polls all failing sources by one gateway whose clock this moves.
 * @param load 200 polls at once; or polls for a minute, of one client or of 50 with different queries.
 * @param pollsPerSecond for a minute.
 */
export async function hammer(load: Load, pollsPerSecond: number): Promise<readonly Count[]> {
  const { server, counts, origin } = await serveFailing()
  const sources = Object.fromEntries(
    combinations.map(([kind, vendor]) => [
      `${kind}-${vendor}`,
      {
        vendor,
        url: `${origin}/${kind}/${vendor}`,
        auth: AUTHS[vendor],
        ...(vendor === 'mor' ? { timeZone: 'UTC' } : {}),
        ...(kind.endsWith('hanging') ? { timeoutMs: HANGING_TIMEOUT_MS } : {}),
      },
    ]),
  )
  const stack = await startStack({ vendors: ['mor'], sources, logLevel: 'silent' })
  const names = JSON.stringify(Object.keys(sources))
  const poll = (client: number) =>
    stack.query(
      `{ activeCalls(first: 5, sources: ${names}${load === 'clients' ? `, filter: { caller: "+45700000${10 + client}" }` : ''}) { nodes { nativeId } } } # ${client}`,
    )
  try {
    if (load === 'at once') await Promise.all(Array.from({ length: 200 }, (_, client) => poll(client)))
    else {
      for (let each = 0; each < 60 * pollsPerSecond; each++) {
        await poll(each % 50)
        stack.clock.nowMs += 1000 / pollsPerSecond
      }
    }
  } finally {
    await stack.close()
    server.close()
    server.closeAllConnections()
  }
  return counts
}
