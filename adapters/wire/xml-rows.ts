// Plain XML lists, as Kolmisoft MOR and Restcomm send them: rows are elements of one name, fields are their children.

import type { Decoder, Row, StartDecoder } from '../contract.js'
import { plainElements } from './xml-row-pattern.js'
import { XmlRowsReader } from './xml-rows-reader.js'
import { memoryOf, XmlScanner } from './xml.js'

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
 * Decodes a list as it streams. Rows are found at any depth; inside a row, an element of the row's name is a child.
 * Both methods throw VendorFault PROTOCOL for what is not a complete XML document, with the kind of body in words: an
 * HTML page, JSON, text, an empty body.
 */
export function decodeXmlRows(options: {
  readonly rowElement: string
  /** The names of a row's children that are read; all unless given. The others are checked all the same. */
  readonly children?: ReadonlySet<string>
}): StartDecoder<XmlRows> {
  const { rowElement, children } = options
  const memory = memoryOf(plainElements(rowElement, children))
  return (): Decoder<XmlRows> => {
    const reader = new XmlRowsReader(rowElement, children)
    const scanner = new XmlScanner(reader, {}, { memory, events: reader })
    return {
      write: (text) => scanner.write(text),
      end: () => {
        scanner.end()
        return reader.result()
      },
    }
  }
}
