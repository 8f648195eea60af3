import { LRUCache } from 'lru-cache'
import type { Rate } from '../../access/rights/settings.js'
import { TokenBucket } from './token-bucket.js'

/** Buckets that are remembered: one for each principal and each of its rates. */
const MOST_BUCKETS = 50_000

/** Buckets by principal and purpose. Those used longest ago are forgotten, and are then full again. */
export class PrincipalBuckets {
  readonly #buckets = new LRUCache<string, TokenBucket>({ max: MOST_BUCKETS })

  /** @param now a monotonic clock, in milliseconds. */
  constructor(private readonly now: () => number) {}

  /**
   * @param purpose what is counted, such as `requests of queries`.
   * @param id of the principal.
   */
  get(purpose: string, id: string, rate: Rate): TokenBucket {
    // No purpose holds a line break.
    const key = `${purpose}\n${id}`
    const known = this.#buckets.get(key)
    if (known !== undefined && isSame(known.rate, rate)) return known
    const bucket = new TokenBucket(rate, this.now())
    this.#buckets.set(key, bucket)
    return bucket
  }
}

const isSame = (a: Rate, b: Rate): boolean => a === b || (a.count === b.count && a.periodMs === b.periodMs)
