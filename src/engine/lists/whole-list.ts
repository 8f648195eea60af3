import type { AnyList, ListName, VendorRequest, Window } from '../../../adapters/contract.js'
import { windowsFor } from '../../plan/windows.js'
import { keyOf, type RowQuery, requestFor } from '../rows/row-query.js'
import type { Source } from '../source/source.js'

// What a whole list is read by: its parts, its first request, the keys under which it is known, and how long it is shared.

/**
 * A list that takes many requests to read whole is shared for at least this long, so that paging does not repeat them.
 */
const LEAST_SHARING_OF_PAGED_LISTS_MS = 10_000

/** The parts of a list that no single request can return; undefined: one request can. */
export function partsOf(query: RowQuery): readonly RowQuery[] | undefined {
  const { parts, ...whole } = query
  const joined = (filter: object) => query.declaration.joins?.(filter) ?? null
  const filters = parts === undefined ? joined(query.pushed) : parts.flatMap((part) => joined(part) ?? [part])
  const { mostRequests } = query
  return filters?.map((pushed) => ({
    ...whole,
    pushed,
    ...(mostRequests === undefined ? {} : { mostRequests: Math.floor(mostRequests / filters.length) }),
  }))
}

/** Only requests with the same limit share a reading. */
export const flightKey = (source: Source, query: RowQuery): string =>
  `${keyOf(source, query)} ${query.mostRequests ?? ''}`

/** A list has the same length in every detail and order. */
export const lengthKey = ({ name }: Source, { list, pushed }: RowQuery): string => JSON.stringify([name, list, pushed])

/** The first request for a list, or for its first part. */
export function firstRequest(query: RowQuery): VendorRequest {
  const part = partsOf(query)?.[0] ?? query
  return requestFor(part, firstWindow(part.declaration.paging))
}

function firstWindow(paging: AnyList['paging']): Window {
  if (paging.style === 'slices')
    return { style: 'slice', fromMs: 0, toMs: paging.granularityMs, offset: 0, limit: 1, token: null }
  return windowsFor(paging, 0, 1)[0]?.window ?? { style: 'snapshot' }
}

/** A list that is joined from parts has few pages: it is shared only as long as configured. */
export const freshnessOf = (source: Source, list: ListName, { paging, joins }: AnyList): number =>
  Math.max(
    source.options.freshnessMs[list],
    paging.style === 'snapshot' || joins !== undefined ? 0 : LEAST_SHARING_OF_PAGED_LISTS_MS,
  )
