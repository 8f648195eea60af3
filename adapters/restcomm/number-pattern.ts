import { withoutInternationalPrefix } from '../values/number-condition.js'
import { nationalDigits, type Region } from '../values/phone-number.js'

// From and To are compared by SQL LIKE, and Restcomm puts a % in front of the parameter: `70305050` finds all numbers
// that end with it, `4570%` all numbers that contain it. Its records hold user parts of SIP addresses: their numbers
// have no spaces or dashes.

/**
 * The pattern with which Restcomm finds at least every number that matches a filter text. It has digits only: user text
 * could contain wildcards, and whether letters are compared with case depends on Restcomm's database.
 * @param wanted the filter text: a complete number, a prefix (starting with + or 00), or a part of a number.
 * @returns null if no such pattern exists; the gateway then has to filter all calls.
 */
export function numberPattern(wanted: unknown, region: Region | undefined): string | null {
  if (typeof wanted !== 'string') return null
  // Every form of a complete number ends with its national digits: +45…, 0045…, 45…, or the national form.
  const complete = nationalDigits(wanted, region)
  if (complete !== null) return isDigits(complete) ? complete : null
  const digits = withoutInternationalPrefix(wanted.trim())
  return isDigits(digits) ? `${digits}%` : null
}

const isDigits = (text: string): boolean => /^\d+$/.test(text)
