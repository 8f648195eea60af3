import { describe, expect, test } from 'vitest'
import { restcomm } from '../../../../adapters/restcomm/adapter.js'
import { declared } from './declared.js'

const auth = { accountSid: 'ACae6e420f425248d6a26948c17a9e2acf', authToken: 'demo-password' }

test('the defaults are the SBC in JSON, with basic authentication', () => {
  const declaration = declared()
  expect(declaration.auth).toMatchObject({ scheme: 'basic', username: auth.accountSid })
  expect(declaration.auth.scheme === 'basic' && declaration.auth.password.reveal()).toBe('demo-password')
  expect(declaration.lists.calls?.order).toBe('none')
  expect(declaration.lists.activeCalls?.paging.style).toBe('snapshot')
  expect(declaration.region).toBeUndefined()
})

test('the region is declared', () => {
  expect(declared({ region: 'DK' }).region).toBe('DK')
})

test('the token is not printed', () => {
  expect(JSON.stringify(restcomm.settings.parse({ auth }))).not.toContain('demo-password')
})

describe('invalid settings are refused', () => {
  test.each([
    ['no credentials', {}],
    ['no token', { auth: { accountSid: auth.accountSid } }],
    ['an unknown key', { auth, sid: 'x' }],
    ['an unknown key of the credentials', { auth: { ...auth, password: 'x' } }],
    ['another product', { auth, product: 'cloud' }],
    ['another format', { auth, format: 'csv' }],
    ['no time zone', { auth, timeZone: 'Mars/Olympus' }],
    ['no country', { auth, region: 'XX' }],
  ])('%s', (_what, settings) => {
    expect(restcomm.settings.safeParse(settings).success).toBe(false)
  })
})
