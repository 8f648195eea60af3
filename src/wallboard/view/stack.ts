import type { Load } from '../core/board.js'
import type { Column } from '../core/samples.js'

// The geometry of the chart: areas on top of each other, one pair for each series.

/** A series that is drawn: its place in the columns' loads, several for the rest. */
export interface Series {
  readonly title: string
  readonly places: readonly number[]
}

export interface Band {
  readonly connected: string
  readonly others: string
}

export interface Geometry {
  readonly bands: readonly Band[]
  /** Where something is not known: from and to, in pixels. */
  readonly gaps: readonly { readonly from: number; readonly to: number }[]
  readonly most: number
  readonly yTicks: readonly { readonly value: number; readonly y: number }[]
  readonly xTicks: readonly { readonly atMs: number; readonly x: number }[]
}

export interface Frame {
  readonly width: number
  readonly height: number
}

/** What the places of a series have together; null is a gap: nothing of it is known. */
export function loadOf({ places }: Series, { loads }: Column): Load | null {
  let [isKnown, connected, others] = [false, 0, 0]
  for (const place of places) {
    const load = loads[place] ?? null
    if (load === null) continue
    isKnown = true
    connected += load.connected
    others += load.others
  }
  return isKnown ? { connected, others } : null
}

export const totalOf = (column: Column): number =>
  column.loads.reduce((sum, load) => sum + (load === null ? 0 : load.connected + load.others), 0)

export function layOut(columns: readonly Column[], series: readonly Series[], { width, height }: Frame): Geometry {
  const most = roundUp(Math.max(1, ...columns.map(totalOf)))
  const stepPx = columns.length > 1 ? width / (columns.length - 1) : width
  const y = (value: number) => height - (value / most) * height
  const floors = columns.map(() => 0)
  const bands = series.map((each) => {
    const known = columns.map((column) => loadOf(each, column))
    const area = (part: (load: Load) => number) => {
      const edges = known.map((load, at): Edge | null => {
        if (load === null) return null
        const low = floors[at] ?? 0
        floors[at] = low + part(load)
        return { x: at * stepPx, low: y(low), high: y(floors[at] ?? 0) }
      })
      return pathOf(edges)
    }
    return { connected: area(({ connected }) => connected), others: area(({ others }) => others) }
  })
  const isGap = columns.map((column) => column.loads.length === 0 || column.loads.includes(null))
  return {
    bands,
    gaps: runsOf(isGap).map(([from, to]) => ({
      from: Math.max(0, (from - 0.5) * stepPx),
      to: Math.min(width, (to - 0.5) * stepPx),
    })),
    most,
    yTicks: [0, 0.5, 1].map((share) => ({ value: most * share, y: y(most * share) })),
    xTicks: timeTicks(columns, stepPx),
  }
}

interface Edge {
  readonly x: number
  readonly low: number
  readonly high: number
}

/** One closed shape for each run without a gap. A run of a single column is a thin line. */
function pathOf(edges: readonly (Edge | null)[]): string {
  return runsOf(edges.map((edge) => edge !== null))
    .map(([from, to]) => {
      const run = edges.slice(from, to).flatMap((edge) => edge ?? [])
      const wide = run.length > 1 ? run : run.flatMap((edge) => [edge, { ...edge, x: edge.x + 1 }])
      const top = wide.map(({ x, high }) => `${round(x)} ${round(high)}`)
      const bottom = wide.map(({ x, low }) => `${round(x)} ${round(low)}`).reverse()
      return `M${[...top, ...bottom].join('L')}Z`
    })
    .join('')
}

/** The runs of what holds: from, and the first place after it. */
export function runsOf(holds: readonly boolean[]): readonly (readonly [number, number])[] {
  const runs: [number, number][] = []
  for (const [at, each] of holds.entries()) {
    const last = runs.at(-1)
    if (!each) continue
    if (last !== undefined && last[1] === at) last[1] = at + 1
    else runs.push([at, at + 1])
  }
  return runs
}

const round = (value: number): number => Math.round(value * 10) / 10

/** The next round number whose half is round as well. */
export function roundUp(value: number): number {
  if (value <= 10) return Math.ceil(value / 2) * 2
  const power = 10 ** Math.floor(Math.log10(value))
  const factor = [1, 1.2, 1.6, 2, 3, 4, 6, 8, 10].find((each) => each * power >= value) ?? 10
  return factor * power
}

const MINUTE_MS = 60_000
const TICK_STEPS_MS = [5, 10, 15, 30, 60, 120].map((minutes) => minutes * MINUTE_MS)
const MOST_TICKS = 7

/** At round times of this computer's time zone, none at the very edges. */
function timeTicks(columns: readonly Column[], stepPx: number): Geometry['xTicks'] {
  const [first, last] = [columns[0], columns.at(-1)]
  if (first === undefined || last === undefined || first === last) return []
  const rangeMs = last.atMs - first.atMs
  const stepMs = TICK_STEPS_MS.find((step) => rangeMs / step <= MOST_TICKS) ?? 120 * MINUTE_MS
  const zoneMs = new Date(last.atMs).getTimezoneOffset() * MINUTE_MS
  const ticks: { atMs: number; x: number }[] = []
  for (let atMs = Math.ceil((first.atMs - zoneMs) / stepMs) * stepMs + zoneMs; atMs <= last.atMs; atMs += stepMs) {
    const share = (atMs - first.atMs) / rangeMs
    if (share > 0.03 && share < 0.97) ticks.push({ atMs, x: share * stepPx * (columns.length - 1) })
  }
  return ticks
}
