// Estimates the cost of parsing a JSON document without parsing it. Ten megabytes of `[`, or of `{},`, would block
// JSON.parse, and so the event loop, for more than a second; ten megabytes of records take a twentieth of that.

export interface JsonLimits {
  /** How deep arrays and objects may be nested. */
  readonly levels: number
  /** How many arrays and objects there may be. Brackets in strings count as well. */
  readonly objects: number
}

/** The length of the pieces in which brackets are counted: a piece of a list of records has few of them. */
const PIECE_LENGTH = 16 * 1024

/**
 * The limit that a document exceeds; null if it may be parsed. The text need not be valid.
 *
 * Counting brackets with indexOf, piece by piece, costs a tenth of JSON.parse and proves for nearly every document that
 * it is not too deep. A document is only read character by character if it has very many brackets, or if they do not
 * match because they are in strings.
 */
export function excessOf(text: string, { levels, objects }: JsonLimits): keyof JsonLimits | null {
  // Most documents have fewer brackets in all than there may be levels.
  const few = Math.min(levels, objects)
  if (count(text, '{', few) + count(text, '[', few) <= few) return null
  let [depth, opened, isKnown] = [0, 0, false]
  for (let start = 0; start < text.length; start += PIECE_LENGTH) {
    const piece = text.slice(start, start + PIECE_LENGTH)
    const opens = count(piece, '{') + count(piece, '[')
    if (!isKnown && depth + opens > levels) {
      if (isDeeperThan(levels, text)) return 'levels'
      isKnown = true
    }
    if ((opened += opens) > objects) return 'objects'
    depth += opens - count(piece, '}') - count(piece, ']')
  }
  return null
}

/** @param most where it is enough to know that there are more. */
function count(text: string, character: string, most = Infinity): number {
  let found = 0
  for (let at = text.indexOf(character); at >= 0 && found <= most; at = text.indexOf(character, at + 1)) found++
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

/** The position of the quote that ends the string which starts here; the end of the text if there is none. */
function endOfString(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let backslashes = 0
    while (text.charCodeAt(at - 1 - backslashes) === BACKSLASH) backslashes++
    if (backslashes % 2 === 0) return at
  }
  return text.length
}
