import { malformedXml } from './xml-faults.js'
import type { XmlName } from './xml-names.js'

/** Receives what the scanner finds, in document order. Names are as written, with their prefix. */
export interface XmlEvents {
  /** An element begins. A self-closing one is closed at once. Attributes are null when there are none. */
  open(name: string, attributes: Readonly<Record<string, string>> | null): void
  /**
   * Text inside an element, references replaced and line ends made \n; white space between elements too. The text of
   * one element can come in several calls: where the document was cut, and around comments and CDATA sections.
   */
  text(text: string): void
  close(name: string): void
}

/** The elements that are open, and a guess which comes next. */
export class XmlElements {
  private readonly open: XmlName[] = []
  private previous: XmlName | null = null
  private previousIsOpen = false
  /** The element that began here the last time; in a list it mostly does again. */
  guess: XmlName | null = null

  constructor(
    private readonly events: XmlEvents,
    private readonly maxDepth: number,
  ) {}

  get depth(): number {
    return this.open.length
  }

  get innermost(): XmlName | undefined {
    return this.open[this.open.length - 1]
  }

  enter(name: XmlName, attributes: Readonly<Record<string, string>> | null): void {
    if (this.open.length === this.maxDepth) throw malformedXml(`elements nested deeper than ${this.maxDepth}`)
    this.open.push(name)
    this.previous = name
    this.previousIsOpen = true
    this.guess = name.firstChild
    this.events.open(name.text, attributes)
  }

  leave(): void {
    const name = this.open.pop()
    if (name === undefined) return
    this.previous = name
    this.previousIsOpen = false
    this.guess = name.nextSibling
    this.events.close(name.text)
  }

  /** Notes which element really began here. */
  correctGuess(name: XmlName): void {
    if (this.previous === null) return
    if (this.previousIsOpen) this.previous.firstChild = name
    else this.previous.nextSibling = name
  }
}
