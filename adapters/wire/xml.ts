// A strict streaming scanner for XML that carries data: no DOCTYPE, no entities but the predefined five. It is fed with
// the pieces of an answer as they leave the socket, cut anywhere, and looks at every character about once.

import { kindOfBody } from './body.js'
import { protocolFault } from './faults.js'
import { readTagRest, skipSpace } from './xml-attributes.js'
import { XmlElements, type XmlEvents } from './xml-elements.js'
import { malformedXml, showElement } from './xml-faults.js'
import { XmlMarkup } from './xml-markup.js'
import { type XmlName, XmlNames } from './xml-names.js'
import { XmlPiece } from './xml-piece.js'
import { XmlText } from './xml-text.js'

export type { XmlEvents } from './xml-elements.js'

export interface XmlLimits {
  /** How deep elements may be nested; the root has depth 1. */
  readonly maxDepth: number
  readonly maxNameLength: number
  /** Characters of one tag with its attributes. */
  readonly maxTokenLength: number
}

const DEFAULT_LIMITS: XmlLimits = { maxDepth: 64, maxNameLength: 256, maxTokenLength: 1024 * 1024 }

const LESS = 0x3c
const SLASH = 0x2f
const GREATER = 0x3e
const BANG = 0x21
const QUESTION = 0x3f
/** Longer chunks are taken in parts, so that what is in work stays in the processor's cache. */
const PIECE_LENGTH = 64 * 1024
const BYTE_ORDER_MARK = '\u{FEFF}'

/**
 * Scans one document. `write` and `end` throw VendorFault PROTOCOL for whatever is not well-formed, is cut short, has a
 * DOCTYPE, or exceeds a limit; a scanner that threw is of no further use. Faults hold nothing of the document but the
 * name of an element. What an event handler throws passes through.
 */
export class XmlScanner {
  private readonly limits: XmlLimits
  private readonly names: XmlNames
  private readonly texts: XmlText
  private readonly markup: XmlMarkup
  private readonly elements: XmlElements
  private readonly piece = new XmlPiece()
  /** What could not be scanned yet, because it is cut: never more than one tag, reference or mark. */
  private rest = ''
  /** How long the rest must be to try again: twice as long each time, so that a tag in tiny pieces stays cheap. */
  private retryLength = 0
  private halfPair = ''
  private position: 'nothing' | 'start' | 'blank' | 'prolog' | 'root' = 'nothing'

  constructor(events: XmlEvents, limits: Partial<XmlLimits> = {}) {
    this.limits = { ...DEFAULT_LIMITS, ...limits }
    this.names = new XmlNames(this.limits.maxNameLength)
    this.texts = new XmlText(events)
    this.markup = new XmlMarkup(this.texts, this.names)
    this.elements = new XmlElements(events, this.limits.maxDepth)
  }

  write(chunk: string): void {
    for (let at = 0; at < chunk.length; at += PIECE_LENGTH) {
      this.feed(chunk.length <= PIECE_LENGTH ? chunk : chunk.slice(at, at + PIECE_LENGTH))
    }
  }

  /** @throws VendorFault PROTOCOL when the document is not complete. */
  end(): void {
    this.scan()
    const { innermost, depth } = this.elements
    if (innermost !== undefined) throw malformedXml(`a document that is cut off inside ${showElement(innermost.text)}`)
    const isCut = this.rest !== '' || this.halfPair !== '' || this.markup.inside
    if (this.position === 'root' && depth === 0 && !isCut) return
    if (this.position === 'root') throw malformedXml('a document that is cut off behind its root element')
    const isEmpty = (this.position === 'nothing' || this.position === 'blank') && !isCut
    throw protocolFault('XML', isEmpty ? 'an empty body' : 'a document that is cut off before its root element')
  }

  private feed(chunk: string): void {
    let piece = this.halfPair === '' ? chunk : this.halfPair + chunk
    if (this.position === 'nothing') {
      this.position = 'start'
      if (piece.startsWith(BYTE_ORDER_MARK)) piece = piece.slice(1)
    }
    const last = piece.charCodeAt(piece.length - 1)
    this.halfPair = last >= 0xd800 && last <= 0xdbff ? piece.slice(-1) : ''
    if (this.halfPair !== '') piece = piece.slice(0, -1)
    this.rest = this.rest === '' ? piece : this.rest + piece
    if (this.rest.length >= this.retryLength) this.scan()
  }

  private scan(): void {
    const { piece, texts, markup, elements } = this
    piece.load(this.rest)
    const { length, bytes } = piece
    let at = 0
    while (at < length) {
      let next: number
      if (markup.inside) next = markup.skip(piece, at)
      else if (bytes[at] === LESS) next = this.scanTag(piece, at)
      else next = elements.depth > 0 ? texts.scan(piece, at) : this.scanOutside(piece, at)
      if (next < 0) break
      at = next
    }
    this.rest = at === length ? '' : piece.text.slice(at)
    this.retryLength = 2 * this.rest.length
    this.checkLength(this.rest.length)
  }

  /** Scans the tag or mark that begins here. @returns the position behind it; -1 when the piece ends before it does. */
  private scanTag(piece: XmlPiece, at: number): number {
    const { elements } = this
    const code = piece.codeAt(at + 1)
    if (code === SLASH) {
      const endTag = elements.innermost?.endTag ?? null
      if (endTag === null || !endTag.isAt(piece, at)) return this.scanEndTag(piece, at)
      elements.leave()
      return at + endTag.length
    }
    const { guess } = elements
    if (guess !== null && guess.startTag !== null && guess.startTag.isAt(piece, at) && elements.depth > 0) {
      elements.enter(guess, null)
      return at + guess.startTag.length
    }
    if (code === BANG || code === QUESTION) return this.scanMarkup(piece, at)
    return at + 1 < piece.length ? this.scanStartTag(piece, at) : -1
  }

  private scanStartTag(piece: XmlPiece, at: number): number {
    const name = this.names.read(piece, at + 1)
    if (name === null) return -1
    const end = at + 1 + name.text.length
    const code = piece.codeAt(end)
    if (code === GREATER) {
      this.enter(name, null)
      return end + 1
    }
    if (code === SLASH && piece.codeAt(end + 1) === GREATER) {
      this.enter(name, null)
      this.elements.leave()
      return end + 2
    }
    const rest = readTagRest(piece, end, name.text, this.names)
    if (rest === null) return -1
    this.checkLength(rest.end - at)
    this.enter(name, rest.attributes)
    if (rest.selfClosing) this.elements.leave()
    return rest.end
  }

  private enter(name: XmlName, attributes: Readonly<Record<string, string>> | null): void {
    if (this.elements.depth === 0) {
      if (this.position === 'root') throw malformedXml('a second root element')
      this.position = 'root'
    }
    this.elements.correctGuess(name)
    this.elements.enter(name, attributes)
  }

  private scanEndTag(piece: XmlPiece, at: number): number {
    const expected = this.elements.innermost
    if (expected === undefined) throw malformedXml('an end tag outside the root element')
    const { text } = expected
    const seen = piece.text.slice(at + 2, at + 2 + text.length)
    const end = skipSpace(piece, at + 2 + seen.length)
    if (seen !== text || (end < piece.length && piece.codeAt(end) !== GREATER)) {
      if (end === piece.length && text.startsWith(seen)) return -1
      throw malformedXml(`a mismatched end tag inside ${showElement(text)}`)
    }
    if (end === piece.length) return -1
    this.elements.leave()
    return end + 1
  }

  private scanMarkup(piece: XmlPiece, at: number): number {
    const end = this.position === 'start' ? this.markup.skipDeclaration(piece, at) : at
    if (end < 0) return -1
    if (this.position !== 'root') this.position = 'prolog'
    return end === at ? this.markup.begin(piece, at, this.elements.depth > 0) : end
  }

  private scanOutside(piece: XmlPiece, at: number): number {
    if (this.position === 'start') this.position = 'blank'
    const end = skipSpace(piece, at)
    if (end === piece.length || piece.codeAt(end) === LESS) return end
    if (this.position === 'root') throw malformedXml('text behind the root element')
    if (this.position === 'prolog') throw malformedXml('text before the root element')
    throw protocolFault('XML', kindOfBody(piece.text.slice(end)))
  }

  private checkLength(length: number): void {
    if (length > this.limits.maxTokenLength)
      throw malformedXml(`a tag of more than ${this.limits.maxTokenLength} characters`)
  }
}
