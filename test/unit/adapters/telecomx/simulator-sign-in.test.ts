import { describe, expect, test } from 'vitest'
import { telecomxSimulator } from '../../../../adapters/telecomx/simulator.js'
import { NOW, send } from './simulated.js'

const MINUTE = 60_000

describe('signing in', () => {
  const credentials = { username: 'demo', password: 'demo-password' }
  const logIn = (sent: { readonly body?: unknown; readonly options?: object } = {}) =>
    send('/auth/login', { method: 'POST', body: credentials, ...sent })
  const tokenOf = (sent: { readonly options?: object } = {}) => `Bearer ${String(logIn(sent).object.token)}`

  test('returns a token for a quarter of an hour', () => {
    expect(logIn().object).toMatchObject({ expiresInMinutes: 15, accessLevel: 'ADMIN' })
    const token = tokenOf()
    expect(send('/sip', { authorization: token, nowMs: NOW + 15 * MINUTE - 1 }).status).toBe(200)
    const late = send('/sip', { authorization: token, nowMs: NOW + 15 * MINUTE })
    expect(late).toMatchObject({ status: 401, body: { error: { code: 'expired', status: 401 } } })
  })

  test('returns a token without expiry where the site is set up so', () => {
    const options = { tokenMinutes: -1 }
    expect(logIn({ options }).object.expiresInMinutes).toBe(-1)
    expect(send('/sip', { options, authorization: tokenOf({ options }), nowMs: NOW * 2 }).status).toBe(200)
  })

  test.each([
    [{ username: 'demo', password: 'wrong' }, 401, 'credentials_invalid'],
    [{ username: 'demo' }, 401, 'credentials_invalid'],
    ['null', 401, 'credentials_invalid'],
    ['username=demo', 400, 'bad_request'],
  ])('with %j is refused', (body, status, code) => {
    expect(logIn({ body })).toMatchObject({ status, body: { error: { code, status } } })
  })

  test.each([
    ['', 'format_error'],
    ['Basic ZGVtbw==', 'format_error'],
    ['Bearer demo', 'invalid_token'],
    ['Bearer demo.never.0123456789abcdef', 'invalid_token'],
  ])('with the header %j is refused', (token, code) => {
    expect(send('/sip', { authorization: token })).toMatchObject({ status: 401, body: { error: { code } } })
  })

  test('with the token of another user, or with another expiry, is refused', () => {
    const stolen = tokenOf()
    expect(send('/sip', { authorization: stolen, options: { password: 'another' } }).status).toBe(401)
    const [, expiry = ''] = stolen.split('.')
    const longer = stolen.replace(expiry, String(Number(expiry) + MINUTE))
    expect(send('/sip', { authorization: longer })).toMatchObject({ body: { error: { code: 'invalid_token' } } })
  })

  test('is what the source section configures', () => {
    const site = telecomxSimulator.open({ username: 'mette', password: 'demo-other' })
    expect(site.source('http://127.0.0.1:4101')).toMatchObject({
      vendor: 'telecomx',
      url: 'http://127.0.0.1:4101',
      auth: { username: 'mette', password: 'demo-other' },
    })
    expect(site.credentials).toEqual({ username: 'mette', password: 'demo-other' })
  })
})
