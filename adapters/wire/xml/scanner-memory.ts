import type { RowKind } from './rows/row-pattern.js'
import { XmlRowShapes } from './rows/row-shapes.js'
import { XmlNames } from './syntax/names.js'
import { XmlPiece } from './syntax/piece.js'
import { XmlRuns } from './syntax/tag-runs.js'

/**
 * What is kept from one document to the next of the same list: names, tags and shapes of rows, and room to work in. A
 * page of a hundred rows would take a tenth of its time to learn what the page before it has shown. A piece of a document is
 * scanned in one go, so that documents that arrive side by side can share it.
 */
export class XmlMemory {
  readonly names: XmlNames
  readonly runs = new XmlRuns()
  readonly piece = new XmlPiece()
  readonly shapes: XmlRowShapes | null

  constructor(maxNameLength: number, rows: RowKind | null = null) {
    this.names = new XmlNames(maxNameLength)
    this.shapes = rows === null ? null : new XmlRowShapes(rows)
  }
}
