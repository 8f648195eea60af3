import type { Money } from '../../schema/shapes.js'

// Decimal numbers of vendors stay text from the response to the client: a double holds 17 digits at most.

/** Far more than any amount has; a larger exponent is no amount, and would take memory. */
const MAX_LENGTH = 100
const MAX_EXPONENT = 60
const FORM = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/
/** What the graph writes, which most vendors send. */
const PLAIN = /^-?\d+(?:\.\d+)?$/

/**
 * Reads a decimal number with all of its digits, trailing zeros included.
 * @param value text in decimal form, with or without a sign and an exponent: `-0.10`, `+5`, `.5`, `1e-05`; or a number,
 * for vendors that send numbers: it is written with the fewest digits that mean the same number.
 * @returns digits as the graph writes them: no plus sign, no exponent, a digit before and after the point. The text of the
 * vendor where it has this form already. Null if it is absent, '', or no such number.
 */
export function toDecimal(value: unknown): string | null {
  if (typeof value !== 'string') return typeof value === 'number' ? toDecimal(String(value)) : null
  if (value === '' || value.length > MAX_LENGTH) return null
  if (PLAIN.test(value)) return value
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = FORM.exec(value.trim()) ?? []
  const shift = Number(exponent)
  if (whole + fraction === '' || Math.abs(shift) > MAX_EXPONENT) return null
  return (sign === '-' ? '-' : '') + shifted(whole, fraction, shift)
}

/** Moves the decimal point, to the right if `shift` is positive. */
function shifted(whole: string, fraction: string, shift: number): string {
  const point = whole.length + shift
  const digits = whole + fraction
  const before = point <= 0 ? '' : digits.slice(0, point).padEnd(point, '0')
  const after = point <= 0 ? '0'.repeat(-point) + digits : digits.slice(point)
  // An exponent brings zeros to the front that nobody wrote: 0.5e1 is 5.
  const trimmed = shift > 0 ? before.replace(/^0+(?=\d)/, '') : before
  return `${trimmed === '' ? '0' : trimmed}${after === '' ? '' : `.${after}`}`
}

/**
 * A decimal number times a power of ten, with all of its digits: for vendors that count in hundredths of a currency.
 * @param decimal as `toDecimal` returns it.
 */
export function timesPowerOfTen(decimal: string, exponent: number): string {
  return exponent === 0 ? decimal : (toDecimal(`${decimal}e${exponent}`) ?? decimal)
}

/** An amount of money; null if the vendor reports none. */
export function toMoney(amount: unknown, currency: string | null): Money | null {
  const decimal = toDecimal(amount)
  return decimal === null ? null : { amount: decimal, currency }
}
