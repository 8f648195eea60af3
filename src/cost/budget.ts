import type { CostLimits } from './limits.js'
import { OperationTooCostly } from './too-costly.js'

/**
 * How many shared lists one operation may have for each list that it may read. A list that is taken from what another
 * list has read costs no vendor request, but the gateway still builds a page of it.
 */
const SHARED_LISTS_PER_LIST = 10

/** Numbers of what an operation has used. */
export interface Spent {
  readonly records: number
  readonly lists: number
  readonly vendorRequests: number
  readonly bytes: number
}

/** What one operation has cost so far. Each method throws OperationTooCostly once its limit is exceeded. */
export class OperationBudget {
  #records = 0
  #lists = 0
  #sharedLists = 0
  #vendorRequests = 0
  #bytes = 0
  readonly #reads = new Set<string>()
  /** By limit. Created once: thousands of fields may be stopped for the same reason. */
  readonly #stopped = new Map<string, OperationTooCostly>()

  constructor(private readonly limits: CostLimits) {}

  /** What has been counted so far. Bytes are counted while the answer is serialized. */
  get spent(): Spent {
    return {
      records: this.#records,
      lists: this.#lists,
      vendorRequests: this.#vendorRequests,
      bytes: this.#bytes,
    }
  }

  /** Called once for each list of objects in the answer. */
  takeRecords(count: number): void {
    this.#records += count
    const { records } = this.limits
    if (this.#records > records)
      this.#stop('records', records, this.#records, 'the operation has more than', 'records; ask for shorter pages')
  }

  /** Called before any work on a list: once the limit is exceeded, no further list is read. */
  checkLists(): void {
    const stopped = this.#stopped.get('lists')
    if (stopped !== undefined) throw stopped
  }

  /**
   * Called once for each list, before it is read.
   * @param reads keys of what has to be read for it. Where the operation has already read all of it, or nothing has to be
   * read, the list is shared.
   */
  takeList(reads: readonly string[]): void {
    let isShared = true
    for (const read of reads) {
      if (this.#reads.has(read)) continue
      isShared = false
      this.#reads.add(read)
    }
    const { lists } = this.limits
    if (!isShared && ++this.#lists > lists)
      this.#stop(
        'lists',
        lists,
        this.#lists,
        'the operation reads more than',
        'lists; ask for fewer records with lists',
      )
    const mostShared = lists * SHARED_LISTS_PER_LIST
    if (isShared && ++this.#sharedLists > mostShared)
      this.#stop(
        'lists',
        mostShared,
        this.#sharedLists,
        'the operation has more than',
        'lists, even where they are read together; ask for fewer records with lists',
      )
  }

  /** Called before a request is sent to a vendor. */
  takeVendorRequest(): void {
    const { vendorRequests } = this.limits
    if (++this.#vendorRequests > vendorRequests)
      this.#stop(
        'vendorRequests',
        vendorRequests,
        this.#vendorRequests,
        'the operation would cost more than',
        'vendor requests; ask for fewer lists or records at once',
      )
  }

  /** Called as the answer is serialized. */
  takeBytes(count: number): void {
    this.#bytes += count
    const { bytes } = this.limits
    if (this.#bytes > bytes)
      this.#stop(
        'bytes',
        bytes,
        this.#bytes,
        'the answer is longer than',
        'bytes; select fewer fields or shorter pages',
      )
  }

  #stop(limit: string, allowed: number, actual: number, before: string, after: string): never {
    const message = `${limit}: ${before} ${allowed} ${after}`
    const error = this.#stopped.get(limit) ?? new OperationTooCostly(message, { limit, allowed, actual }, this)
    this.#stopped.set(limit, error)
    throw error
  }
}
