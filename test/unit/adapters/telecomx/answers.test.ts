import { describe, expect, test } from 'vitest'
import { telecomx } from '../../../../adapters/telecomx/adapter.js'
import { readError } from '../../../../adapters/telecomx/faults.js'
import { decodeText } from '../../../../adapters/wire/json/body.js'
import { listsOf } from '../../../../src/conformance/operations.js'

const declaration = telecomx.declare({ auth: { token: 'demo-token' } })
const { sessions } = declaration.lists
if (sessions === undefined) throw new Error('sessions are not declared')
const totalOf = (members: object) => decodeText(sessions.decode, JSON.stringify({ sessions: [], ...members })).total

describe('the total of a list', () => {
  test.each([
    [{ total: 3 }, 3],
    [{ total: '3' }, 3],
    [{ count: 3 }, 3],
    [{ total: 0, count: 9 }, 0],
    [{}, null],
    [{ total: null }, null],
    [{ total: '' }, null],
    [{ total: -1 }, null],
    [{ total: 'many' }, null],
    [{ total: 2.5 }, null],
  ])('of %j is %j', (members, total) => {
    expect(totalOf(members)).toBe(total)
  })
})

describe('what is not a list', () => {
  test.each([
    '{}',
    '{"sessions":null}',
    '{"sessions":{}}',
    '{"total":0}',
    '{"rows":[]}',
    '"sessions"',
    'null',
    '7',
    '[1]',
    '[null]',
    '[[]]',
    '[{}]',
    '[{"callId":""}]',
    '{"sessions":[{"aNumber":"+4570305050"}]}',
    '{"sessions":[',
    '',
  ])('%s', (body) => {
    expect(() => decodeText(sessions.decode, body)).toThrow(expect.objectContaining({ code: 'PROTOCOL' }))
  })
})

describe('an error in a success answer', () => {
  test.each([
    [{ code: 'access_denied', status: 403 }, 'UNAUTHENTICATED'],
    [{ code: 'internal_error', status: '500' }, 'UNAVAILABLE'],
    [
      [
        { code: 'customer', status: 400 },
        { code: 'expired', status: 401 },
      ],
      'REJECTED',
    ],
    [{ code: 'expired' }, 'PROTOCOL'],
    ['failed', 'PROTOCOL'],
  ])('%j is %s', (error, code) => {
    expect(() => decodeText(sessions.decode, JSON.stringify({ error }))).toThrow(expect.objectContaining({ code }))
  })
  test('that is null is not an error', () => {
    expect(totalOf({ error: null, total: 0 })).toBe(0)
  })
})

describe('the code and text of an error body', () => {
  test.each([
    ['{"error":{"message":"Session not found","code":"id","status":404}}', { code: 'id', text: 'Session not found' }],
    ['{"error":[{"message":"Not valid","code":"name"},{"code":"notes"}]}', { code: 'name', text: 'Not valid' }],
    ['{"error":{"code":""}}', {}],
    ['{"error":"failed"}', {}],
    ['{"error":[]}', {}],
    ['{"message":"failed"}', {}],
    ['null', {}],
    ['<html><title>502 Bad Gateway</title></html>', {}],
    ['{"error":', {}],
    ['', {}],
  ])('%s', (body, details) => {
    expect(readError(body)).toEqual(details)
  })
})

test.each(['sessions', 'calls', 'activeCalls'])('%s are ordered by when the INVITE was received', (name) => {
  const list = listsOf(declaration).find((one) => one.name === name)?.list
  expect(list?.orderTime({ started: '2014-01-01T12:00:00.250Z', answered: '2014-01-01T12:00:05.000Z' })).toBe(
    Date.UTC(2014, 0, 1, 12, 0, 0, 250),
  )
  for (const started of [undefined, null, '', 'soon', 0]) expect(list?.orderTime({ started })).toBeNull()
})

test.each([
  ['2014-01-01T12:00:05.000Z', '2014-01-01T12:00:06.500Z', 1.5],
  ['2014-01-01T12:00:05.000Z', '2014-01-01T12:00:05.000Z', 0],
  ['2014-01-01T12:00:05.000Z', '2014-01-01T12:00:04.000Z', null],
  ['2014-01-01T12:00:05.000Z', '', null],
  ['', '2014-01-01T12:00:05.000Z', null],
  ['soon', '2014-01-01T12:00:05.000Z', null],
])('the talk time from %j to %j is %j seconds', (answered, ended, seconds) => {
  for (const { name, list } of listsOf(declaration))
    if (name === 'sessions' || name === 'calls')
      expect(list.fields['durationSeconds']?.read({ answered, ended })).toBe(seconds)
})
