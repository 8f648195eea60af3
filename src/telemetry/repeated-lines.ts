// A source that fails repeats the same event hundreds of times a second. The log has the first of a kind at once, and
// then one line a second that says how many there were.

const SUMMARY_EVERY_MS = 1000

/** Writes the line of the latest event. @param repeated how many there were since the last line; absent for a first. */
type Write = (repeated?: number) => void

export class RepeatedLines {
  readonly #kinds = new Map<string, { count: number; write: Write }>()
  #timer: NodeJS.Timeout | null = null

  /** Writes the first event of a kind, and counts those that follow within a second. */
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
