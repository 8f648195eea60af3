// The principal in the claims of a verified token.

import type { JWTPayload } from 'jose'
import { describe, expect, test } from 'vitest'
import type { IssuerSettings } from '../../../../../src/access/sign-in/settings.js'
import { claimAt, principalOf } from '../../../../../src/access/sign-in/token-claims.js'
import { issuerSettings } from '../gates.js'

const read = (claims: JWTPayload, more: Partial<IssuerSettings> = {}) =>
  principalOf({ sub: 'alice', exp: 1, ...claims }, issuerSettings('https://id.example.net', more))
function principal(claims: JWTPayload, more: Partial<IssuerSettings> = {}) {
  const answer = read(claims, more)
  if (!answer.ok) throw new Error(answer.message)
  return answer.principal
}

describe('a claim', () => {
  test('is found by its name, also where that holds dots, or by its path', () => {
    expect(claimAt({ roles: ['a'] }, 'roles')).toEqual(['a'])
    expect(claimAt({ 'https://example.net/roles': ['a'] }, 'https://example.net/roles')).toEqual(['a'])
    expect(claimAt({ realm_access: { roles: ['a'] } }, 'realm_access.roles')).toEqual(['a'])
  })

  test.each(['constructor.name', '__proto__', 'toString', 'roles.length', 'roles.0', 'missing.too', ''])(
    'is not found in what no token says: %j',
    (path) => expect(claimAt({ roles: ['a'] }, path)).toBeUndefined(),
  )
})

describe('roles', () => {
  test.each<[what: string, given: unknown, roles: readonly string[]]>([
    ['a list', ['noc', 'support'], ['noc', 'support']],
    ['words in a text', 'noc support', ['noc', 'support']],
    ['a list with other things', ['noc', 1, null, { noc: true }, ['support']], ['noc']],
    ['a mapping', { noc: true }, []],
    ['too many to be meant', Array(1001).fill('noc'), []],
    ['nothing', undefined, []],
  ])('are read from %s', (_, roles, expected) => expect(principal({ roles }).roles).toEqual(expected))

  test('are those that the issuer may give, and no others', () => {
    expect(principal({ roles: ['noc', 'tenant'] }, { roles: ['tenant'] }).roles).toEqual(['tenant'])
    expect(principal({ roles: ['noc'] }, { roles: ['tenant'] }).roles).toEqual([])
  })
})

describe('the tenant', () => {
  test.each<[given: unknown, tenant: string | null]>([
    ['acme', 'acme'],
    [17, '17'],
    [['acme'], 'acme'],
    [[], null],
    [null, null],
    [undefined, null],
  ])('is read from %j', (given, tenant) => expect(principal({ customer_id: given }).tenant).toBe(tenant))

  test.each([[['acme', 'other']], [{ id: 'acme' }], [1.5], [true]])('403: %j is not one tenant', (given) => {
    expect(read({ customer_id: given })).toMatchObject({ status: 403, message: 'the token does not name one tenant' })
  })

  test('is ignored where the configuration names no claim', () => {
    expect(principal({ customer_id: ['a', 'b'] }, { claims: { roles: 'roles' } }).tenant).toBeNull()
  })
})

test('principals of two issuers are two, though their subjects are called the same', () => {
  const of = (issuer: string) => principalOf({ sub: 'alice', exp: 5 }, issuerSettings(issuer))
  const ids = [of('https://a.example'), of('https://b.example')].map((answer) => answer.ok && answer.principal.id)
  expect(new Set(ids).size).toBe(2)
  expect(principal({ jti: 'token-1' })).toMatchObject({ name: 'alice', credentialId: 'token-1', expiresAtMs: 1000 })
  expect(principal({ jti: 'a\nb' }).credentialId).toBeNull()
})
