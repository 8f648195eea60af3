import { endedNow, placedCall } from './call-changes.js'
import { CallLog } from './call-log.js'
import { arrivalMs, type Population, planCall } from './call-plan.js'
import type { World, WorldCall } from './contract.js'
import { populate } from './population.js'

// The world of the simulators: the same options give the same world, independent of the requests that it receives.

export interface WorldOptions {
  /** Determines the customers and calls. Default 1. */
  readonly seed?: number
  /** The moment the world is created, in milliseconds since 1970. */
  readonly startMs: number
  /** How many calls started before that moment. Default 2000. */
  readonly history?: number
  /** Default 1, with which about a hundred calls are in progress at any moment. */
  readonly callsPerSecond?: number
  /** Default 40; at least 1. */
  readonly customers?: number
  /** The names of the vendors whose systems see calls. */
  readonly vendors: readonly string[]
  /** How many calls each vendor's system keeps. Default 50 000, and never less than the history. */
  readonly keep?: number
}

const DEFAULT_KEEP = 50_000
/** Every vendor sees at least a quarter of all calls, so four times as many calls are kept in total. */
const KEPT_BEHIND = 4

/**
 * Creates a world in which calls start, ring, are answered and end as later moments are requested.
 * @throws RangeError if it would have no customers, or no calls.
 */
export function createWorld(options: WorldOptions): World {
  const { callsPerSecond = 1, customers = 40 } = options
  if (!(callsPerSecond > 0) || customers < 1)
    throw new RangeError('a world has at least one customer, and more than 0 calls per second')
  return new SeededWorld(options, 1000 / callsPerSecond, customers)
}

class SeededWorld implements World {
  readonly customers: World['customers']
  readonly trunks: World['trunks']
  readonly #population: Population
  readonly #intervalMs: number
  readonly #firstMs: number
  readonly #keep: number
  readonly #logs: ReadonlyMap<string, CallLog>
  readonly #byIndex = new Map<number, WorldCall>()
  /**
   * For each placed call, the planned call before which it was placed: placed calls have indexes in the same sequence.
   */
  readonly #placedBefore: number[] = []
  /** The next planned call. */
  #next = 0

  constructor(options: WorldOptions, intervalMs: number, customers: number) {
    const { seed = 1, startMs, history = 2000, vendors, keep = DEFAULT_KEEP } = options
    this.#population = { seed, vendors, ...populate(seed, customers) }
    this.customers = this.#population.customers
    this.trunks = this.#population.trunks
    this.#intervalMs = intervalMs
    this.#firstMs = startMs - Math.ceil(history * intervalMs)
    this.#keep = Math.max(keep, history, 1)
    this.#logs = new Map(vendors.map((vendor) => [vendor, new CallLog(this.#keep)]))
  }

  calls(vendor: string, nowMs: number): readonly WorldCall[] {
    this.#advanceTo(nowMs)
    return this.#logs.get(vendor)?.newestFirst(nowMs) ?? []
  }

  end(index: number, nowMs: number): boolean {
    this.#advanceTo(nowMs)
    const call = this.#byIndex.get(index)
    const ended = call === undefined ? null : endedNow(call, nowMs)
    if (ended === null) return false
    this.#byIndex.set(index, ended)
    for (const vendor of ended.seenBy) this.#logs.get(vendor)?.replace(ended)
    return true
  }

  place(vendor: string, from: string, to: string, nowMs: number): WorldCall {
    this.#advanceTo(nowMs)
    const call = placedCall(this.trunks, { index: this.#indexOf(this.#next), vendor, from, to }, nowMs)
    this.#placedBefore.push(this.#next)
    this.#add(call)
    return call
  }

  readonly #startOf = (n: number): number => this.#firstMs + arrivalMs(this.#population.seed, n, this.#intervalMs)
  readonly #indexOf = (n: number): number => n + this.#placedBefore.filter((other) => other <= n).length

  #advanceTo(nowMs: number): void {
    // After a long pause, calls that would be dropped at once are skipped.
    this.#next = Math.max(this.#next, Math.floor((nowMs - this.#firstMs) / this.#intervalMs) - KEPT_BEHIND * this.#keep)
    for (; this.#startOf(this.#next) <= nowMs; this.#next += 1)
      this.#add(planCall(this.#population, this.#next, this.#startOf, this.#indexOf))
  }

  #add(call: WorldCall): void {
    this.#byIndex.set(call.index, call)
    for (const vendor of call.seenBy) this.#logs.get(vendor)?.add(call)
    if (this.#byIndex.size <= KEPT_BEHIND * this.#keep) return
    const [oldest] = this.#byIndex.keys()
    if (oldest !== undefined) this.#byIndex.delete(oldest)
  }
}

/**
 * A world with exactly these calls, for tests. The list is not copied: changes to it are visible from the next request
 * on. A call without vendors is seen by every vendor's system.
 */
export function arrayWorld(parts: {
  readonly calls: WorldCall[]
  readonly customers?: World['customers']
  readonly trunks?: World['trunks']
}): World {
  const { calls, customers = [], trunks = [] } = parts
  return {
    customers,
    trunks,
    calls: (vendor, nowMs) =>
      calls
        .filter(({ seenBy, startedAtMs }) => startedAtMs <= nowMs && (seenBy.length === 0 || seenBy.includes(vendor)))
        .sort((a, b) => b.startedAtMs - a.startedAtMs || b.index - a.index),
    end: (index, nowMs) => {
      const place = calls.findIndex((call) => call.index === index)
      const ended = calls[place] === undefined ? null : endedNow(calls[place], nowMs)
      if (ended === null) return false
      calls[place] = ended
      return true
    },
    place: (vendor, from, to, nowMs) => {
      const index = calls.reduce((highest, call) => Math.max(highest, call.index), -1) + 1
      const call = placedCall(trunks, { index, vendor, from, to }, nowMs)
      calls.push(call)
      return call
    },
  }
}

const DEFAULT_START_MS = Date.UTC(2026, 2, 1, 12)

/**
 * A call for a test, with defaults for everything that is not given. By default, call n starts n seconds after noon on
 * 1 March 2026, rings after 1 second, is answered after 5 (unless its outcome is not an answered one) and ends after
 * 65.
 */
export function worldCall(given: Partial<WorldCall> = {}): WorldCall {
  const { index = 0, outcome = 'completed' } = given
  const startedAtMs = given.startedAtMs ?? DEFAULT_START_MS + index * 1000
  const answered = outcome === 'completed' || outcome === 'fraud'
  return {
    index,
    sipCallId: `call-${index}@192.0.2.11`,
    relatedSipCallId: null,
    parentIndex: null,
    caller: '+4581808888',
    callerName: null,
    callee: '+4580808080',
    divertedBy: null,
    direction: 'inbound',
    international: false,
    mobile: false,
    callerHidden: false,
    sourceCustomerIndex: null,
    destinationCustomerIndex: null,
    trunkIndex: null,
    startedAtMs,
    ringingAtMs: startedAtMs + 1000,
    answeredAtMs: answered ? startedAtMs + 5000 : null,
    endedAtMs: startedAtMs + (answered ? 65_000 : 20_000),
    outcome,
    endedBy: 'caller',
    seenBy: [],
    ...given,
  }
}
