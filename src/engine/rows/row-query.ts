import type { AnyList, ListName, Row, VendorRequest, Window } from '../../../adapters/contract.js'
import type { EpochMs } from '../../../schema/scalars.js'
import type { Entry, RowWindow } from '../../plan/locate.js'
import { defaultOrderOf, type ListOrder } from '../../plan/order.js'
import type { Source } from '../source/source.js'
import type { Detail } from './row-detail.js'

/** Which rows of one list at one source to read. */
export interface RowQuery {
  readonly list: ListName
  /** The source's declaration of the list, with or without credentials in its rows. */
  readonly declaration: AnyList
  readonly pushed: object
  /**
   * The filters whose lists together are the list, for a whole list that is not asked for at once. They are in place of
   * `pushed`.
   */
  readonly parts?: readonly object[]
  readonly order: ListOrder
  readonly detail: Detail
  /** Whether the rows are joined with those of the second list; absent: they are not. */
  readonly isJoined?: boolean
  /** For a whole list: reading stops if it would take more requests than this. */
  readonly mostRequests?: number
}

/** A query for a whole list in its default order, so that all who read it share one reading. */
export const queryFor = (
  list: ListName,
  declaration: AnyList,
  pushed: object = {},
  detail: Detail = 'condensed',
): RowQuery => ({ list, declaration, pushed, order: defaultOrderOf(list), detail })

/** Identifies the rows that a query reads, however many requests that may take. */
export const keyOf = (
  { name }: Pick<Source, 'name'>,
  { list, pushed, parts, order, detail, isJoined }: RowQuery,
): string => JSON.stringify([name, list, parts ?? pushed, order, detail, ...(isJoined === true ? ['joined'] : [])])

/**
 * The vendor's request for one window of the rows.
 * @param detail full rows where both are needed, unless given.
 */
export const requestFor = (
  { declaration, pushed, order, ...query }: RowQuery,
  window: Window,
  detail: 'condensed' | 'full' = query.detail === 'condensed' ? 'condensed' : 'full',
): VendorRequest =>
  declaration.request({ filter: pushed, window, detail, ...(order === 'NATIVE_ID' ? {} : { orderBy: order }) })

export interface FetchedWindow extends RowWindow<Row> {
  /** None once they were taken. */
  entries: readonly Entry<Row>[]
  /** How many rows match the request, as the vendor reports; null: it does not. */
  readonly total: number | null
  readonly fetchedAtMs: EpochMs
  /** Older than it should be, because the source failed. */
  readonly stale: boolean
}
