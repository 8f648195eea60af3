import type { AnyList, Parameters, Row, VendorRequest } from '../../../adapters/contract.js'
import { conditionsOf } from '../../plan/filter.js'
import type { Entry } from '../../plan/locate.js'
import { canCheck, compileTest } from '../../plan/match.js'
import { type Detail, detailFor, fullIncludesCondensed } from '../rows/row-detail.js'
import { type RowQuery, requestFor } from '../rows/row-query.js'
import type { Snapshot } from '../rows/snapshot.js'
import { fieldReaders } from '../source/records.js'
import type { Source } from '../source/source.js'

// Reuses a cached list that is a superset of the requested one, if that is provably correct.

/** The whole lists that contain all rows of this one, with all fields that are needed. */
export function widerLists(source: Source, query: RowQuery): readonly RowQuery[] {
  const { declaration, detail } = query
  const fullToo = detail === 'condensed' && fullIncludesCondensed(declaration)
  const details: readonly Detail[] = fullToo ? ['condensed', 'full'] : [detail]
  const unfiltered = isNarrowing(query) ? [{ ...query, pushed: {} }] : []
  return [query, ...unfiltered]
    .flatMap((wider) => details.map((each) => ({ ...wider, detail: each })))
    .filter((wider) => wider.pushed !== query.pushed || wider.detail !== detail)
    .filter((wider) => wider.pushed === query.pushed || canTest(source, query, wider.detail))
}

/** The rows of a wider list that match the query. */
export function narrow(source: Source, query: RowQuery, { pushed }: RowQuery, wider: Snapshot): Snapshot {
  if (pushed === query.pushed) return wider
  const { test } = testOf(source, query)
  const readers = fieldReaders(query.list, query.declaration)
  const fits = ({ row }: Entry<Row>): boolean => test((name) => readers[name]?.(row, wider.fetchedAtMs))
  // The rows are those of the wider list, and the cache counts their size there.
  return { ...wider, entries: wider.entries.filter(fits), size: 0 }
}

const testOf = (source: Source, { list, pushed }: RowQuery) =>
  compileTest(list, conditionsOf(pushed), source.declaration.region)

/**
 * Whether the request differs from the one without a filter only in further parameters, each for a condition that the
 * gateway can check itself. Another operation of the vendor might return rows that its whole list does not have. The
 * conformance audit (C6) shows that the vendor's filter and the gateway's check find the same rows.
 */
function isNarrowing(query: RowQuery): boolean {
  const { list, declaration, pushed } = query
  const conditions = conditionsOf(pushed)
  if (conditions.length === 0 || declaration.paging.style !== 'snapshot') return false
  if (!conditions.every(({ path }) => canCheck(list, path))) return false
  const window = { style: 'snapshot' } as const
  return addsParametersOnly(requestFor({ ...query, pushed: {} }, window), requestFor(query, window))
}

function addsParametersOnly(wider: VendorRequest, narrower: VendorRequest): boolean {
  const sent = new Set(parametersOf(narrower).map((parameter) => JSON.stringify(parameter)))
  return (
    wider.operation === narrower.operation &&
    wider.method === narrower.method &&
    wider.path === narrower.path &&
    parametersOf(wider).every((parameter) => sent.has(JSON.stringify(parameter)))
  )
}

const parametersOf = ({ query = [], body }: VendorRequest): Parameters => [
  ...query,
  ...(body === undefined ? [] : body.kind === 'form' ? body.fields : body.parameters),
]

/** Whether rows of this detail have all fields that the conditions read. */
function canTest(source: Source, query: RowQuery, detail: Detail): boolean {
  const needed = detailFor(query.declaration, new Set(testOf(source, query).reads))
  return (
    needed === detail || detail === 'both' || (needed === 'condensed' && includesCondensed(query.declaration, detail))
  )
}

const includesCondensed = (declaration: AnyList, detail: Detail): boolean =>
  detail === 'full' && fullIncludesCondensed(declaration)
