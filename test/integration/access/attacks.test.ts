// Attacks on the sign-in of a whole gateway, over HTTP. Each is run twice: the second time the operation is compiled,
// and its answer may be cached.

import { createHmac, sign } from 'node:crypto'
import { createServer } from 'node:http'
import { Client } from 'undici'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createApiKey } from '../../../src/access/sign-in/api-key.js'
import { NOON, type Stack, startStack } from '../../support/stack.js'
import { createKey, signToken, type TokenOptions, toJwk } from '../../unit/src/access/identity-provider.js'
import { serve } from '../../unit/src/transport/fixtures.js'
import {
  accessKeys,
  attackTwice,
  bearer,
  expiredKey,
  key,
  newBody,
  otherKey,
  post,
  type Reply,
  scraperKey,
  send,
  tenantKey,
} from './signed-in-stack.js'

const ISSUER = 'https://id.example.net'
const own = createKey('own')
const rsa = createKey('rsa', 'RS256')
const stranger = createKey('own')

const jwtOf = (jwks: string) => [{ issuer: ISSUER, jwks, audience: 'trunkline', claims: { tenant: 'customer_id' } }]
const token = (options: Partial<TokenOptions> = {}, by = own) => signToken(ISSUER, by, { nowMs: NOON, ...options })
const atS = (offsetS: number) => Math.floor(NOON / 1000) + offsetS
const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
const claims = { iss: ISSUER, aud: 'trunkline', sub: 'mallory', roles: ['noc'], iat: atS(0), exp: atS(300) }

/** Signed with the public key as if it were a shared secret. */
function hs256(): string {
  const signed = `${base64({ alg: 'HS256', kid: 'rsa' })}.${base64(claims)}`
  const secret = rsa.publicKey.export({ type: 'spki', format: 'pem' })
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`
}

/** Signed correctly; jose does not sign what it would not accept. */
function withUnknownCritical(): string {
  const signed = `${base64({ alg: 'ES256', kid: 'own', crit: ['b64x'], b64x: true })}.${base64(claims)}`
  const signature = sign('sha256', Buffer.from(signed), { key: own.privateKey, dsaEncoding: 'ieee-p1363' })
  return `${signed}.${signature.toString('base64url')}`
}

let stack: Stack
let asked = 0
beforeAll(async () => {
  const jwks = await serveKeys()
  stack = await startStack({ vendors: ['mor'], access: accessKeys({ jwt: jwtOf(jwks) }) })
  // The keys are read in the background: the first good token waits for them.
  const { status } = await stack.query('{ sources { name } }', {}, { authorization: `Bearer ${await token()}` })
  expect(status).toBe(200)
})
afterAll(() => stack.close())

/** The keys of the issuer, for as long as the file runs. */
async function serveKeys(): Promise<string> {
  const server = createServer((_request, response) => {
    asked++
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ keys: [own, rsa].map(toJwk) }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  afterAll(() => new Promise((resolve) => server.close(resolve)))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return `http://127.0.0.1:${address.port}/keys`
}

const expectRefused = (replies: readonly Reply[], brief: string): void => {
  for (const reply of replies) {
    expect(reply.brief).toBe(brief)
    expect(reply.text).not.toContain('mor-demo')
    expect(reply.text).not.toContain('"data"')
  }
}

describe('a token', () => {
  const attacks: readonly (readonly [what: string, make: () => Promise<string> | string])[] = [
    ['that has expired', () => token({ claims: { exp: atS(-60) } })],
    ['that is not yet valid', () => token({ claims: { nbf: atS(300) } })],
    ['without an expiry', () => token({ claims: { exp: undefined } })],
    ['without a subject', () => token({ claims: { sub: undefined } })],
    ['of alg none', () => `${base64({ alg: 'none' })}.${base64(claims)}.`],
    ['of alg none with a signature', () => `${base64({ alg: 'none', kid: 'own' })}.${base64(claims)}.AAAA`],
    ['of HS256 with the public key', hs256],
    ['for another audience', () => token({ claims: { aud: 'payroll' } })],
    ['for no audience', () => token({ claims: { aud: undefined } })],
    ['of another issuer', () => token({ claims: { iss: 'https://evil.example' } })],
    ['of no issuer', () => token({ claims: { iss: undefined } })],
    ['of the issuer with a slash behind', () => token({ claims: { iss: `${ISSUER}/` } })],
    ['that is an id token', () => token({ claims: { nonce: 'n', at_hash: 'h' } })],
    ['signed by a stranger under a known kid', () => token({}, stranger)],
    ['with a kid that is a path', () => token({ header: { kid: '../../../../dev/null' } })],
    ['with a kid that is SQL', () => token({ header: { kid: "' OR '1'='1" } })],
    ['with its own key in jwk', () => token({ header: { jwk: toJwk(stranger) } }, stranger)],
    ['with critical headers that nobody knows', withUnknownCritical],
    [
      'that was changed',
      async () => (await token()).replace(/\.[\w-]+\./, `.${base64({ ...claims, roles: ['root'] })}.`),
    ],
    ['that is 20 kB long', async () => `${await token()}${'a'.repeat(12_000)}`],
  ]
  test.each(attacks)('%s: 401 twice, with a challenge', async (_, make) => {
    const given = await make()
    const replies = await attackTwice(stack, (body) => post(stack.url, body, bearer(given)))
    expectRefused(replies, '401 UNAUTHENTICATED')
    for (const { text } of replies)
      expect(text).toMatch(/^www-authenticate: Bearer realm="trunkline", error="invalid_token"/im)
  })

  test('with a jku of the attacker: 401 twice, and nothing is fetched from there', async () => {
    const evil = await serve((_request, response) => response.end(JSON.stringify({ keys: [toJwk(stranger)] })))
    const given = await token({ header: { jku: evil.url, x5u: evil.url } }, stranger)
    expectRefused(await attackTwice(stack, (body) => post(stack.url, body, bearer(given))), '401 UNAUTHENTICATED')
    expect(evil.requests).toEqual([])
  })

  test.each<[what: string, changed: Readonly<Record<string, unknown>>]>([
    ['with no role', { roles: undefined }],
    ['with a role that nobody has configured', { roles: ['root'] }],
    ['with a role that needs a tenant, and none', { roles: ['tenant'] }],
    ['of a tenant that nobody has configured', { roles: ['tenant'], customer_id: 'evil' }],
    ['of two tenants', { roles: ['tenant'], customer_id: ['acme', 'globex'] }],
    ['of the tenant __proto__', { roles: ['tenant'], customer_id: '__proto__' }],
  ])('%s: 403 twice', async (_, changed) => {
    const given = await token({ claims: changed })
    expectRefused(await attackTwice(stack, (body) => post(stack.url, body, bearer(given))), '403 FORBIDDEN')
  })

  test('whose subject and tenant hold line ends and quotes: answered or refused, without forged lines in the log', async () => {
    const hostile = 'alice"\r\n{"level":60,"msg":"forged"}\u2028\u001b[31m'
    for (const [changed, brief] of [
      [{ sub: hostile }, '401 UNAUTHENTICATED'],
      [{ sub: 'alice","level":60,"msg":"forged' }, '200 answered'],
      [{ roles: ['tenant'], customer_id: hostile }, '403 FORBIDDEN'],
    ] as const) {
      const given = await token({ claims: changed })
      for (const reply of await attackTwice(stack, (body) => post(stack.url, body, bearer(given))))
        expect(reply.brief).toBe(brief)
    }
    expect(stack.log.join('')).toContain('forged')
    const lines = stack.log.map((line): unknown => JSON.parse(line))
    expect(stack.log.every((line) => line.trimEnd().split(/[\r\n]/).length === 1)).toBe(true)
    expect(stack.log.join('')).not.toMatch(/\u001b|\u2028/)
    expect(lines).not.toContainEqual(expect.objectContaining({ msg: 'forged' }))
    const { text } = await send(stack.url, 'GET /metrics', bearer(scraperKey.key))
    expect(text).not.toContain('forged')
  })

  test('that is right is answered, and is logged by its subject, never by itself', async () => {
    const given = await token()
    const body = newBody()
    for (let time = 0; time < 3; time++) expect((await post(stack.url, body, bearer(given))).brief).toBe('200 answered')
    const lines = stack.log.map((line): unknown => JSON.parse(line))
    expect(lines).toContainEqual(
      expect.objectContaining({
        type: 'operation-answered',
        principal: `token:${JSON.stringify([ISSUER, 'alice'])}`,
        roles: ['noc'],
      }),
    )
    expect(stack.log.join('')).not.toContain(given.split('.')[2])
  })
})

describe('a key', () => {
  const revoked = createApiKey().key
  test.each<[what: string, headers: readonly string[], brief: string]>([
    ['that has expired', bearer(expiredKey.key), '401 UNAUTHENTICATED'],
    ['that was revoked', bearer(revoked), '401 UNAUTHENTICATED'],
    ['that was revoked, in X-API-Key', [`X-API-Key: ${revoked}`], '401 UNAUTHENTICATED'],
    ['that is cut off', bearer(key.key.slice(0, -1)), '401 UNAUTHENTICATED'],
    ['that is the hash in the configuration', bearer(key.sha256), '401 UNAUTHENTICATED'],
    ['by Basic', [`Authorization: Basic ${Buffer.from(`a:${key.key}`).toString('base64')}`], '401 UNAUTHENTICATED'],
    [
      'in a cookie of another origin',
      [`Cookie: token=${key.key}`, 'Origin: https://evil.example'],
      '401 UNAUTHENTICATED',
    ],
    ['that is not sent', [], '401 UNAUTHENTICATED'],
  ])('%s: 401 twice', async (_, headers, brief) => {
    expectRefused(await attackTwice(stack, (body) => post(stack.url, body, headers)), brief)
  })

  test.each<[what: string, headers: readonly string[]]>([
    ['beside a token', [...bearer('a.b.c'), `X-API-Key: ${key.key}`]],
    ['twice in one header name', [...bearer(key.key), ...bearer(key.key)]],
    ['behind another key', [`X-API-Key: ${tenantKey.key}`, `x-api-key: ${key.key}`]],
    ['beside an empty Authorization', ['Authorization:', `X-API-Key: ${key.key}`]],
  ])('%s: 400 twice, as a request has one credential', async (_, headers) => {
    expectRefused(await attackTwice(stack, (body) => post(stack.url, body, headers)), '400 BAD_CREDENTIALS')
  })

  test('gets an answer that was cached for another key with the same rights, and its own line in the log', async () => {
    const body = newBody()
    for (let time = 0; time < 3; time++) await post(stack.url, body, bearer(key.key))
    expect((await post(stack.url, body, bearer(otherKey.key))).brief).toBe('200 answered')
    const lines = stack.log.map((line): unknown => JSON.parse(line))
    expect(lines).toContainEqual(expect.objectContaining({ principal: 'key:desk', shared: true }))
  })

  test('of a tenant does not get answers that were cached for the administrator', async () => {
    const body = JSON.stringify({ query: '{ activeCalls(first: 1) { totalCount } }' })
    const warm = await post(stack.url, body, bearer(key.key))
    for (let time = 0; time < 3; time++) await post(stack.url, body, bearer(key.key))
    const before = stack.log.filter((line) => line.includes('"shared":true')).length
    await post(stack.url, body, bearer(tenantKey.key))
    expect(warm.brief).toBe('200 answered')
    expect(stack.log.filter((line) => line.includes('"shared":true')).length).toBe(before)
  })
})

describe('a request without a credential', () => {
  test.each<[line: string, headers: readonly string[], brief: string]>([
    ['GET /livez', [], '200'],
    ['GET /readyz?x=1', [], '200'],
    ['GET /metrics', [], '401 UNAUTHENTICATED'],
    ['GET /%6Detrics', [], '401 UNAUTHENTICATED'],
    ['GET /graphql?query={__typename}', ['GraphQL-Require-Preflight: 1'], '401 UNAUTHENTICATED'],
    ['GET /graphql?query={__typename}', ['Accept: text/html'], '401 UNAUTHENTICATED'],
    ['GET /livez/../graphql?query={__typename}', [], '401 UNAUTHENTICATED'],
    ['GET /graphql/livez', [], '401 UNAUTHENTICATED'],
    ['GET http://127.0.0.1/graphql?query={__typename}', ['Accept: text/html'], '401 UNAUTHENTICATED'],
    ['OPTIONS /graphql', ['Origin: https://evil.example'], '401 UNAUTHENTICATED'],
    ['GET /nothing', [], '401 UNAUTHENTICATED'],
  ])('%s %j: %s, twice', async (line, headers, brief) => {
    for (let time = 0; time < 2; time++) {
      const reply = await send(stack.url, line, headers)
      expect(reply.brief).toBe(brief)
      expect(reply.text).not.toMatch(/access-control-allow-origin/i)
    }
  })

  test('after one with a credential on the same connection: 401, as connections have no identity', async () => {
    const agent = new Client(stack.url)
    const ask = async (headers: Readonly<Record<string, string>>) => {
      const sent = { path: '/graphql', method: 'POST', body: newBody() } as const
      const { statusCode, body } = await agent.request({
        ...sent,
        headers: { 'content-type': 'application/json', ...headers },
      })
      await body.dump()
      return statusCode
    }
    const signedIn = { authorization: `Bearer ${key.key}` }
    expect([await ask(signedIn), await ask({}), await ask(signedIn), await ask({})]).toEqual([200, 401, 200, 401])
    await agent.close()
  })
})

describe('metrics', () => {
  test.each(['/metrics', '/%6Detrics'])('at %s without the scope: 403 twice', async (path) => {
    for (let time = 0; time < 2; time++)
      expect((await send(stack.url, `GET ${path}`, bearer(key.key))).brief).toBe('403 FORBIDDEN')
  })

  test('count requests by principal and role, and no credential', async () => {
    const { brief, text } = await send(stack.url, 'GET /metrics', bearer(scraperKey.key))
    expect(brief).toBe('200')
    expect(text).toMatch(/trunkline_principal_requests_total\{principal="key:wallboard",roles="noc"\} \d+/)
    expect(text).toMatch(/trunkline_principal_requests_total\{principal="token",roles="noc"\} \d+/)
    expect(text).not.toContain('alice')
  })
})

test('the keys were read once for all of this', () => expect(asked).toBe(1))
