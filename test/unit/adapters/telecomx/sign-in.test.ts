import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { telecomx } from '../../../../adapters/telecomx/adapter.js'
import { faultFrom } from '../../../../adapters/wire/faults.js'
import { decodeText } from '../../../../adapters/wire/json/body.js'
import { renderRequest } from '../../../../src/conformance/golden.js'

const PASSWORD = 'demo-password'
const declaration = telecomx.declare({ auth: { username: 'demo', password: PASSWORD } })

function login() {
  if (declaration.auth.scheme !== 'login') throw new Error('the scheme is not login')
  return declaration.auth
}

describe('signing in by user name and password', () => {
  test('sends them in the body of a POST', () => {
    expect(renderRequest(login().request())).toBe(
      'POST /auth/login\naccept: application/json\ncontent-type: application/json\n\n' +
        '{"username":"demo","password":"demo-password"}',
    )
  })

  test('keeps them out of descriptions of the request', () => {
    const { body, ...rest } = login().request()
    expect(body).toMatchObject({ kind: 'text', parameters: [] })
    expect(JSON.stringify(rest)).not.toContain(PASSWORD)
    expect(rest.confidential).toBe(true)
    expect(`${inspect(declaration, { depth: 9 })}${JSON.stringify(declaration)}`).not.toContain(PASSWORD)
  })

  test.each([
    ['{"token":"t","expiresInMinutes":15,"accessLevel":"ADMIN"}', 900],
    ['{"token":"t","expiresInMinutes":"30"}', 1800],
    ['{"token":"t","expiresInMinutes":-1}', null],
    ['{"token":"t"}', 900],
  ])('%s lasts for %j seconds', (body, expiresInSeconds) => {
    expect(decodeText(login().decode, body)).toEqual({ token: 't', expiresInSeconds })
  })

  test.each(['{}', '{"token":""}', '[]', '"t"', '<html></html>'])('%s is no token', (body) => {
    expect(() => decodeText(login().decode, body)).toThrow(expect.objectContaining({ code: 'PROTOCOL' }))
  })
})

test('a machine token is a bearer token', () => {
  const { auth } = telecomx.declare({ auth: { token: 'demo-token' } })
  expect(auth.scheme === 'bearer' && auth.token.reveal()).toBe('demo-token')
})

describe('signing in again', () => {
  const hintFor = (code: string) => faultFrom(declaration.faults, { httpStatus: 401, code }).hint
  test('helps an expired token', () => {
    expect(hintFor('expired')).toBe('token-expired')
  })
  test.each(['credentials_invalid', 'format_error', 'invalid_token', 'other'])('does not help %s', (code) => {
    expect(hintFor(code)).toBeUndefined()
  })
})

describe('the settings', () => {
  const message = (settings: unknown): string => {
    try {
      telecomx.declare(settings)
      return ''
    } catch (error) {
      return error instanceof Error ? error.message : ''
    }
  }
  test.each([
    [{}, 'auth'],
    [{ auth: { username: 'demo' } }, 'auth'],
    [{ auth: { username: 'demo', password: '' } }, 'auth'],
    [{ auth: { token: 't', password: 'p' } }, 'auth'],
    [{ auth: { token: 't' }, region: 'Denmark' }, 'ISO 3166'],
    [{ auth: { token: 't' }, region: 'dk' }, 'ISO 3166'],
    [{ auth: { token: 't' }, reseller: 'r' }, 'reseller'],
  ])('%j are refused', (settings, part) => {
    expect(message(settings)).toContain(part)
  })
  test('name the region that numbers without a country code belong to, Denmark by default', () => {
    const e164In = (settings: object) => {
      const declared = telecomx.declare({ auth: { token: 't' }, ...settings })
      return [declared.region, declared.lists.sessions?.fields.caller.read({ aNumber: '70305050' }).e164]
    }
    expect(e164In({})).toEqual(['DK', '+4570305050'])
    expect(e164In({ region: 'GB' })).toEqual(['GB', null])
  })
})
