import { describe, expect, test } from 'vitest'
import type { Alarm } from '../../../../../src/wallboard/core/board.js'
import { announcementOf, describeSettings, figureOf } from '../../../../../src/wallboard/view/alarm-text.js'
import {
  formatNumber,
  formatSetting,
  formatShare,
  formatSilence,
  formatSpan,
  formatTalk,
  nameCountry,
} from '../../../../../src/wallboard/view/format.js'

test('figures are written for people', () => {
  expect([0, 61, 3599.9, 3600, 90_061].map(formatTalk)).toEqual(['0:00', '1:01', '59:59', '1:00:00', '25:01:01'])
  expect([-5, 59_999, 60_000, 7_300_000, 180_000_000].map(formatSpan)).toEqual(['0 s', '59 s', '1 min', '2 h', '2 d'])
  expect([61_500, 599_999, 600_000].map(formatSilence)).toEqual(['61 s', '599 s', '10 min'])
  expect([30_000, 5_400_000, 14_400_000].map(formatSetting)).toEqual(['30 s', '90 min', '4 h'])
  expect([0, 0.004, 0.05, 1].map(formatShare)).toEqual(['0 %', '<1 %', '5 %', '100 %'])
  expect([nameCountry('DK'), nameCountry('nonsense'), formatNumber(10_000)]).toEqual(['Denmark', 'nonsense', '10,000'])
})

describe('alarms', () => {
  const alarm = (kind: string, source: string | null, value: number | null): Alarm => ({
    ...{ kind, source, value },
    sinceMs: 0,
    threshold: null,
  })

  test.each<[Alarm, string, string | null]>([
    [alarm('SOURCE_DOWN', 'Aarhus', 40), 'Aarhus: down', null],
    [alarm('CALLS_DROPPED', 'Aarhus', 0.32), 'Aarhus: calls have dropped', 'to 32 %'],
    [alarm('LONG_CALL', 'Aarhus', 14_460), 'Aarhus: a call lasts too long', '4:01:00'],
    [alarm('LONG_CALL', null, null), 'A call lasts too long', null],
    [alarm('COUNTRY_SHARE', null, 0.27), 'Many calls to watched countries', '27 %'],
    [alarm('NEW_KIND', null, 3), 'All sources: new kind', '3'],
  ])('%j: %s', (given, announcement, figure) => {
    expect([announcementOf(given), figureOf(given)]).toEqual([announcement, figure])
  })

  test('are explained by their thresholds', () => {
    const settings = {
      sourceDownForMs: 30_000,
      dropTo: 0.5,
      dropWithinMs: 120_000,
      dropFrom: 20,
      longerThanMs: 14_400_000,
      countryShare: { of: ['SO', 'LV'], above: 0.2 },
    }
    expect(describeSettings(settings)).toEqual([
      'A source is down for 30 s.',
      'The calls of a source drop from at least 20 to 50 % within 2 min.',
      'A call lasts longer than 4 h.',
      'More than 20 % of the calls go to SO, LV.',
    ])
    expect(describeSettings({})).toEqual([])
  })
})
