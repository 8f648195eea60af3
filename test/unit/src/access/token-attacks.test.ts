// Tokens that must not let anybody in. Each is sent twice: the second time, something may be cached.

import { createHmac } from 'node:crypto'
import { SignJWT, UnsecuredJWT } from 'jose'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Gate } from '../../../../src/access/gate.js'
import { fakeClock, serve } from '../transport/fixtures.js'
import { askTwice, issuerSettings, openGate, twice, withToken } from './gates.js'
import {
  createKey,
  type IdentityProvider,
  type SigningKey,
  signToken,
  startIdentityProvider,
  type TokenOptions,
  toJwk,
} from './identity-provider.js'

const key = createKey('first')
const rsa = createKey('rsa', 'RS256')
const stranger = createKey('first')
const clock = fakeClock()
const nowS = Math.floor(clock.now() / 1000)

let provider: IdentityProvider
let gate: Gate

beforeEach(async () => {
  provider = await startIdentityProvider(key, rsa)
  gate = openGate({ jwt: [issuerSettings(provider.issuer)] }, clock.now).gate
})

type Changes = Omit<TokenOptions, 'nowMs'>
const sign = (changes: Changes, by: SigningKey = key, issuer = provider.issuer) =>
  signToken(issuer, by, { ...changes, nowMs: clock.now() })
const refused = (why: string) => twice(`401 UNAUTHENTICATED: ${why}`)
const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

test.each([key, rsa])('a token that is right is let in: $alg', async (by) => {
  expect(await askTwice(gate, withToken(await sign({}, by)))).toEqual(twice('token alice'))
})

describe('refused with 401:', () => {
  test.each<[what: string, changes: Changes, why: string]>([
    ['expired', { claims: { exp: nowS - 31 } }, 'the token has expired'],
    ['without an expiry', { claims: { exp: undefined } }, 'the token does not say when it expires'],
    ['not valid yet', { claims: { nbf: nowS + 31 } }, 'the token is not valid yet'],
    ['without a subject', { claims: { sub: undefined } }, 'the token does not name its subject'],
    [
      'with a subject that breaks lines of logs',
      { claims: { sub: 'alice\nroot' } },
      'the token does not name its subject',
    ],
    ['for another audience', { claims: { aud: 'billing' } }, 'the token is for another audience'],
    ['without an audience', { claims: { aud: undefined } }, 'the token is for another audience'],
    ['of another issuer', { claims: { iss: 'https://evil.example' } }, 'the issuer of the token is not known here'],
    ['without an issuer', { claims: { iss: undefined } }, 'the issuer of the token is not known here'],
    ['an id token, by its nonce', { claims: { nonce: 'n' } }, 'the token is an id token'],
    ['an id token, by its at_hash', { claims: { at_hash: 'h' } }, 'the token is an id token'],
    ["an id token, by Keycloak's mark", { claims: { typ: 'ID' } }, 'the token is no access token'],
    ["a refresh token, by Keycloak's mark", { claims: { typ: 'Refresh' } }, 'the token is no access token'],
    ["an id token, by Cognito's mark", { claims: { token_use: 'id' } }, 'the token is no access token'],
    ['a log-out token', { header: { typ: 'logout+jwt' } }, 'the token is of another type'],
    ['a security event', { claims: { events: {} } }, 'the token is no access token'],
    ['with an unknown critical header', { header: { crit: ['exp'], exp: 1 } }, 'the token is not valid'],
  ])('%s', async (what, changes, why) => {
    const token = what.includes('critical') ? await forgeHeader(changes) : await sign(changes)
    expect(await askTwice(gate, withToken(token))).toEqual(refused(why))
  })

  /** jose does not sign what it would not accept. */
  async function forgeHeader({ header }: Changes): Promise<string> {
    const [, payload, signature] = (await sign({})).split('.')
    return `${encode({ alg: key.alg, kid: key.kid, ...header })}.${payload}.${signature}`
  }

  test('of an issuer whose name differs by a slash', async () => {
    const token = await sign({ claims: { iss: `${provider.issuer}/` } })
    expect(await askTwice(gate, withToken(token))).toEqual(refused('the issuer of the token is not known here'))
  })

  test('alg none, with and without a signature', async () => {
    const unsigned = new UnsecuredJWT({ roles: ['noc'] })
      .setIssuer(provider.issuer)
      .setAudience('trunkline')
      .setSubject('alice')
      .setExpirationTime(nowS + 300)
      .encode()
    expect(await askTwice(gate, withToken(unsigned))).toEqual(refused('the token is not a signed JSON Web Token'))
    expect(await askTwice(gate, withToken(`${unsigned}AAAA`))).toEqual(
      refused('the token is signed by an algorithm that is not accepted here'),
    )
    for (const alg of ['None', 'NONE', '', null]) {
      const [, payload] = unsigned.split('.')
      const token = `${encode({ alg })}.${payload}.AAAA`
      expect((await askTwice(gate, withToken(token)))[0]).toMatch(/^401 /)
    }
  })

  test('HS256, keyed with the public key in each of its forms', async () => {
    const claims = { iss: provider.issuer, aud: 'trunkline', sub: 'alice', roles: ['noc'], exp: nowS + 300 }
    const text = `${encode({ alg: 'HS256', kid: rsa.kid })}.${encode(claims)}`
    const secrets = [
      rsa.publicKey.export({ type: 'spki', format: 'pem' }),
      rsa.publicKey.export({ type: 'spki', format: 'der' }),
      JSON.stringify(toJwk(rsa)),
    ]
    for (const secret of secrets) {
      const token = `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`
      expect(await askTwice(gate, withToken(token))).toEqual(
        refused('the token is signed by an algorithm that is not accepted here'),
      )
    }
  })

  test('signed by a symmetric key that the key set holds', async () => {
    const secret = Buffer.alloc(32, 7)
    provider.publish(toJwk(key), { kty: 'oct', kid: 'shared', k: secret.toString('base64url'), alg: 'HS256' })
    const token = await new SignJWT({ iss: provider.issuer, aud: 'trunkline', sub: 'alice', exp: nowS + 300 })
      .setProtectedHeader({ alg: 'HS256', kid: 'shared' })
      .sign(secret)
    expect(await askTwice(gate, withToken(token))).toEqual(
      refused('the token is signed by an algorithm that is not accepted here'),
    )
  })

  test('signed by somebody else under a known kid', async () => {
    expect(await askTwice(gate, withToken(await sign({}, stranger)))).toEqual(
      refused('the signature of the token is wrong'),
    )
  })

  test('with other claims under the signature of a good one, also after that was let in', async () => {
    const good = await sign({})
    expect(await askTwice(gate, withToken(good))).toEqual(twice('token alice'))
    const [header, payload, signature] = good.split('.')
    const claims: Record<string, unknown> = JSON.parse(Buffer.from(payload ?? '', 'base64url').toString())
    const forged = `${header}.${encode({ ...claims, sub: 'root' })}.${signature}`
    expect(await askTwice(gate, withToken(forged))).toEqual(refused('the signature of the token is wrong'))
    const cut = `${header}.${payload}.${signature?.slice(0, -4)}`
    expect(await askTwice(gate, withToken(cut))).toEqual(refused('the signature of the token is wrong'))
  })

  test('signed by one known issuer in the name of another', async () => {
    const other = await startIdentityProvider(stranger)
    const both = openGate({ jwt: [issuerSettings(provider.issuer), issuerSettings(other.issuer)] }, clock.now).gate
    expect(await askTwice(both, withToken(await sign({}, stranger, other.issuer)))).toEqual(twice('token alice'))
    expect(await askTwice(both, withToken(await sign({}, stranger)))).toEqual(
      refused('the signature of the token is wrong'),
    )
  })

  test('naming its own keys by jku, jwk, x5u or x5c: they are ignored, and nothing is fetched', async () => {
    const evil = await serve((_request, response) => response.end(JSON.stringify({ keys: [toJwk(stranger)] })))
    const headers = [
      { jku: `${evil.url}/keys` },
      { x5u: `${evil.url}/certificate` },
      { jwk: toJwk(stranger) },
      { x5c: [stranger.publicKey.export({ type: 'spki', format: 'der' }).toString('base64')] },
    ]
    for (const header of headers) {
      const token = await sign({ header }, stranger)
      expect(await askTwice(gate, withToken(token))).toEqual(refused('the signature of the token is wrong'))
      // With a good signature, they change nothing.
      expect(await askTwice(gate, withToken(await sign({ header })))).toEqual(twice('token alice'))
    }
    expect(evil.requests).toEqual([])
  })

  test('longer than any token', async () => {
    const token = await sign({ claims: { padding: 'x'.repeat(16_384) } })
    expect(await askTwice(gate, withToken(token))).toEqual(refused('the token is not a signed JSON Web Token'))
  })

  test.each(['../../../../dev/null', "' OR 1=1 --", 'first\0', '__proto__', '', 'a'.repeat(2000)])(
    'with the hostile kid %j',
    async (kid) => {
      const [why] = await askTwice(gate, withToken(await sign({ header: { kid } }, stranger)))
      expect(why).toMatch(/^401 UNAUTHENTICATED: the (?:token is signed by a key|signature)/)
    },
  )

  test.each([
    'x',
    'a.b',
    'a.b.c',
    'a.b.c.d.e',
    `${encode(null)}.${encode(null)}.AAAA`,
    `${encode({ alg: 'ES256' })}.${encode([])}.AAAA`,
    'a'.repeat(20_000),
  ])('no token at all: %#', async (token) => {
    expect(await askTwice(gate, withToken(token))).toEqual(refused('the token is not a signed JSON Web Token'))
  })
})

test('a token whose type must be at+jwt is refused without it', async () => {
  const strict = openGate({ jwt: [issuerSettings(provider.issuer, { tokenType: 'at+jwt' })] }, clock.now).gate
  expect(await askTwice(strict, withToken(await sign({})))).toEqual(refused('the token is not of the type at+jwt'))
  for (const typ of ['at+jwt', 'application/at+jwt', 'AT+JWT'])
    expect(await askTwice(strict, withToken(await sign({ header: { typ } })))).toEqual(twice('token alice'))
})

test('access tokens of older Keycloaks have a nonce, and are let in', async () => {
  const token = await sign({ claims: { typ: 'Bearer', nonce: 'n' } })
  expect(await askTwice(gate, withToken(token))).toEqual(twice('token alice'))
})

test('the skew of the clock is half a minute, either way', async () => {
  const late = await sign({ claims: { exp: nowS - 29 } })
  const early = await sign({ claims: { nbf: nowS + 29 } })
  expect(await askTwice(gate, withToken(late))).toEqual(twice('token alice'))
  expect(await askTwice(gate, withToken(early))).toEqual(twice('token alice'))
})

test('what a refusal says to the client is a challenge of RFC 6750', async () => {
  const refusal = await gate.admit(withToken(await sign({ claims: { exp: nowS - 100 } })))
  expect(refusal).toMatchObject({
    wwwAuthenticate: 'Bearer realm="trunkline", error="invalid_token", error_description="the token has expired"',
  })
})
