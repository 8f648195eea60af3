// Local times of calls in progress in the hour that the clock of the switch repeats.

import { expect, test } from 'vitest'
import { activeCallsOf, declare, rowOf } from './mor/declared.js'
import { DIGEST, declared as portasip } from './portasip/declared.js'

const timeZone = 'Europe/Vilnius'
const [FIRST, SECOND] = ['2026-10-25T00:10:00Z', '2026-10-25T01:10:00Z']
const [AFTER_FIRST, AFTER_SECOND] = [Date.parse(FIRST) + 1_200_000, Date.parse(SECOND) + 1_200_000]

test.each([
  ['1200', '', AFTER_SECOND, SECOND],
  ['1200', '', AFTER_FIRST, FIRST],
  ['00:20:00', '', AFTER_SECOND, SECOND],
  ['', '', AFTER_SECOND, FIRST],
  ['', `${Date.parse(SECOND) / 1000 - 5}.1`, AFTER_SECOND, SECOND],
  ['', `${Date.parse(FIRST) / 1000 - 5}.1`, AFTER_SECOND, FIRST],
])('MOR, duration %j, unique id %j, read at %d: %s', (duration, uniqueid, fetchedAtMs, expected) => {
  const list = activeCallsOf(declare({ timeZone }))
  const row = rowOf({ answer_time: '2026-10-25 03:10:00', duration, uniqueid })
  expect(list.fields.answeredAt.read(row, fetchedAtMs)).toBe(expected)
  if (uniqueid === '') expect(list.orderTime(row, fetchedAtMs)).toBe(Date.parse(expected))
})

test.each([
  [1200, 0, AFTER_SECOND, SECOND],
  [1195, 5, AFTER_FIRST, FIRST],
  [0, 6, Date.parse(SECOND) + 6000, SECOND],
])('Sippy, talking for %d s after %d s: %#', (DURATION, DELAY, fetchedAtMs, expected) => {
  const { list } = portasip({ ...DIGEST, timeZone })
  const row = { SETUP_TIME: '20261025T03:10:00', DURATION, DELAY }
  expect(list.fields.startedAt.read(row, fetchedAtMs)).toBe(expected)
  expect(list.orderTime(row, fetchedAtMs)).toBe(Date.parse(expected))
  expect(list.fields.startedAt.read(row)).toBe(FIRST)
})

test('times of the year 1 are null, for MOR and Sippy too', () => {
  const row = rowOf({ answer_time: '0001-01-01 00:00:00' })
  expect(activeCallsOf(declare({})).fields.answeredAt.read(row)).toBeNull()
  const { list } = portasip()
  for (const SETUP_TIME of ['00010101T00:00:00', '0001-01-01T00:00:00Z', '00000000T00:00:00'])
    expect(list.fields.startedAt.read({ SETUP_TIME })).toBeNull()
})
