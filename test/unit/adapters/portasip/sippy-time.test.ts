import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  parseCompactTime,
  parseSippyTime,
  parseTextTime,
  toSippyTimestamp,
  toTextTime,
} from '../../../../adapters/portasip/sippy-time.js'

describe('the compact form', () => {
  test.each([
    ['20210822T10:11:52.000', 'UTC', Date.UTC(2021, 7, 22, 10, 11, 52)],
    ['20210822T10:11:52.007', 'UTC', Date.UTC(2021, 7, 22, 10, 11, 52, 7)],
    ['20210822T10:11:52', 'UTC', Date.UTC(2021, 7, 22, 10, 11, 52)],
    ['20240229T23:59:59.999', 'UTC', Date.UTC(2024, 1, 29, 23, 59, 59, 999)],
    ['20210822T10:11:52.000', 'Europe/Copenhagen', Date.UTC(2021, 7, 22, 8, 11, 52)],
    ['20210122T10:11:52.500', 'Europe/Copenhagen', Date.UTC(2021, 0, 22, 9, 11, 52, 500)],
    ['20210822T10:11:52.000', 'America/New_York', Date.UTC(2021, 7, 22, 14, 11, 52)],
    // The clock is set back at 01:00 UTC: of the two instants at which it shows 02:30, the earlier is meant.
    ['20251026T02:30:00.000', 'Europe/Copenhagen', Date.UTC(2025, 9, 26, 0, 30)],
  ])('%s in %s', (text, zone, epochMs) => {
    expect(parseCompactTime(text, zone)).toBe(epochMs)
  })

  test.each([
    '',
    '20210822',
    '20210822T10:11',
    '20210822T10:11:52,000',
    '20210822T24:00:00.000',
    '20210822T10:60:00.000',
    '20210822T10:11:60.000',
    '20210229T10:11:52.000',
    '20211322T10:11:52.000',
    '20210800T10:11:52.000',
    '20210822t10:11:52.000',
    ' 20210822T10:11:52.000',
    '20210822T10:11:52.000\n',
    '+0210822T10:11:52.000',
  ])('%j is none', (text) => {
    expect(parseCompactTime(text, 'UTC')).toBeNull()
  })

  test('reads back what a clock in UTC writes', () => {
    fc.assert(
      fc.property(fc.integer({ min: Date.UTC(1972, 0), max: Date.UTC(2199, 11) }), (epochMs) => {
        const written = new Date(epochMs).toISOString().replaceAll('-', '').slice(0, -1)
        expect(parseCompactTime(written, 'UTC')).toBe(epochMs)
      }),
    )
  })
})

test.each(
  ['20260301', '2026-03-01'].flatMap((day) =>
    ['12:00:00', '120000'].flatMap((time) => [`${day}T${time}`, `${day}T${time}.25`]),
  ),
)('%s is read in every spelling of ISO 8601', (text) => {
  const fractionMs = text.endsWith('.25') ? 250 : 0
  const atNoon = Date.UTC(2026, 2, 1, 12) + fractionMs
  expect(parseCompactTime(text, 'UTC')).toBe(atNoon)
  expect(parseCompactTime(text, 'Europe/Vilnius')).toBe(atNoon - 7_200_000)
  expect(parseCompactTime(`${text}Z`, 'Europe/Vilnius')).toBe(atNoon)
  expect(parseCompactTime(`${text}+01:00`, 'UTC')).toBe(atNoon - 3_600_000)
  expect(parseCompactTime(`${text}-0130`, 'UTC')).toBe(atNoon + 5_400_000)
})

describe('the text form', () => {
  test.each([
    ['09:57:29.000 GMT Tue Apr 07 2026', Date.UTC(2026, 3, 7, 9, 57, 29)],
    ['00:00:00.000 GMT Thu Jan 01 1970', 0],
    ['23:59:59.000 GMT Thu Feb 29 2024', Date.UTC(2024, 1, 29, 23, 59, 59)],
    ['09:57:29.123 GMT Sun Mar 01 2026', Date.UTC(2026, 2, 1, 9, 57, 29, 123)],
  ])('%s', (text, epochMs) => {
    expect(parseTextTime(text)).toBe(epochMs)
  })

  test.each([
    '',
    '09:57:29.000 GMT Wed Apr 07 2026',
    '09:57:29.000 GMT Tue Apr 7 2026',
    '09:57:29 GMT Tue Apr 07 2026',
    '09:57:29.000 CET Tue Apr 07 2026',
    '09:57:29.000 GMT Tue Avr 07 2026',
    '24:57:29.000 GMT Tue Apr 07 2026',
    '09:57:29.000 GMT Tue Feb 30 2026',
    '09:57:29.000 GMT Tue Apr 07 2026 ',
    '09:57:29.5 GMT Tue Apr 07 2026',
    '09:57:29.0001 GMT Tue Apr 07 2026',
    'Tue Apr 07 2026 09:57:29',
    'Tue, 07 Apr 2026 09:57:29 GMT',
  ])('%j is none', (text) => {
    expect(parseTextTime(text)).toBeNull()
  })

  test('reads back every second of every day', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 7_258_118_399 }), (second) => {
        const [weekday, day, month, year, time] = new Date(second * 1000).toUTCString().replace(',', '').split(' ')
        const text = `${time}.000 GMT ${weekday} ${month} ${day} ${year}`
        expect(parseTextTime(text)).toBe(second * 1000)
        expect(toTextTime(second * 1000)).toBe(text)
      }),
    )
  })
})

describe('either form', () => {
  test('is returned in UTC, with milliseconds where the switch writes them', () => {
    expect(toSippyTimestamp('20210822T10:11:52.007', 'Europe/Copenhagen')).toBe('2021-08-22T08:11:52.007Z')
    expect(toSippyTimestamp('20210822T10:11:52', 'UTC')).toBe('2021-08-22T10:11:52Z')
    expect(toSippyTimestamp('09:57:29.000 GMT Tue Apr 07 2026', 'Europe/Copenhagen')).toBe('2026-04-07T09:57:29Z')
    expect(toSippyTimestamp('09:57:29.120 GMT Tue Apr 07 2026', 'Europe/Copenhagen')).toBe('2026-04-07T09:57:29.120Z')
  })

  const NO_TIMES = [null, undefined, '', 20210822, {}, 'yesterday', '2021-08-22 10:11:52Z']
  test.each(NO_TIMES)('is not %j', (value) => {
    expect(parseSippyTime(value, 'UTC')).toBeNull()
    expect(toSippyTimestamp(value, 'UTC')).toBeNull()
  })
})
