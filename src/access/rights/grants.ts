import type { Mask } from './masks.js'
import { NO_MASK } from './masks.js'
import { isSourceScope, type Scope, type SourceScope } from './scopes.js'

/** The rows of one source that a grant covers: every row, or those of some customers. A source that is not named: none. */
export type Coverage = 'all' | ReadonlySet<string>

/** What one role gives, complete: these scopes, on these sources, under this mask, and in no other combination. */
export interface Grant {
  readonly scopes: ReadonlySet<Scope>
  readonly sources: ReadonlyMap<string, Coverage>
  readonly mask: Mask
}

/**
 * What one scope gives on one source. Each customer's rows have the mask of the grants that cover them: a field is
 * shown when one of these grants shows it.
 */
export interface SourceRights {
  /** The mask of all rows, with any owner; null: only the rows of `customers` are visible. */
  readonly everyone: Mask | null
  /** Customers whose rows are visible by their own, with the mask of these rows. */
  readonly customers: ReadonlyMap<string, Mask>
}

export const NOTHING: SourceRights = { everyone: null, customers: new Map() }
/** Every row, with every field. All who have this hold this object, so that it is recognised by identity. */
export const EVERYTHING: SourceRights = { everyone: NO_MASK, customers: new Map() }

/**
 * The mask under which a row is shown: visible if any of its owners is allowed.
 * @param owners the customers whom the row belongs to; none where that is not known.
 * @returns null when the row is hidden.
 */
export function maskOfRow({ everyone, customers }: SourceRights, owners: readonly string[]): Mask | null {
  let mask = everyone
  if (customers.size === 0) return mask
  for (const owner of owners) {
    const own = customers.get(owner)
    if (own !== undefined) mask = mask === null ? own : mask & own
  }
  return mask
}

/** By scope, the rights on each source. A source or scope that is not in it is not granted. */
export type RightsTable = ReadonlyMap<SourceScope, ReadonlyMap<string, SourceRights>>

/** The union of complete grants: scopes of one grant are never combined with sources or the mask of another. */
export function uniteGrants(grants: readonly Grant[]): RightsTable {
  const parts = new Map<SourceScope, Map<string, Part[]>>()
  for (const { scopes, sources, mask } of grants) {
    const shown = scopes.has('pii:full') ? NO_MASK : mask
    for (const scope of scopes) {
      if (!isSourceScope(scope)) continue
      const bySource = parts.get(scope) ?? new Map<string, Part[]>()
      parts.set(scope, bySource)
      for (const [source, coverage] of sources)
        bySource.set(source, [...(bySource.get(source) ?? []), { coverage, mask: shown }])
    }
  }
  return new Map(
    [...parts].map(([scope, bySource]) => [
      scope,
      new Map([...bySource].map(([source, layers]) => [source, uniteParts(layers)])),
    ]),
  )
}

interface Part {
  readonly coverage: Coverage
  readonly mask: Mask
}

/** In normal form: equal rights are equal data, as no customer is named who sees what everyone's rows show anyway. */
function uniteParts(parts: readonly Part[]): SourceRights {
  let everyone: Mask | null = null
  for (const { coverage, mask } of parts) if (coverage === 'all') everyone = everyone === null ? mask : everyone & mask
  const customers = new Map<string, Mask>()
  for (const { coverage, mask } of parts) {
    if (coverage === 'all') continue
    for (const customer of coverage) customers.set(customer, (customers.get(customer) ?? everyone ?? mask) & mask)
  }
  for (const [customer, mask] of customers) if (mask === everyone) customers.delete(customer)
  if (customers.size > 0) return { everyone, customers }
  return everyone === null ? NOTHING : everyone === NO_MASK ? EVERYTHING : { everyone, customers }
}
