// Which credential a request has, and that an invalid one never falls back to another.

import { describe, expect, test } from 'vitest'
import { createApiKey } from '../../../../../src/access/sign-in/api-key.js'
import { urisIn } from '../../../../../src/access/sign-in/assigned.js'
import type { Presented } from '../../../../../src/access/sign-in/credentials.js'
import type { SignInSettings } from '../../../../../src/access/sign-in/settings.js'
import { fakeClock } from '../../transport/fixtures.js'
import { askTwice, issuerSettings, openGate, request, twice } from '../gates.js'
import { createKey, signToken, startIdentityProvider } from '../identity-provider.js'

const clock = fakeClock()
const [wallboard, rotated, portal, revoked] = [createApiKey(), createApiKey(), createApiKey(), createApiKey()]
const PROXY = '10.1.2.3'
const URI = 'spiffe://example.net/reports'

const SETTINGS: Partial<SignInSettings> = {
  keys: {
    wallboard: { sha256: [rotated.sha256, wallboard.sha256], roles: ['noc'], expiresAtMs: clock.now() + 1000 },
    portal: { sha256: [portal.sha256], roles: ['tenant'], tenant: 'acme' },
  },
  certificates: { [URI]: { roles: ['noc'] } },
  proxy: {
    userHeader: 'X-Auth-User',
    roles: { alice: { roles: ['noc'] }, bob: { roles: ['tenant'], tenant: 'acme' } },
  },
}
const open = (more: Partial<SignInSettings> = {}) =>
  openGate({ ...SETTINGS, ...more }, clock.now, { trustedProxies: ['10.0.0.0/8'] }).gate

type Header = readonly [name: string, value: string]
const bearer = (text: string): Header => ['Authorization', `Bearer ${text}`]
const apiKey = (text: string): Header => ['X-API-Key', text]
const user = (name: string): Header => ['X-Auth-User', name]
const fromProxy = { address: PROXY }
const certificate = (subjectAltName: string, isAuthorized = true) => ({ certificate: { isAuthorized, subjectAltName } })

const SEVERAL = '400 BAD_CREDENTIALS: a request has one credential: this one has several'
const BEARER_WANTED = '401 UNAUTHENTICATED: the header Authorization must be: Bearer, and one token or key'
const UNKNOWN = '401 UNAUTHENTICATED: the key is not known here'
const NOT_TRUSTED = '401 UNAUTHENTICATED: the header of the proxy was not sent by a trusted proxy'
const NOT_ONE = '401 UNAUTHENTICATED: the header of the proxy does not name one user'
const NO_ROLE = '403 FORBIDDEN: no role of this configuration is assigned'

describe('let in:', () => {
  test.each<[what: string, presented: Presented, who: string]>([
    ['a key as bearer', request([bearer(wallboard.key)]), 'key wallboard'],
    ['a key in its own header', request([['x-api-key', wallboard.key]]), 'key wallboard'],
    ['the other key while it is replaced', request([apiKey(rotated.key)]), 'key wallboard'],
    ['a key of a tenant', request([['AUTHORIZATION', `bearer ${portal.key}`]]), 'key portal'],
    ['a user of a trusted proxy', request([user('alice')], fromProxy), 'proxy alice'],
    ['the same over an IPv6 socket', request([user('alice')], { address: `::ffff:${PROXY}` }), 'proxy alice'],
    ['a certificate', request([], certificate(`DNS:a.example.net, URI:${URI}`)), `certificate ${URI}`],
  ])('%s', async (_, presented, who) => expect(await askTwice(open(), presented)).toEqual(twice(who)))
})

describe('refused:', () => {
  test.each<[what: string, presented: Presented, answer: string]>([
    ['nothing', request([]), '401 UNAUTHENTICATED: sign-in is required'],
    ['a key that is not known, or no longer', request([bearer(revoked.key)]), UNKNOWN],
    ['the hash of a key instead of the key', request([apiKey(wallboard.sha256)]), UNKNOWN],
    ['a key that is cut', request([apiKey(wallboard.key.slice(0, -1))]), UNKNOWN],
    ['a key with something behind it', request([apiKey(`${wallboard.key}A`)]), UNKNOWN],
    ['an empty key', request([apiKey('')]), UNKNOWN],
    ['a password', request([['Authorization', 'Basic YTpi']]), BEARER_WANTED],
    ['an empty Authorization', request([['Authorization', '']]), BEARER_WANTED],
    ['two keys in one header', request([bearer(`${wallboard.key}, Bearer ${portal.key}`)]), UNKNOWN],
    ['two keys', request([bearer(wallboard.key), apiKey(portal.key)]), SEVERAL],
    ['the same key twice', request([bearer(wallboard.key), bearer(wallboard.key)]), SEVERAL],
    ['a wrong key and a good one', request([bearer(revoked.key), apiKey(portal.key)]), SEVERAL],
    ['a key and a user', request([apiKey(portal.key), user('alice')], fromProxy), SEVERAL],
    ['a key and a certificate', request([apiKey(portal.key)], certificate(`URI:${URI}`)), SEVERAL],
    ['a key, and a user of no proxy', request([apiKey(portal.key), user('alice')]), SEVERAL],
    ['a user whom no proxy names', request([user('alice')]), NOT_TRUSTED],
    ['a user of a stranger near the proxy', request([user('alice')], { address: '11.1.2.3' }), NOT_TRUSTED],
    ['a user of no address', request([user('alice')], { address: '' }), NOT_TRUSTED],
    ['a user twice', request([user('alice'), user('alice')], fromProxy), SEVERAL],
    ['a user twice, in other cases', request([user('alice'), ['x-auth-user', 'bob']], fromProxy), SEVERAL],
    ['two users in one header', request([user('alice, bob')], fromProxy), NOT_ONE],
    ['two users, joined by ;', request([user('alice;bob')], fromProxy), NOT_ONE],
    ['no user', request([user(' ')], fromProxy), NOT_ONE],
    ['a user with a line break', request([user('alice\nbob')], fromProxy), NOT_ONE],
    ['a user of 201 letters', request([user('a'.repeat(201))], fromProxy), NOT_ONE],
    ['a user without a role', request([user('carol')], fromProxy), NO_ROLE],
    ['a user with the name of a method', request([user('constructor')], fromProxy), NO_ROLE],
    [
      'a smuggled header with underscores',
      request([['X_Auth_User', 'alice']], fromProxy),
      '401 UNAUTHENTICATED: sign-in is required',
    ],
    [
      'a trusted proxy that forwards for somebody',
      request([['X-Forwarded-For', PROXY], user('alice')], { address: '192.0.2.9' }),
      NOT_TRUSTED,
    ],
    [
      'a certificate of no trusted authority',
      request([], certificate(`URI:${URI}`, false)),
      '401 UNAUTHENTICATED: the client certificate is not signed by a trusted authority',
    ],
    [
      'a certificate of another URI',
      request([], certificate(`URI:${URI}/x`)),
      '401 UNAUTHENTICATED: the client certificate is not known here',
    ],
    ...[`URI:${URI}, URI:spiffe://example.net/b`, 'DNS:a.example.net', '', `DNS:"a, URI:${URI}"`].map(
      (names): [string, Presented, string] => [
        `a certificate of no URI, or of two: ${names}`,
        request([], certificate(names)),
        '401 UNAUTHENTICATED: the client certificate must have exactly one URI as subject alternative name',
      ],
    ),
  ])('%s', async (_, presented, answer) => expect(await askTwice(open(), presented)).toEqual(twice(answer)))

  test('a key when it has expired, and not before', async () => {
    const later = fakeClock(clock.now())
    const { gate } = openGate(SETTINGS, later.now)
    later.advance(999)
    expect(await askTwice(gate, request([apiKey(wallboard.key)]))).toEqual(twice('key wallboard'))
    later.advance(1)
    expect(await askTwice(gate, request([apiKey(wallboard.key)]))).toEqual(
      twice('401 UNAUTHENTICATED: the key has expired'),
    )
  })

  test('a key whose hash begins like a known one', async () => {
    const sha256 = revoked.sha256.slice(0, 8) + wallboard.sha256.slice(8)
    const gate = open({ keys: { wallboard: { sha256: [sha256], roles: ['noc'] } } })
    expect(await askTwice(gate, request([apiKey(revoked.key)]))).toEqual(twice(UNKNOWN))
  })

  test('a revoked key: without its hash, it is not known', async () => {
    const gate = open({ keys: { wallboard: { sha256: [wallboard.sha256], roles: ['noc'] } } })
    expect(await askTwice(gate, request([apiKey(rotated.key)]))).toEqual(twice(UNKNOWN))
    expect(await askTwice(gate, request([apiKey(wallboard.key)]))).toEqual(twice('key wallboard'))
  })
})

describe('the signed assertion of a proxy', () => {
  const key = createKey('first')

  test('is believed of a trusted proxy only, once, and alone', async () => {
    const provider = await startIdentityProvider(key)
    const gate = open({
      jwt: [issuerSettings(provider.issuer)],
      proxy: { assertionHeader: 'X-Assertion', roles: {} },
    })
    const assertion = await signToken(provider.issuer, key, { nowMs: clock.now() })
    const header: Header = ['x-assertion', assertion]
    expect(await askTwice(gate, request([header], fromProxy))).toEqual(twice('token alice'))
    expect(await askTwice(gate, request([header]))).toEqual(
      twice('401 UNAUTHENTICATED: the assertion was not sent by a trusted proxy'),
    )
    expect(await askTwice(gate, request([header, header], fromProxy))).toEqual(twice(SEVERAL))
    expect(await askTwice(gate, request([header, bearer(assertion)], fromProxy))).toEqual(twice(SEVERAL))
    const forged: Header = ['x-assertion', `${assertion.slice(0, -8)}AAAAAAAA`]
    expect(await askTwice(gate, request([forged], fromProxy))).toEqual(
      twice('401 UNAUTHENTICATED: the signature of the token is wrong'),
    )
  })

  test('a good token beside a user of the proxy is one credential too many, in either order', async () => {
    const provider = await startIdentityProvider(key)
    const gate = open({ jwt: [issuerSettings(provider.issuer)] })
    const token = bearer(await signToken(provider.issuer, key, { nowMs: clock.now() }))
    expect(await askTwice(gate, request([token], fromProxy))).toEqual(twice('token alice'))
    expect(await askTwice(gate, request([token, user('alice')], fromProxy))).toEqual(twice(SEVERAL))
    expect(await askTwice(gate, request([user('alice'), token], fromProxy))).toEqual(twice(SEVERAL))
  })
})

test('names of a certificate are read as Node writes them', () => {
  expect(urisIn('DNS:a.example, URI:spiffe://a/b, IP Address:192.0.2.1')).toEqual(['spiffe://a/b'])
  expect(urisIn('URI:"spiffe://a/\\"b, URI:spiffe://c"')).toEqual(['spiffe://a/"b, URI:spiffe://c'])
  expect(urisIn('URI:a,URI:b')).toEqual([])
  expect(urisIn('URI:spiffe://a, rest')).toEqual([])
})

test('keys are random, recognisable, and known by their hash only', () => {
  const { key, sha256 } = createApiKey()
  expect(key).toMatch(/^trunkline_[\w-]{43}$/)
  expect(sha256).toMatch(/^[0-9a-f]{64}$/)
  expect(new Set([wallboard, rotated, portal, revoked].map((made) => made.key)).size).toBe(4)
})
