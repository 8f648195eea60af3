import { hasLetters, readNumberCondition } from '../values/number-condition.js'
import type { Region } from '../values/phone-number.js'

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
  if (typeof wanted !== 'string' || hasLetters(wanted)) return null
  const condition = readNumberCondition(wanted, region)
  if (condition === null || condition.kind === 'text') return null
  if (condition.kind === 'complete') return condition.e164
  return condition.kind === 'prefix' ? `+${condition.digits}` : condition.digits
}
