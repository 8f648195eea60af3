// How much a JSON document asks of its parser, told without parsing it. Ten megabytes of `[`, or of `{},`, would hold up
// JSON.parse, and with it everybody, for more than a second; as much of a vendor's records takes a twentieth of that.

export interface JsonLimits {
  /** How often arrays and objects may stand in each other. */
  readonly levels: number
  /** How many arrays and objects there may be. Brackets in strings count as well. */
  readonly objects: number
}

/** Looked at as one: in so many characters of a list of records, few objects begin. */
const STRETCH = 16 * 1024

/**
 * Which limit a document exceeds; null: it may be parsed. The text need not be valid.
 *
 * Counting brackets with indexOf, stretch by stretch, costs a tenth of JSON.parse and shows for nearly every document
 * that it cannot be too deep. Only where brackets are very many, or do not match because they stand in strings, is it
 * read character by character.
 */
export function excessOf(text: string, { levels, objects }: JsonLimits): keyof JsonLimits | null {
  let [depth, opened, isKnown] = [0, 0, false]
  for (let start = 0; start < text.length; start += STRETCH) {
    const stretch = text.slice(start, start + STRETCH)
    const opens = count(stretch, '{') + count(stretch, '[')
    if (!isKnown && depth + opens > levels) {
      if (isDeeperThan(levels, text)) return 'levels'
      isKnown = true
    }
    if ((opened += opens) > objects) return 'objects'
    depth += opens - count(stretch, '}') - count(stretch, ']')
  }
  return null
}

function count(text: string, character: string): number {
  let found = 0
  for (let at = text.indexOf(character); at >= 0; at = text.indexOf(character, at + 1)) found++
  return found
}

const QUOTE = 0x22
const BACKSLASH = 0x5c
/** The one bit in which `{` differs from `[`, and `}` from `]`. */
const CASE = 0x20
const OPEN = 0x7b
const CLOSE = 0x7d

function isDeeperThan(most: number, text: string): boolean {
  let depth = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === QUOTE) at = endOfString(text, at)
    else if ((code | CASE) === OPEN && ++depth > most) return true
    else if ((code | CASE) === CLOSE) depth--
  }
  return false
}

/** Where the quote stands that ends the string which begins here; the end of the text when none does. */
function endOfString(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let backslashes = 0
    while (text.charCodeAt(at - 1 - backslashes) === BACKSLASH) backslashes++
    if (backslashes % 2 === 0) return at
  }
  return text.length
}
