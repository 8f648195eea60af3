import { readTagRest, skipSpace } from './attributes.js'
import type { XmlElements } from './elements.js'
import { malformedXml, showElement } from './faults.js'
import type { XmlName, XmlNames } from './names.js'
import type { XmlPiece } from './piece.js'
import type { XmlRuns } from './tag-runs.js'

const SLASH = 0x2f
const GREATER = 0x3e

/** Reads start and end tags one by one, and checks that they fit together. */
export class XmlTags {
  /** Whether the root element has begun; it may have ended, too. */
  hasRoot = false

  constructor(
    private readonly names: XmlNames,
    private readonly elements: XmlElements,
    private readonly runs: XmlRuns,
    private readonly maxLength: number,
  ) {}

  /** Scans the tag that begins here. @returns the position behind it; -1 when the piece ends before it does. */
  scan(piece: XmlPiece, at: number): number {
    const { elements } = this
    const code = piece.codeAt(at + 1)
    if (code === SLASH) {
      const endTag = elements.innermost?.endTag ?? null
      if (endTag === null || !endTag.isAt(piece, at)) return this.scanEndTag(piece, at)
      this.leave()
      return at + endTag.length
    }
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
      this.leave()
      return end + 2
    }
    const { repairs } = piece
    const rest = readTagRest(piece, end, name.text, this.names)
    if (rest === null) {
      // The tag is read again with the next piece, and its repairs are counted then.
      piece.repairs = repairs
      return -1
    }
    this.checkLength(rest.end - at)
    this.enter(name, rest.attributes)
    if (rest.selfClosing) this.leave()
    return rest.end
  }

  private enter(name: XmlName, attributes: Readonly<Record<string, string>> | null): void {
    if (this.elements.depth === 0) {
      if (this.hasRoot) throw malformedXml('a second root element')
      this.hasRoot = true
    }
    this.elements.enter(name, attributes)
    if (attributes === null) this.runs.note(name.opening)
    else this.runs.lose()
  }

  private leave(): void {
    const name = this.elements.leave()
    if (name !== undefined && this.elements.depth > 0) this.runs.note(name.closing)
    else this.runs.lose()
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
    this.leave()
    return end + 1
  }

  /** @throws VendorFault PROTOCOL when a tag, or what there is of it, is longer than allowed. */
  checkLength(length: number): void {
    if (length > this.maxLength) throw malformedXml(`a tag of more than ${this.maxLength} characters`)
  }
}
