import type { WorldCall } from './contract.js'

// The calls that one vendor's system has seen, in the order of their starts.

/** Made for lists that grow at the end and are asked for again and again. */
export class CallLog {
  /** The oldest first. */
  readonly #calls: WorldCall[] = []
  #told: { readonly upTo: number; readonly calls: readonly WorldCall[] } | null = null

  /** @param keep how many calls it tells about; what is older is forgotten, so that a world can run for weeks. */
  constructor(private readonly keep: number) {}

  add(call: WorldCall): void {
    this.#calls.splice(this.#countUntil(call.startedAtMs), 0, call)
    if (this.#calls.length > 2 * this.keep) this.#calls.splice(0, this.#calls.length - this.keep)
    this.#told = null
  }

  /** Puts a changed call in the place of the same one; its start has not changed. */
  replace(call: WorldCall): void {
    for (let place = this.#countUntil(call.startedAtMs) - 1; place >= 0; place -= 1) {
      const here = this.#calls[place]
      if (here === undefined || here.startedAtMs < call.startedAtMs) return
      if (here.index !== call.index) continue
      this.#calls[place] = call
      this.#told = null
      return
    }
  }

  /** What had started at this moment, the newest first: the same array until something changes. */
  newestFirst(nowMs: number): readonly WorldCall[] {
    const upTo = this.#countUntil(nowMs)
    if (this.#told?.upTo !== upTo)
      this.#told = { upTo, calls: this.#calls.slice(Math.max(0, upTo - this.keep), upTo).reverse() }
    return this.#told.calls
  }

  /** How many started at or before this moment. */
  #countUntil(atMs: number): number {
    const last = this.#calls.at(-1)
    if (last === undefined || last.startedAtMs <= atMs) return this.#calls.length
    let low = 0
    let high = this.#calls.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#calls[middle]?.startedAtMs ?? Number.POSITIVE_INFINITY) <= atMs) low = middle + 1
      else high = middle
    }
    return low
  }
}
