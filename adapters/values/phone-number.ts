import { type CountryCode, parsePhoneNumberFromString } from 'libphonenumber-js'
import { LRUCache } from 'lru-cache'

/** ISO 3166 alpha-2 code of the country whose numbering plan applies to a number written without a country code. */
export type Region = CountryCode

const DIALABLE = /^[+\d(][\d\s().-]*$/
/** Invisible marks of the writing direction, which copied numbers may contain, and the byte order mark. */
const INVISIBLE = /[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g
/** An extension after the number: `x136`, `ext. 136`, `;ext=136` with further parameters, or pauses and digits. */
const EXTENSION = /(?:(?:x|ext\.?)\s*\d+|,+\d+#?|;[\w.-]+=.*)$/i
/** A display name, which may contain any text, even text that looks like a URI (RFC 3261, 25.1). */
const DISPLAY_NAME = /^\s*"(?:[^"\\]|\\.)*"/
/** Longer texts are not numbers, and not URIs with a number. */
const LONGEST_ADDRESS = 256
const FULL_WIDTH = /[\uff0b\uff10-\uff19]/g
const SHORTEST_SUBSCRIBER_NUMBER = 6

/**
 * A number in E.164 form.
 * Vendors write +45…, 0045…, 45… and national forms; names, extensions and `anonymous` are not phone numbers.
 * @param region the country of national numbers; without it only international forms are recognized.
 * @returns null if the text is not a complete, valid number.
 */
export function toE164(text: string | null, region?: Region): string | null {
  return parse(text, region)?.number ?? null
}

/**
 * ISO 3166 alpha-2 code of the country of a number; null if it is not a phone number, or several countries share the
 * calling code.
 */
export function countryOf(text: string | null, region?: Region): string | null {
  return parse(text, region)?.country ?? null
}

/** The digits after the country code, with which every form of the number ends; null if it is not a phone number. */
export function nationalDigits(text: string | null, region?: Region): string | null {
  return parse(text, region)?.nationalNumber ?? null
}

/** How many numbers are cached for one list: both ends of the calls of a typical list, in about 2 MB. */
const REMEMBERED_NUMBERS = 20_000

/** Reads the numbers of one list. */
export interface NumberReader {
  /** Like `toE164`, with the region of the list. */
  toE164(text: string | null): string | null
}

/**
 * A reader with a cache: parsing a number takes some microseconds, and a list that is polled contains the same numbers
 * again and again.
 */
export function createNumberReader(region: Region | undefined): NumberReader {
  // Created with the first number: most lists of most sources are never read.
  let known: LRUCache<string, { readonly e164: string | null }> | undefined
  return {
    toE164(text) {
      if (text === null) return null
      known ??= new LRUCache({ max: REMEMBERED_NUMBERS })
      const found = known.get(text)
      if (found !== undefined) return found.e164
      const e164 = toE164(text, region)
      known.set(text, { e164 })
      return e164
    },
  }
}

/** The number or user in a `tel:`, `sip:` or `sips:` URI; the text itself if it is not a URI. */
export function addressedBy(text: string): string {
  if (text.length > LONGEST_ADDRESS) return text
  const uri = /(?:^|<)\s*(tel|sips?):([^<>]*)/i.exec(text.replace(DISPLAY_NAME, ''))
  if (uri === null) return text
  const [, scheme = '', rest = ''] = uri
  const at = rest.indexOf('@')
  // A SIP URI without a user has only a host: an address such as 192.0.2.7 must not be read as a number.
  if (scheme.toLowerCase() !== 'tel' && at === -1) return ''
  const user = (at === -1 ? rest : rest.slice(0, at)).split(/[;?]/, 1)[0] ?? ''
  try {
    return decodeURIComponent(user)
  } catch {
    return user
  }
}

/** The number in dialable form: without a URI, invisible marks, full-width digits and an extension. */
function dialable(text: string): string {
  if (text.length > LONGEST_ADDRESS) return text
  const visible = addressedBy(text).replace(INVISIBLE, '').trim()
  return visible
    .replace(FULL_WIDTH, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
    .replace(EXTENSION, '')
    .trim()
}

function parse(text: string | null, region?: Region) {
  if (text === null) return undefined
  const plain = text.trim()
  // Nearly all numbers are already in this form.
  const trimmed = DIALABLE.test(plain) ? plain : dialable(text)
  if (!DIALABLE.test(trimmed) || trimmed.replace(/\D/g, '').length < SHORTEST_SUBSCRIBER_NUMBER) return undefined
  const international = trimmed.startsWith('00') ? `+${trimmed.slice(2)}` : trimmed
  // Digits alone are read as a national number if that is valid, and otherwise as a number with a country code.
  const asNational = parsePhoneNumberFromString(international, region)
  if (asNational?.isValid()) return asNational
  if (international.startsWith('+') || international.startsWith('0')) return undefined
  const asInternational = parsePhoneNumberFromString(`+${international}`)
  return asInternational?.isValid() ? asInternational : undefined
}
