import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { numberPattern } from '../../../../adapters/restcomm/number-pattern.js'
import { likeTest } from '../../../../adapters/restcomm/simulator/call-filter.js'
import { toParty } from '../../../../adapters/values/party.js'
import { numberTest } from '../../../../src/plan/match.js'
import { runs } from '../../../support/runs.js'

test.each([
  ['a complete number', '+4570305050', undefined, '70305050'],
  ['a complete number with 00', '004570305050', undefined, '70305050'],
  ['a complete number without a prefix', '4570305050', undefined, '70305050'],
  ['a complete number, spaced', ' +45 70 30 50 50 ', undefined, '70305050'],
  ['a national number where it is known whose', '70305050', 'DK', '70305050'],
  ['a part', '7030', undefined, '7030%'],
  ['an extension', '101', undefined, '101%'],
  ['a beginning', '+45703', undefined, '45703%'],
  ['a beginning with 00', '0045703', 'DK', '45703%'],
  ['leading zeros of a part', '0703', undefined, '0703%'],
] as const)('%s is asked for', (_what, wanted, region, pattern) => {
  expect(numberPattern(wanted, region)).toBe(pattern)
})

test.each([
  ['a name', 'alice'],
  ['a wildcard for any text', '7030%'],
  ['a wildcard for one character', '70_0'],
  ['an escaped wildcard', '70\\%'],
  ['a wildcard in a beginning', '+45%'],
  ['nothing behind a plus', '+'],
  ['nothing behind 00', '00'],
  ['nothing', ''],
  ['digits apart', '70 30'],
  ['no text', 45],
  ['no condition', undefined],
])('%s is not sent', (_what, wanted) => {
  expect(numberPattern(wanted, 'DK')).toBeNull()
})

describe('a pattern never selects too few rows', () => {
  const region = 'DK'
  const digits = (from: number, to: number) =>
    fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: from, maxLength: to })
  const danish = digits(6, 6).map((rest) => `70${rest}`)
  const written = fc.oneof(
    fc.tuple(fc.constantFrom('', '+45', '0045', '45'), danish).map((parts) => parts.join('')),
    fc.constantFrom('+442079460123', '00442079460123', '442079460123', '02079460123', 'alice', 'anonymous', '101'),
    digits(1, 9),
  )
  /** A text to search for in a number, often one that it contains. */
  const search = (number: string) =>
    fc.oneof(
      written,
      fc.constant(number),
      fc
        .tuple(fc.nat(number.length), fc.nat(number.length), fc.constantFrom('', '+', '00'))
        .map(([a, b, prefix]) => `${prefix}${number.slice(Math.min(a, b), Math.max(a, b))}`),
    )

  test('whatever the gateway would find, the pattern finds', () => {
    let found = 0
    fc.assert(
      fc.property(
        written.chain((number) => fc.tuple(fc.constant(number), search(number))),
        ([number, wanted]) => {
          const pattern = numberPattern(wanted, region)
          if (pattern === null || !numberTest(wanted, region)(toParty(number, region))) return
          found += 1
          expect(likeTest(`%${pattern}`)(number)).toBe(true)
        },
      ),
      { seed: 1, numRuns: runs(3000) },
    )
    expect(found).toBeGreaterThan(300)
  })
})
