import type { XmlPiece } from './piece.js'

// References in XML text: the five predefined entities and numeric characters. Nothing else exists without a DOCTYPE,
// and a DOCTYPE is refused. An & that begins none of them is kept as text: vendors write names of users unescaped.

/** Stands for what a value held and XML cannot carry. */
export const REPLACEMENT = '\u{FFFD}'

const NUMERIC = /^#(?:([0-9]+)|x([0-9A-Fa-f]+))$/
/** What the next piece of a document may complete to a reference. */
const PARTIAL = /^&(?:#(?:[0-9]*|x[0-9A-Fa-f]*)|a(?:m|mp|p|po|pos)?|lt?|gt?|q(?:u|uo|uot)?)?$/

/** Whether a text, from an & to the end of its piece, may be the beginning of a reference. */
export const isPartialReference = (text: string): boolean => PARTIAL.test(text)

/** Whether XML 1.0 can contain a character. */
const isXmlCharacter = (code: number): boolean =>
  code >= 0x20
    ? code <= 0xd7ff || (code >= 0xe000 && code <= 0xfffd) || (code >= 0x10000 && code <= 0x10ffff)
    : code === 0x9 || code === 0xa || code === 0xd

/** Null when it is no reference. U+FFFD, counted as a repair, for a character that XML does not allow. */
function characterOf(reference: string, piece: XmlPiece): string | null {
  switch (reference) {
    case 'amp':
      return '&'
    case 'lt':
      return '<'
    case 'gt':
      return '>'
    case 'quot':
      return '"'
    case 'apos':
      return "'"
  }
  const [, decimal, hexadecimal] = NUMERIC.exec(reference) ?? []
  if (decimal === undefined && hexadecimal === undefined) return null
  const code = decimal === undefined ? Number.parseInt(hexadecimal ?? '', 16) : Number.parseInt(decimal, 10)
  if (isXmlCharacter(code)) return String.fromCodePoint(code)
  piece.repairs++
  return REPLACEMENT
}

/**
 * Replaces the references in a text; none of them may be cut.
 * @param piece counts as repairs each & that begins no reference, and stays, and each character that XML does not allow.
 */
function decodeReferences(raw: string, piece: XmlPiece): string {
  let at = raw.indexOf('&')
  if (at < 0) return raw
  let decoded = ''
  let from = 0
  let end = raw.indexOf(';', at)
  while (at >= 0) {
    // The next ; is searched once for all & before it, which keeps the time linear.
    if (end >= 0 && end < at) end = raw.indexOf(';', at)
    const character = end < 0 ? null : characterOf(raw.slice(at + 1, end), piece)
    if (character === null) {
      piece.repairs++
      at = raw.indexOf('&', at + 1)
      continue
    }
    decoded += raw.slice(from, at) + character
    from = end + 1
    at = raw.indexOf('&', from)
  }
  return from === raw.length ? decoded : decoded + raw.slice(from)
}

/** Every line end is \n (XML 1.0, 2.11). */
export const normalizeLineEnds = (raw: string): string => (raw.includes('\r') ? raw.replace(/\r\n?/g, '\n') : raw)

/** Character data as the document means it: line ends are \n, references are replaced. */
export const decodeText = (raw: string, piece: XmlPiece): string => decodeReferences(normalizeLineEnds(raw), piece)

/** An attribute's value: line ends and tabs that are written plainly are spaces (XML 1.0, 3.3.3). */
export const decodeAttribute = (raw: string, piece: XmlPiece): string =>
  decodeReferences(raw.replace(/\r\n|[\r\n\t]/g, ' '), piece)
