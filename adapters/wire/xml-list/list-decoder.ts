import type { Decoder, Row, StartDecoder, VendorFault } from '../../contract.js'
import { protocolFault } from '../faults.js'
import { memoryOf, XmlScanner } from '../xml/scanner.js'
import type { MadeRow, XmlRowEvents } from '../xml/syntax/events.js'
import { malformedXml } from '../xml/syntax/faults.js'
import { plainElements } from './plain-elements.js'

type MutableRow = Record<string, unknown>

/** A path outside rows. Elements with the same path share one, so that a path costs its text once. */
interface Place {
  readonly path: string
  readonly parent: Place | null
  readonly inner: Map<string, Place>
}

/** Far more than any list has outside of its rows; what a document can make us keep is bounded by it. */
const MAX_PLACES = 2000

/** Collects rows and what stands around them from the scanner's events. */
export class XmlRowsReader implements XmlRowEvents {
  private readonly rows: Row[] = []
  private readonly texts = new Map<string, string>()
  private readonly attributes = new Map<string, Readonly<Record<string, string>>>()
  private readonly top: Place = { path: '', parent: null, inner: new Map() }
  private place: Place = this.top
  private placeCount = 0
  /** The element whose children are being read, inside rows; null outside. */
  private current: MutableRow | null = null
  /** The rows around `current`, and under which names their inner ones go. */
  private readonly outerRows: { readonly row: MutableRow; readonly name: string }[] = []
  /** A child of `current` that may still turn out to have children itself. */
  private child: string | null = null
  /** Whether the element that was opened last is still open, so that its text is all there is in it. */
  private isLeaf = false
  private collected = ''

  /** How many elements of HTML are open around the root element of the list. */
  private htmlDepth = 0
  private hasHtml = false

  /**
   * @param children the names of a row's children that are read; all unless given.
   * @param rootsInHtml the root elements that may be wrapped in HTML; none unless given.
   */
  constructor(
    private readonly rowElement: string,
    private readonly children?: ReadonlySet<string>,
    private readonly rootsInHtml?: ReadonlySet<string>,
  ) {}

  result(): XmlRows {
    const [root = ''] = this.top.inner.keys()
    return { root, rows: this.rows, texts: this.texts, attributes: this.attributes }
  }

  get mayBeginRow(): boolean {
    return this.current === null && this.place !== this.top
  }

  row(row: MadeRow): void {
    this.isLeaf = false
    this.rows.push(row)
  }

  open(name: string, attributes: Readonly<Record<string, string>> | null): void {
    this.collected = ''
    if (this.current !== null) {
      if (this.child !== null) this.enterChild(this.current, this.child)
      this.child = name
      return
    }
    if (this.place === this.top && this.isHtml(name)) {
      this.htmlDepth++
      return
    }
    if (name === this.rowElement) {
      if (this.place === this.top) this.enterPlace(name)
      this.isLeaf = false
      this.current = newRow()
      return
    }
    this.enterPlace(name)
    this.isLeaf = true
    if (attributes !== null && !this.attributes.has(this.place.path)) this.attributes.set(this.place.path, attributes)
  }

  text(text: string): void {
    if (this.child !== null || this.isLeaf) this.collected = this.collected === '' ? text : this.collected + text
  }

  close(): void {
    if (this.current === null) return this.closePlace()
    if (this.child !== null) {
      this.keep(this.current, this.child, this.collected)
      this.child = null
      return
    }
    const outer = this.outerRows.pop()
    if (outer === undefined) {
      this.rows.push(this.current)
      this.current = null
      return
    }
    this.keep(outer.row, outer.name, this.current)
    this.current = outer.row
  }

  /**
   * Whether an element that begins outside of the list is the HTML around it.
   * @throws VendorFault PROTOCOL for HTML that is no wrapper of a list.
   */
  private isHtml(name: string): boolean {
    const word = name.toLowerCase()
    const mayWrap = this.rootsInHtml !== undefined && this.top.inner.size === 0
    const isWrapper = word === (this.hasHtml ? 'body' : 'html')
    if (!isWrapper && (!this.hasHtml || (mayWrap && this.rootsInHtml.has(name)))) return false
    if (!mayWrap || this.htmlDepth === 2) throw htmlPage()
    this.hasHtml = true
    return true
  }

  private keep(row: MutableRow, name: string, value: unknown): void {
    const isRead = this.outerRows.length > 0 || this.children?.has(name) !== false
    if (isRead && !(name in row)) row[name] = value
  }

  /** A child has children: it is a row itself. */
  private enterChild(row: MutableRow, name: string): void {
    this.outerRows.push({ row, name })
    this.current = newRow()
  }

  private enterPlace(name: string): void {
    const { place } = this
    let next = place.inner.get(name)
    if (next === undefined) {
      if (++this.placeCount > MAX_PLACES) throw malformedXml(`more than ${MAX_PLACES} different elements outside rows`)
      next = { path: place.path === '' ? name : `${place.path}/${name}`, parent: place, inner: new Map() }
      place.inner.set(name, next)
    }
    this.place = next
  }

  private closePlace(): void {
    const { place } = this
    if (place === this.top) {
      this.htmlDepth--
      if (this.top.inner.size === 0) throw htmlPage()
      return
    }
    if (this.isLeaf && !this.texts.has(place.path)) this.texts.set(place.path, this.collected)
    this.isLeaf = false
    this.place = place.parent ?? this.top
  }
}

const htmlPage = (): VendorFault => protocolFault('an XML list', 'an HTML page')

/** Without a prototype: a field named __proto__ is a field like any other. */
const newRow = (): MutableRow => Object.setPrototypeOf({}, null)

// Plain XML lists, as Kolmisoft MOR and Restcomm send them: rows are elements of one name, fields are their children.

/** What a list holds. Paths begin with the root element and have slashes between names: `page/status/error`. */
export interface XmlRows {
  /** Name of the root element. */
  readonly root: string
  /**
   * One per row element, in document order: name of a child to its text, '' for an empty one. A child that has
   * children is a Row itself. Of children with the same name the first counts. Rows have no prototype; their
   * attributes, text beside their children, and children that nobody reads are not kept.
   */
  readonly rows: readonly Row[]
  /** Text of the elements outside rows that have no children, not trimmed. Of the same path the first counts. */
  readonly texts: ReadonlyMap<string, string>
  /** Attributes of the elements outside rows that have any. Of the same path the first counts. */
  readonly attributes: ReadonlyMap<string, Readonly<Record<string, string>>>
}

/**
 * Decodes a list as it streams. Rows are found at any depth; inside a row, an element of the row's name is a child. Odd
 * characters in values are repaired.
 * Both methods throw VendorFault PROTOCOL for what is not a complete XML document, with the kind of body in words: an
 * HTML page, JSON, text, an empty body.
 */
export function decodeXmlRows(options: {
  readonly rowElement: string
  /** The names of a row's children that are read; all unless given. The others are checked all the same. */
  readonly children?: ReadonlySet<string>
  /** The root elements that may be wrapped in `<html>`, with or without a `<body>`; none unless given. */
  readonly rootsInHtml?: ReadonlySet<string>
}): StartDecoder<XmlRows> {
  const { rowElement, children, rootsInHtml } = options
  const memory = memoryOf(plainElements(rowElement, children))
  return (): Decoder<XmlRows> => {
    const reader = new XmlRowsReader(rowElement, children, rootsInHtml)
    const scanner = new XmlScanner(reader, {}, { memory, events: reader })
    return {
      repairs: scanner.repairs,
      write: (text) => scanner.write(text),
      end: () => {
        scanner.end()
        return reader.result()
      },
    }
  }
}
