import type { EpochMs } from '../../../schema/scalars.js'
import type { AnswerEvent } from '../reporting/events.js'
import type { Kept, KeptText } from './deferred-answer.js'

// What the callers of a source get, and how its rows are held until they are read.

/** A source's answer, and where it came from. */
export interface SharedAnswer<Result> {
  readonly result: Result
  readonly receivedAtMs: EpochMs
  /** The same moment by the monotonic clock. */
  readonly bornMs: number
  /** Characters of its text after decompression: its weight in the caches. */
  readonly size: number
  /** HTTP requests that were sent for this caller; 0 when the answer was shared. */
  readonly requests: number
  /** Older than it should be, because the source failed or is slow. */
  readonly stale: boolean
  /** Whether another instance of the gateway has read it. */
  readonly isFromCluster?: boolean
  /**
   * Called when `result` will not be read again, so that it is not retained by what waited for it: by now that is in the old
   * generation of the heap, where it stays until the next full collection.
   */
  release(): void
}

/** What a request has brought, for all who have waited for it. */
export interface SettledRequest extends Kept {
  /** Undefined when it was released. */
  result: unknown
  readonly requests: number
  readonly isFromCluster?: boolean
  /** Null where it is not kept as text. */
  readonly text: KeptText | null
}

/** What a decoder has made, until it is taken. */
export class Decoded<Result> {
  #made: { readonly result: Result } | null = null

  put(result: Result): void {
    this.#made = { result }
  }

  take(): Result {
    const made = this.#made
    if (made === null) throw new Error('an answer was not decoded')
    this.#made = null
    return made.result
  }
}

/** An answer for one of its callers. */
export class HeldAnswer<Result> implements SharedAnswer<Result> {
  readonly receivedAtMs: EpochMs
  readonly bornMs: number
  readonly size: number
  readonly stale: boolean
  readonly isFromCluster: boolean
  #kept: Kept | null
  #release: (() => void) | null

  constructor(
    kept: Kept,
    origin: AnswerEvent['origin'],
    readonly requests: number,
    release: () => void,
  ) {
    this.receivedAtMs = kept.receivedAtMs
    this.bornMs = kept.bornMs
    this.size = kept.size
    this.stale = origin === 'stale'
    this.isFromCluster = origin === 'cluster'
    this.#kept = kept
    this.#release = release
  }

  get result(): Result {
    if (this.#kept === null) throw new Error('an answer was read after its release')
    // The key says which decoder read the result, so its type is that decoder's.
    return this.#kept.result as Result
  }

  release(): void {
    this.#release?.()
    this.#kept = null
    this.#release = null
  }
}
