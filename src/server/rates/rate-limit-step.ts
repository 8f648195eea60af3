import type { Rate, RateLimits } from '../../access/rights/settings.js'
import { RateLimited } from '../http/rate-limited.js'
import type { Refusal } from '../http/refusal.js'
import type { Exchange, RequestStep, StepOperation } from '../pipeline/step.js'
import { OwnRequestsInProgress, type RequestsInProgress } from './in-progress.js'
import { PrincipalBuckets, type RateBuckets } from './principal-buckets.js'

// The rates of each principal, on every way of answering. Queries, mutations and subscriptions have separate buckets, so
// that somebody whose wallboard polls too fast can still end a call, and one whose screens all reconnect can still query.

export interface RateLimiting {
  /** A monotonic clock, in milliseconds. */
  readonly now: () => number
  /** What has been counted so far; steps that replace one another go on with the same. */
  readonly counts: RateCounts
  /** What an operation may cost at most, as it is estimated before it is executed. */
  readonly costOf: (operation: StepOperation) => number
}

/** How much of its rates each principal has used. */
export interface RateCounts {
  readonly buckets: RateBuckets
  readonly inProgress: RequestsInProgress
}

/**
 * @param now a monotonic clock, in milliseconds.
 * @param counts in the memory of this process unless given.
 */
export const createRateCounts = (now: () => number, counts: Partial<RateCounts> = {}): RateCounts => {
  const { buckets = new PrincipalBuckets(now), inProgress = new OwnRequestsInProgress() } = counts
  return { buckets, inProgress }
}

type Class = 'queries' | 'mutations' | 'subscriptions'

const MESSAGES: Readonly<Record<'requests' | 'cost' | 'concurrent', string>> = {
  requests: 'This principal has sent as many requests as it may in a period; try again later.',
  cost: 'The operation may cost more than is left to this principal in this period; ask for fewer records, or try later.',
  concurrent: 'As many requests of this principal are in progress as may be at the same time; wait for their answers.',
}
/** When to try again where nobody can know when a request ends. */
const CONCURRENT_RETRY_S = 1

/** Creates the step that refuses what is beyond the rates of a principal. It needs a step before it that signs in. */
export function rateLimitStep({ now, costOf, counts: { buckets, inProgress } }: RateLimiting): RequestStep<never> {
  /** Requests whose operation was counted, or refused, by one of their own buckets. */
  const counted = new WeakSet<Exchange>()

  function checkRate(
    name: 'requests' | 'cost',
    rate: Rate | undefined,
    of: { readonly id: string; readonly kind: Class; readonly amount: number },
  ): { readonly refusal: RateLimited } | { readonly take: () => void } {
    if (rate === undefined || of.amount <= 0) return { take: () => undefined }
    const bucket = buckets.get(`${name} of ${of.kind}`, of.id, rate)
    const waitMs = bucket.waitMs(of.amount, now())
    return waitMs > 0 ? { refusal: refusalOf(name, waitMs) } : { take: () => bucket.take(of.amount, now()) }
  }

  function admit(rated: Rated, operation: StepOperation, { response }: Exchange): MaybeLater<RateLimited | null> {
    const kind = classOf(operation)
    // A subscription lasts; how many there may be is another limit (live.maxPerClient).
    const { concurrent } = kind === 'subscriptions' ? NO_LIMIT : rated.limits
    if (concurrent === undefined) return takeRates(rated, operation)
    return after(inProgress.take(`${kind}\n${rated.id}`, concurrent), (place) => {
      if (place === null) return new RateLimited(MESSAGES.concurrent, 'concurrent', CONCURRENT_RETRY_S)
      const refusal = takeRates(rated, operation)
      if (refusal !== null || response === null || response.destroyed) place.free()
      else response.once('close', () => place.free())
      return refusal
    })
  }

  /** Both rates are checked before anything is taken: what is refused uses nothing. */
  function takeRates({ id, limits }: Rated, operation: StepOperation): RateLimited | null {
    const kind = classOf(operation)
    const requests = checkRate('requests', limits.requests, { id, kind, amount: 1 })
    if ('refusal' in requests) return requests.refusal
    const cost = checkRate('cost', limits.cost, { id, kind, amount: limits.cost === undefined ? 0 : costOf(operation) })
    if ('refusal' in cost) return cost.refusal
    requests.take()
    cost.take()
    return null
  }

  /** Null when all buckets know at once whether there is enough. */
  function prepare({ id, limits }: Rated, operation: StepOperation): Promise<unknown> | null {
    if (buckets.prepare === undefined) return null
    const kind = classOf(operation)
    const cost = limits.cost === undefined ? 0 : costOf(operation)
    const waits = [
      limits.requests === undefined ? null : buckets.prepare(`requests of ${kind}`, id, limits.requests, 1),
      limits.cost === undefined || cost <= 0 ? null : buckets.prepare(`cost of ${kind}`, id, limits.cost, cost),
    ].filter((wait) => wait !== null)
    return waits.length === 0 ? null : Promise.all(waits)
  }

  function checkRequest(exchange: Exchange): Refusal | null {
    const { principal, response } = exchange
    const rate = principal?.limits.requests
    if (principal === null || rate === undefined || response === null) return null
    const bucket = buckets.get(WITHOUT_OPERATION, principal.id, rate)
    const waitMs = bucket.waitMs(1, now())
    if (waitMs > 0) return refusalOf('requests', waitMs).refusal
    // What holds no operation that can be run, or one that is refused before, takes work all the same.
    response.once('close', () => {
      if (!counted.has(exchange)) bucket.take(1, now())
    })
    return null
  }

  return {
    name: 'rates',
    onRequest(exchange) {
      const { principal, response } = exchange
      const rate = principal?.limits.requests
      if (principal === null || rate === undefined || response === null || !isForGraph(exchange)) return null
      const wait = buckets.prepare?.(WITHOUT_OPERATION, principal.id, rate, 1) ?? null
      return after(wait, () => checkRequest(exchange))
    },
    onOperation(operation, exchange) {
      const { principal } = exchange
      if (principal === null || !hasRates(principal.limits)) return null
      if (principal.limits.requests !== undefined) counted.add(exchange)
      return after(prepare(principal, operation), () => admit(principal, operation, exchange))
    },
  }
}

interface Rated {
  readonly id: string
  readonly limits: RateLimits
}

type MaybeLater<Result> = Result | Promise<Result>

/** Goes on at once where there is nothing to wait for. */
const after = <Value, Result>(
  value: MaybeLater<Value>,
  go: (value: Value) => MaybeLater<Result>,
): MaybeLater<Result> => (value instanceof Promise ? value.then(go) : go(value))

const WITHOUT_OPERATION = 'requests without an operation'

const NO_LIMIT: RateLimits = {}

const CLASSES = { query: 'queries', mutation: 'mutations', subscription: 'subscriptions' } as const

const classOf = ({ parts }: StepOperation): Class => CLASSES[parts.operation.operation]

const hasRates = ({ requests, cost, concurrent }: RateLimits): boolean =>
  requests !== undefined || cost !== undefined || concurrent !== undefined

function refusalOf(limit: 'requests' | 'cost', waitMs: number): RateLimited {
  return new RateLimited(MESSAGES[limit], limit, Math.ceil(waitMs / 1000))
}

const isForGraph = ({ request: { url = '', method } }: Exchange): boolean =>
  method !== 'OPTIONS' && (url === '/graphql' || url.startsWith('/graphql?') || url.startsWith('/export/'))
