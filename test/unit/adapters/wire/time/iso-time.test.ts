import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { toEpochMs, toTimestamp } from '../../../../../adapters/wire/time/iso-time.js'
import { parseDateTime } from '../../../../../schema/scalars.js'
import { runs } from '../../../../support/runs.js'

const NO_INSTANTS = [
  '',
  ' ',
  '2014-01-01',
  '2014-01-01T12:00:00',
  '2014-01-01T12:00Z',
  '2014-01-01T12:00:00.Z',
  '2014-02-29T12:00:00Z',
  '2014-04-31T12:00:00Z',
  '2014-13-01T12:00:00Z',
  '2014-00-01T12:00:00Z',
  '2014-01-00T12:00:00Z',
  '1900-02-29T12:00:00Z',
  '2014-01-01T24:00:00Z',
  '2014-01-01T12:60:00Z',
  '2014-01-01T12:00:60Z',
  '2014-01-01T12:00:00+24:00',
  '2014-01-01T12:00:00+01:60',
  '2014-01-01T12:00:00+1',
  '2014-01-01T12:00:00Z ',
  ' 2014-01-01T12:00:00Z',
  '2014-01-01T12:00:00Z\n',
  '1388577600000',
  'Wed, 1 Jan 2014 12:00:00 +0000',
  'yesterday',
  '２014-01-01T12:00:00Z',
]

describe('an instant in ISO 8601', () => {
  test.each(NO_INSTANTS)('%j is none', (text) => {
    expect(toEpochMs(text)).toBeNull()
    expect(toTimestamp(text)).toBeNull()
  })

  test.each([undefined, null, 0, 1388577600000, true, {}, []])('%j is none', (value) => {
    expect(toTimestamp(value)).toBeNull()
  })

  test.each([
    '2014-01-01T12:00:00.000Z',
    '2014-01-01T12:00:00Z',
    '2014-01-01T12:00:00.1Z',
    '2014-01-01T12:00:00.123456789Z',
    '2016-02-29T23:59:59.999Z',
    '2000-02-29T00:00:00.000Z',
    '0100-01-01T00:00:00Z',
  ])('%s is passed on as it is', (text) => {
    expect(toTimestamp(text)).toBe(text)
  })

  test.each([
    ['2026-03-01T10:00:00.120+01:00', '2026-03-01T09:00:00.120Z'],
    ['2026-03-01T10:00:00.12+0100', '2026-03-01T09:00:00.12Z'],
    ['2026-03-01T00:30:00+01:00', '2026-02-28T23:30:00Z'],
    ['2026-12-31T23:30:00-03:30', '2027-01-01T03:00:00Z'],
    ['2026-03-01T10:00:00-00:00', '2026-03-01T10:00:00Z'],
    ['2026-03-01T00:00:00.123456789+23:59', '2026-02-28T00:01:00.123456789Z'],
    ['2014-01-01 12:00:00Z', '2014-01-01T12:00:00Z'],
    ['2014-01-01t12:00:00.5z', '2014-01-01T12:00:00.5Z'],
  ])('%s is %s', (text, inUtc) => {
    expect(toTimestamp(text)).toBe(inUtc)
  })

  test('a day after the last year of four digits cannot be written', () => {
    expect(toTimestamp('9999-12-31T23:30:00-01:00')).toBeNull()
  })

  test.each([
    '0001-01-01T00:00:00',
    '0001-01-01T00:00:00Z',
    '0001-01-01T00:00:00.000Z',
    '0001-01-01T00:00:00.0000000+01:00',
    '0000-00-00T00:00:00Z',
    '0000-01-01T00:30:00+01:00',
    '0099-12-31T23:59:59.999Z',
    '0100-01-01T00:30:00+01:00',
  ])('%s is a placeholder for no time', (text) => {
    expect([toTimestamp(text), toEpochMs(text)]).toEqual([null, null])
  })

  test('a client may filter by times from the year 1 on', () => {
    expect(parseDateTime('0001-01-01T00:00:00Z')).toBe(-62_135_596_800_000)
    expect(parseDateTime('0001-01-01T01:00:00+01:00')).toBe(-62_135_596_800_000)
    expect(() => parseDateTime('0000-00-00T00:00:00Z')).toThrow('is not a DateTime')
  })

  test('is milliseconds since 1970, finer digits cut off', () => {
    expect(toEpochMs('2014-01-01T12:00:00.000Z')).toBe(1_388_577_600_000)
    expect(toEpochMs('2014-01-01T12:00:00.1299Z')).toBe(1_388_577_600_129)
    expect(toEpochMs('2014-01-01T12:00:00.1+01:00')).toBe(1_388_574_000_100)
    expect(toEpochMs('1969-12-31T23:59:59.999Z')).toBe(-1)
    expect(toEpochMs('0150-01-01T00:00:00Z')).toBe(Date.UTC(150, 0))
  })

  test('any instant is read back from its ISO form', () => {
    const moments = fc.integer({ min: Date.UTC(100, 0, 1), max: Date.UTC(9999, 11, 31) })
    fc.assert(
      fc.property(moments, (epochMs) => {
        const text = new Date(epochMs).toISOString()
        fc.pre(text.length === 24)
        expect(toEpochMs(text)).toBe(epochMs)
        expect(toTimestamp(text)).toBe(text)
      }),
    )
  })

  test('times in the graph are accepted as input, as the same instant', () => {
    const part = (from: number, to: number) =>
      fc.integer({ min: from, max: to }).map((value) => String(value).padStart(2, '0'))
    const joined = (by: string, ...parts: fc.Arbitrary<string>[]) => fc.tuple(...parts).map((texts) => texts.join(by))
    const day = joined('-', part(1000, 9000), part(1, 13), part(1, 32))
    const time = joined(':', part(0, 25), part(0, 61), part(0, 61))
    const zone = joined(':', part(0, 24), part(0, 60))
    const sign = fc.constantFrom('+', '-')
    const written = fc.tuple(day, fc.constant('T'), time, sign, zone).map((texts) => texts.join(''))
    fc.assert(
      fc.property(written, (text) => {
        const timestamp = toTimestamp(text)
        if (timestamp === null) expect(() => parseDateTime(text)).toThrow('is not a DateTime')
        else expect([parseDateTime(timestamp), toEpochMs(text)]).toEqual([parseDateTime(text), parseDateTime(text)])
      }),
      { numRuns: runs(500) },
    )
  })
})
