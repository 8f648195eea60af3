import type { MadeRow } from '../syntax/events.js'
import { XmlMark, type XmlPiece } from '../syntax/piece.js'
import { LESS, SPACE, SPECIAL } from '../syntax/text.js'
import { type Bounds, type MakeRow, RowMakers } from './row-constructors.js'
import type { RowKind, RowPattern } from './row-pattern.js'

// The rows of a list are written alike: what stands between their values is the same, byte for byte, in a few ways. A way
// that was seen once is recognised from then on, and the row is made of its values at once: that takes about half
// of the time of going through its tags.

/** What stands before a value, or behind the last one of a row. */
class Step {
  readonly mark: XmlMark
  /** What can stand behind that value, the longest first: one can be the beginning of another. */
  readonly next: Step[] = []
  constructor(
    readonly text: string,
    /** Of what ends a row. */
    readonly make: MakeRow | null,
  ) {
    this.mark = new XmlMark(text)
  }
}

// What documents can make us keep and how much is tried in vain is bounded by these. Lists need a few dozen steps.
const MAX_STEPS = 1024
const MAX_NEXT = 8
const MAX_VALUES = 256
const MAX_ROW_LENGTH = 16 * 1024
/** How many rows may be looked at for their shape: so many in any document, and one for eight that were recognised. */
const [FEWEST_TRIES, MOST_TRIES, WORTH_OF_A_ROW] = [8, 64, 1 / 8]

/**
 * The shapes of the rows of one list, kept from one document to the next. What it holds are the vendor's tags, and names
 * of members; no values.
 */
export class XmlRowShapes {
  #first: Step[] = []
  #steps = 0
  #triesLeft = MOST_TRIES
  readonly #makers = new RowMakers()
  readonly #bounds: Bounds = new Int32Array(2 * MAX_VALUES)
  #make: MakeRow | null = null
  isCut = false

  constructor(private readonly kind: RowKind) {}

  /** A document begins. */
  begin(): void {
    this.#triesLeft = Math.max(this.#triesLeft, FEWEST_TRIES)
  }

  get rise(): number {
    return this.kind.rise
  }

  /**
   * Takes the rows that stand here one after another, and the white space behind each.
   * @returns the position behind them: the same when what stands here is not known as a row. `isCut` says then whether it
   * may become one with what comes behind the piece.
   */
  take(piece: XmlPiece, at: number, rows: { row(row: MadeRow): void }): number {
    const { bytes } = piece
    this.isCut = false
    for (;;) {
      const end = this.#match(piece, at)
      if (end < 0 || this.#make === null) {
        this.isCut &&= piece.length - at <= MAX_ROW_LENGTH
        return at
      }
      rows.row(this.#make(piece, this.#bounds))
      if (this.#triesLeft < MOST_TRIES) this.#triesLeft += WORTH_OF_A_ROW
      at = end
      while (SPACE[bytes[at] ?? LESS] === 1) at++
    }
  }

  /** Finds the values of the row that begins here. @returns the position behind it; -1 when it is not known, or cut. */
  #match(piece: XmlPiece, at: number): number {
    const { bytes } = piece
    const bounds = this.#bounds
    let steps = this.#first
    for (let slot = 0; ; slot += 2) {
      const step = stepAt(steps, piece, at)
      if (step === null) {
        this.isCut = beginsAt(steps, piece, at)
        return -1
      }
      at += step.mark.length
      if (step.make !== null) {
        this.#make = step.make
        return at
      }
      bounds[slot] = at
      while (SPECIAL[bytes[at] ?? LESS] === 0) at++
      // Behind the end stands one as well; nothing is known to stand there.
      if (bytes[at] === LESS) bounds[slot + 1] = at
      else {
        at = piece.text.indexOf('<', at)
        if (at < 0) {
          this.isCut = true
          return -1
        }
        bounds[slot + 1] = -1 - at
      }
      steps = step.next
    }
  }

  /** Whether it is worth while to learn from what is not known. */
  get learns(): boolean {
    return this.#triesLeft >= 1
  }

  /** Learns the shape of a row that was read and is sound, if it is a row. */
  learn(row: string): void {
    const pattern = row.length > MAX_ROW_LENGTH ? null : this.kind.patternOf(row)
    this.#triesLeft--
    if (pattern === null || pattern.between.length > MAX_VALUES) return
    if (this.#steps + pattern.between.length <= MAX_STEPS && this.#add(pattern)) return
    // What it is full of may be of no use any more.
    this.#forget()
    this.#add(pattern)
  }

  /** @returns false when there is no room for it. */
  #add({ between, members }: RowPattern): boolean {
    let steps = this.#first
    for (const [at, text] of between.entries()) {
      const ends = at === between.length - 1
      let step = steps.find((known) => known.text === text && (known.make !== null) === ends)
      if (step === undefined) {
        if (steps.length === MAX_NEXT) return false
        step = new Step(text, ends ? this.#makers.makerOf(members) : null)
        steps.push(step)
        steps.sort((a, b) => b.text.length - a.text.length)
        this.#steps++
      }
      steps = step.next
    }
    return true
  }

  #forget(): void {
    this.#first = []
    this.#steps = 0
    this.#makers.clear()
  }
}

function stepAt(steps: readonly Step[], piece: XmlPiece, at: number): Step | null {
  for (let index = 0; index < steps.length; index++) {
    const step = steps[index]
    if (step?.mark.isAt(piece, at)) return step
  }
  return null
}

/** Whether the piece ends here with the beginning of a step. */
const beginsAt = (steps: readonly Step[], { text, length }: XmlPiece, at: number): boolean =>
  steps.some((step) => length - at < step.text.length && step.text.startsWith(text.slice(at)))
