// The world that the simulators tell about: the same options make the same world, whatever is asked of it and when.

import { endedNow, placedCall } from './call-changes.js'
import { CallLog } from './call-log.js'
import { arrivalMs, planCall } from './call-plan.js'
import type { World, WorldCall } from './contract.js'
import { populate } from './population.js'

export interface WorldOptions {
  /** Another seed makes other customers and other calls. Default 1. */
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
  /** How many calls each vendor's system remembers. Default 50 000, and never less than the history. */
  readonly keep?: number
}

const DEFAULT_KEEP = 50_000

/** Makes a world in which calls start, ring, are answered and end as later moments are asked for. */
export function createWorld(options: WorldOptions): World {
  const { seed = 1, startMs, history = 2000, callsPerSecond = 1, customers = 40, vendors } = options
  if (!(callsPerSecond > 0) || customers < 1)
    throw new RangeError('a world has at least one customer, and more than 0 calls per second')
  const keep = Math.max(options.keep ?? DEFAULT_KEEP, history, 1)
  const intervalMs = 1000 / callsPerSecond
  const firstMs = startMs - Math.ceil(history * intervalMs)
  const population = { seed, vendors, ...populate(seed, customers) }
  const logs = new Map(vendors.map((vendor) => [vendor, new CallLog(keep)]))
  const byIndex = new Map<number, WorldCall>()
  /** Before which planned call each placed one came: placed calls take a number of the sequence. */
  const placedBefore: number[] = []
  let next = 0

  const startOf = (n: number) => firstMs + arrivalMs(seed, n, intervalMs)
  const indexOf = (n: number) => n + placedBefore.filter((other) => other <= n).length
  const add = (call: WorldCall) => {
    byIndex.set(call.index, call)
    for (const vendor of call.seenBy) logs.get(vendor)?.add(call)
    const [oldest] = byIndex.keys()
    if (oldest !== undefined && byIndex.size > 4 * keep) byIndex.delete(oldest)
  }
  const advanceTo = (nowMs: number) => {
    // After a long pause nobody asks for what would be forgotten at once.
    next = Math.max(next, Math.floor((nowMs - firstMs) / intervalMs) - 4 * keep)
    for (; startOf(next) <= nowMs; next += 1) add(planCall(population, next, startOf, indexOf))
  }

  return {
    customers: population.customers,
    trunks: population.trunks,
    calls: (vendor, nowMs) => {
      advanceTo(nowMs)
      return logs.get(vendor)?.newestFirst(nowMs) ?? []
    },
    end: (index, nowMs) => {
      advanceTo(nowMs)
      const call = byIndex.get(index)
      const ended = call === undefined ? null : endedNow(call, nowMs)
      if (ended === null) return false
      byIndex.set(index, ended)
      for (const vendor of ended.seenBy) logs.get(vendor)?.replace(ended)
      return true
    },
    place: (vendor, from, to, nowMs) => {
      advanceTo(nowMs)
      const call = placedCall(population.trunks, { index: indexOf(next), vendor, from, to }, nowMs)
      placedBefore.push(next)
      add(call)
      return call
    },
  }
}

/**
 * A world of exactly these calls, for tests. The list stays the caller's: what is put into it, taken out of it or
 * replaced in it is so from the next question on. A call that names no vendor is seen by every vendor's system.
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
 * A call for a test: what is not given is plausible. Without a start, call n starts n seconds after noon of 1 March 2026;
 * it rings after 1 second, is answered after 5 (unless its outcome says that it was not) and ends after 65.
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
