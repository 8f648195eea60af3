import { describe, expect, test } from 'vitest'
import type { Declaration, ListDeclaration, Row } from '../../../../adapters/contract.js'
import { portasip } from '../../../../adapters/portasip/adapter.js'
import type { CallFilter } from '../../../../schema/filters.js'
import { pushdownOf } from '../../../../src/conformance/samples.js'
import { DIGEST, parametersOf } from './declared.js'

const declare = (settings: Record<string, unknown> = {}): Declaration => portasip.declare({ ...DIGEST, ...settings })
function callsOf(settings?: Record<string, unknown>): ListDeclaration<'calls'> {
  const { calls } = declare(settings).lists
  if (calls === undefined) throw new Error('portasip declares no calls')
  return calls
}
const read = (row: Row, name: keyof ListDeclaration<'calls'>['fields']): unknown => callsOf().fields[name].read(row)

const parametersFor = (filter: CallFilter, fromMs: number, toMs: number) =>
  parametersOf(
    callsOf().request({
      filter,
      window: { style: 'slice', fromMs, toMs, offset: 0, limit: 1000, token: null },
      detail: 'full',
    }),
  )

test('report 14: dates are sent in GMT, whatever the zone of the switch or of this computer', () => {
  const atMs = Date.parse('2026-03-01T17:30:00+05:00')
  const given = { timeZone: 'Asia/Karachi' }
  const { body } = callsOf(given).request({
    filter: {},
    window: { style: 'slice', fromMs: atMs, toMs: atMs + 86_400_000, offset: 0, limit: 1000, token: null },
    detail: 'full',
  })
  expect(JSON.stringify(body)).toContain('12:30:00.000 GMT Sun Mar 01 2026')
})

test('reports 9, 11, 12: both dates and the type are always sent, from the first second to the next midnight', () => {
  expect(parametersFor({}, Date.UTC(2026, 3, 7), Date.UTC(2026, 3, 8))).toEqual({
    start_date: '00:00:00.000 GMT Tue Apr 07 2026',
    end_date: '00:00:00.000 GMT Wed Apr 08 2026',
    type: 'all',
    offset: '0',
    limit: '1000',
  })
})

describe('the times of a record', () => {
  const CONNECTED = { connect_time: '09:57:29.123 GMT Sun Mar 01 2026', duration: 60, delay: 2.1 }

  test('report 13: fractions of the second are kept, and empty times are none', () => {
    expect(read(CONNECTED, 'answeredAt')).toBe('2026-03-01T09:57:29.123Z')
    for (const connect_time of ['', null, undefined])
      expect(read({ ...CONNECTED, connect_time }, 'answeredAt')).toBeNull()
  })

  test('a call without talk time was not answered', () => {
    expect(read({ ...CONNECTED, duration: 0 }, 'answeredAt')).toBeNull()
    expect(read({ ...CONNECTED, duration: 0 }, 'ringDurationSeconds')).toBeNull()
  })

  test.each<[string, Row, string | null]>([
    ['the set-up', { ...CONNECTED, setup_time: '20260301T095720.250' }, '2026-03-01T09:57:20.250Z'],
    ['the answer less the delay', CONNECTED, '2026-03-01T09:57:27Z'],
    ['the answer, without a delay', { ...CONNECTED, delay: null }, '2026-03-01T09:57:29Z'],
    [
      'the end less the delay, of a call that failed',
      { connect_time: '', duration: 0, delay: 4.5, disconnect_time: '10:00:05.000 GMT Sun Mar 01 2026' },
      '2026-03-01T10:00:00Z',
    ],
    ['nothing', { connect_time: '', delay: 4.5 }, null],
  ])('the start is %s', (_what, row, expected) => {
    expect(read(row, 'startedAt')).toBe(expected)
    expect(callsOf().orderTime(row)).toBe(expected === null ? null : Date.parse(expected))
  })
})

test('report 22: a cost keeps twenty digits, from text as from an exponent', () => {
  const costs: readonly (readonly [unknown, string | null])[] = [
    ['1.01234567890123456788', '1.01234567890123456788'],
    ['1e-05', '0.00001'],
    ['-0.00', '-0.00'],
    ['0', '0'],
    [0.1, '0.1'],
    ['', null],
    [null, null],
  ]
  for (const [cost, amount] of costs) {
    expect(read({ cost }, 'price')).toEqual(amount === null ? null : { amount, currency: null })
    expect(read({ cost }, 'rating')).toBe(amount === null ? 'UNKNOWN' : 'RATED')
  }
})

describe('results', () => {
  test.each([
    [0, 60, 'COMPLETED', 'VENDOR'],
    [200, 60, 'COMPLETED', 'SIP'],
    ['0', 60, 'COMPLETED', 'VENDOR'],
    [200, 0, 'FAILED', 'SIP'],
    [486, 0, 'BUSY', 'SIP'],
    [600, 0, 'BUSY', 'SIP'],
    [408, 0, 'NO_ANSWER', 'SIP'],
    [480, 0, 'NO_ANSWER', 'SIP'],
    [487, 0, 'CANCELED', 'SIP'],
    [-30, 0, 'CANCELED', 'VENDOR'],
    [-21, 0, 'BLOCKED', 'VENDOR'],
    [-25, 0, 'FAILED', 'VENDOR'],
    [603, 0, 'FAILED', 'SIP'],
    [-38, 0, 'UNKNOWN', 'VENDOR'],
  ])('%j after %d s is %s', (result, duration, status, system) => {
    expect(read({ result, duration }, 'status')).toBe(status)
    expect(read({ result }, 'disconnectCause')).toEqual({ system, code: Number(result), text: String(result) })
  })

  test.each([null, undefined, '', 'x'])('%j is unknown', (result) => {
    expect(read({ result, duration: 60 }, 'status')).toBe('UNKNOWN')
  })
})

test('report 23: numbers stay as they are written, and only complete ones have an E.164 form', () => {
  for (const number of ['++442079460189', '12917456000', '2060442079460189']) {
    expect(read({ cli: number }, 'caller')).toMatchObject({ number, e164: null })
    expect(read({ cld: number }, 'callee')).toMatchObject({ number, e164: null })
    expect(read({ cld_in: number }, 'dialled')).toMatchObject({ number, e164: null })
  }
})

test('report 17: ids that cannot be those of the switch match nothing', () => {
  const { accountId, customerId } = callsOf().pushdown
  for (const id of ['office', '', '007', '99999999999', '+7']) {
    expect(pushdownOf(accountId, id)).toBe('unsupported')
    expect(pushdownOf(customerId, id)).toBe('unsupported')
  }
  expect(pushdownOf(accountId, '3')).toBe('superset')
  expect(pushdownOf(customerId, '7')).toBe('exact')
})

test('an account of a subcustomer cannot be a filter: its records do not name it', () => {
  const { problem } = callsOf({ auth: { ...DIGEST.auth, customerId: 5 } })
  expect(problem?.({ accountId: '3', customerId: '7' })).toContain('give only one')
  expect(problem?.({ accountId: '3', customerId: '5' })).toBeNull()
  expect(problem?.({ accountId: '3' })).toBeNull()
})

test('records without an id have one that is the same each time, and differs between calls', () => {
  const row = { i_customer: 7, setup_time: '09:57:26.000 GMT Sun Mar 01 2026', cli: '4570305006', cld: '442079460189' }
  const id = read(row, 'nativeId')
  expect(read({ ...row, cost: '1' }, 'nativeId')).toBe(id)
  expect(String(id)).not.toContain('70305006')
  for (const other of [{ cld: '442079460190' }, { cli: '' }, { i_customer: 8 }])
    expect(read({ ...row, ...other }, 'nativeId')).not.toBe(id)
})

test('a record of a subcustomer cannot be fetched by its id', () => {
  const { call } = declare().lookups
  expect(() => call?.request('customer-7-5551')).toThrow('only records of accounts')
})
