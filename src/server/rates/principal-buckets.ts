import { LRUCache } from 'lru-cache'
import type { Rate } from '../../access/rights/settings.js'
import { type Bucket, TokenBucket } from './token-bucket.js'

/** Buckets that are remembered: one for each principal and each of its rates. */
const MOST_BUCKETS = 50_000

/** The rates of all principals. */
export interface RateBuckets {
  /**
   * @param purpose what is counted, such as `requests of queries`.
   * @param id of the principal.
   */
  get(purpose: string, id: string, rate: Rate): Bucket
  /**
   * Makes sure that the bucket knows whether there is enough; absent where buckets always know.
   * @returns null when it knows at once.
   */
  prepare?(purpose: string, id: string, rate: Rate, amount: number): Promise<void> | null
}

/** Buckets by principal and purpose, in the memory of this process. Those used longest ago are forgotten, and are then full again. */
export class PrincipalBuckets implements RateBuckets {
  readonly #buckets = new LRUCache<string, TokenBucket>({ max: MOST_BUCKETS })

  /** @param now a monotonic clock, in milliseconds. */
  constructor(private readonly now: () => number) {}

  get(purpose: string, id: string, rate: Rate): TokenBucket {
    // No purpose holds a line break.
    const key = `${purpose}\n${id}`
    const known = this.#buckets.get(key)
    if (known !== undefined && isSameRate(known.rate, rate)) return known
    const bucket = new TokenBucket(rate, this.now())
    this.#buckets.set(key, bucket)
    return bucket
  }
}

/** Whether two settings are the same rate. */
export const isSameRate = (a: Rate, b: Rate): boolean => a === b || (a.count === b.count && a.periodMs === b.periodMs)
