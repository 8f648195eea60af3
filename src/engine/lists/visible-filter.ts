import type { AnyList } from '../../../adapters/contract.js'
import type { RowView } from '../../access/rows/row-view.js'
import { type Condition, conditionsOf, type SplitFilter, splitFilter } from '../../plan/filter.js'
import { unsupported } from '../source/failures.js'
import type { Source } from '../source/source.js'

// A filter in the hands of a viewer who may see some customers only: it must not find what the viewer does not see, and
// the vendor is asked for the viewer's customer where it can be.

export interface VisibleFilter {
  /** What the vendor is asked. */
  readonly pushed: object
  /** Whether that is just what the viewer may see. */
  readonly asksForOwnOnly: boolean
  /** What the vendor is asked instead, one after another, where each of several customers is asked for. */
  readonly parts?: readonly object[]
}

/**
 * @param filter as the client gives it.
 * @param split the same, divided between vendor and gateway.
 * @returns null when it is about a customer outside of the viewer's rights: no row matches, and nothing is requested.
 * @throws SourceFailure UNSUPPORTED for conditions about what is hidden from the viewer.
 */
export function visibleFilter(
  view: RowView,
  { node }: Pick<Source, 'node'>,
  declaration: AnyList,
  filter: object,
  split: SplitFilter,
): VisibleFilter | null {
  const { owners } = declaration
  const { customers } = view
  if (customers === 'all' || owners === 'source') return { pushed: split.pushed, asksForOwnOnly: false }
  const conditions = conditionsOf(filter)
  const kindOf = ({ path }: Condition) => (path === 'customerId' ? 'customer' : owners.conditions?.[path])
  const refused = conditions.filter((condition) => kindOf(condition) === 'hidden').map(({ path }) => path)
  if (refused.length > 0)
    throw unsupported(`${node.title} cannot filter by ${refused.join(', ')} for viewers of some customers only`)
  const named = conditions.filter((condition) => kindOf(condition) === 'customer').map(({ value }) => value)
  if (named.some((value) => typeof value !== 'string' || !customers.has(value))) return null
  // A list that always comes whole, for all customers together, is read once for all viewers.
  const comesWhole = declaration.paging.style === 'snapshot' && declaration.unavailable === undefined
  if (!owners.completeByCustomer || comesWhole) return { pushed: split.pushed, asksForOwnOnly: false }
  const given = conditions.find(({ path }) => path === 'customerId')?.value
  const [only, ...others] = typeof given === 'string' ? [given] : [...customers].sort()
  const { mostByCustomer = 1 } = owners
  if (only === undefined || others.length >= mostByCustomer) return { pushed: split.pushed, asksForOwnOnly: false }
  const askFor = (customerId: string) => splitFilter(declaration, { customerId })
  const parts = [only, ...others].map((customerId) => ({ ...split.pushed, ...askFor(customerId).pushed }))
  const { pushedPaths, residual } = askFor(only)
  if (others.length > 0) return { pushed: split.pushed, asksForOwnOnly: false, parts }
  return { pushed: parts[0] ?? split.pushed, asksForOwnOnly: pushedPaths.length > 0 && residual.length === 0 }
}
