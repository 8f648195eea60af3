import type { AnyList } from '../../../adapters/contract.js'
import type { RowView } from '../../access/rows/row-view.js'
import type { SourceFailure } from '../../errors/source-failure.js'
import { type Condition, conditionsOf, type SplitFilter, splitFilter } from '../../plan/filter.js'
import { unsupported } from '../source/failures.js'
import type { Source } from '../source/source.js'

// A filter in the hands of a viewer who may see some customers only: it must not find what the viewer does not see, and
// the vendor is asked for the viewer's customer where it can be.

export type VisibleFilter =
  /** What the vendor is asked, and whether that is just what the viewer may see. */
  | { readonly kind: 'pushed'; readonly pushed: object; readonly asksForOwnOnly: boolean }
  /** It is about a customer outside of the viewer's rights: no row matches, and nothing is requested. */
  | { readonly kind: 'nothing' }
  /** Conditions about what is hidden from the viewer. */
  | { readonly kind: 'refused'; readonly paths: readonly string[] }

/**
 * @param filter as the client gives it.
 * @param split the same, divided between vendor and gateway.
 */
export function visibleFilter(view: RowView, declaration: AnyList, filter: object, split: SplitFilter): VisibleFilter {
  const { owners } = declaration
  const { customers } = view
  if (customers === 'all' || owners === 'source') return { kind: 'pushed', pushed: split.pushed, asksForOwnOnly: false }
  const conditions = conditionsOf(filter)
  const kindOf = ({ path }: Condition) => (path === 'customerId' ? 'customer' : owners.conditions?.[path])
  const refused = conditions.filter((condition) => kindOf(condition) === 'hidden').map(({ path }) => path)
  if (refused.length > 0) return { kind: 'refused', paths: refused }
  const named = conditions.filter((condition) => kindOf(condition) === 'customer').map(({ value }) => value)
  if (named.some((value) => typeof value !== 'string' || !customers.has(value))) return { kind: 'nothing' }
  const [only, ...others] = customers
  const customerId = conditions.find(({ path }) => path === 'customerId')?.value ?? (others.length === 0 ? only : null)
  // A list that always comes whole is read once for all viewers.
  if (typeof customerId !== 'string' || !owners.completeByCustomer || declaration.paging.style === 'snapshot')
    return { kind: 'pushed', pushed: split.pushed, asksForOwnOnly: false }
  const own = splitFilter(declaration, { customerId })
  return {
    kind: 'pushed',
    pushed: { ...split.pushed, ...own.pushed },
    asksForOwnOnly: own.pushedPaths.length > 0 && own.residual.length === 0,
  }
}

/** Why a source contributes nothing for conditions about what is hidden. */
export const cannotFilterForSome = ({ node }: Pick<Source, 'node'>, paths: readonly string[]): SourceFailure =>
  unsupported(`${node.title} cannot filter by ${paths.join(', ')} for viewers of some customers only`)
