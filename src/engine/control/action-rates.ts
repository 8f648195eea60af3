import { GraphQLError } from 'graphql'
import { LRUCache } from 'lru-cache'
import type { Rate } from '../../access/rights/settings.js'

/** What is counted apart for each principal. */
export type RatedAction = 'disconnects' | 'makeCalls'

interface Bucket {
  tokens: number
  atMs: number
}

/** The bucket of somebody who does not act for long is full again anyway. */
const MOST_BUCKETS = 10_000

/** How many actions each principal may begin. */
export interface ActionLimits {
  /**
   * Takes one action from the rate of a principal.
   * @param rate undefined: there is no limit.
   * @throws GraphQLError RATE_LIMITED, with the seconds after which the next one is possible.
   */
  take(principalId: string, action: RatedAction, rate: Rate | undefined): void | Promise<void>
}

/** Token buckets, which hold as many as a whole period allows, in the memory of this process. */
export class ActionRates implements ActionLimits {
  readonly #buckets = new LRUCache<string, Bucket>({ max: MOST_BUCKETS })

  /** @param monotonicNow in milliseconds. */
  constructor(private readonly monotonicNow: () => number) {}

  take(principalId: string, action: RatedAction, rate: Rate | undefined): void {
    if (rate === undefined) return
    const { count, periodMs } = rate
    const nowMs = this.monotonicNow()
    const key = `${action} ${principalId}`
    const bucket = this.#buckets.get(key) ?? { tokens: count, atMs: nowMs }
    bucket.tokens = Math.min(count, bucket.tokens + ((nowMs - bucket.atMs) * count) / periodMs)
    bucket.atMs = nowMs
    this.#buckets.set(key, bucket)
    if (bucket.tokens >= 1) {
      bucket.tokens--
      return
    }
    throw tooManyActions(action, rate, ((1 - bucket.tokens) * periodMs) / count)
  }
}

/** @param waitMs until the next action is possible. */
export const tooManyActions = (action: RatedAction, { count, periodMs }: Rate, waitMs: number): GraphQLError =>
  new GraphQLError(`rate.${action} allows ${count} in ${periodMs / 1000} seconds; nothing was sent`, {
    extensions: { code: 'RATE_LIMITED', retryAfterSeconds: Math.ceil(waitMs / 1000) },
  })
