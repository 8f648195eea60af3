import type { SampleAnswer } from './answers.js'
import { type Board, type Load, NO_LOAD, type SourceReport } from './board.js'

/** The length of one slot, in milliseconds. */
export const SLOT_MS = 10_000
const HOURS = 6
const SLOTS = (HOURS * 3_600_000) / SLOT_MS
const GAP = -1
/** A connection without any event for longer counts as dead. */
const HEARTBEAT_SLOTS = 3

/** The slots of one source, as ring buffers. */
interface Ring {
  readonly connected: Int32Array
  readonly others: Int32Array
}

/** One column of the chart. */
export interface Column {
  /** When it begins, in milliseconds since 1970. */
  readonly atMs: number
  /** By the order of the names; null is a gap: nothing is known. */
  readonly loads: readonly (Load | null)[]
}

/**
 * The calls of the last six hours by source, in slots of 10 s. Its memory depends only on the number of sources, however
 * long a wall stays open.
 */
export class Samples {
  readonly #rings = new Map<string, Ring>()
  #taken: { readonly slot: number; readonly reports: readonly SourceReport[] } | null = null
  /** The number of the last slot that was written; slots are counted from 1970. */
  #last = 0

  /** The sources, in the order in which they were first seen. */
  get names(): readonly string[] {
    return [...this.#rings.keys()]
  }

  /** Changes whenever the chart does. */
  get lastSlot(): number {
    return this.#last
  }

  /**
   * Writes what a board shows into the slot of its time. Sources that are not current are gaps. Between two heartbeats
   * nothing has changed, so slots between them have what was shown before.
   */
  take(board: Board): void {
    const slot = slotOf(board.atMs)
    if (slot === 0) return
    const before = this.#taken
    this.#taken = { slot, reports: board.reports }
    if (before !== null && slot - before.slot <= HEARTBEAT_SLOTS)
      for (let missed = before.slot + 1; missed < slot; missed++) this.#writeAll(missed, before.reports)
    this.#writeAll(slot, board.reports)
  }

  #writeAll(slot: number, reports: readonly SourceReport[]): void {
    for (const { name, status, isStale, load } of reports)
      if (status !== 'UNSUPPORTED') this.#write(slot, name, status === 'FAILED' || isStale ? null : load)
  }

  /**
   * Writes samples of the gateway; they are added up by source and time. What is known already stays.
   * @param stepMs for how long a sample stands.
   */
  load(samples: readonly SampleAnswer[], stepMs: number): void {
    for (const [name, loads] of sumsOf(samples))
      for (const [atMs, load] of loads)
        for (let slot = slotOf(atMs); load !== null && slot <= slotOf(atMs + stepMs - 1); slot++)
          if (this.#read(slot, name) === null) this.#write(slot, name, load)
  }

  /**
   * The columns of a range that ends now.
   * @param count how many at most; each has the mean of its slots.
   */
  columns(nowMs: number, rangeMs: number, count: number): readonly Column[] {
    const perColumn = Math.max(1, Math.ceil(rangeMs / SLOT_MS / count))
    // Columns begin at multiples of their width, so that the chart moves by whole columns and does not flicker.
    const end = Math.floor(slotOf(nowMs) / perColumn) + 1
    const columns: Column[] = []
    for (let column = end - Math.ceil(rangeMs / SLOT_MS / perColumn); column < end; column++) {
      const loads = this.names.map((name) => this.#mean(column * perColumn, perColumn, name))
      columns.push({ atMs: column * perColumn * SLOT_MS, loads })
    }
    return columns
  }

  #mean(from: number, count: number, name: string): Load | null {
    let [known, connected, others] = [0, 0, 0]
    for (let slot = from; slot < from + count; slot++) {
      const load = this.#read(slot, name)
      if (load === null) continue
      known++
      connected += load.connected
      others += load.others
    }
    return known === 0 ? null : { connected: connected / known, others: others / known }
  }

  #read(slot: number, name: string): Load | null {
    const ring = this.#rings.get(name)
    if (ring === undefined || slot > this.#last || slot <= this.#last - SLOTS) return null
    const connected = ring.connected[slot % SLOTS] ?? GAP
    return connected === GAP ? null : { connected, others: ring.others[slot % SLOTS] ?? 0 }
  }

  #write(slot: number, name: string, load: Load | null): void {
    if (slot <= this.#last - SLOTS && this.#last > 0) return
    this.#advance(slot)
    const ring = this.#rings.get(name) ?? this.#addRing(name)
    ring.connected[slot % SLOTS] = load?.connected ?? GAP
    ring.others[slot % SLOTS] = load?.others ?? 0
  }

  /** Slots that were passed over, while a computer slept for instance, are gaps. */
  #advance(slot: number): void {
    const skipped = Math.min(SLOTS, slot - this.#last)
    for (let each = slot - skipped + 1; each <= slot; each++)
      for (const { connected } of this.#rings.values()) connected[each % SLOTS] = GAP
    this.#last = Math.max(this.#last, slot)
  }

  #addRing(name: string): Ring {
    const ring = { connected: new Int32Array(SLOTS).fill(GAP), others: new Int32Array(SLOTS) }
    this.#rings.set(name, ring)
    return ring
  }
}

const slotOf = (atMs: number): number => Math.floor(atMs / SLOT_MS)

/** By source and time; null is a gap. */
function sumsOf(samples: readonly SampleAnswer[]): ReadonlyMap<string, ReadonlyMap<number, Load | null>> {
  const sums = new Map<string, Map<number, Load | null>>()
  for (const { at, source, state, total } of samples) {
    const atMs = Date.parse(at)
    const loads = sums.get(source.name) ?? new Map<number, Load | null>()
    sums.set(source.name, loads)
    loads.set(atMs, total === null ? null : plus(loads.get(atMs) ?? NO_LOAD, state, total))
  }
  return sums
}

const plus = ({ connected, others }: Load, state: string | null, total: number): Load =>
  state === 'CONNECTED' ? { connected: connected + total, others } : { connected, others: others + total }
