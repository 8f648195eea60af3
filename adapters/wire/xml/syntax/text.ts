import { decodeText, isPartialReference, normalizeLineEnds, REPLACEMENT } from './entities.js'
import { malformedXml } from './faults.js'
import type { XmlStep } from './names.js'
import { NOT_LATIN, type XmlPiece } from './piece.js'

export const LESS = 0x3c

// Characters that XML 1.0 forbids; halves of surrogate pairs are the rest of them.
const FORBIDDEN = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/

/** @throws VendorFault PROTOCOL when a text holds a character that XML 1.0 does not allow anywhere. */
export function checkCharacters(text: string): void {
  if (FORBIDDEN.test(text) || !text.isWellFormed()) throw malformedXml('a character that XML does not allow')
}

const EACH_FORBIDDEN = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\p{Surrogate}]/gu

/** A value with U+FFFD in place of each character that XML 1.0 does not allow anywhere; the piece counts them. */
export function repairCharacters(text: string, piece: XmlPiece): string {
  if (!FORBIDDEN.test(text) && text.isWellFormed()) return text
  return text.replace(EACH_FORBIDDEN, () => {
    piece.repairs++
    return REPLACEMENT
  })
}

/** By byte: 0 for a character that means itself in text, 1 for one that ends it or needs a closer look. */
export const SPECIAL = new Uint8Array(256)
SPECIAL.fill(1, 0, 0x20)
for (const character of '\t\n') SPECIAL[character.charCodeAt(0)] = 0
for (const character of '<&]') SPECIAL[character.charCodeAt(0)] = 1
SPECIAL[NOT_LATIN] = 1

/** By byte: whether it is XML white space. */
export const SPACE = new Uint8Array(256)
for (const character of ' \n\t\r') SPACE[character.charCodeAt(0)] = 1

/**
 * Character data as what it means: references and line ends replaced. A ]]> is kept, though XML forbids it there:
 * Sippy's library does not escape it.
 * @param piece counts what was repaired.
 */
export function readText(raw: string, piece: XmlPiece): string {
  for (let at = raw.indexOf(']]>'); at >= 0; at = raw.indexOf(']]>', at + 3)) piece.repairs++
  return decodeText(repairCharacters(raw, piece), piece)
}

const BLANK_SLOTS = 64
const MAX_BLANK_LENGTH = 64

/** Reads character data and hands it on, in as few parts as the pieces of the document allow. */
export class XmlText {
  /** Runs of white space that were seen, by a hash of them: indentation is repeated all over a document. */
  private readonly blanks: (Blank | undefined)[] = new Array<Blank | undefined>(BLANK_SLOTS).fill(undefined)

  constructor(private readonly sink: { text(text: string): void }) {}

  /** Reads the text that begins here. @returns the position behind it; -1 when that takes more of the document. */
  scan(piece: XmlPiece, at: number): number {
    const { bytes } = piece
    let end = at
    while (SPECIAL[bytes[end] ?? LESS] === 0) end++
    if (bytes[end] !== LESS || end === piece.length) return this.scanSpecial(piece, at)
    this.sink.text(piece.cutLatin(at, end))
    return end
  }

  /** Reads and hands on white space between two tags. @returns null when it is something else. */
  readBlank(piece: XmlPiece, at: number): Blank | null {
    const { bytes } = piece
    let end = at
    let hash = 0
    for (;;) {
      const code = bytes[end] ?? LESS
      if (SPACE[code] === 0) break
      hash = (Math.imul(hash, 33) + code) | 0
      end++
    }
    if (bytes[end] !== LESS || end === piece.length || end - at > MAX_BLANK_LENGTH || end === at) return null
    const slot = (hash ^ (hash >>> 6)) & (BLANK_SLOTS - 1)
    let blank = this.blanks[slot]
    if (blank === undefined || !blank.isAt(bytes, at, end)) {
      blank = new Blank(piece.text.slice(at, end))
      this.blanks[slot] = blank
    }
    this.sink.text(blank.step.text)
    return blank
  }

  /** Reads text with references or line ends to be replaced, or that is cut by the end of the piece. */
  private scanSpecial(piece: XmlPiece, at: number): number {
    const { text } = piece
    const tag = text.indexOf('<', at)
    const end = tag >= 0 ? tag : endOfWhole(text, at)
    if (end === at) return -1
    this.sink.text(readText(piece.cut(at, end), piece))
    return end
  }

  /** Hands on the inside of a CDATA section, or a part of it that does not end between \r and \n. */
  section(raw: string, piece: XmlPiece): void {
    if (raw !== '') this.sink.text(normalizeLineEnds(repairCharacters(raw, piece)))
  }
}

/** White space between two tags. */
export class Blank {
  readonly step: XmlStep & { kind: 'text' }
  readonly length: number
  private readonly bytes: Uint8Array

  constructor(raw: string) {
    this.step = { kind: 'text', text: normalizeLineEnds(raw) }
    this.bytes = new TextEncoder().encode(raw)
    this.length = raw.length
  }

  isAt(bytes: Uint8Array, at: number, end: number): boolean {
    const own = this.bytes
    if (own.length !== end - at) return false
    for (let index = 0; index < own.length; index++) if (own[index] !== bytes[at + index]) return false
    return true
  }
}

/** How much of a text that ends with its piece can be read: not a reference, ]]> or \r\n that is cut. */
function endOfWhole(text: string, at: number): number {
  const end = text.slice(at)
  const ampersand = end.lastIndexOf('&')
  if (ampersand >= 0 && isPartialReference(end.slice(ampersand))) return at + ampersand
  return endWithoutMarks(text, at)
}

/** The end of a text without a trailing \r, ] or ]]. */
export function endWithoutMarks(text: string, at: number): number {
  const end = text.length
  if (end > at && text.endsWith('\r')) return end - 1
  if (end === at || !text.endsWith(']')) return end
  return end - 1 > at && text.endsWith(']]') ? end - 2 : end - 1
}
