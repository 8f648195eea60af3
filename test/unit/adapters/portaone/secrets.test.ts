import { describe, expect, test } from 'vitest'
import { portaone } from '../../../../adapters/portaone/adapter.js'
import { decodeText } from '../../../../adapters/wire/json/body.js'

const settings = { auth: { username: 'demo', password: 'demo-password' } }
const { lists, lookups, auth } = portaone.declare(settings)

const ROW = {
  id: 'acct3',
  i_customer: 1234,
  password: 'demo-portal-password',
  um_Password: 'demo-mail-password',
  h323_password: 'demo-sip-password',
}
const kept = (body: object, start: Parameters<typeof decodeText<unknown>>[0] | undefined): string =>
  start === undefined ? '' : JSON.stringify(decodeText(start, JSON.stringify(body)))

describe('passwords', () => {
  test('of accounts are dropped when a response is read, except that of the SIP client, which is guarded', () => {
    for (const text of [
      kept({ account_list: [ROW] }, lists.sipAccounts?.decode),
      kept({ account_info: ROW }, lookups.sipAccount?.decode),
    ]) {
      expect(text).toContain('acct3')
      expect(text).toContain('demo-sip-password')
      expect(text).not.toMatch(/demo-(portal|mail)-password/)
    }
    expect(lists.sipAccounts?.secrets).toEqual(['h323_password'])
  })

  test('of customers are all dropped', () => {
    for (const text of [
      kept({ customer_list: [ROW] }, lists.customers?.decode),
      kept({ customer_info: ROW }, lookups.customer?.decode),
    ]) {
      expect(text).toContain('1234')
      expect(text).not.toMatch(/demo-\w+-password/)
    }
  })
})

describe('the lifetime of an access token', () => {
  const encoded = (claims: unknown): string => Buffer.from(JSON.stringify(claims)).toString('base64url')
  const read = (answer: object): unknown =>
    auth.scheme === 'login' ? decodeText(auth.decode, JSON.stringify(answer)) : undefined

  test('is what the login states, or what the token states by its own clock', () => {
    const token = `e30.${encoded({ iat: 1_772_359_049, exp: 1_772_531_849 })}.c2ln`
    expect(read({ access_token: token, expires_at: '2026-03-03 09:57:29' })).toEqual({
      token,
      expiresInSeconds: 172_800,
    })
    expect(read({ access_token: token, expires_in: '3600' })).toEqual({ token, expiresInSeconds: 3600 })
  })

  test.each([
    'opaque',
    'a.b.c',
    '..',
    `e30.${encoded(null)}.x`,
    `e30.${encoded([1])}.x`,
    `e30.${encoded({ exp: 5 })}.x`,
    `e30.${encoded({ iat: 9, exp: 5 })}.x`,
    `e30.${encoded({ iat: {}, exp: 'x' })}.x`,
  ])('is not known of %j: it is used until it is refused', (token) => {
    expect(read({ access_token: token, expires_in: 0 })).toEqual({ token, expiresInSeconds: null })
  })

  test('a login without an access token is not what this adapter reads', () => {
    expect(() => read({ session_id: 'demo' })).toThrow('access_token')
  })
})
