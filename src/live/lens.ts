import type { AnyList } from '../../adapters/contract.js'
import type { RowView } from '../access/rows/row-view.js'
import type { FilterPlans } from '../engine/lists/filter-plans.js'
import { visibleFilter } from '../engine/lists/visible-filter.js'
import { unsupported } from '../engine/source/failures.js'
import { type RecordView, unmasked } from '../engine/source/records.js'
import type { Source } from '../engine/source/source.js'
import { conditionsOf } from '../plan/filter.js'
import { compileTest } from '../plan/match.js'
import type { Lens } from './call-view.js'

/** Conditions that a call can begin to meet without a change of its row. */
const TIMED: ReadonlySet<string> = new Set(['minDurationSeconds'])

const SHOWS_NOTHING: Lens = { shows: () => false, isTimed: false, recordOf: () => null }

/**
 * What the viewers of a channel see of the calls of a source. The gateway checks every condition itself, on the rows as
 * the viewers see them, so that all channels watch one list.
 * @param view of the list of calls in progress.
 * @param filter an object that does not change; the gateway can check all of its conditions.
 * @throws SourceFailure UNSUPPORTED where the source does not report what the filter is about, as in a query.
 */
export function createLens(
  source: Source,
  declaration: AnyList,
  view: RowView,
  filter: object,
  filterPlans: FilterPlans,
): Lens {
  const { split } = filterPlans.of(source, 'activeCalls', declaration, filter)
  if (split.unsupported.length > 0)
    throw unsupported(`${source.node.title} cannot filter by ${split.unsupported.join(', ')}`)
  const make = source.records.activeCalls
  const isForeign = visibleFilter(view, source, declaration, filter, split) === null
  if (isForeign || make === undefined) return SHOWS_NOTHING
  const recordOf: Lens['recordOf'] = ({ row, seenAtMs }) => {
    const seen = view.see(row)
    return seen === null ? null : make(seen, seenAtMs)
  }
  const conditions = conditionsOf(filter)
  const { test } = compileTest('activeCalls', conditions, source.declaration.region, declaration.ownChecks)
  return {
    recordOf,
    isTimed: conditions.some(({ path }) => TIMED.has(path)),
    shows(call) {
      const record = recordOf(call)
      return record !== null && (conditions.length === 0 || test(readerOf(record)))
    },
  }
}

/** Reads the values that conditions are about. Conditions on fields masked from the viewer were refused before. */
export function readerOf(record: RecordView): (name: string) => unknown {
  const whole = unmasked(record)
  return (name) => Reflect.get(name === 'customer' ? record : whole, name)
}
