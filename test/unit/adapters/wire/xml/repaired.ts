// What the repairs of values mean: the document as it would be if the vendor had escaped it. A parser
// that repairs nothing reads that document as ours reads the one that was sent.

export interface Escaped {
  readonly document: string
  readonly repairs: number
}

const COMMENT = '<!--[^]*?-->'
const SECTION = '<!\\[CDATA\\[[^]*?\\]\\]>'
const INSTRUCTION = '<\\?[^]*?\\?>'
const TAG = `<[^<>"'!?](?:[^<>"']|"[^"]*"|'[^']*')*>`
const TOKEN = new RegExp(`${COMMENT}|${SECTION}|${INSTRUCTION}|${TAG}|[^<]+|<`, 'g')
const QUOTED = /"[^"]*"|'[^']*'/g
const FORBIDDEN = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\p{Surrogate}]/gu
const REFERENCE = /&(?:(?:amp|lt|gt|quot|apos);|#([0-9]+);|#x([0-9A-Fa-f]+);)?/g

const isAllowed = (code: number): boolean =>
  code <= 0x10ffff && String.fromCodePoint(code).replace(FORBIDDEN, '') !== ''

/** Escapes and replaces inside values whatever is not well-formed there; the rest stays, and with it what is refused. */
export function escapeOddities(document: string): Escaped {
  let repairs = 0
  const put = (text: string): string => {
    repairs++
    return text
  }
  const characters = (text: string): string => text.replace(FORBIDDEN, () => put('\u{FFFD}'))
  const references = (text: string): string =>
    text.replace(REFERENCE, (all: string, decimal?: string, hexadecimal?: string) => {
      if (all === '&') return put('&amp;')
      if (decimal === undefined && hexadecimal === undefined) return all
      return isAllowed(Number(decimal ?? `0x${hexadecimal}`)) ? all : put('\u{FFFD}')
    })
  const token = (part: string): string => {
    if (part.startsWith('<![CDATA[')) return characters(part)
    if (part.startsWith('<!') || part.startsWith('<?') || part === '<') return part
    if (part.startsWith('<')) return part.replace(QUOTED, (value) => references(characters(value)))
    return references(characters(part)).replaceAll(']]>', () => put(']]&gt;'))
  }
  const escaped = document.replace(TOKEN, token)
  // The white space before the declaration, and its version, are not values. To XML, a byte order mark is no white space.
  return {
    document: escaped.replace(/^(\u{FEFF}?)[ \t\r\n]*(<\?xml\s+version\s*=\s*["'])1\.[0-9]+/u, '$1$21.0'),
    repairs,
  }
}
