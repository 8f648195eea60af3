// A certified OpenID provider (npm oidc-provider) on a real port of this machine, with people who log in without a password.

import { once } from 'node:events'
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import Provider, { type Adapter, type AdapterPayload } from 'oidc-provider'
import { onTestFinished } from 'vitest'
import { createKey } from '../../unit/src/access/identity-provider.js'

export const CLIENT_ID = 'trunkline'
export const CLIENT_SECRET = 'a secret of the client, for tests'

const signingKey = createKey('of the provider', 'RS256')
const jwk = { ...signingKey.privateKey.export({ format: 'jwk' }), kid: signingKey.kid, alg: 'RS256', use: 'sig' }

/** What the provider remembers, without expiry: tests are short. */
function createAdapterFactory(): (kind: string) => Adapter {
  const stored = new Map<string, AdapterPayload>()
  const findBy = (kind: string, key: 'uid' | 'userCode', value: string) =>
    [...stored].find(([id, payload]) => id.startsWith(`${kind}:`) && payload[key] === value)?.[1]
  return (kind) => ({
    upsert: async (id, payload) => void stored.set(`${kind}:${id}`, payload),
    find: async (id) => stored.get(`${kind}:${id}`),
    findByUid: async (uid) => findBy(kind, 'uid', uid),
    findByUserCode: async (userCode) => findBy(kind, 'userCode', userCode),
    consume: async (id) => void Object.assign(stored.get(`${kind}:${id}`) ?? {}, { consumed: 1 }),
    destroy: async (id) => void stored.delete(`${kind}:${id}`),
    async revokeByGrantId(grantId) {
      for (const [id, payload] of stored) if (payload.grantId === grantId) stored.delete(id)
    },
  })
}

/** The people whom the provider knows, with their claims; anybody else has none. */
const PEOPLE: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  alice: { name: 'Alice Andersen', roles: ['noc', 'a role of another application'] },
  tom: { name: 'Tom of Acme', roles: ['tenant'], customer_id: 'acme' },
  nina: { name: 'Nina without roles', roles: [] },
}

export interface OpenIdProvider {
  readonly issuer: string
  /** Targets of the requests that have arrived, without their queries. */
  readonly requests: string[]
  /** Lets the gateway at this URL log people in. */
  accept(gatewayUrl: string): void
  /** Whether it answers every request by closing the connection. */
  isDown: boolean
  /** Whether the token endpoint alone does. */
  isTokenEndpointDown: boolean
}

export interface ProviderOptions {
  /** Whether claims are in id tokens, as many providers do it; otherwise at the userinfo endpoint, as specified. */
  readonly claimsInIdToken?: boolean
  readonly idTokenLifetimeS?: number
}

/** It has the name localhost, so that it is another site than a gateway at 127.0.0.1. Closed when the test ends. */
export async function startOpenIdProvider(options: ProviderOptions = {}): Promise<OpenIdProvider> {
  let listener: RequestListener = (_request, response) => response.writeHead(503).end()
  const server = createServer((request, response) => {
    const [path = ''] = (request.url ?? '').split('?')
    opened.requests.push(path)
    if (opened.isDown || (opened.isTokenEndpointDown && path === '/token')) response.destroy()
    else listener(request, response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  const issuer = `http://localhost:${typeof address === 'object' ? address?.port : ''}`
  const opened: OpenIdProvider = {
    issuer,
    requests: [],
    isDown: false,
    isTokenEndpointDown: false,
    accept: (gatewayUrl) => (listener = listenerOf(createProvider(issuer, gatewayUrl, options))),
  }
  return opened
}

const createProvider = (
  issuer: string,
  gatewayUrl: string,
  { claimsInIdToken = false, idTokenLifetimeS = 3600 }: ProviderOptions,
): Provider =>
  new Provider(issuer, {
    clients: [{ client_id: CLIENT_ID, client_secret: CLIENT_SECRET, redirect_uris: [`${gatewayUrl}/auth/callback`] }],
    adapter: createAdapterFactory(),
    jwks: { keys: [jwk] },
    pkce: { required: () => true },
    claims: { openid: ['sub'], profile: ['name', 'roles', 'customer_id'] },
    conformIdTokenClaims: !claimsInIdToken,
    cookies: { keys: ['a key for the cookies of tests'] },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    ttl: { IdToken: idTokenLifetimeS, AccessToken: 3600, Grant: 3600, Session: 3600, Interaction: 600 },
    findAccount: (_context, sub) => ({ accountId: sub, claims: () => ({ sub, ...PEOPLE[sub] }) }),
    // There is no consent page.
    async loadExistingGrant({ oidc: { client, session, provider } }) {
      const grant = new provider.Grant({ clientId: client?.clientId, accountId: session?.accountId })
      grant.addOIDCScope('openid profile')
      await grant.save()
      return grant
    },
  })

const LOG_IN_FORM = `<!doctype html><title>Provider</title>
<form method="post"><input name="login" /><button>Log in</button></form>`

function listenerOf(provider: Provider): RequestListener {
  const answer = provider.callback()
  const interact = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (request.method === 'GET') return void response.writeHead(200, { 'content-type': 'text/html' }).end(LOG_IN_FORM)
    const login = new URLSearchParams(await text(request)).get('login') ?? ''
    const result =
      login === '' ? { error: 'access_denied', error_description: '<b>no</b>' } : { login: { accountId: login } }
    await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false })
  }
  return (request, response) => {
    if (request.url?.startsWith('/interaction/')) void interact(request, response)
    else void answer(request, response)
  }
}
