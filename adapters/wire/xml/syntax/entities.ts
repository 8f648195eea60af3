import { malformedXml } from './faults.js'

// References in XML text: the five predefined entities and numeric characters. Nothing else exists without a DOCTYPE,
// and a DOCTYPE is refused.

/** From & to ; inclusive. The longest useful one is `&#x10FFFF;`; the rest is room for leading zeros. */
export const MAX_REFERENCE_LENGTH = 32

const NUMERIC = /^#(?:([0-9]+)|x([0-9A-Fa-f]+))$/

/** Whether XML 1.0 can carry a character at all. */
const isXmlCharacter = (code: number): boolean =>
  code >= 0x20
    ? code <= 0xd7ff || (code >= 0xe000 && code <= 0xfffd) || (code >= 0x10000 && code <= 0x10ffff)
    : code === 0x9 || code === 0xa || code === 0xd

function characterOf(reference: string): string {
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
  if (decimal === undefined && hexadecimal === undefined) throw malformedXml('an undefined entity')
  const code = decimal === undefined ? Number.parseInt(hexadecimal ?? '', 16) : Number.parseInt(decimal, 10)
  if (!isXmlCharacter(code)) throw malformedXml('a reference to a character that XML does not allow')
  return String.fromCodePoint(code)
}

/**
 * Replaces the references in a text; all of them must be complete.
 * @throws VendorFault PROTOCOL for an entity that is not defined, an illegal character, or an & that begins nothing.
 */
export function decodeReferences(raw: string): string {
  let at = raw.indexOf('&')
  if (at < 0) return raw
  let decoded = ''
  let from = 0
  while (at >= 0) {
    const end = raw.indexOf(';', at)
    if (end < 0 || end - at >= MAX_REFERENCE_LENGTH) throw malformedXml('an undefined entity')
    decoded += raw.slice(from, at) + characterOf(raw.slice(at + 1, end))
    from = end + 1
    at = raw.indexOf('&', from)
  }
  return from === raw.length ? decoded : decoded + raw.slice(from)
}

/** Character data as the document means it: every line end is \n (XML 1.0, 2.11), references are replaced. */
export const decodeText = (raw: string): string =>
  decodeReferences(raw.includes('\r') ? raw.replace(/\r\n?/g, '\n') : raw)

/** An attribute's value: line ends and tabs that are written plainly are spaces (XML 1.0, 3.3.3). */
export const decodeAttribute = (raw: string): string => decodeReferences(raw.replace(/\r\n|[\r\n\t]/g, ' '))
