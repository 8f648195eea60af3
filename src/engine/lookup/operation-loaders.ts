import DataLoader from 'dataloader'
import { VendorFault } from '../../../adapters/contract.js'
import type { OperationSlices } from '../../async/operation-slices.js'
import { OperationTooCostly } from '../../cost/too-costly.js'
import type { ListEngine } from '../lists/list-engine.js'
import { keyOf, type RowQuery } from '../rows/row-query.js'
import type { SeenSnapshot } from '../rows/snapshot.js'
import type { CallContext } from '../source/call-context.js'
import { failureOf } from '../source/failures.js'
import { toGlobalId } from '../source/global-id.js'
import type { RecordView } from '../source/records.js'
import type { Source } from '../source/source.js'
import { type BoundRecords, type BoundRequest, readBound } from './bound-records.js'
import { readExplained } from './explained-list.js'
import { type LookupOptions, lookUpAll, type RecordRequest } from './lookup-batch.js'

// The lookups of one operation: each record and each list is fetched once, however many fields need it.

/** A failure as a value, which fails its own key and no other of the batch. */
const asValue = (error: unknown): Error =>
  error instanceof VendorFault || error instanceof OperationTooCostly ? error : failureOf(error)

/**
 * Schedules a batch: it is sent as soon as nothing else of the operation can add to it. Queued work can, so a list that
 * is completed in several slices still requests its links in one batch.
 */
export const batchesOf =
  (slices: OperationSlices | undefined) =>
  (send: () => void): void => {
    // As DataLoader does itself: after the callbacks of all promises that are settled.
    void Promise.resolve().then(() =>
      process.nextTick(() => {
        if (slices === undefined) send()
        else slices.whenIdle(send)
      }),
    )
  }

export class OperationLookups {
  readonly #records: DataLoader<RecordRequest, RecordView | null, string>
  readonly #inProgress: DataLoader<RecordRequest, RecordView | null, string>
  readonly #customers: DataLoader<RecordRequest, RecordView | null, string>
  readonly #bound: DataLoader<BoundRequest, BoundRecords, string>
  readonly #lists = new Map<string, Promise<SeenSnapshot>>()

  constructor(
    private readonly engine: ListEngine,
    private readonly callContext: CallContext,
  ) {
    const batchScheduleFn = batchesOf(callContext.slices)
    const recordLoader = (options: LookupOptions) =>
      new DataLoader<RecordRequest, RecordView | null, string>(
        (requests) =>
          Promise.all(lookUpAll(engine, requests, callContext, options).map((record) => record.catch(asValue))),
        { batchScheduleFn, cacheKeyFn: ({ id: { type, source, nativeId } }) => toGlobalId(type, source, nativeId) },
      )
    this.#records = recordLoader({})
    this.#inProgress = recordLoader({ inProgress: true })
    this.#customers = recordLoader({ readsCustomers: true })
    this.#bound = new DataLoader<BoundRequest, BoundRecords, string>(
      (requests) => Promise.all(readBound(engine, requests, callContext).map((found) => found.catch(asValue))),
      { batchScheduleFn, cacheKeyFn: ({ source, list, sipCallId }) => JSON.stringify([source, list, sipCallId]) },
    )
  }

  /**
   * One record by its id; null when the source reports that there is none.
   * @param inProgress whether it is known to be in progress, or was a moment ago: then a list of calls in progress may
   * have it.
   * @throws SourceFailure; VendorFault for an id that the vendor cannot have.
   */
  record(
    request: RecordRequest,
    { inProgress = false }: { readonly inProgress?: boolean } = {},
  ): Promise<RecordView | null> {
    return (inProgress ? this.#inProgress : this.#records).load(request)
  }

  /**
   * One customer with what its source knows of it, beyond its id and name; null when there is none.
   * @throws as `record`.
   */
  customer(request: RecordRequest): Promise<RecordView | null> {
    return this.#customers.load(request)
  }

  /**
   * The records that are bound to one.
   * @throws SourceFailure.
   */
  bound(request: BoundRequest): Promise<BoundRecords> {
    return this.#bound.load(request)
  }

  /**
   * The rows of a whole list that the viewer may see.
   * @param count counts the HTTP requests, if they are sent for this caller.
   * @throws SourceFailure.
   */
  list(source: Source, query: RowQuery, count?: CallContext['count']): Promise<SeenSnapshot> {
    const key = keyOf(source, query)
    const known = this.#lists.get(key)
    if (known !== undefined) return known
    const callContext = count === undefined ? this.callContext : { ...this.callContext, count }
    const list = readExplained(this.engine, source, query, callContext)
    this.#lists.set(key, list)
    return list
  }
}
