import { type Region, toE164 } from '../values/phone-number.js'

/**
 * What TelecomX's `number` parameter ("A-number or B-number to match or part of it") must be, so that the vendor finds
 * at least what the gateway means by a filter text. The vendor writes its numbers in E.164 with +, or `anonymous`.
 *
 * A complete number is sent in E.164 form, a beginning (+ or 00 in front) with + in front, other digits as they are.
 * Text with letters is not sent: whether the vendor would find it in `anonymous`, in which case, is not documented.
 * @param region where national forms of the filter belong.
 * @returns null when the vendor cannot be asked for it.
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
