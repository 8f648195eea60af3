import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isTimeZone, localToEpochMs, sinceOf, toLocalTime } from '../../../../../adapters/wire/time/local-time.js'
import { runs } from '../../../../support/runs.js'

describe('a wall-clock time becomes an instant', () => {
  test.each([
    ['UTC', '2026-03-01 12:00:00', '2026-03-01T12:00:00Z'],
    ['Europe/Vilnius', '2026-03-01 12:00:00', '2026-03-01T10:00:00Z'],
    ['Europe/Vilnius', '2026-07-01 12:00:00', '2026-07-01T09:00:00Z'],
    ['America/New_York', '2025-12-31 23:59:59', '2026-01-01T04:59:59Z'],
    ['Asia/Kathmandu', '2026-03-01 05:45:00', '2026-03-01T00:00:00Z'],
    ['+02:00', '2026-07-01 12:00:00', '2026-07-01T10:00:00Z'],
    ['UTC', '2024-02-29 00:00:00', '2024-02-29T00:00:00Z'],
  ])('%s %s', (timeZone, text, expected) => {
    expect(localToEpochMs(text, timeZone)).toBe(Date.parse(expected))
  })
})

describe('around a clock change', () => {
  test.each([
    ['the last second before the gap', 'Europe/Copenhagen', '2026-03-29 01:59:59', '2026-03-29T00:59:59Z'],
    ['a time in the gap is as much later', 'Europe/Copenhagen', '2026-03-29 02:30:00', '2026-03-29T01:30:00Z'],
    ['the first second after the gap', 'Europe/Copenhagen', '2026-03-29 03:00:00', '2026-03-29T01:00:00Z'],
    ['the last second before the overlap', 'Europe/Copenhagen', '2026-10-25 01:59:59', '2026-10-24T23:59:59Z'],
    ['of two instants the earlier', 'Europe/Copenhagen', '2026-10-25 02:30:00', '2026-10-25T00:30:00Z'],
    ['the first second after the overlap', 'Europe/Copenhagen', '2026-10-25 03:00:00', '2026-10-25T02:00:00Z'],
    ['a gap of half an hour', 'Australia/Lord_Howe', '2026-10-04 02:15:00', '2026-10-03T15:45:00Z'],
    ['behind half an hour, within the same hour', 'Australia/Lord_Howe', '2026-10-04 02:30:00', '2026-10-03T15:30:00Z'],
    ['west of Greenwich, in the gap', 'America/New_York', '2026-03-08 02:30:00', '2026-03-08T07:30:00Z'],
    ['west of Greenwich, in the overlap', 'America/New_York', '2026-11-01 01:30:00', '2026-11-01T05:30:00Z'],
    ['a day that was left out', 'Pacific/Apia', '2011-12-30 12:00:00', '2011-12-30T22:00:00Z'],
  ])('%s', (_case, timeZone, text, expected) => {
    expect(localToEpochMs(text, timeZone)).toBe(Date.parse(expected))
  })
})

describe('what is not a time is null', () => {
  test.each([
    '',
    ' ',
    '0000-00-00 00:00:00',
    '2026-02-31 00:00:00',
    '2025-02-29 00:00:00',
    '2026-13-01 00:00:00',
    '2026-03-00 00:00:00',
    '2026-03-01 24:00:00',
    '2026-03-01 00:60:00',
    '2026-03-01 00:00:60',
    '2026-03-01',
    '2026-03-01T12:00:00',
    '2026-03-01 12:00:00Z',
    '2026-3-1 12:00:00',
    '0050-01-01 00:00:00',
    'x2026-03-01 12:00:00',
  ])('%j', (text) => {
    expect(localToEpochMs(text, 'Europe/Vilnius')).toBeNull()
  })
})

test('a zone that does not exist is an error, not another zone', () => {
  expect(() => localToEpochMs('2026-03-01 12:00:00', 'Europe/Nowhere')).toThrow(RangeError)
  expect(['UTC', 'Europe/Vilnius', '+02:00', 'Europe/Nowhere', 'GMT+2', ''].map(isTimeZone)).toEqual([
    true,
    true,
    true,
    false,
    false,
    false,
  ])
})

const ZONES = [
  'UTC',
  'Europe/Vilnius',
  'Europe/London',
  'Europe/Dublin',
  'America/New_York',
  'America/St_Johns',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Pacific/Chatham',
  'Pacific/Kiritimati',
  'Pacific/Apia',
  'Africa/Casablanca',
  'America/Sao_Paulo',
  'Antarctica/Troll',
]
const QUARTER_MS = 15 * 60_000
const clocks = new Map(
  ZONES.map((timeZone) => [
    timeZone,
    new Intl.DateTimeFormat('sv-SE', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    }),
  ]),
)
const shownBy = (timeZone: string, epochMs: number): string => clocks.get(timeZone)?.format(epochMs) ?? ''

const asIfUtc = (text: string): number => Date.parse(`${text.replace(' ', 'T')}Z`)

/** Every instant at which a clock of the zone shows this time, found by looking at it each quarter of an hour. */
function instantsOf(text: string, timeZone: string): number[] {
  const found: number[] = []
  for (let quarter = -26 * 4; quarter <= 26 * 4; quarter++) {
    const instant = asIfUtc(text) + quarter * QUARTER_MS
    if (shownBy(timeZone, instant) === text) found.push(instant)
  }
  return found
}

/** The instant of a skipped time when it is read with the offset of the day before. */
function behindTheGap(text: string, timeZone: string): number {
  const dayBefore = asIfUtc(text) - 26 * 4 * QUARTER_MS
  return asIfUtc(text) - (asIfUtc(shownBy(timeZone, dayBefore)) - dayBefore)
}

const zone = fc.constantFrom(...ZONES)
const second = (fromYear: number, toYear: number) =>
  fc.integer({ min: Date.UTC(fromYear, 0) / 1000, max: Date.UTC(toYear, 0) / 1000 - 1 }).map((value) => value * 1000)
const MONTHS_OF_CHANGE = [2, 3, 8, 9, 10]
const MONTH_SECONDS = 31 * 86_400
/** As often of the months in which most clocks change as of any time. */
const wallTime = fc
  .oneof(
    second(1980, 2040),
    fc
      .tuple(fc.integer({ min: 2005, max: 2030 }), fc.constantFrom(...MONTHS_OF_CHANGE), fc.nat(MONTH_SECONDS))
      .map(([year, month, into]) => Date.UTC(year, month, 1) + into * 1000),
  )
  .map((epochMs) => new Date(epochMs).toISOString().slice(0, 19).replace('T', ' '))

describe('local times agree with Intl', () => {
  test('a time that exists is its first instant; one that is skipped is moved by the length of the gap', () => {
    fc.assert(
      fc.property(zone, wallTime, (timeZone, text) => {
        const first = instantsOf(text, timeZone)[0] ?? behindTheGap(text, timeZone)
        expect(localToEpochMs(text, timeZone)).toBe(first)
      }),
      { numRuns: runs(1500) },
    )
  }, 60_000)

  test('what a clock shows is read back as that instant, or as the first with the same time', () => {
    fc.assert(
      fc.property(zone, second(1980, 2040), (timeZone, epochMs) => {
        const text = toLocalTime(epochMs, timeZone)
        expect(text).toBe(shownBy(timeZone, epochMs))
        expect(localToEpochMs(text, timeZone)).toBe(instantsOf(text, timeZone)[0])
      }),
      { numRuns: runs(1000) },
    )
  }, 60_000)

  test('a call in progress began when its duration says, on both sides of every change', () => {
    const changes = ['Europe/Vilnius', 'America/New_York', 'Australia/Lord_Howe', 'America/St_Johns'].flatMap(
      (timeZone) =>
        Array.from({ length: 366 * 24 }, (_, hour) => Date.UTC(2026, 0) + hour * 4 * QUARTER_MS)
          .filter((atMs) => wallOffset(timeZone, atMs) !== wallOffset(timeZone, atMs - 4 * QUARTER_MS))
          .map((atMs) => ({ timeZone, atMs })),
    )
    expect(changes).toHaveLength(8)
    const span = fc.integer({ min: -3 * 3600, max: 3 * 3600 })
    fc.assert(
      fc.property(
        fc.constantFrom(...changes),
        span,
        fc.nat(7200),
        fc.integer({ min: -60, max: 60 }),
        (change, by, seconds, skew) => {
          const startMs = change.atMs + by * 1000
          const fetchedAtMs = startMs + (seconds + skew) * 1000
          const near = () => sinceOf(seconds, fetchedAtMs)
          expect(localToEpochMs(toLocalTime(startMs, change.timeZone), change.timeZone, near)).toBe(startMs)
        },
      ),
      { numRuns: runs(1500) },
    )
  }, 60_000)
})

const wallOffset = (timeZone: string, epochMs: number): number => asIfUtc(toLocalTime(epochMs, timeZone)) - epochMs
