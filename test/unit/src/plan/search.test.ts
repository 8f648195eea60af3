import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nextProbe, type Search, startSearch } from '../../../../src/plan/search.js'
import { runs } from '../../../support/runs.js'

/** Where a point with `before` rows of the list in front of it lies relative to a window; null: inside. */
function judge(
  length: number,
  before: number,
  start: number,
  count: number,
): { readonly kind: 'left' | 'right' | null; readonly size: number } {
  const end = Math.min(start + count, length)
  const size = Math.max(0, end - start)
  if (size === 0) return { kind: length === 0 ? null : 'left', size }
  if (end <= before) return { kind: end < start + count ? null : 'right', size }
  return { kind: start > before ? 'left' : null, size }
}

/** More than twice the binary digits of the farthest index: once to come near it, once to bisect. */
const MOST_PROBES = 70

test('a point is found in a few windows, of whatever size and from wherever the search begins', () => {
  const index = fc.oneof(fc.nat(20), fc.nat(5000), fc.nat(2 ** 31))
  fc.assert(
    fc.property(
      index,
      fc.double({ min: 0, max: 1, noNaN: true }),
      index,
      fc.integer({ min: 1, max: 12 }),
      fc.boolean(),
      (length, share, from, size, tellsEnd) => {
        const before = Math.round(length * share)
        let search: Search = startSearch(size)
        let [start, count, probes] = [from, size, 0]
        for (; probes < MOST_PROBES; probes++) {
          const { kind, size: seen } = judge(length, before, start, count)
          if (kind === null) break
          ;({ search, start, count } = nextProbe(search, kind, { start, size: seen }, size, tellsEnd ? length : null))
        }
        expect(probes).toBeLessThan(MOST_PROBES)
      },
    ),
    { numRuns: runs(2000), examples: [[6, 1, 417_521_159, 1, false]] },
  )
})
