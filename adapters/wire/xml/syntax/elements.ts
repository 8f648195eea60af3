import type { XmlEvents } from './events.js'
import { malformedXml } from './faults.js'
import type { XmlName } from './names.js'
import type { XmlRun } from './tag-runs.js'

/** The elements that are open. */
export class XmlElements {
  private readonly open: XmlName[] = []

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
    this.events.open(name.text, attributes)
  }

  /** @returns the element that was left. */
  leave(): XmlName | undefined {
    const name = this.open.pop()
    if (name !== undefined) this.events.close(name.text)
    return name
  }

  /** Goes through a run of tags. @returns false, with nothing done, when it does not fit the elements that are open. */
  follow(run: XmlRun): boolean {
    const { open } = this
    const { closed, opened } = run
    // The root element neither begins nor ends in a run.
    if (closed.length >= open.length || open.length + run.rise > this.maxDepth) return false
    for (let at = 0; at < closed.length; at++) if (closed[at] !== open[open.length - 1 - at]) return false
    for (let at = 0; at < closed.length; at++) open.pop()
    for (let at = 0; at < opened.length; at++) {
      const name = opened[at]
      if (name !== undefined) open.push(name)
    }
    run.emit(this.events)
    return true
  }
}
