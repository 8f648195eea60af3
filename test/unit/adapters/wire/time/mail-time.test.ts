import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isoTime } from '../../../../../adapters/restcomm/simulator/iso-time.js'
import { mailTime } from '../../../../../adapters/simulation/mail-time.js'
import { parseMailOrIsoTime, toMailOrIsoTimestamp } from '../../../../../adapters/wire/time/mail-time.js'

describe('the form of mail headers', () => {
  test.each([
    ['Sun, 1 Mar 2026 09:00:00 +0000', '2026-03-01T09:00:00Z'],
    ['Fri, 5 Jul 2013 22:15:53 +0000', '2013-07-05T22:15:53Z'],
    ['Mon, 30 May 2016 13:47:52 +0300', '2016-05-30T10:47:52Z'],
    ['Thu, 31 Dec 2026 20:30:00 -0330', '2027-01-01T00:00:00Z'],
    ['Thu, 29 Feb 2024 00:00:00 +0000', '2024-02-29T00:00:00Z'],
  ])('%s', (written, expected) => {
    expect(toMailOrIsoTimestamp(written)).toBe(expected)
    expect(parseMailOrIsoTime(written)).toBe(Date.parse(expected))
  })

  test.each([
    ['another weekday', 'Mon, 1 Mar 2026 09:00:00 +0000'],
    ['no such day', 'Sun, 29 Feb 2026 09:00:00 +0000'],
    ['no such month', 'Sun, 1 Mrz 2026 09:00:00 +0000'],
    ['no such hour', 'Sun, 1 Mar 2026 24:00:00 +0000'],
    ['no such zone', 'Sun, 1 Mar 2026 09:00:00 +2460'],
    ['a zone by name', 'Sun, 1 Mar 2026 09:00:00 GMT'],
    ['no weekday', '1 Mar 2026 09:00:00 +0000'],
    ['text behind it', 'Sun, 1 Mar 2026 09:00:00 +0000 (UTC)'],
  ])('%s is no time', (_what, written) => {
    expect(toMailOrIsoTimestamp(written)).toBeNull()
    expect(parseMailOrIsoTime(written)).toBeNull()
  })
})

describe('the ISO form', () => {
  test.each([
    ['2026-03-01T10:00:00.120+01:00', '2026-03-01T09:00:00.120Z'],
    ['2013-10-18T04:51:47.643-06:00', '2013-10-18T10:51:47.643Z'],
    ['2026-03-01T09:00:00.000Z', '2026-03-01T09:00:00.000Z'],
  ])('%s', (written, expected) => {
    expect(toMailOrIsoTimestamp(written)).toBe(expected)
    expect(parseMailOrIsoTime(written)).toBe(Date.parse(expected))
  })

  test.each([['2026-02-30T10:00:00.000+01:00'], ['2026-03-01 10:00:00'], ['2026-03-01'], ['yesterday']])(
    '%s is no time',
    (written) => {
      expect(toMailOrIsoTimestamp(written)).toBeNull()
      expect(parseMailOrIsoTime(written)).toBeNull()
    },
  )
})

test.each([[undefined], [null], [''], [0], [{}]])('%j is not a time', (value) => {
  expect(toMailOrIsoTimestamp(value)).toBeNull()
  expect(parseMailOrIsoTime(value)).toBeNull()
})

describe('every moment that Restcomm writes is read back', () => {
  const moments = fc.integer({ min: Date.UTC(1980, 0, 1), max: Date.UTC(2100, 0, 1) })
  const zones = fc.constantFrom('UTC', 'Europe/Copenhagen', 'America/St_Johns', 'Asia/Kathmandu', 'Pacific/Kiritimati')

  test('to the millisecond, in any zone', () => {
    fc.assert(fc.property(moments, zones, (at, zone) => parseMailOrIsoTime(isoTime(at, zone)) === at))
  })
  test('to the second', () => {
    fc.assert(fc.property(moments, (at) => parseMailOrIsoTime(mailTime(at)) === Math.floor(at / 1000) * 1000))
  })
})
