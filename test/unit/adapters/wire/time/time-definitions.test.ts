// The readers of times compared with their definitions: a pattern for the form, and Date for the calendar.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseCompactTime } from '../../../../../adapters/portasip/sippy-time.js'
import { toEpochMs, toTimestamp } from '../../../../../adapters/wire/time/iso-time.js'
import { localToEpochMs } from '../../../../../adapters/wire/time/local-time.js'
import { midnightMs, utcText } from '../../../../../schema/calendar.js'
import { cases, FUZZ_TIMEOUT_MS } from '../../../../support/fuzz.js'

const INSTANT = /^(\d{4})-(\d{2})-(\d{2})[Tt ](\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?(?:[Zz]|([+-])(\d{2}):?(\d{2}))$/
const LOCAL = /^(\d{4})-(\d{2})-(\d{2}) (\d{2}):(\d{2}):(\d{2})$/

/** Year, month, day, hour, minute and second as a moment in UTC; null when Date shows other ones. */
function momentOf(parts: readonly (string | undefined)[]): number | null {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.slice(0, 6).map(Number)
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  date.setUTCHours(hour, minute, second)
  const shown = [
    date.getUTCFullYear(),
    date.getUTCMonth() + 1,
    date.getUTCDate(),
    date.getUTCHours(),
    date.getUTCMinutes(),
    date.getUTCSeconds(),
  ]
  return shown.join() === [year, month, day, hour, minute, second].join() ? date.getTime() : null
}

function definedInstant(text: string): number | null {
  const match = INSTANT.exec(text)
  const moment = match === null ? null : momentOf(match.slice(1))
  if (match === null || moment === null) return null
  const [fraction = '', sign, hours = '0', minutes = '0'] = match.slice(7)
  if (Number(hours) > 23 || Number(minutes) > 59) return null
  const offsetMs = (Number(hours) * 60 + Number(minutes)) * 60_000
  const epochMs = moment + Number(fraction.padEnd(3, '0').slice(0, 3)) + (sign === '-' ? offsetMs : -offsetMs)
  return epochMs < Date.UTC(100, 0) ? null : epochMs
}

function definedWall(pattern: RegExp, text: string): number | null {
  const match = pattern.exec(text)
  const moment = match === null ? null : momentOf(match.slice(1))
  return match === null || moment === null || Number(match[1]) < 100 ? null : moment + Number(match[7] ?? 0)
}

const part = (min: number, max: number, digits = 2) =>
  fc.integer({ min, max }).map((value) => String(value).padStart(digits, '0'))
const zone = fc.oneof(
  { weight: 3, arbitrary: fc.constant('Z') },
  fc
    .tuple(fc.constantFrom('+', '-'), part(0, 24), fc.constantFrom(':', ''), part(0, 60))
    .map((parts) => parts.join('')),
)
const fraction = fc.oneof(
  fc.constant(''),
  part(0, 999, 3).map((ms) => `.${ms}`),
  fc.nat(999_999_999).map((number) => `.${number}`),
)
const day = [part(0, 9999, 4), part(0, 13), part(0, 32)] as const
const clock = [part(0, 24), part(0, 60), part(0, 60)] as const
/** Every form, mostly right, and with typing errors. */
const written = fc
  .tuple(
    fc.constantFrom('-', ''),
    fc.constantFrom('T', ' ', 't'),
    fc.constantFrom(':', ':', ''),
    ...day,
    ...clock,
    fraction,
    fc.oneof(zone, fc.constant('')),
  )
  .map(([dash, between, colon, year, month, date, hour, minute, second, rest, suffix]) =>
    [year, dash, month, dash, date, between, hour, colon, minute, colon, second, rest, suffix].join(''),
  )
const slipped = fc
  .tuple(
    written,
    fc.nat(30),
    fc.nat(1),
    fc.constantFrom('', ' ', '-', ':', '.', 'T', 'Z', 'z', '0', '9', 'x', '٣', '\n', '/'),
  )
  .map(([text, at, count, mark]) => text.slice(0, at) + mark + text.slice(at + count))
const texts = fc.oneof(written, slipped)

/** Whether a text is one of some forms, with its digits in the blanks. */
function isSpelled(text: string, digits: string, forms: readonly string[]): boolean {
  const spelled = forms.map((form) => [...digits].reduce((sofar, digit) => sofar.replace('_', digit), form))
  return spelled.includes(text)
}

/** Splits before the first of some marks. */
function cut(text: string, marks: readonly string[]): readonly [string, string] {
  const at = [...text].findIndex((character) => marks.includes(character))
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at)]
}

const FRACTIONS = ['', ...Array.from({ length: 9 }, (_, at) => `.${'_'.repeat(at + 1)}`)]

/** dateTime.iso8601 in every spelling: each part is compared with what its digits look like when they are written out. */
function definedCompact(text: string): number | null {
  const [date, behindDate] = cut(text, ['T'])
  const [clock, behindClock] = cut(behindDate.slice(1), ['.', 'Z', '+', '-'])
  const [fraction, zone] = behindClock.startsWith('.') ? cut(behindClock, ['Z', '+', '-']) : ['', behindClock]
  const digitsOf = (part: string): string => part.replaceAll(/[^0-9]/g, '')
  const [day, time, offset] = [digitsOf(date), digitsOf(clock), digitsOf(zone)]
  const isRight =
    isSpelled(date, day, ['________', '____-__-__']) &&
    isSpelled(clock, time, ['______', '__:__:__']) &&
    isSpelled(fraction, digitsOf(fraction), FRACTIONS) &&
    isSpelled(zone, offset, ['', 'Z', '+____', '-____', '+__:__', '-__:__'])
  const pairs = (digits: string): string[] => digits.match(/../g) ?? []
  const moment = isRight ? momentOf([day.slice(0, 4), ...pairs(day.slice(4)), ...pairs(time)]) : null
  if (moment === null || Number(day.slice(0, 4)) < 100) return null
  const [hours = 0, minutes = 0] = pairs(offset).map(Number)
  if (hours > 23 || minutes > 59) return null
  const offsetMs = (hours * 60 + minutes) * 60_000 * (zone.startsWith('-') ? -1 : 1)
  return moment - offsetMs + Number(`${digitsOf(fraction)}000`.slice(0, 3))
}

describe('times are read as they are defined', () => {
  test(
    'in all forms',
    () => {
      const seen = { instants: 0, walls: 0, compact: 0 }
      fc.assert(
        fc.property(texts, (text) => {
          const instant = definedInstant(text)
          expect(toEpochMs(text)).toBe(instant)
          if (instant !== null && /z$/i.test(text)) expect(toTimestamp(text)).toBe(text.toUpperCase().replace(' ', 'T'))
          if (instant === null) expect(toTimestamp(text)).toBeNull()
          const wall = definedWall(LOCAL, text)
          expect(localToEpochMs(text, 'UTC')).toBe(wall)
          const compact = definedCompact(text)
          expect(parseCompactTime(text, 'UTC')).toBe(compact)
          seen.instants += Number(instant !== null)
          seen.walls += Number(wall !== null)
          seen.compact += Number(compact !== null)
        }),
        cases(4000),
      )
      expect(Math.min(seen.instants, seen.walls, seen.compact)).toBeGreaterThan(20)
    },
    FUZZ_TIMEOUT_MS,
  )

  test('on every day of four hundred years, and on invalid days', () => {
    const end = Date.UTC(2100, 0)
    for (let ms = Date.UTC(1700, 0); ms < end; ms += 86_400_000) {
      const date = new Date(ms)
      if (midnightMs(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()) !== ms) expect(date).toBeNull()
    }
    expect(midnightMs(-1, 3, 1)).toBe(Date.UTC(-1, 2, 1))
    expect(midnightMs(2026, 2, 29)).toBeNull()
    expect(midnightMs(2026, 1.5, 1)).toBeNull()
    expect(midnightMs(2026, 1, Number.NaN)).toBeNull()
  })

  test('and are written as Date writes them', () => {
    const moments = fc.oneof(
      fc.integer({ min: Date.UTC(1800, 0), max: Date.UTC(2300, 0) }),
      fc.integer({ min: -62_167_219_200_000, max: 253_402_300_799_999 }),
      fc.integer({ min: -8.64e15, max: 8.64e15 }),
      fc.constantFrom(
        0,
        -1,
        Date.UTC(2024, 1, 29),
        Date.UTC(2000, 11, 31, 23, 59, 59, 999),
        Date.UTC(9999, 11, 31, 23, 59, 59, 999),
      ),
    )
    fc.assert(
      fc.property(moments, (ms) => {
        const text = new Date(ms).toISOString()
        expect(utcText(ms, true)).toBe(text)
        expect(utcText(ms, false)).toBe(text.replace(/\.\d{3}Z$/, 'Z'))
      }),
      cases(4000),
    )
    for (let day = Date.UTC(1700, 0); day < Date.UTC(2100, 0); day += 86_400_000)
      if (utcText(day, true) !== new Date(day).toISOString()) expect(day).toBeNull()
  })
})
