import type { ListName } from '../../../adapters/contract.js'
import type { Access } from '../../access/rights/access.js'
import { NOTHING } from '../../access/rights/grants.js'
import { SCOPE_OF_LIST, SOURCE_SCOPES, type SourceScope } from '../../access/rights/scopes.js'
import { seesSource } from '../../access/rights/sees-source.js'
import { type RowView, showsNothing, showsUnmasked, viewOf } from '../../access/rows/row-view.js'
import type { ListPlan, SourcePlan } from '../reporting/plan-report.js'
import { type RecordView, rowOf } from './records.js'
import type { Source } from './source.js'
import type { Sources } from './sources.js'

// What one viewer sees of the sources: which sources exist for the viewer, and which rows of their lists.

/**
 * What somebody may see of a list at a source.
 * @param scope by which it is read; the scope of the list unless given.
 */
export function rowsOf(access: Access, source: Source, list: ListName, scope?: SourceScope): RowView {
  // A source without the list has no rows, so its owners do not matter.
  return viewOf(access, source.name, list, source.declaration.lists[list]?.owners ?? 'source', scope)
}

/** The sources on which somebody has any right: to this viewer there are no others. */
export const sourcesFor = (sources: Sources, access: Access): Sources =>
  sources.visibleTo(access, 'any', ({ name }) => seesSource(access, name))

/** The sources on which somebody has a right. */
export const sourcesWith = (sources: Sources, access: Access, scope: SourceScope): Sources =>
  sources.visibleTo(access, scope, ({ name }) => access.rightsTo(scope, name) !== NOTHING)

/**
 * The sources of which somebody may see rows of a list; those that have no such list are reported if it may be read.
 * @param scope by which it is read; the scope of the list unless given.
 */
export const sourcesOfList = (
  sources: Sources,
  access: Access,
  list: ListName,
  scope: SourceScope = SCOPE_OF_LIST[list],
): Sources =>
  sources.visibleTo(access, `${scope} ${list}`, (source) =>
    source.declaration.lists[list] === undefined
      ? access.rightsTo(scope, source.name) !== NOTHING
      : !showsNothing(rowsOf(access, source, list, scope)),
  )

/** Whether a right shows the row that a record of a list was made of. */
export function isShownBy(
  scope: SourceScope,
  { access, engine }: { readonly access: Access; readonly engine: { readonly sources: Sources } },
  list: ListName,
  record: RecordView,
): boolean {
  const source = engine.sources.find(record.source.name)
  const made = rowOf(record)
  return source !== undefined && made !== null && rowsOf(access, source, list, scope).see(made.row) !== null
}

/** Whether somebody may see a customer as such. */
export function mayKnowCustomer(access: Access, source: string, nativeId: string): boolean {
  const customers = access.customersOf(source, 'customers:read')
  return customers === 'all' || customers.has(nativeId)
}

/**
 * Whether somebody may know how many requests an operation has taken: with plans of every source, and where only whole
 * lists are seen. Otherwise the number would say how many rows others have.
 */
export const seesRequests = ({ all }: Pick<Sources, 'all'>, access: Access): boolean =>
  all.every(({ name }) => {
    if (access.rightsTo('explain', name) === NOTHING) return false
    return SOURCE_SCOPES.every((scope) => {
      const rights = access.rightsTo(scope, name)
      return rights === NOTHING || rights.everyone !== null
    })
  })

/**
 * A plan as somebody may see it: without sources whose plans are not granted, and without requests and numbers where rows
 * of others are among them, or something of the rows is masked: requests hold ids and conditions.
 */
export function planFor(access: Access, sources: Sources, { list, sources: plans }: ListPlan): ListPlan {
  const shown = plans.flatMap((plan): readonly SourcePlan[] => {
    const rights = access.rightsTo('explain', plan.source)
    if (rights === NOTHING) return []
    const source = sources.find(plan.source)
    const isOpen = source !== undefined && rights.everyone !== null && showsUnmasked(rowsOf(access, source, list))
    return [isOpen ? plan : { ...plan, requests: [], rowsRead: plan.rowsKept }]
  })
  return { list, sources: shown }
}
