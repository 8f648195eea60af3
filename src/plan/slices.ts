import type { PagingInside, SlicePaging } from '../../adapters/contract.js'
import type { EpochMs } from '../../schema/scalars.js'

// Which time slices to read, one after another. Slices are ranges of the time that the vendor compares. They follow each
// other without a gap, so that every row is in exactly one; their borders are multiples of powers of two, so that
// readings that begin at different moments mostly ask for the same slices, and share the answers.

/** A range of time: from the first instant on, up to but without the second. */
export interface Slice {
  readonly fromMs: EpochMs
  readonly toMs: EpochMs
}

/** How many rows were found in how much time. */
export interface Density {
  readonly rows: number
  readonly ms: number
}

/** Rows of this many times the wanted number are read, because slices are not equally full. */
const RESERVE = 1.25
/** A slice is between one and three spans long. */
const MOST_SPANS = 3
/** By how much a slice may be longer than the one before it. */
const GROWTH = 4
/** The part of the largest answer that a slice is expected to fill, with `fillsAnswers`. */
const FILLED = 0.8
/** The first border is no farther than this from where the scan begins, or one granularity. */
const WIDEST_BEGIN_MS = 300_000
/** What empty slices count as: so little that the next one is longer even if one answer has a single row. */
const LEAST_ROWS = 0.25

/** How many rows one answer about a slice may have; Infinity: all of them. */
export function mostInside(inside: PagingInside): number {
  switch (inside.style) {
    case 'offset':
    case 'token':
      return inside.maxLimit
    case 'page':
      return inside.maxPageSize
    case 'none':
      return inside.cap ?? Infinity
  }
}

export const floorTo = (ms: number, unitMs: number): number => Math.floor(ms / unitMs) * unitMs
export const ceilTo = (ms: number, unitMs: number): number => Math.ceil(ms / unitMs) * unitMs

export interface ScanPlan {
  readonly paging: SlicePaging
  /** From newer times to older ones (backward), or the other way. */
  readonly direction: 'backward' | 'forward'
  /** The compared time that the scan begins at. */
  readonly beginMs: EpochMs
  /** The compared time from which on rows are wanted; between it and `beginMs` there may be some. */
  readonly nearMs: EpochMs
  /** The compared time that the scan ends at. */
  readonly endMs: EpochMs
  /** The vendor has nothing before this; a multiple of the granularity. */
  readonly floorMs: EpochMs
  readonly nowMs: EpochMs
  /** How many rows are wanted at first. */
  readonly rows: number
  /** What is known from an earlier scan of the same list; null: nothing. */
  readonly density: Density | null
  /** Backward only: slices are as long as one answer allows, and rows that start after `nearMs` are not to be counted. */
  readonly fillsAnswers?: boolean
}

/** What is left of a slice that was full. */
interface Crowd {
  /** Where it ends, as seen from where the scan began. */
  readonly farMs: EpochMs
  /** How many rows it has, at least. */
  readonly rows: number
  /** When some of them begin. */
  readonly times: readonly EpochMs[]
}

/** One pass over the slices of a list. It decides what to read; it does not read. */
export class SliceScan {
  #frontierMs: EpochMs
  #density: Density | null
  #lastMs: number | null = null
  /** The longest slice that may be tried, after a longer one was full; null: there is no such limit. */
  #longestMs: number | null = null
  #halvings = 0
  #crowd: Crowd | null = null
  readonly #endMs: EpochMs

  constructor(private readonly plan: ScanPlan) {
    const { paging, direction, beginMs, nearMs, endMs, floorMs, density, rows } = plan
    const unit = paging.granularityMs
    this.#density = density
    const span = Math.min(this.#spanFor(rows), powerBelow(WIDEST_BEGIN_MS, unit))
    const isBackward = direction === 'backward'
    this.#endMs = isBackward ? Math.max(floorMs, floorTo(endMs, unit)) : ceilTo(endMs, unit)
    // Both borders of the first slice move at the same moments, so that it stays the same for a while.
    const newest = ceilTo(nearMs + 1, span) + ceilTo(Math.max(0, beginMs - nearMs), span)
    this.#frontierMs = isBackward ? newest : Math.max(floorMs, floorTo(beginMs, span))
    // Nothing is wanted between the two.
    if (isBackward ? beginMs < endMs : beginMs >= endMs) this.#frontierMs = this.#endMs
  }

  /** Backward: all compared times from here on were read. Forward: all before it. */
  get frontierMs(): EpochMs {
    return this.#frontierMs
  }

  get isDone(): boolean {
    return this.plan.direction === 'backward' ? this.#frontierMs <= this.#endMs : this.#frontierMs >= this.#endMs
  }

  /** How full the slices were most recently; null: nothing is known. */
  get density(): Density | null {
    return this.#density
  }

  /**
   * The next slice; the same or a shorter one until it was read.
   * @param rows how many rows are wanted.
   * @returns null when everything was read.
   */
  next(rows: number): Slice | null {
    if (this.isDone) return null
    const { direction, paging } = this.plan
    const longest = Math.max(paging.granularityMs, floorTo(paging.maxSpanMs, paging.granularityMs))
    const frontier = this.#frontierMs
    if (direction === 'backward') {
      const fromMs = this.#longestMs === null ? this.#olderBorder(rows) : frontier - this.#longestMs
      return { fromMs: Math.max(fromMs, frontier - longest, this.#endMs), toMs: frontier }
    }
    const toMs = this.#longestMs === null ? this.#newerBorder(rows) : frontier + this.#longestMs
    return { fromMs: frontier, toMs: Math.min(toMs, frontier + longest, this.#endMs) }
  }

  #olderBorder(rows: number): EpochMs {
    const { nearMs, nowMs, fillsAnswers, paging } = this.plan
    const frontier = this.#frontierMs
    if (fillsAnswers === true)
      return floorTo(Math.min(frontier, nearMs, nowMs) - this.#lengthFor(rows), paging.granularityMs)
    const span = this.#spanFor(rows)
    // The future has no rows but those of a clock that is fast.
    const most = Math.min(frontier, nowMs) - MOST_SPANS * span
    return floorTo(Math.max(Math.min(frontier, nearMs) - span, most), span)
  }

  #newerBorder(rows: number): EpochMs {
    const { nearMs, nowMs } = this.plan
    const span = this.#spanFor(rows)
    const frontier = this.#frontierMs
    const border = ceilTo(Math.min(Math.max(frontier, nearMs) + span, frontier + MOST_SPANS * span), span)
    return border < nowMs ? border : this.#endMs
  }

  /**
   * Notes that a slice was read.
   * @param rows how many rows it has.
   */
  wasRead({ fromMs, toMs }: Slice, rows: number): void {
    this.#frontierMs = this.plan.direction === 'backward' ? fromMs : toMs
    this.#halvings = 0
    this.#longestMs = null
    this.#leaveCrowd(rows)
    const ms = this.#newestMs(toMs) - fromMs
    if (ms <= 0) return
    this.#lastMs = ms
    const before = this.#density ?? { rows: 0, ms: 0 }
    // The most recent slices count most: there are fewer calls at night.
    this.#density = { rows: before.rows / 2 + rows, ms: before.ms / 2 + ms }
  }

  /**
   * Notes that a slice has more rows than one answer, so that a shorter one has to be tried.
   * @param total how many rows it has; null: not known.
   * @param times when the rows of the answer begin.
   * @returns false where there is no shorter one.
   */
  wasFull({ fromMs, toMs }: Slice, total: number | null, times: readonly EpochMs[] = []): boolean {
    const { granularityMs: unit, inside } = this.plan.paging
    const ms = toMs - fromMs
    if (ms <= unit) return false
    const most = mostInside(inside)
    const rows = total ?? (most === Infinity ? 1 : most)
    this.#crowd = { farMs: this.plan.direction === 'backward' ? fromMs : toMs, rows, times }
    this.#divide(this.#crowd)
    this.#density = { rows, ms: Math.max(unit, this.#newestMs(toMs) - fromMs) }
    return true
  }

  /** Until when a slice has rows that are counted for the density. */
  #newestMs(toMs: EpochMs): EpochMs {
    const { nowMs, nearMs, fillsAnswers } = this.plan
    return Math.min(toMs, nowMs, fillsAnswers === true ? nearMs : Infinity)
  }

  /** Whether what is left of a full slice is still too much for one answer, so that it is divided without asking. */
  #leaveCrowd(rows: number): void {
    const crowd = this.#crowd
    if (crowd === null) return
    const isBackward = this.plan.direction === 'backward'
    const left = {
      farMs: crowd.farMs,
      rows: crowd.rows - rows,
      times: crowd.times.filter((time) => (isBackward ? time < this.#frontierMs : time >= this.#frontierMs)),
    }
    const isLeft = Math.abs(crowd.farMs - this.#frontierMs) > this.plan.paging.granularityMs
    this.#crowd = isLeft && left.rows >= mostInside(this.plan.paging.inside) ? left : null
    if (this.#crowd !== null) this.#divide(this.#crowd)
  }

  /**
   * Ends the next slice where the rows of a full answer show that one answer will do: in their middle, or earlier where
   * there are many more than they. If that is still too long, the vendor gives the rows of one end; then each attempt is
   * shorter by a larger factor.
   */
  #divide({ farMs, rows, times }: Crowd): void {
    const { direction, paging } = this.plan
    const { granularityMs: unit, inside } = paging
    this.#halvings += 1
    const ms = Math.abs(farMs - this.#frontierMs)
    const most = mostInside(inside)
    const share = most === Infinity ? 1 : Math.min(1, (1.5 * most) / rows)
    const nearest = times.toSorted((a, b) => (direction === 'backward' ? b - a : a - b))
    const border = nearest[Math.floor((nearest.length * share) / 2)]
    const toBorder = border === undefined ? (ms * share) / 2 : this.#distanceTo(floorTo(border, unit))
    const wanted = Math.min(toBorder, this.#halvings === 1 ? ms - unit : ms / 2 ** this.#halvings)
    this.#longestMs = Math.max(unit, floorTo(wanted, unit))
  }

  /** The longest slice without the rows of a granule, which may be most of all. */
  #distanceTo(granuleMs: EpochMs): number {
    const { direction, paging } = this.plan
    const unit = paging.granularityMs
    if (direction === 'backward') return this.#frontierMs - granuleMs - unit
    const distanceMs = granuleMs - this.#frontierMs - (paging.ends === 'inclusive' ? unit : 0)
    // Rows are found where the vendor compares them, which may be later than they begin.
    return Math.max(distanceMs, paging.slackMs / 2)
  }

  /** How long a slice with this many rows is, but with no more than one answer has. */
  #lengthFor(rows: number): number {
    const { firstSpanMs, granularityMs, inside } = this.plan.paging
    if (this.#density === null) return firstSpanMs
    const msPerRow = this.#density.ms / Math.max(this.#density.rows, LEAST_ROWS)
    const grown = this.#lastMs === null ? Infinity : this.#lastMs * GROWTH
    return Math.max(granularityMs, Math.min(Math.min(rows, mostInside(inside)) * FILLED * msPerRow, grown))
  }

  /** A power of two of the granularity. */
  #spanFor(rows: number): number {
    const { paging } = this.plan
    const unit = paging.granularityMs
    // Twice as long as allowed: the slices are then as long as allowed, wherever their borders are.
    const longest = 2 * powerBelow(paging.maxSpanMs, unit)
    if (this.#density === null) return Math.min(longest, powerBelow(paging.firstSpanMs, unit))
    const msPerRow = this.#density.ms / Math.max(this.#density.rows, LEAST_ROWS)
    const wanted = powerAbove(rows * RESERVE * msPerRow, unit)
    const fits = powerBelow((mostInside(paging.inside) / MOST_SPANS) * msPerRow, unit)
    const grown = this.#lastMs === null ? Infinity : powerBelow(this.#lastMs * GROWTH, unit)
    return Math.max(unit, Math.min(wanted, fits, grown, longest))
  }
}

const powerBelow = (ms: number, unitMs: number): number =>
  ms === Infinity ? Infinity : unitMs * 2 ** Math.max(0, Math.floor(Math.log2(ms / unitMs)))
const powerAbove = (ms: number, unitMs: number): number =>
  ms === Infinity ? Infinity : unitMs * 2 ** Math.max(0, Math.ceil(Math.log2(ms / unitMs)))
