import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addDecimals, compareDecimals, negateDecimal } from '../../../../adapters/values/decimal.js'
import { runs } from '../../../support/runs.js'

/** Decimals of up to forty digits, as whole numbers of their last place and as text. */
const decimal = fc.tuple(fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }), fc.nat(20)).map(([units, scale]) => {
  const digits = String(units < 0n ? -units : units).padStart(scale + 1, '0')
  const text = `${digits.slice(0, digits.length - scale)}${scale === 0 ? '' : `.${digits.slice(-scale)}`}`
  return { text: `${units < 0n ? '-' : ''}${text}`, inPlaces: units * 10n ** BigInt(20 - scale) }
})

describe('decimals', () => {
  test.each([
    ['1', '1.00', 0],
    ['-0.00', '0', 0],
    ['0.1', '0.09', 1],
    ['-0.1', '-0.09', -1],
    ['9007199254740993', '9007199254740992', 1],
    ['0.30000000000000000001', '0.3', 1],
    ['00.5', '0.50', 0],
  ])('%s and %s compare as %i', (a, b, expected) => {
    expect(Math.sign(compareDecimals(a, b))).toBe(expected)
  })

  test.each([
    ['0.1', '0.2', '0.3'],
    ['-3.5', '10', '6.5'],
    ['-0.10', '0.1', '0.00'],
    ['0.05', '-0.06', '-0.01'],
    ['12345678901234567890.123', '0.0000000001', '12345678901234567890.1230000001'],
  ])('%s and %s add up to %s', (a, b, sum) => {
    expect(addDecimals(a, b)).toBe(sum)
  })

  test('are compared and added up exactly, whatever their length', () => {
    fc.assert(
      fc.property(decimal, decimal, (a, b) => {
        expect(Math.sign(compareDecimals(a.text, b.text))).toBe(
          a.inPlaces < b.inPlaces ? -1 : a.inPlaces > b.inPlaces ? 1 : 0,
        )
        const sum = addDecimals(a.text, b.text)
        expect(compareDecimals(addDecimals(sum, negateDecimal(b.text)), a.text)).toBe(0)
      }),
      { numRuns: runs(200) },
    )
  })

  test.each([
    ['12.50', '-12.50'],
    ['-12.50', '12.50'],
    ['0.00', '0.00'],
    ['-0.00', '0.00'],
  ])('%s with the other sign is %s', (given, turned) => {
    expect(negateDecimal(given)).toBe(turned)
  })
})
