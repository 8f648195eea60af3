import { expect, test } from 'vitest'
import { twilio } from '../../../../adapters/twilio/adapter.js'
import { twilioSettings } from '../../../../adapters/twilio/settings.js'

const token = { accountSid: 'ACdemo', authToken: 'demo-password' }
const key = { accountSid: 'ACdemo', apiKeySid: 'SKdemo', apiKeySecret: 'demo-password' }

test.each([
  ['the auth token', token, 'ACdemo'],
  ['an API key', key, 'SKdemo'],
])('with %s, the account of the paths is the configured one', (_what, auth, username) => {
  const declaration = twilio.declare({ auth })
  expect(declaration.auth).toMatchObject({ scheme: 'basic', username })
  const window = { style: 'token', token: null, limit: 10 } as const
  expect(declaration.lists.activeCalls?.request({ filter: {}, window, detail: 'full' }).path).toBe(
    '/Accounts/ACdemo/Calls.json',
  )
})

test.each([
  ['neither', { accountSid: 'ACdemo' }],
  ['both', { ...token, ...key }],
  ['half of a key', { accountSid: 'ACdemo', apiKeySid: 'SKdemo' }],
  ['no account', { authToken: 'demo-password' }],
  ['an account that is a path', { ...token, accountSid: '../AC' }],
  ['an account that is an address', { ...token, accountSid: 'desk@example.net' }],
  ['an empty account', { ...token, accountSid: '' }],
])('%s is refused', (_what, auth) => {
  expect(twilioSettings.safeParse({ auth }).success).toBe(false)
})

test('days or seconds, and the largest page, are as configured', () => {
  const pagingOf = (keys: object) => twilio.declare({ auth: token, ...keys }).lists.calls?.paging
  const DAY = 86_400_000
  expect(pagingOf({})).toMatchObject({ granularityMs: DAY, oldestMs: 396 * DAY, inside: { maxLimit: 1000 } })
  expect(pagingOf({ startTimes: 'seconds', maxPageSize: 50, callRecords: { keptDays: 30 } })).toMatchObject({
    granularityMs: 1000,
    oldestMs: 30 * DAY,
    inside: { style: 'token', maxLimit: 50 },
  })
  expect(twilioSettings.safeParse({ auth: token, maxPageSize: 1001 }).success).toBe(false)
})
