import type { WorldCall } from './contract.js'

// The calls of one vendor's system, in the order of their starts.

/** Optimized for lists that grow at the end and are read often. */
export class CallLog {
  /** Oldest first. */
  readonly #calls: WorldCall[] = []
  #listed: { readonly upTo: number; readonly calls: readonly WorldCall[] } | null = null

  /** @param keep how many calls are kept; older ones are dropped, so that a world can run for weeks. */
  constructor(private readonly keep: number) {}

  add(call: WorldCall): void {
    this.#calls.splice(this.#countUntil(call.startedAtMs), 0, call)
    if (this.#calls.length > 2 * this.keep) this.#calls.splice(0, this.#calls.length - this.keep)
    this.#listed = null
  }

  /** Replaces a call by its changed version, which has the same start. */
  replace(call: WorldCall): void {
    for (let place = this.#countUntil(call.startedAtMs) - 1; place >= 0; place -= 1) {
      const here = this.#calls[place]
      if (here === undefined || here.startedAtMs < call.startedAtMs) return
      if (here.index !== call.index) continue
      this.#calls[place] = call
      this.#listed = null
      return
    }
  }

  /** The calls that had started at this moment, newest first: the same array until something changes. */
  newestFirst(nowMs: number): readonly WorldCall[] {
    const upTo = this.#countUntil(nowMs)
    if (this.#listed?.upTo !== upTo)
      this.#listed = { upTo, calls: this.#calls.slice(Math.max(0, upTo - this.keep), upTo).reverse() }
    return this.#listed.calls
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
