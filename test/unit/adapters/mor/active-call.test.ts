import { describe, expect, test } from 'vitest'
import type { ActiveCall } from '../../../../schema/active-call.js'
import { plain } from '../../../../src/conformance/records.js'
import { activeCallsOf, declare, rowOf } from './declared.js'

/** One field of the call that is read from these elements. */
function field(
  name: Exclude<keyof ActiveCall, 'id' | 'source' | 'typeName'>,
  elements: Record<string, string>,
  settings: Record<string, unknown> = {},
): unknown {
  return plain(activeCallsOf(declare(settings)).fields[name].read(rowOf(elements)))
}
const orderTime = (elements: Record<string, string>, settings: Record<string, unknown> = {}): number | null =>
  activeCallsOf(declare(settings)).orderTime(rowOf(elements))

const VILNIUS = { timeZone: 'Europe/Vilnius' }

describe('state', () => {
  test.each([
    ['Ringing', 'RINGING'],
    ['ringing', 'RINGING'],
    [' RINGING ', 'RINGING'],
    ['Answered', 'CONNECTED'],
    ['ANSWERED', 'CONNECTED'],
    ['Hold', 'UNKNOWN'],
    ['', 'UNKNOWN'],
    ['ringing2', 'UNKNOWN'],
  ])('%j is %s', (status, state) => {
    expect(field('state', { status })).toBe(state)
  })

  test('the raw text stays', () => {
    expect(field('vendorState', { status: 'Hold' })).toBe('Hold')
    expect(field('vendorState', { status: '' })).toBeNull()
    expect(field('vendorState', {})).toBeNull()
  })
})

describe('the answer, in the zone of the server', () => {
  test.each([
    ['2026-03-01 11:00:07', VILNIUS, '2026-03-01T09:00:07Z'],
    ['2026-07-01 11:00:07', VILNIUS, '2026-07-01T08:00:07Z'],
    ['2026-07-01 11:00:07', {}, '2026-07-01T11:00:07Z'],
    [' 2026-07-01 11:00:07 ', {}, '2026-07-01T11:00:07Z'],
    ['2026-10-25 03:30:00', VILNIUS, '2026-10-25T00:30:00Z'],
    ['', VILNIUS, null],
    ['0000-00-00 00:00:00', VILNIUS, null],
    ['yesterday', VILNIUS, null],
  ])('%j', (answer_time, settings, expected) => {
    expect(field('answeredAt', { answer_time }, settings)).toBe(expected)
  })
})

describe('the start, from the unique id of Asterisk', () => {
  test.each([
    ['1249298495.111727', '2009-08-03T11:21:35Z'],
    ['node1-1772355660.90', '2026-03-01T09:01:00Z'],
    ['my-node-2-1772355660.90', '2026-03-01T09:01:00Z'],
    ['999999999.1', '2001-09-09T01:46:39Z'],
    ['1772355660', null],
    ['1772355660.', null],
    ['1772355660.9x', null],
    ['17723556600.9', null],
    ['12345.6', null],
    ['4f1d2c3b-1772355660', null],
    ['', null],
  ])('%j', (uniqueid, expected) => {
    expect(field('startedAt', { uniqueid })).toBe(expected)
    expect(orderTime({ uniqueid })).toBe(expected === null ? null : Date.parse(expected))
  })

  test('is what a list is ordered by; the answer where there is none', () => {
    const answer_time = '2026-03-01 11:00:07'
    expect(orderTime({ uniqueid: '1772355600.84', answer_time }, VILNIUS)).toBe(Date.parse('2026-03-01T09:00:00Z'))
    expect(orderTime({ answer_time }, VILNIUS)).toBe(Date.parse('2026-03-01T09:00:07Z'))
    expect(orderTime({ uniqueid: 'abc', answer_time }, VILNIUS)).toBe(Date.parse('2026-03-01T09:00:07Z'))
    expect(orderTime({ answer_time: '' }, VILNIUS)).toBeNull()
  })

  test('an answer is no start', () => {
    expect(field('startedAt', { answer_time: '2026-03-01 11:00:07' })).toBeNull()
  })
})

describe('the talk time', () => {
  test.each([
    ['53', 53],
    [' 53 ', 53],
    ['0', 0],
    ['0053', 53],
    ['00:00:53', 53],
    ['01:02:03', 3723],
    ['100:00:00', 360_000],
    ['', null],
    ['-5', null],
    ['5.5', null],
    ['1e3', null],
    ['02:03', null],
    ['00:60:00', null],
    ['00:00:61', null],
    ['53 s', null],
    ['20260301110007', null],
  ])('%j', (duration, expected) => {
    expect(field('durationSeconds', { duration })).toBe(expected)
  })

  test('is not computed from the answer', () => {
    expect(field('durationSeconds', { status: 'Answered', answer_time: '2026-03-01 11:00:07' })).toBeNull()
  })
})

describe('the direction', () => {
  test.each<[string, Record<string, string>, string]>([
    ['the additional output of inbound calls', { dst_user_id: '7', dst_device_id: '8' }, 'INBOUND'],
    ['the same, empty', { dst_user_id: '', dst_device_id: '' }, 'INBOUND'],
    ['one of it', { dst_device_name: '' }, 'INBOUND'],
    ['it beside a direction', { dst_user: 'The Name', direction_code: 'DNK', provider_id: '4' }, 'INBOUND'],
    ['a provider', { provider_id: '4', direction_code: '' }, 'OUTBOUND'],
    ['a direction of the tariff', { provider_id: '', direction_code: 'PHL' }, 'OUTBOUND'],
    ['neither', { provider_id: '', direction_code: '' }, 'UNKNOWN'],
    ['nothing at all', {}, 'UNKNOWN'],
  ])('%s', (_case, elements, direction) => {
    expect(field('direction', elements)).toBe(direction)
  })
})

describe('who and with what', () => {
  test('a user without an id is no customer', () => {
    expect(field('customer', { user_id: '', user: 'Test User #1' })).toBeNull()
    expect(field('customer', { user_id: '0', user: '' })).toEqual({ nativeId: '0', name: null })
  })

  test('a device of which something is reported', () => {
    const none = { id: null, type: null, extension: null, name: null, isTrunk: null, ani: null }
    expect(field('mor', {})).toMatchObject({ sourceDevice: null, destinationDevice: null })
    expect(field('mor', { device_istrunk: '1', dst_device_ani: '0' })).toMatchObject({
      sourceDevice: { ...none, isTrunk: true },
      destinationDevice: { ...none, ani: false },
    })
    expect(field('mor', { device_ani: 'yes' })).toMatchObject({ sourceDevice: null })
  })

  test('national numbers are those of the configured region', () => {
    expect(field('caller', { src: '70305050' })).toMatchObject({ number: '70305050', e164: null })
    expect(field('caller', { src: '70305050' }, { region: 'DK' })).toMatchObject({ e164: '+4570305050' })
    expect(field('callee', { localized_dst: '101' }, { region: 'DK' })).toMatchObject({ number: '101', e164: null })
  })
})

/** Every element that the document shows. */
const DOCUMENTED = [
  'id',
  'uniqueid',
  'status',
  'answer_time',
  'duration',
  'src',
  'user_id',
  'user',
  'src_device_id',
  'device_type',
  'device_extension',
  'device_name',
  'device_istrunk',
  'device_ani',
  'localized_dst',
  'direction_code',
  'direction_name',
  'destination_name',
  'provider_id',
  'provider_name',
  'channel',
  'dst_user_id',
  'dst_user',
  'dst_device_id',
  'dst_device_type',
  'dst_device_extension',
  'dst_device_name',
  'dst_device_istrunk',
  'dst_device_ani',
]

test('every documented element reaches the graph', () => {
  const { fields } = activeCallsOf(declare())
  const used = new Set(Object.values(fields).flatMap(({ from }) => from))
  expect([...used].sort()).toEqual([...DOCUMENTED].sort())
  const byPart = Object.values(fields.mor.parts ?? {}).flat()
  expect([...new Set(byPart)].sort()).toEqual([...fields.mor.from].sort())
})
