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

/** Digits as one integer, with as many of them behind the point as `scale` says. */
const scaled = (decimal: string, scale: number): bigint => {
  const [whole = '', fraction = ''] = decimal.split('.')
  return BigInt(whole + fraction.padEnd(scale, '0'))
}

const scaleOf = (decimal: string): number => {
  const point = decimal.indexOf('.')
  return point < 0 ? 0 : decimal.length - point - 1
}

/**
 * Compares two decimals, of any length, exactly.
 * @param a digits as `toDecimal` returns them; `b` as well.
 * @returns negative if the first is less, positive if it is greater, 0 if both are the same number.
 */
export function compareDecimals(a: string, b: string): number {
  const scale = Math.max(scaleOf(a), scaleOf(b))
  const [first, second] = [scaled(a, scale), scaled(b, scale)]
  return first < second ? -1 : first > second ? 1 : 0
}

/** The sum of two decimals, with as many digits behind the point as the longer one has. */
export function addDecimals(a: string, b: string): string {
  const scale = Math.max(scaleOf(a), scaleOf(b))
  return unscaled(scaled(a, scale) + scaled(b, scale), scale)
}

function unscaled(value: bigint, scale: number): string {
  const digits = String(value < 0n ? -value : value).padStart(scale + 1, '0')
  const point = digits.length - scale
  return `${value < 0n ? '-' : ''}${digits.slice(0, point)}${scale === 0 ? '' : `.${digits.slice(point)}`}`
}

/** The same amount with the other sign; zero keeps its digits, without a sign. */
export function negateDecimal(decimal: string): string {
  if (decimal.startsWith('-')) return decimal.slice(1)
  return /[1-9]/.test(decimal) ? `-${decimal}` : decimal
}
