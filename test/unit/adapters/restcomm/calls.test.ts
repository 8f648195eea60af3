import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { localToEpochMs } from '../../../../adapters/wire/time/local-time.js'
import { activeCallsOf, callsOf, conditionsOf, declared, fieldOf, pushdownOf } from './declared.js'

const NOON = Date.UTC(2026, 2, 1, 12)

describe('StartTime', () => {
  test('is the day before where the zone of the server is not known', () => {
    expect(conditionsOf(callsOf(), { startedFrom: NOON })).toEqual({ StartTime: '2026-02-28' })
  })
  test('is the day itself where it is known', () => {
    expect(conditionsOf(callsOf({ timeZone: 'Asia/Tokyo' }), { startedFrom: NOON + 4 * 3_600_000 })).toEqual({
      StartTime: '2026-03-02',
    })
  })
  test.each([
    ['before the year 1000', Date.UTC(999, 0, 1)],
    ['behind the year 9999', 8.64e15],
    ['no number', 'soon'],
  ])('is not sent for a moment %s', (_what, startedFrom) => {
    expect(pushdownOf(callsOf(), 'startedFrom', startedFrom)).toBe('none')
    expect(conditionsOf(callsOf(), { startedFrom })).toEqual({})
  })

  const zones = ['UTC', 'Pacific/Kiritimati', 'Etc/GMT+12', 'America/St_Johns', 'Asia/Kathmandu', 'Europe/Copenhagen']
  const moments = fc.integer({ min: Date.UTC(1980, 0, 1), max: Date.UTC(2100, 0, 1) })
  const daysBack = (timeZone: string, more: object) => (startedFrom: number) => {
    const day = conditionsOf(callsOf({ ...more }), { startedFrom })['StartTime'] ?? ''
    const midnightMs = localToEpochMs(`${day} 00:00:00`, timeZone)
    return midnightMs === null ? Number.NaN : (startedFrom - midnightMs) / 86_400_000
  }
  test.each(zones)('never begins too late, nor two and a half days too early, for a server in %s', (timeZone) => {
    fc.assert(
      fc.property(moments, (at) => {
        const days = daysBack(timeZone, {})(at)
        expect(days).toBeGreaterThanOrEqual(0)
        expect(days).toBeLessThan(2.6)
        const known = daysBack(timeZone, { timeZone })(at)
        expect(known).toBeGreaterThanOrEqual(0)
        // The longest day has 25 hours.
        expect(known).toBeLessThanOrEqual(25 / 24)
      }),
    )
  })
})

describe('Status', () => {
  test.each([
    [['COMPLETED'], 'COMPLETED'],
    [['FAILED', 'FAILED'], 'FAILED'],
  ])('of the SBC for %j', (status, sent) => {
    expect(pushdownOf(callsOf(), 'status', status)).toBe('superset')
    expect(conditionsOf(callsOf(), { status })).toEqual({ Status: sent })
  })
  test.each([[['BUSY']], [['COMPLETED', 'FAILED']], [['UNKNOWN']], [[]]])('is not sent to the SBC for %j', (status) => {
    expect(pushdownOf(callsOf(), 'status', status)).toBe('none')
    expect(conditionsOf(callsOf(), { status })).toEqual({})
  })
  test.each([
    [['IN_PROGRESS'], 'in-progress', 'IN_PROGRESS'],
    [['COMPLETED'], 'completed', 'COMPLETED'],
    [['NO_ANSWER'], 'no-answer', 'NO_ANSWER'],
    [['QUEUED'], 'queued', 'QUEUED'],
  ])('of Connect for %j is a pattern for %s and %s', (status, word, name) => {
    const calls = callsOf({ product: 'connect' })
    const pattern = conditionsOf(calls, { status })['Status'] ?? ''
    expect(pattern).toMatch(/^_+$/)
    expect(pattern).toHaveLength(word.length)
    expect(pattern).toHaveLength(name.length)
  })
  // failed and not-found, ringing and wait-for-answer
  test.each([[['FAILED']], [['RINGING']], [['BLOCKED']]])('is not sent to Connect for %j', (status) => {
    expect(pushdownOf(callsOf({ product: 'connect' }), 'status', status)).toBe('none')
  })
})

describe('Status of calls in progress on Connect', () => {
  const list = activeCallsOf({ product: 'connect' })
  test.each([
    ['none', undefined, '___________'],
    ['none', ['CONNECTED'], '___________'],
    ['none', ['CONNECTED', 'ENDED'], '___________'],
    ['none', ['ENDED'], '___________'],
    ['none', ['UNKNOWN'], '___________'],
    ['superset', ['RINGING'], '_______'],
    ['superset', ['RINGING', 'DISCONNECTING'], '_______'],
    ['superset', ['SETUP'], '%'],
    ['none', ['RINGING', 'CONNECTED'], '___________'],
    ['none', ['RINGING', 'CONNECTED', 'ENDED'], '___________'],
    ['superset', ['SETUP', 'CONNECTED'], '%'],
    ['unsupported', ['SETUP', 'RINGING', 'ENDED'], '%'],
  ])('%s for %j: %s', (pushdown, state, sent) => {
    expect(pushdownOf(list, 'state', state)).toBe(pushdown)
    expect(conditionsOf(list, state === undefined ? {} : { state })).toEqual({ Status: sent })
    // States that one request cannot select are read as the calls that ring and then those that are connected.
    const parts = list.joins?.({
      caller: '+4570305050',
      ...(pushdown === 'none' || state === undefined ? {} : { state }),
    })
    expect(parts?.map((part) => conditionsOf(list, part)) ?? null).toEqual(
      pushdown === 'none'
        ? [
            { From: '70305050', Status: '_______' },
            { From: '70305050', Status: '___________' },
          ]
        : null,
    )
  })
})

describe('ParentCallSid', () => {
  test.each([
    ['sbc', 'RN0123456789abcdef0123456789abcdef', 'exact'],
    ['sbc', 'ID6f1e138741034df5879be5e073b018bb-CA4049cf008d6b4277b92ab863fd4ec7c8', 'none'],
    ['connect', 'ID6f1e138741034df5879be5e073b018bb-CA4049cf008d6b4277b92ab863fd4ec7c8', 'exact'],
    ['connect', `${'_'.repeat(34)}`, 'none'],
    ['connect', '%', 'none'],
  ])('on %s for %s: %s', (product, parentCallId, pushdown) => {
    const calls = callsOf({ product })
    expect(pushdownOf(calls, 'parentCallId', parentCallId)).toBe(pushdown)
    expect(conditionsOf(calls, { parentCallId })).toEqual(pushdown === 'exact' ? { ParentCallSid: parentCallId } : {})
  })
})

describe('a Sid', () => {
  test.each([
    ['sbc', ''],
    ['sbc', '../Accounts'],
    ['sbc', 'RN0123456789abcdef0123456789abcde'],
    ['sbc', 'ID6f1e138741034df5879be5e073b018bb-CA4049cf008d6b4277b92ab863fd4ec7c8'],
    ['connect', `RN0123456789abcdef0123456789abcdef/${'x'.repeat(5)}`],
    ['connect', 'RN0123456789abcdef0123456789abcdef?Status=x'],
  ])('of %s is not %j', (product, sid) => {
    const { lookups, control } = declared({ product })
    const refusal = expect.objectContaining({ name: 'VendorFault', code: 'REJECTED' })
    expect(() => lookups.call?.request(sid)).toThrow(refusal)
    if (product === 'connect') expect(() => control.disconnectCall?.request(sid)).toThrow(refusal)
  })
})

test('the SBC cannot end calls, and Connect can', () => {
  expect(Object.keys(declared({ product: 'sbc' }).control)).toEqual(['makeCall'])
  expect(Object.keys(declared({ product: 'connect' }).control)).toEqual(['makeCall', 'disconnectCall'])
})

test('an account that is an e-mail address is one segment of the path', () => {
  const auth = { accountSid: 'ops/a@example.net', authToken: 'demo-password' }
  const window = { style: 'page', page: 0, pageSize: 1 } as const
  const { path } = callsOf({ auth, product: 'connect' }).request({ filter: {}, window, detail: 'full' })
  expect(path).toBe('/Accounts/ops%2Fa%40example.net/Calls.json')
})

describe('the time that orders calls', () => {
  const created = 'Sun, 1 Mar 2026 09:00:00 +0000'
  const row = { sid: 'x', date_created: created, start_time: '2026-03-01T09:00:07.500Z' }
  test('is their creation on Connect, which never changes', () => {
    expect(callsOf({ product: 'connect' }).orderTime(row)).toBe(Date.UTC(2026, 2, 1, 9))
    expect(activeCallsOf({ product: 'connect' }).orderTime(row)).toBe(Date.UTC(2026, 2, 1, 9))
  })
  test('is their start on the SBC', () => {
    expect(callsOf().orderTime(row)).toBe(Date.UTC(2026, 2, 1, 9, 0, 7, 500))
    expect(callsOf().orderTime({ date_created: created })).toBe(Date.UTC(2026, 2, 1, 9))
    expect(callsOf().orderTime({})).toBeNull()
  })
})

describe('fields', () => {
  const xml = callsOf({ format: 'xml' })
  const json = callsOf({ format: 'json' })
  test.each([
    ['0.00', 'USD', null],
    ['0.0', 'USD', null],
    [0, 'USD', null],
    ['0.001', 'USD', { amount: '0.001', currency: 'USD' }],
    ['-12.500', '', { amount: '-12.500', currency: null }],
    [7, 'DKK', { amount: '7', currency: 'DKK' }],
    ['', 'USD', null],
    ['1E+3', 'USD', { amount: '1000', currency: 'USD' }],
    ['free', 'USD', null],
  ])('price %j %j', (price, unit, expected) => {
    expect(fieldOf(xml, 'price', { Price: price, PriceUnit: unit })).toEqual(expected)
    expect(fieldOf(json, 'price', { price, price_unit: unit })).toEqual(expected)
  })
  test.each([
    ['NO_ANSWER', 'NO_ANSWER'],
    ['not-found', 'FAILED'],
    ['WAIT_FOR_ANSWER', 'RINGING'],
    ['Canceled', 'CANCELED'],
    ['parked', 'UNKNOWN'],
  ])('status %s', (written, status) => {
    expect(fieldOf(json, 'status', { status: written })).toBe(status)
    expect(fieldOf(json, 'vendorStatus', { status: written })).toBe(written)
  })
  test.each([
    ['inbound', 'INBOUND'],
    ['OUTBOUND', 'OUTBOUND'],
    ['outbound-api', 'OUTBOUND'],
    ['outbound-dial', 'OUTBOUND'],
    ['sideways', 'UNKNOWN'],
  ])('direction %s', (written, direction) => {
    expect(fieldOf(xml, 'direction', { Direction: written })).toBe(direction)
  })
  test('are read by the names of the requested format, and no other', () => {
    expect(fieldOf(json, 'uri', { Uri: 'a' })).toBeNull()
    expect(fieldOf(xml, 'uri', { uri: 'a' })).toBeNull()
  })
})
