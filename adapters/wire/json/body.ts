import type { Decoder, StartDecoder } from '../../contract.js'
import { protocolFault } from '../faults.js'
import { isRow } from '../field-readers.js'
import { excessOf, type JsonLimits } from './json-limits.js'

/** A decoder for formats that are parsed as a whole, such as JSON: collects the pieces, then parses them. */
export function wholeBody<Result>(read: (text: string, contentType: string) => Result): StartDecoder<Result> {
  return ({ contentType }): Decoder<Result> => {
    const pieces: string[] = []
    return {
      readsAtEnd: true,
      write: (text) => void pieces.push(text),
      end: () => {
        const text = pieces.length === 1 ? (pieces[0] ?? '') : pieces.join('')
        // Who waits for the rows may retain the decoder.
        pieces.length = 0
        return read(text, contentType)
      },
    }
  }
}

/** Decodes one text; for tests and for small responses. */
export function decodeText<Result>(start: StartDecoder<Result>, text: string, contentType = ''): Result {
  const decoder = start({ contentType })
  decoder.write(text)
  return decoder.end()
}

/** The kind of a body in two or three words, without any of its content. */
export function kindOfBody(text: string): string {
  const start = text.slice(0, 256).trimStart().toLowerCase()
  if (start === '') return 'an empty body'
  if (start.startsWith('<!doctype html') || start.startsWith('<html')) return 'an HTML page'
  if (start.startsWith('<')) return 'XML'
  if (start.startsWith('{') || start.startsWith('[')) return 'JSON'
  return 'text'
}

/** Far above the responses of all vendors. */
const LIMITS: JsonLimits = { levels: 1000, objects: 1_000_000 }
const EXCESSES: Readonly<Record<keyof JsonLimits, string>> = {
  levels: `JSON that is more than ${LIMITS.levels} levels deep`,
  objects: `JSON of more than ${LIMITS.objects} objects`,
}

/**
 * A number that JavaScript may not write digit for digit: one of more than 15 digits, whether before or after its point, a
 * decimal with zeros at its end, or one below 0.000001, which it writes as 1e-7.
 */
const MAY_LOSE_DIGITS = /[:[,]\s*-?(?:[\d.]{16}|\d+\.\d*0\s*[,}\]]|0\.0{6})/
/** In this much text, the pattern finds such numbers in less time than a look at what was parsed. */
const FEW_CHARACTERS = 1024
const PLAIN_NUMBER = /^-?\d+(?:\.\d+)?$/

/** A number that would lose digits becomes its text: ids are compared as text, and money is text. */
function keepDigits(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  const source = context?.source
  if (typeof value !== 'number' || source === undefined || String(value) === source) return value
  return source !== '-0' && PLAIN_NUMBER.test(source) ? source : value
}

/**
 * Whether a document may hold a number that would lose digits. Most rows are text only: to look at each of their values
 * takes less than half of the time that the pattern takes for the whole text.
 * @param parsed the document, with the digits that JavaScript keeps.
 */
function mayLoseDigits(text: string, parsed: unknown): boolean {
  const isText =
    isRow(parsed) &&
    Object.entries(parsed).every(([name, value]) =>
      typeof value === 'number' ? isWrittenAs(text, name, value) : !holdsNumber(value),
    )
  return !isText && MAY_LOSE_DIGITS.test(text)
}

/**
 * Whether the text has a member of this name and number, written as JavaScript writes it. Where no object inside has a
 * number, it is the member of the outermost object. In a string the quote would be `\"`.
 */
const isWrittenAs = (text: string, name: string, value: number): boolean =>
  text.includes(`"${name}":${value},`) || text.includes(`"${name}":${value}}`)

function holdsNumber(value: unknown): boolean {
  if (typeof value !== 'object') return typeof value === 'number'
  if (Array.isArray(value)) return value.some(holdsNumber)
  // Reflect.get takes four times as long.
  if (isRow(value)) for (const name in value) if (holdsNumber(value[name])) return true
  return false
}

/**
 * Parses JSON that a vendor sent. Numbers whose digits JavaScript would change become text.
 * @throws VendorFault PROTOCOL, without any of the body's text.
 */
export function parseJson(text: string): unknown {
  const excess = excessOf(text, LIMITS)
  if (excess !== null) throw protocolFault('JSON', EXCESSES[excess])
  try {
    // Rows are alike: if the first ones have such numbers, nothing is parsed twice.
    if (MAY_LOSE_DIGITS.test(text.slice(0, FEW_CHARACTERS))) return JSON.parse(text, keepDigits)
    const parsed: unknown = JSON.parse(text)
    return text.length > FEW_CHARACTERS && mayLoseDigits(text, parsed) ? JSON.parse(text, keepDigits) : parsed
  } catch {
    throw protocolFault('JSON', kindOfBody(text) === 'JSON' ? 'JSON that is cut short or malformed' : kindOfBody(text))
  }
}
