import type { XmlElements } from '../syntax/elements.js'
import type { XmlRowEvents } from '../syntax/events.js'
import type { XmlPiece } from '../syntax/piece.js'
import type { XmlRuns } from '../syntax/tag-runs.js'
import type { XmlRowShapes } from './row-shapes.js'

/** Takes rows as a whole where they are known, and has those learned that were read tag by tag. */
export class XmlRowTaker {
  /** Where something began that may be a row, and how many elements were open there; -1: nowhere in this piece. */
  #rowAt = -1
  #rowDepth = 0

  constructor(
    private readonly shapes: XmlRowShapes,
    private readonly events: XmlRowEvents,
    private readonly elements: XmlElements,
    private readonly runs: XmlRuns,
    private readonly maxDepth: number,
  ) {
    shapes.begin()
  }

  beginPiece(): void {
    this.#rowAt = -1
  }

  /**
   * Takes the rows that begin with the tag here.
   * @returns the position behind them; the same when there are none; -1 when one is cut by the end of the piece, and is
   * to be taken with the next.
   */
  take(piece: XmlPiece, at: number): number {
    const { shapes, events } = this
    if (!events.mayBeginRow) return at
    const { depth } = this.elements
    // Runs neither begin nor end beyond a row.
    this.runs.lose()
    if (depth === 0 || depth + shapes.rise > this.maxDepth) return at
    const end = shapes.take(piece, at, events)
    if (end === at && shapes.isCut) return -1
    if (end === at && shapes.learns) {
      this.#rowAt = at
      this.#rowDepth = depth
    }
    return end
  }

  /** Something was read tag by tag, up to here. If that ends a row, its shape is learned. */
  advance({ text }: XmlPiece, at: number): void {
    if (this.#rowAt < 0 || this.elements.depth > this.#rowDepth) return
    if (this.elements.depth === this.#rowDepth) this.shapes.learn(text.slice(this.#rowAt, at))
    this.#rowAt = -1
    this.runs.lose()
  }
}
