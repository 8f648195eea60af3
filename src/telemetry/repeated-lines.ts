// A failing source repeats the same event hundreds of times a second. The first event of a kind is logged at once, then
// one line per second with the number of events.

const SUMMARY_EVERY_MS = 1000

/** Writes the line of the latest event. @param repeated the number of events since the last line; absent for the first. */
type Write = (repeated?: number) => void

/** Combines repeated log lines. */
export class RepeatedLines {
  readonly #kinds = new Map<string, { count: number; write: Write }>()
  #timer: NodeJS.Timeout | null = null

  /** Writes the first event of a kind, and counts those that follow within each second. */
  add(kind: string, write: Write): void {
    const known = this.#kinds.get(kind)
    if (known !== undefined) {
      known.count++
      known.write = write
      return
    }
    this.#kinds.set(kind, { count: 0, write })
    write()
    this.#timer ??= setInterval(() => this.#summarize(), SUMMARY_EVERY_MS).unref()
  }

  #summarize(): void {
    for (const [kind, { count, write }] of this.#kinds) {
      if (count === 0) this.#kinds.delete(kind)
      else {
        write(count)
        this.#kinds.set(kind, { count: 0, write })
      }
    }
    if (this.#kinds.size > 0 || this.#timer === null) return
    clearInterval(this.#timer)
    this.#timer = null
  }
}
