/**
 * Lets so many pass in each turn of the event loop; the others wait for the next turns, in the order in which they came.
 * Work for thousands of clients at once would otherwise hold up everybody else.
 */
export class TurnGate {
  #left: number
  #isTurnPlanned = false
  readonly #waiting: (() => void)[] = []

  /** @param most how many pass in one turn. */
  constructor(private readonly most: number) {
    this.#left = most
  }

  /** @returns null: the caller has passed; else a promise that resolves in the turn in which it passes. */
  pass(): Promise<void> | null {
    this.#planTurn()
    if (this.#left > 0) {
      this.#left--
      return null
    }
    return new Promise((resolve) => this.#waiting.push(resolve))
  }

  #planTurn(): void {
    if (this.#isTurnPlanned) return
    this.#isTurnPlanned = true
    setImmediate(() => {
      this.#isTurnPlanned = false
      const passing = this.#waiting.splice(0, this.most)
      this.#left = this.most - passing.length
      if (passing.length > 0) this.#planTurn()
      for (const resolve of passing) resolve()
    })
  }
}
