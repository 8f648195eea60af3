import { type Region, toE164 } from './phone-number.js'

/** What a text means by which numbers are filtered. */
export type NumberCondition =
  /** A complete international number: the same number in whatever form it is written. */
  | { readonly kind: 'complete'; readonly e164: string }
  /** `+` or `00` and digits: the digits with which a number begins, without its own `+` or `00`. */
  | { readonly kind: 'prefix'; readonly digits: string }
  /** Other digits: they may be anywhere in the digits of a number. */
  | { readonly kind: 'part'; readonly digits: string }
  /** Text with letters: it may be anywhere in what the vendor wrote, in upper or lower case. */
  | { readonly kind: 'text'; readonly text: string }

/** Whether a text has letters of any script, so that it is not a plain number. */
export const hasLetters = (text: string): boolean => /\p{L}/u.test(text)

const INTERNATIONAL_PREFIX = /^(?:\+|00)/

/** The text without `+` or `00` in front. */
export const withoutInternationalPrefix = (text: string): string => text.replace(INTERNATIONAL_PREFIX, '')

/** All digits of the text. */
export const digitsOf = (text: string): string => text.replace(/\D/g, '')

/**
 * Reads a filter text.
 * @param region the country of national numbers.
 * @returns null for text without letters or digits, which matches no number.
 */
export function readNumberCondition(wanted: string, region: Region | undefined): NumberCondition | null {
  const text = wanted.trim()
  const e164 = toE164(text, region)
  if (e164 !== null) return { kind: 'complete', e164 }
  if (hasLetters(text)) return { kind: 'text', text }
  const digits = digitsOf(withoutInternationalPrefix(text))
  if (digits === '') return null
  return { kind: INTERNATIONAL_PREFIX.test(text) ? 'prefix' : 'part', digits }
}
