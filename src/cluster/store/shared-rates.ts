import { hash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { Rate } from '../../access/rights/settings.js'
import { type ActionLimits, ActionRates, type RatedAction, tooManyActions } from '../../engine/control/action-rates.js'
import { isSameRate, type RateBuckets } from '../../server/rates/principal-buckets.js'
import { type Bucket, TokenBucket } from '../../server/rates/token-bucket.js'
import { StoreUnavailable } from './command.js'
import { TAKE_TOKENS } from './limit-scripts.js'
import type { Store } from './store.js'

// The rates of principals over all instances. The buckets are in the store; an instance leases some of a bucket at once,
// so that few requests wait for the store.

/** Each instance leases at most this part of its equal share at once. */
const LEASED_SHARE = 1 / 4
const MOST_BUCKETS = 50_000

/** The share of a rate that each instance has while the store is down; at least one. */
function shareOf({ count, periodMs }: Rate, instances: number): Rate {
  const share = Math.max(1, Math.floor(count / instances))
  return { count: share, periodMs: (periodMs * share * instances) / count }
}

/** How much the store gives of one bucket. */
class Tokens {
  constructor(
    private readonly store: Store,
    private readonly key: string,
    private readonly rate: Rate,
  ) {}

  /**
   * @param needed what is taken at least; `wanted` at most.
   * @throws StoreUnavailable
   */
  async take(needed: number, wanted: number): Promise<{ readonly taken: number; readonly waitMs: number }> {
    const { count, periodMs } = this.rate
    const reply = await this.store.run(TAKE_TOKENS, [this.key], [count, periodMs, wanted, needed])
    const [taken, waitMs] = Array.isArray(reply) ? reply : []
    return { taken: Number(taken), waitMs: Number(waitMs) }
  }
}

/** What this instance has leased of one bucket. */
class LeasedBucket implements Bucket {
  #left = 0
  #leasedAtMs = 0
  #blockedUntilMs = 0
  #leasing: Promise<void> | null = null
  /** In use while the store is down. */
  #alone: TokenBucket | null = null

  constructor(
    readonly rate: Rate,
    private readonly tokens: Tokens,
    private readonly instances: () => number,
    private readonly now: () => number,
  ) {}

  waitMs(amount: number, nowMs: number): number {
    if (this.#alone !== null) return this.#alone.waitMs(amount, nowMs)
    return Math.max(0, this.#blockedUntilMs - nowMs)
  }

  /** What was not leased is a debt, which the next lease includes. */
  take(amount: number, nowMs: number): void {
    if (this.#alone === null) this.#left -= amount
    else this.#alone.take(amount, nowMs)
  }

  /** @returns null when enough is leased, or it is known that there is not enough. */
  prepare(amount: number): Promise<void> | null {
    const nowMs = this.now()
    // The bucket in the store is full again by now: what was leased before is not added to it.
    if (nowMs - this.#leasedAtMs > this.rate.periodMs) this.#left = Math.min(0, this.#left)
    if (this.#left >= amount || nowMs < this.#blockedUntilMs) return null
    this.#leasing ??= this.#lease(amount).finally(() => {
      this.#leasing = null
    })
    return this.#leasing
  }

  async #lease(amount: number): Promise<void> {
    const needed = amount - this.#left
    const batch = Math.floor((this.rate.count / this.instances()) * LEASED_SHARE)
    try {
      const { taken, waitMs } = await this.tokens.take(needed, Math.max(needed, batch))
      this.#alone = null
      this.#left += taken
      this.#leasedAtMs = this.now()
      this.#blockedUntilMs = waitMs > 0 ? this.#leasedAtMs + waitMs : 0
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error
      this.#blockedUntilMs = 0
      const rate = shareOf(this.rate, this.instances())
      if (this.#alone === null || !isSameRate(this.#alone.rate, rate)) this.#alone = new TokenBucket(rate, this.now())
    }
  }
}

export class SharedRateBuckets implements RateBuckets {
  readonly #buckets = new LRUCache<string, LeasedBucket>({ max: MOST_BUCKETS })

  /** @param now a monotonic clock, in milliseconds. */
  constructor(
    private readonly store: Store,
    private readonly namespace: string,
    private readonly now: () => number,
  ) {}

  get(purpose: string, id: string, rate: Rate): Bucket {
    return this.#bucket(purpose, id, rate)
  }

  prepare(purpose: string, id: string, rate: Rate, amount: number): Promise<void> | null {
    return this.#bucket(purpose, id, rate).prepare(amount)
  }

  #bucket(purpose: string, id: string, rate: Rate): LeasedBucket {
    const name = `${purpose}\n${id}`
    const known = this.#buckets.get(name)
    if (known !== undefined && isSameRate(known.rate, rate)) return known
    const tokens = new Tokens(this.store, keyOf(this.namespace, name), rate)
    const bucket = new LeasedBucket(rate, tokens, () => this.store.instances, this.now)
    this.#buckets.set(name, bucket)
    return bucket
  }
}

/** How many actions each principal may begin, at all instances together. */
export class SharedActionRates implements ActionLimits {
  #alone: { readonly instances: number; readonly rates: ActionRates } | null = null

  /** @param now a monotonic clock, in milliseconds. */
  constructor(
    private readonly store: Store,
    private readonly namespace: string,
    private readonly now: () => number,
  ) {}

  async take(principalId: string, action: RatedAction, rate: Rate | undefined): Promise<void> {
    if (rate === undefined) return
    const tokens = new Tokens(this.store, keyOf(this.namespace, `${action}\n${principalId}`), rate)
    try {
      const { waitMs } = await tokens.take(1, 1)
      if (waitMs > 0) throw tooManyActions(action, rate, waitMs)
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error
      const { instances } = this.store
      if (this.#alone?.instances !== instances) this.#alone = { instances, rates: new ActionRates(this.now) }
      this.#alone?.rates.take(principalId, action, shareOf(rate, instances))
    }
  }
}

const keyOf = (namespace: string, name: string): string => `${namespace}:rate:{${hash('sha256', name, 'base64url')}}`
