import { describe, expect, test } from 'vitest'
import type { Row } from '../../../../adapters/contract.js'
import { readRestcommError } from '../../../../adapters/restcomm/faults.js'
import { decodeText } from '../../../../adapters/wire/json/body.js'
import { toPlainRecord } from '../../../../src/conformance/records.js'
import { activeCallsOf, callsOf, declared } from './declared.js'

const protocol = expect.objectContaining({ name: 'VendorFault', code: 'PROTOCOL' })
const read = (list: ReturnType<typeof callsOf>, body: unknown) =>
  decodeText(list.decode, typeof body === 'string' ? body : JSON.stringify(body))

describe('a list in JSON', () => {
  test.each([
    ['an array without a wrapper', []],
    ['null', 'null'],
    ['another object', { message: 'x' }],
    ['calls that are no list', { calls: {} }],
    ['a call that is no object', { calls: ['RN'] }],
    ['a call without a Sid', { calls: [{ status: 'COMPLETED' }] }],
    ['a call with an empty Sid', { calls: [{ sid: '' }] }],
  ])('is not %s', (_what, body) => {
    expect(() => read(callsOf(), body)).toThrow(protocol)
  })
  test.each([['6'], [-1], [1.5], [null], [2 ** 60]])('has no total when it says %j', (total) => {
    expect(read(callsOf(), { total, calls: [] })).toEqual({ rows: [], total: null })
  })
})

describe('a list in XML', () => {
  const xml = callsOf({ format: 'xml' })
  test.each([
    ['another root', '<Calls><Call><Sid>RN</Sid></Call></Calls>'],
    ['a lone call without a list, when there is none', '<RestcommResponse/>'],
    ['a call without a Sid', '<RestcommResponse><Calls><Call><Sid/></Call></Calls></RestcommResponse>'],
    ['JSON', '{"calls":[]}'],
  ])('is not %s', (_what, body) => {
    expect(() => read(xml, body)).toThrow(protocol)
  })
  test('is empty without attributes too', () => {
    expect(read(xml, '<RestcommResponse><Calls/></RestcommResponse>')).toEqual({ rows: [], total: null })
  })
})

test('live calls are counted', () => {
  expect(read(activeCallsOf(), { LiveCallDetails: [{ sid: 'a' }, { sid: 'b' }] }).total).toBe(2)
})

test('one call in XML is one call', () => {
  const { call } = declared({ format: 'xml' }).lookups
  const two = '<RestcommResponse><Call><Sid>a</Sid></Call><Call><Sid>b</Sid></Call></RestcommResponse>'
  expect(() => call && decodeText(call.decode, two)).toThrow(protocol)
  expect(() => call && decodeText(call.decode, '<RestcommResponse/>')).toThrow(protocol)
})

describe('the text of an error', () => {
  test.each([
    ['{"message":"SortBy is wrong"}', 'SortBy is wrong'],
    ['<RestcommResponse>\n  <Message>SortBy is wrong</Message>\n</RestcommResponse>', 'SortBy is wrong'],
    [' Call is already completed.\n', 'Call is already completed.'],
  ])('%s', (body, text) => {
    expect(readRestcommError(body)).toEqual({ text })
  })
  test.each([[''], ['  '], ['{"message":7}'], ['{"mess'], ['{}'], ['<html><body>502</body></html>'], ['<Restcomm']])(
    'is none in %j',
    (body) => {
      expect(readRestcommError(body)).toEqual({})
    },
  )
  test('is cut when it is too long for a message', () => {
    expect(readRestcommError('x'.repeat(10_000)).text).toHaveLength(500)
  })
})

describe('rows in which every field, by whatever name, is nonsense', () => {
  const nonsense = [
    null,
    '',
    0,
    -1,
    1e300,
    true,
    [],
    [''],
    {},
    '__proto__',
    '\u0000',
    '9'.repeat(400),
    '2026-02-31T25:00:00Z',
  ]
  const lists = [callsOf(), callsOf({ format: 'xml' }), activeCallsOf(), activeCallsOf({ product: 'connect' })]

  test.each(nonsense.map((value) => [value]))('%j is read as something or as null', (value) => {
    const row: Row = new Proxy({}, { get: () => value })
    for (const list of lists) {
      expect(Object.values(toPlainRecord(list.fields, row))).not.toContain(undefined)
      expect(list.orderTime(row)).toBeNull()
    }
  })
})
