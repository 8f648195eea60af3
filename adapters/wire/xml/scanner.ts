import type { RepairCount } from '../../contract.js'
import { protocolFault } from '../faults.js'
import { kindOfBody } from '../json/body.js'
import type { RowKind } from './rows/row-pattern.js'
import { XmlRowTaker } from './rows/row-recognizer.js'
import { XmlMemory } from './scanner-memory.js'
import { skipSpace } from './syntax/attributes.js'
import { XmlElements } from './syntax/elements.js'
import type { XmlEvents, XmlRowEvents } from './syntax/events.js'
import { malformedXml, showElement } from './syntax/faults.js'
import { XmlMarkup } from './syntax/markup.js'
import type { XmlPiece } from './syntax/piece.js'
import type { XmlRuns } from './syntax/tag-runs.js'
import { XmlTags } from './syntax/tags.js'
import { XmlText } from './syntax/text.js'

// A streaming scanner for XML that carries data: no DOCTYPE, no entities but the predefined five. It is fed with the
// pieces of an answer as they leave the socket, cut anywhere, and looks at every character about once. Markup is read
// strictly. Values are not: a caller may choose what they hold, and one odd text must not hide a whole list.

export type { XmlEvents } from './syntax/events.js'

export interface XmlLimits {
  /** How deep elements may be nested; the root has depth 1. */
  readonly maxDepth: number
  readonly maxNameLength: number
  /** Characters of one tag with its attributes. */
  readonly maxTokenLength: number
}

/** The rows of a list: what receives them, and what is kept of earlier documents. */
export interface XmlRowSource {
  readonly events: XmlRowEvents
  readonly memory: XmlMemory
}

/** For all documents of one list. */
export const memoryOf = (rows: RowKind): XmlMemory => new XmlMemory(DEFAULT_LIMITS.maxNameLength, rows)

const DEFAULT_LIMITS: XmlLimits = { maxDepth: 64, maxNameLength: 256, maxTokenLength: 1024 * 1024 }

const LESS = 0x3c
const BANG = 0x21
const QUESTION = 0x3f
/** Longer chunks are scanned in parts, which stay in the processor's cache. */
const PIECE_LENGTH = 64 * 1024
const BYTE_ORDER_MARK = '\u{FEFF}'

/**
 * Scans one document. `write` and `end` throw VendorFault PROTOCOL for markup that is not well-formed, is cut short, has a
 * DOCTYPE, or exceeds a limit; a scanner that threw is of no further use. Faults hold nothing of the document but the
 * name of an element. What an event handler throws passes through.
 */
export class XmlScanner {
  /** Characters and references in values that were not well-formed, and were repaired. */
  readonly repairs: RepairCount = { count: 0 }
  private readonly texts: XmlText
  private readonly markup: XmlMarkup
  private readonly elements: XmlElements
  private readonly tags: XmlTags
  private readonly runs: XmlRuns
  private readonly piece: XmlPiece
  private readonly rows: XmlRowTaker | null
  /** What could not be scanned yet, because it is cut: never more than one tag, reference or mark, or a row of known shape. */
  private rest = ''
  /** How long the rest must be to try again: twice as long each time, so that a tag in tiny pieces stays cheap. */
  private retryLength = 0
  private halfPair = ''
  private position: 'nothing' | 'start' | 'blank' | 'prolog' = 'nothing'

  constructor(events: XmlEvents, limits: Partial<XmlLimits> = {}, rows: XmlRowSource | null = null) {
    const { maxDepth, maxNameLength, maxTokenLength } = { ...DEFAULT_LIMITS, ...limits }
    const { names, runs, piece, shapes } = rows?.memory ?? new XmlMemory(maxNameLength)
    this.runs = runs
    this.piece = piece
    runs.begin()
    this.texts = new XmlText(events)
    this.markup = new XmlMarkup(this.texts, names)
    this.elements = new XmlElements(events, maxDepth)
    this.rows =
      rows === null || shapes === null ? null : new XmlRowTaker(shapes, rows.events, this.elements, runs, maxDepth)
    this.tags = new XmlTags(names, this.elements, this.runs, maxTokenLength)
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
    const { hasRoot } = this.tags
    if (hasRoot && depth === 0 && !isCut) return
    if (hasRoot) throw malformedXml('a document that is cut off behind its root element')
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
    const { piece, markup, elements } = this
    this.runs.lose()
    this.rows?.beginPiece()
    piece.load(this.rest)
    const { length, bytes } = piece
    let at = 0
    while (at < length) {
      let next: number
      if (markup.inside) next = markup.skip(piece, at)
      else if (bytes[at] === LESS) next = this.scanRun(piece, at)
      else next = elements.depth > 0 ? this.scanText(piece, at) : this.scanOutside(piece, at)
      if (next < 0) break
      at = next
      this.rows?.advance(piece, at)
    }
    this.rest = at === length ? '' : piece.text.slice(at)
    this.repairs.count += piece.repairs
    piece.clear()
    this.retryLength = 2 * this.rest.length
    this.tags.checkLength(this.rest.length)
  }

  /** Scans what begins with a < here, a run of tags at once where it is known. */
  private scanRun(piece: XmlPiece, at: number): number {
    const behindRows = this.rows?.take(piece, at) ?? at
    if (behindRows !== at) return behindRows
    const run = this.runs.find(piece, at)
    if (run !== null) {
      if (this.elements.follow(run)) return at + run.mark.length
      this.runs.lose()
    }
    const code = piece.codeAt(at + 1)
    return code === BANG || code === QUESTION ? this.scanMarkup(piece, at) : this.tags.scan(piece, at)
  }

  private scanText(piece: XmlPiece, at: number): number {
    const blank = this.texts.readBlank(piece, at)
    if (blank !== null) {
      this.runs.note(blank.step)
      return at + blank.length
    }
    this.runs.end(piece, at)
    return this.texts.scan(piece, at)
  }

  private scanMarkup(piece: XmlPiece, at: number): number {
    this.runs.lose()
    // Rails leaves a blank line before the declaration where a template begins with a line of code.
    const mayDeclare = (this.position === 'start' || this.position === 'blank') && !this.tags.hasRoot
    const end = mayDeclare ? this.markup.skipDeclaration(piece, at) : at
    if (end < 0) return -1
    this.position = 'prolog'
    return end === at ? this.markup.begin(piece, at, this.elements.depth > 0) : end
  }

  private scanOutside(piece: XmlPiece, at: number): number {
    if (this.position === 'start') this.position = 'blank'
    const end = skipSpace(piece, at)
    if (end === piece.length || piece.codeAt(end) === LESS) return end
    if (this.tags.hasRoot) throw malformedXml('text behind the root element')
    if (this.position === 'prolog') throw malformedXml('text before the root element')
    throw protocolFault('XML', kindOfBody(piece.text.slice(end)))
  }
}
