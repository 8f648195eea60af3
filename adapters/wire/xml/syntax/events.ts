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

/** Receives rows that were recognised as a whole: in place of the events of their elements and texts. */
export interface XmlRowEvents extends XmlEvents {
  /** Whether an element that begins here may be a row. */
  readonly mayBeginRow: boolean
  row(row: MadeRow): void
}

export interface MadeRow {
  readonly [name: string]: null | boolean | number | string | MadeRow
}
