import { type Region, toE164 } from '../values/phone-number.js'

/**
 * The value of TelecomX's `number` parameter ("A-number or B-number to match or part of it") with which the vendor
 * finds at least every number that matches a filter text. The vendor writes numbers in E.164 with +, or `anonymous`.
 *
 * A complete number is sent in E.164 form, a prefix (text that starts with + or 00) with a leading +, and other digits
 * unchanged. Text with letters is not sent: it is not documented whether the vendor finds it in `anonymous`, and
 * whether case matters.
 * @param region the country of national numbers in the filter.
 * @returns null if the vendor cannot filter by this text.
 */
export function toNumberParameter(wanted: unknown, region: Region): string | null {
  if (typeof wanted !== 'string' || /\p{L}/u.test(wanted)) return null
  const text = wanted.trim()
  const e164 = toE164(text, region)
  if (e164 !== null) return e164
  const isBeginning = /^(\+|00)/.test(text)
  const digits = text.replace(/^(\+|00)/, '').replace(/\D/g, '')
  if (digits === '') return null
  return isBeginning ? `+${digits}` : digits
}
