// Random choices that are the same for the same seed, so that a world can be reproduced.

/** A stream of choices. Every method takes the next number of the stream. */
export interface Draw {
  /** At least 0, below 1. */
  unit(): number
  /** An integer, both ends included. */
  int(from: number, to: number): number
  /** True in this share of the cases. */
  chance(share: number): boolean
  /** @throws RangeError for an empty list. */
  pick<Item>(items: readonly Item[]): Item
  /** An index into a list of weights, with a probability in proportion to its weight. */
  weighted(weights: readonly number[]): number
}

/** Mixes the bits of a number, so that similar numbers give different results (the finalizer of MurmurHash3). */
export function mixed(value: number): number {
  let hash = value | 0
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

/**
 * The stream for these keys: the world's seed, the purpose of the stream, and an index.
 * Mulberry32, which is good enough for simulated calls but not for secrets.
 */
export function drawFor(...keys: readonly number[]): Draw {
  let state = keys.reduce((hash, key) => mixed(hash ^ mixed(Math.floor(key) + 0x9e3779b9)), 0x243f6a88)
  const unit = () => {
    state = (state + 0x6d2b79f5) | 0
    let value = Math.imul(state ^ (state >>> 15), state | 1)
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61)
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32
  }
  return {
    unit,
    int: (from, to) => from + Math.floor(unit() * (to - from + 1)),
    chance: (share) => unit() < share,
    pick: (items) => {
      const item = items[Math.floor(unit() * items.length)]
      if (item === undefined) throw new RangeError('nothing to pick from')
      return item
    },
    weighted: (weights) => {
      let rest = unit() * weights.reduce((sum, weight) => sum + weight, 0)
      const index = weights.findIndex((weight) => (rest -= weight) < 0)
      return index === -1 ? weights.length - 1 : index
    },
  }
}
