import { protocolFault } from '../../faults.js'
import { malformedXml } from './faults.js'
import type { XmlNames } from './names.js'
import type { XmlPiece } from './piece.js'
import { checkCharacters, endWithoutMarks, type XmlText } from './text.js'

// What is not elements and text: declaration, comments, processing instructions, CDATA sections; and DOCTYPE, refused.

const S = '[ \\t\\r\\n]'
const attribute = (name: string, value: string): string => `${S}+${name}${S}*=${S}*(?:"${value}"|'${value}')`
// An XML 1.0 processor reads documents of version 1.1 as well, by its own rules (XML 1.0, fifth edition, 2.8).
const DECLARATION = new RegExp(
  `^<\\?xml${attribute('version', '1\\.[0-9]+')}(?:${attribute('encoding', '[A-Za-z][A-Za-z0-9._-]*')})?` +
    `(?:${attribute('standalone', '(?:yes|no)')})?${S}*\\?>$`,
)
const MAX_DECLARATION_LENGTH = 256

const COMMENT = '<!--'
const CDATA = '<![CDATA['
const HTML_DOCTYPE = '<!doctype html'

export class XmlMarkup {
  /** What the position is inside of, when it began and has not ended. */
  private within: 'comment' | 'cdata' | 'instruction' | null = null

  constructor(
    private readonly texts: XmlText,
    private readonly names: XmlNames,
  ) {}

  get inside(): boolean {
    return this.within !== null
  }

  /** Skips the XML declaration. @returns `at` when there is none, -1 when the text ends before that is known. */
  skipDeclaration(piece: XmlPiece, at: number): number {
    const { text } = piece
    if (text.length - at < 6) return '<?xml '.startsWith(text.slice(at)) ? -1 : at
    if (!text.startsWith('<?xml', at) || !isSpace(text.charAt(at + 5))) return at
    const end = text.indexOf('?>', at)
    if (end < 0 && text.length - at <= MAX_DECLARATION_LENGTH) return -1
    if (end < 0 || !DECLARATION.test(text.slice(at, end + 2))) throw malformedXml('a malformed XML declaration')
    return end + 2
  }

  /** Enters what begins with <! or <? here. @returns the position inside of it, or -1 when more text is needed. */
  begin(piece: XmlPiece, at: number, insideRoot: boolean): number {
    const { text } = piece
    if (text.startsWith('<?', at)) return this.beginInstruction(piece, at + 2)
    if (text.startsWith(COMMENT, at)) {
      this.within = 'comment'
      return at + COMMENT.length
    }
    if (insideRoot && text.startsWith(CDATA, at)) {
      this.within = 'cdata'
      return at + CDATA.length
    }
    const seen = text.slice(at, at + HTML_DOCTYPE.length)
    if (COMMENT.startsWith(seen) || (seen !== CDATA && CDATA.startsWith(seen))) return -1
    if (HTML_DOCTYPE.startsWith(seen.toLowerCase())) {
      if (seen.length < HTML_DOCTYPE.length) return -1
      throw protocolFault('XML', 'an HTML page')
    }
    if (seen.startsWith('<!DOCTYPE')) throw malformedXml('a document type declaration')
    throw malformedXml(seen.startsWith(CDATA) ? 'text outside the root element' : 'a tag without a valid name')
  }

  private beginInstruction(piece: XmlPiece, at: number): number {
    const { text } = piece
    if (at === text.length) return -1
    const target = this.names.read(piece, at)?.text
    const end = target === undefined ? text.length : at + target.length
    if (target === undefined || end === text.length) return -1
    if (target.toLowerCase() === 'xml') throw malformedXml('an XML declaration that is not at the start')
    if (isSpace(text.charAt(end))) {
      this.within = 'instruction'
      return end + 1
    }
    if (!text.startsWith('?>', end) && text.length > end + 1) throw malformedXml('a malformed processing instruction')
    return text.length > end + 1 ? end + 2 : -1
  }

  /** Goes on inside of what began. @returns the position reached, or -1 when more text is needed. */
  skip(piece: XmlPiece, at: number): number {
    if (this.within === 'cdata') return this.skipSection(piece, at)
    const { text } = piece
    const mark = this.within === 'comment' ? '--' : '?>'
    const found = text.indexOf(mark, at)
    if (found < 0) {
      const end = Math.max(at, text.endsWith(mark.charAt(0)) ? text.length - 1 : text.length)
      checkCharacters(text.slice(at, end))
      return end > at ? end : -1
    }
    checkCharacters(text.slice(at, found))
    if (this.within === 'instruction') return this.leave(found + 2)
    if (found + 2 === text.length) return found > at ? found : -1
    if (text.charAt(found + 2) !== '>') throw malformedXml('a -- inside a comment')
    return this.leave(found + 3)
  }

  private skipSection(piece: XmlPiece, at: number): number {
    const { text } = piece
    const found = text.indexOf(']]>', at)
    const end = found < 0 ? endWithoutMarks(text, at) : found
    this.texts.section(piece.cut(at, end), piece)
    if (found >= 0) return this.leave(found + 3)
    return end > at ? end : -1
  }

  private leave(at: number): number {
    this.within = null
    return at
  }
}

const isSpace = (character: string): boolean => /^[ \t\r\n]$/.test(character)
