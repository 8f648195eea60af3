import { decodeAttribute } from './entities.js'
import { malformedXml, showElement } from './faults.js'
import type { XmlNames } from './names.js'
import type { XmlPiece } from './piece.js'
import { repairCharacters } from './text.js'

/** The rest of a start tag, behind the element's name. */
export interface TagRest {
  /** Null when there are none. */
  readonly attributes: Readonly<Record<string, string>> | null
  readonly selfClosing: boolean
  /** The position behind the closing `>`. */
  readonly end: number
}

const QUOTE = 0x22
const APOSTROPHE = 0x27
const SLASH = 0x2f
const EQUALS = 0x3d
const GREATER = 0x3e

/** The position of the next character that is not white space. */
export function skipSpace(piece: XmlPiece, at: number): number {
  let end = at
  for (;;) {
    const code = piece.codeAt(end)
    if (code !== 0x20 && code !== 0xa && code !== 0x9 && code !== 0xd) return end
    end++
  }
}

/** Where the value is: between the quotes. Null when the piece ends before it does. */
function findValue(piece: XmlPiece, at: number): { from: number; to: number } | null {
  const equals = skipSpace(piece, at)
  if (equals === piece.length) return null
  if (piece.codeAt(equals) !== EQUALS) throw malformedXml('an attribute without a value')
  const open = skipSpace(piece, equals + 1)
  if (open === piece.length) return null
  const quote = piece.codeAt(open)
  if (quote !== QUOTE && quote !== APOSTROPHE) throw malformedXml('an attribute value without quotes')
  const to = piece.text.indexOf(quote === QUOTE ? '"' : "'", open + 1)
  return to < 0 ? null : { from: open + 1, to }
}

/**
 * Reads the attributes of a start tag and its end. Off the hot path: data documents hardly have attributes.
 * @returns null when the piece ends before the tag does.
 * @throws VendorFault PROTOCOL for anything that is not a list of attributes with distinct names.
 */
export function readTagRest(piece: XmlPiece, at: number, element: string, names: XmlNames): TagRest | null {
  let attributes: Record<string, string> | null = null
  let position = at
  for (;;) {
    const next = skipSpace(piece, position)
    if (next === piece.length) return null
    const code = piece.codeAt(next)
    if (code === GREATER) return { attributes, selfClosing: false, end: next + 1 }
    if (code === SLASH) {
      if (next + 1 === piece.length) return null
      if (piece.codeAt(next + 1) !== GREATER) throw malformedXml(`a stray / in ${showElement(element)}`)
      return { attributes, selfClosing: true, end: next + 2 }
    }
    if (next === position) throw malformedXml(`a malformed tag ${showElement(element)}`)
    const name = names.read(piece, next)?.text
    if (name === undefined) return null
    const value = findValue(piece, next + name.length)
    if (value === null) return null
    attributes ??= newAttributes()
    if (name in attributes) throw malformedXml(`an attribute twice in ${showElement(element)}`)
    attributes[name] = readValue(piece, piece.text.slice(value.from, value.to), element)
    position = value.to + 1
  }
}

function readValue(piece: XmlPiece, raw: string, element: string): string {
  if (raw.includes('<')) throw malformedXml(`a < in an attribute of ${showElement(element)}`)
  return decodeAttribute(repairCharacters(raw, piece), piece)
}

/** Without a prototype: an attribute may have any name. */
const newAttributes = (): Record<string, string> => Object.create(null)
