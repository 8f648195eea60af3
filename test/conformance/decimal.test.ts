import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { toDecimal, toMoney } from '../../adapters/values/decimal.js'

describe('a decimal number keeps its digits', () => {
  test.each([
    // Report 22: a double gives 1.0123456789012346.
    ['1.01234567890123456788', '1.01234567890123456788'],
    ['0.01234567890123456788', '0.01234567890123456788'],
    ['-0.00', '-0.00'],
    ['0.0', '0.0'],
    ['00.10', '00.10'],
    ['-12.50', '-12.50'],
    ['+5.10', '5.10'],
    ['.5', '0.5'],
    ['5.', '5'],
    [' 7.0 ', '7.0'],
    ['1e-05', '0.00001'],
    ['1.20e-3', '0.00120'],
    ['-1.50E+3', '-1500'],
    ['0.5e1', '5'],
    ['12.345e1', '123.45'],
    ['123e-2', '1.23'],
    ['12345678901234567890.50', '12345678901234567890.50'],
    [0.006, '0.006'],
    [1e-7, '0.0000001'],
    [0, '0'],
    [-10, '-10'],
  ])('%j is %s', (sent, read) => {
    expect(toDecimal(sent)).toBe(read)
  })

  test.each([
    [''],
    [' '],
    ['.'],
    ['-'],
    ['1,5'],
    ['0x1F'],
    ['1.2.3'],
    ['12 EUR'],
    ['e5'],
    ['1e999'],
    ['1e9999999999'],
    ['9'.repeat(101)],
    ['NaN'],
    [Number.NaN],
    [Number.POSITIVE_INFINITY],
    [null],
    [undefined],
    [true],
    [{}],
    [['1']],
  ])('%j is none', (sent) => {
    expect(toDecimal(sent)).toBeNull()
    expect(toMoney(sent, 'EUR')).toBeNull()
  })
})

const digits = (least: number) => fc.stringMatching(new RegExp(`^[0-9]{${least},25}$`))

/** The value of a decimal as an integer of its last place. */
const scaled = (decimal: string, places: number): bigint => {
  const [whole = '', fraction = ''] = decimal.split('.')
  return BigInt(`${whole}${fraction.padEnd(places, '0')}`)
}

test('what the graph can write arrives as it was sent', () => {
  const decimals = fc.tuple(fc.constantFrom('', '-'), digits(1), fc.option(digits(1)))
  fc.assert(
    fc.property(decimals, ([sign, whole, fraction]) => {
      const sent = `${sign}${whole}${fraction === null ? '' : `.${fraction}`}`
      expect(toDecimal(sent)).toBe(sent)
    }),
  )
})

test('an exponent moves the point, and nothing else', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('', '-', '+'),
      digits(1),
      digits(0),
      fc.integer({ min: -30, max: 30 }),
      (sign, whole, fraction, exponent) => {
        const read = toDecimal(`${sign}${whole}.${fraction}e${exponent}`)
        expect(read).toMatch(/^-?\d+(\.\d+)?$/)
        expect(read?.startsWith('-')).toBe(sign === '-')
        // Both as integers of a place beyond all digits: the same number, by arithmetic that cannot round.
        const places = 60
        const value = scaled(read?.replace('-', '') ?? '', places)
        const mantissa = BigInt(`0${whole}${fraction}`)
        expect(value).toBe(mantissa * 10n ** BigInt(places - fraction.length + exponent))
      },
    ),
  )
})
