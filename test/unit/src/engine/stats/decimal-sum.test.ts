import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { toDecimal } from '../../../../../adapters/values/decimal.js'
import { DecimalSum } from '../../../../../src/engine/stats/decimal-sum.js'
import { runs } from '../../../../support/runs.js'

const sumOf = (decimals: readonly string[]): string => {
  const sum = new DecimalSum()
  for (const decimal of decimals) sum.add(decimal)
  return sum.toString()
}

/** Up to forty digits, with a point anywhere. */
const decimals = fc
  .tuple(fc.boolean(), fc.bigInt({ min: 0n, max: 10n ** 40n }), fc.nat(45))
  .map(([isNegative, units, scale]) => (isNegative ? '-' : '') + pointed(units, scale))
const pointed = (units: bigint, scale: number): string => {
  const digits = String(units).padStart(scale + 1, '0')
  return scale === 0 ? digits : `${digits.slice(0, -scale)}.${digits.slice(-scale)}`
}

/** In units of the forty-fifth decimal place. */
const SCALE = 45
function unitsOf(decimal: string): bigint {
  const [whole = '', fraction = ''] = decimal.replace('-', '').split('.')
  const units = BigInt(whole + fraction.padEnd(SCALE, '0'))
  return decimal.startsWith('-') ? -units : units
}

describe('a sum of decimals', () => {
  test('is the sum of their units, in any order and in any parts', () => {
    fc.assert(
      fc.property(fc.array(decimals, { maxLength: 20 }), fc.nat(20), (all, at) => {
        const exact = all.reduce((sum, decimal) => sum + unitsOf(decimal), 0n)
        expect(unitsOf(sumOf(all))).toBe(exact)
        expect(unitsOf(sumOf(all.toReversed()))).toBe(exact)
        const [first, second] = [new DecimalSum(), new DecimalSum()]
        all.forEach((decimal, index) => (index < at ? first : second).add(decimal))
        first.addSum(second)
        expect(first.toString()).toBe(sumOf(all))
      }),
      { numRuns: runs(300) },
    )
  })

  test('less the same decimals is nothing', () => {
    fc.assert(
      fc.property(fc.array(decimals, { maxLength: 20 }), (all) => {
        const sum = new DecimalSum()
        for (const decimal of all) sum.add(decimal)
        for (const decimal of all) sum.subtract(decimal)
        expect(unitsOf(sum.toString())).toBe(0n)
      }),
      { numRuns: runs(100) },
    )
  })

  test.each([
    [[], '0'],
    [['0.10', '0.20'], '0.30'],
    [['0.1', '0.25'], '0.35'],
    [['1.01234567890123456788', '0.00000000000000000001'], '1.01234567890123456789'],
    [['-0.10', '0.05'], '-0.05'],
    [['-0.00', '0'], '0.00'],
    [['9007199254740993', '0.000001'], '9007199254740993.000001'],
    [['12', '-13'], '-1'],
    [[toDecimal('1e-05') ?? '', toDecimal('1e2') ?? ''], '100.00001'],
  ])('of %j is %j', (all, expected) => {
    expect(sumOf(all)).toBe(expected)
  })
})
