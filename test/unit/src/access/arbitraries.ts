// Random grants, and a reference implementation of their meaning: each grant by itself, over every row.

import fc from 'fast-check'
import type { Coverage, Grant } from '../../../../src/access/rights/grants.js'
import { classesIn, MASK_CLASSES, type Mask, toMask } from '../../../../src/access/rights/masks.js'
import { type Scope, SOURCE_SCOPES, type SourceScope } from '../../../../src/access/rights/scopes.js'

export const SOURCES = ['a', 'b', 'c']
const CUSTOMERS = ['1', '2', '3']
/** Few scopes, so that grants often meet. */
const SOME_SCOPES: readonly Scope[] = ['calls:read', 'accounts:read', 'control:disconnect', 'pii:full', 'metrics:read']

const coverage: fc.Arbitrary<Coverage> = fc.oneof(
  fc.constant('all' as const),
  fc.subarray(CUSTOMERS).map((some) => new Set(some)),
)

export const grant: fc.Arbitrary<Grant> = fc.record({
  scopes: fc.subarray([...SOME_SCOPES]).map((some) => new Set(some)),
  sources: fc.dictionary(fc.constantFrom(...SOURCES), coverage).map((some) => new Map(Object.entries(some))),
  mask: fc.subarray([...MASK_CLASSES]).map(toMask),
})
export const grants = fc.array(grant, { maxLength: 4 })

/** Owners of a row: none, some, and one that no grant names. */
export const OWNERS: readonly (readonly string[])[] = [
  [],
  ['1'],
  ['2'],
  ['3'],
  ['4'],
  ['1', '2'],
  ['3', '4'],
  ['1', '2', '3'],
]

/** The mask of a row: what every grant masks that shows the row; null when none shows it. */
export function maskByModel(
  given: readonly Grant[],
  scope: SourceScope,
  source: string,
  owners: readonly string[],
): Mask | null {
  const showing = given.filter(({ scopes, sources }) => {
    const covered = scopes.has(scope) ? sources.get(source) : undefined
    return covered === 'all' || (covered !== undefined && owners.some((owner) => covered.has(owner)))
  })
  const masks = showing.map(({ scopes, mask }) => classesIn(scopes.has('pii:full') ? 0 : mask))
  if (masks.length === 0) return null
  return toMask(MASK_CLASSES.filter((name) => masks.every((mask) => mask.includes(name))))
}

/** The rights that grants give, as text: equal texts are equal rights. */
export const meaningOf = (given: readonly Grant[]): string =>
  JSON.stringify([
    given.some(({ scopes }) => scopes.has('metrics:read')),
    SOURCE_SCOPES.map((scope) =>
      SOURCES.map((source) => OWNERS.map((owners) => maskByModel(given, scope, source, owners))),
    ),
  ])
