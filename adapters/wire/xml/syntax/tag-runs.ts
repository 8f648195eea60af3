import type { XmlEvents } from './events.js'
import type { XmlName, XmlStep } from './names.js'
import { XmlMark, type XmlPiece } from './piece.js'

// What stands between two values of a list is mostly what stood there a row before, byte for byte:
// `</string></value>\n</member>\n<member>\n<name>`. Such a run of tags and white space is read once, and from then on
// recognised as a whole, which takes a tenth of the time of reading its tags one by one.

const OPEN = 0
const CLOSE = 1
const TEXT = 2

/** A run of tags without attributes and of white space between them. It begins and ends with a tag. */
export class XmlRun {
  readonly mark: XmlMark
  /** The elements that it closes and did not open, innermost first. */
  readonly closed: readonly XmlName[]
  /** The elements that it opens and does not close, outermost first. */
  readonly opened: readonly XmlName[]
  /** How much deeper than at its beginning it gets. */
  readonly rise: number
  /** What has come next behind it, and the text that follows it. */
  readonly next: XmlRun[] = []
  private readonly kinds: readonly number[]
  private readonly texts: readonly string[]

  constructor(text: string, steps: readonly XmlStep[]) {
    this.mark = new XmlMark(text)
    this.kinds = steps.map(({ kind }) => (kind === 'open' ? OPEN : kind === 'close' ? CLOSE : TEXT))
    this.texts = steps.map((step) => (step.kind === 'text' ? step.text : step.name.text))
    const closed: XmlName[] = []
    const opened: XmlName[] = []
    let rise = 0
    for (const step of steps) {
      if (step.kind === 'open') rise = Math.max(rise, opened.push(step.name) - closed.length)
      else if (step.kind === 'close' && opened.pop() === undefined) closed.push(step.name)
    }
    this.closed = closed
    this.opened = opened
    this.rise = rise
  }

  /** Emits the events of its tags and its white space. */
  emit(events: XmlEvents): void {
    const { kinds, texts } = this
    for (let at = 0; at < kinds.length; at++) {
      const text = texts[at] ?? ''
      if (kinds[at] === CLOSE) events.close(text)
      else if (kinds[at] === OPEN) events.open(text, null)
      else events.text(text)
    }
  }
}

// What a document can make us keep, and how much is tried in vain, is bounded by these. Lists need a few dozen runs.
const MAX_RUNS = 256
const MAX_NEXT = 6
const MAX_STEPS = 128
const MAX_LENGTH = 1024

/** Learns the runs of a document, and finds them again. */
export class XmlRuns {
  private readonly known = new Map<string, XmlRun>()
  /** Stands for what comes before a run that is not known. */
  private readonly anything = new XmlRun('', [])
  private last = this.anything
  private state: 'lost' | 'ready' | 'learning' = 'lost'
  private from = 0
  private steps: XmlStep[] = []

  /** The run that stands here, if it is known. Otherwise what stands here is learned. */
  find(piece: XmlPiece, at: number): XmlRun | null {
    if (this.state !== 'ready') return null
    const { next } = this.last
    for (let index = 0; index < next.length; index++) {
      const run = next[index]
      if (run === undefined || !run.mark.isAt(piece, at)) continue
      this.last = run
      return run
    }
    this.state = 'learning'
    this.from = at
    this.steps = []
    return null
  }

  /** Notes what was read by itself. */
  note(step: XmlStep): void {
    if (this.state === 'learning') this.steps.push(step)
  }

  /** Text that differs from row to row begins here: what came before it is a run, and another begins behind it. */
  end(piece: XmlPiece, at: number): void {
    if (this.state === 'ready') return
    const run = this.state === 'learning' ? this.learn(piece, at) : undefined
    if (run !== undefined && this.last.next.length < MAX_NEXT && !this.last.next.includes(run)) this.last.next.push(run)
    this.last = run ?? this.anything
    this.state = 'ready'
  }

  private learn(piece: XmlPiece, at: number): XmlRun | undefined {
    const { steps, from, known } = this
    if (steps.length === 0 || steps.length > MAX_STEPS || at - from > MAX_LENGTH) return undefined
    if (steps.some((step) => step.kind !== 'text' && step.name.startTag === null)) return undefined
    const text = piece.text.slice(from, at)
    const found = known.get(text)
    if (found !== undefined || known.size === MAX_RUNS) return found
    const run = new XmlRun(text, steps)
    known.set(text, run)
    return run
  }

  /** A document begins. What others were full of may be of no use any more. */
  begin(): void {
    if (this.known.size === MAX_RUNS) {
      this.known.clear()
      this.anything.next.length = 0
    }
  }

  /** What cannot be in a run was read, or the piece has ended inside of one. */
  lose(): void {
    this.state = 'lost'
  }
}
