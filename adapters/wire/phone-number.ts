import { type CountryCode, parsePhoneNumberFromString } from 'libphonenumber-js'

/** ISO 3166 alpha-2 code of the country whose numbering plan applies to a number written without a country code. */
export type Region = CountryCode

const DIALABLE = /^[+\d][\d\s().-]*$/
const SHORTEST_SUBSCRIBER_NUMBER = 6

/**
 * A number in E.164 form.
 * Vendors write +45…, 0045…, 45… and national forms; names, extensions and `anonymous` are not phone numbers.
 * @param region where national forms belong; without it only international forms are understood.
 * @returns null when the text is not a complete, possible number.
 */
export function toE164(text: string | null, region?: Region): string | null {
  return parse(text, region)?.number ?? null
}

/** ISO 3166 alpha-2 code of the country of a number; null when it is not a phone number or the code has several. */
export function countryOf(text: string | null, region?: Region): string | null {
  return parse(text, region)?.country ?? null
}

/** The digits behind the country code, which every way of writing the number ends with; null when it is no number. */
export function nationalDigits(text: string | null, region?: Region): string | null {
  return parse(text, region)?.nationalNumber ?? null
}

function parse(text: string | null, region?: Region) {
  if (text === null) return undefined
  const trimmed = text.trim()
  if (!DIALABLE.test(trimmed) || trimmed.replace(/\D/g, '').length < SHORTEST_SUBSCRIBER_NUMBER) return undefined
  const international = trimmed.startsWith('00') ? `+${trimmed.slice(2)}` : trimmed
  // A bare number is national where that makes a valid number; otherwise it is read as one with a country code.
  const asNational = parsePhoneNumberFromString(international, region)
  if (asNational?.isValid()) return asNational
  if (international.startsWith('+') || international.startsWith('0')) return undefined
  const asInternational = parsePhoneNumberFromString(`+${international}`)
  return asInternational?.isValid() ? asInternational : undefined
}
