import { nationalDigits, type Region } from '../values/phone-number.js'

// From and To are compared by SQL LIKE, and Restcomm puts a % in front of what is sent: `70305050` finds every number
// that ends so, `4570%` every number with these digits somewhere. Its records hold user parts of SIP addresses: numbers
// in them have no spaces or dashes.

/**
 * The pattern that finds at least every number that a condition on a number means. It is made of digits only: user text
 * could hold wildcards, and whether letters mind case depends on Restcomm's database.
 * @param wanted what the client asks for: a complete number, a beginning (with + or 00 in front), or a part.
 * @returns null when it cannot be asked for: the gateway has to look at every call then.
 */
export function numberPattern(wanted: unknown, region: Region | undefined): string | null {
  if (typeof wanted !== 'string') return null
  // Every way of writing a complete number ends with its national digits: +45…, 0045…, 45…, and none of these.
  const complete = nationalDigits(wanted, region)
  if (complete !== null) return isDigits(complete) ? complete : null
  const digits = wanted.trim().replace(/^(\+|00)/, '')
  return isDigits(digits) ? `${digits}%` : null
}

const isDigits = (text: string): boolean => /^\d+$/.test(text)
