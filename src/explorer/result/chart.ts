import { type Column, columnsOf, type RowList, textOf, valueAt } from './rows.js'

// Rows counted, or a number of theirs added up, by time or by group: pure.

/** By what rows are put together. */
export interface Grouping {
  readonly column: Column
  /** Whether its values are times, which are put together in steps. */
  readonly isTime: boolean
}

/** What is shown of the rows of a group; null counts them. */
export type Measure = Column | null

export interface Bar {
  readonly label: string
  readonly value: number
}

export interface Chart {
  readonly bars: readonly Bar[]
  /** The length of a bar's time; null: the bars are groups. */
  readonly stepMs: number | null
  /** How many rows have no value here: they are in no bar. */
  readonly rowsWithoutValue: number
}

export interface ChartChoices {
  readonly groupings: readonly Grouping[]
  readonly measures: readonly Measure[]
  /** What is shown first; null: these rows have neither times nor groups. */
  readonly first: { readonly grouping: Grouping; readonly measure: Measure } | null
}

const MAX_GROUPS = 24
const MAX_STEPS = 48
/** What identifies a row groups nothing. */
const IDENTIFIER = /(^|\.)(id|cursor|\w*CallId)$/
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d/

const SECOND_MS = 1000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS
const STEPS_MS = [
  ...[1, 5, 15, 30].map((count) => count * SECOND_MS),
  ...[1, 5, 15, 30].map((count) => count * MINUTE_MS),
  ...[1, 3, 6, 12].map((count) => count * HOUR_MS),
  ...[1, 7, 30, 91, 365].map((count) => count * DAY_MS),
]

/** By what these rows can be put together, and what of them can be shown. Amounts of money are not added up: currencies differ. */
export function choicesFor({ name, rows }: RowList): ChartChoices {
  const columns = columnsOf(rows)
  const groupings = columns.flatMap((column) => toGrouping(column, rows) ?? [])
  const numbers = columns.filter((column) => hasOnly(column, rows, (value) => typeof value === 'number'))
  const measures: readonly Measure[] = [null, ...numbers]
  const grouping = groupings.find(({ isTime }) => isTime) ?? groupings[0]
  // Rows that are groups already say how many records each of them has.
  const measure = name.endsWith('groups') ? (numbers[0] ?? null) : null
  return { groupings, measures, first: grouping === undefined ? null : { grouping, measure } }
}

function toGrouping(column: Column, rows: readonly RowList['rows'][number][]): Grouping | null {
  if (hasOnly(column, rows, (value) => typeof value === 'string' && TIME.test(value))) return { column, isTime: true }
  if (IDENTIFIER.test(column.name)) return null
  const isText = (value: unknown): boolean => typeof value === 'string' || typeof value === 'boolean'
  return hasOnly(column, rows, isText) ? { column, isTime: false } : null
}

/** Whether a column has values, and all of them are of a kind. */
function hasOnly(column: Column, rows: RowList['rows'], isOfKind: (value: unknown) => boolean): boolean {
  const values = rows.map((row) => valueAt(row, column)).filter((value) => value !== null)
  return values.length > 0 && values.every(isOfKind)
}

/** Puts rows together: times in at most 48 steps of equal length, groups as at most 24 bars, the largest first. */
export function toChart({ rows }: Pick<RowList, 'rows'>, { column, isTime }: Grouping, measure: Measure): Chart {
  const points = rows.flatMap((row) => {
    const at = valueAt(row, column)
    const amount = measure === null ? 1 : valueAt(row, measure)
    return at !== null && typeof amount === 'number' ? [{ at: textOf(at), amount }] : []
  })
  const rowsWithoutValue = rows.length - points.length
  if (!isTime) return { bars: toGroups(points), stepMs: null, rowsWithoutValue }
  const { bars, stepMs } = toSteps(points)
  return { bars, stepMs, rowsWithoutValue }
}

interface Point {
  readonly at: string
  readonly amount: number
}

function toGroups(points: readonly Point[]): readonly Bar[] {
  const totals = new Map<string, number>()
  for (const { at, amount } of points) totals.set(at, (totals.get(at) ?? 0) + amount)
  const bars = [...totals].map(([label, value]) => ({ label, value })).sort((one, other) => other.value - one.value)
  if (bars.length <= MAX_GROUPS) return bars
  const rest = bars.slice(MAX_GROUPS - 1)
  const value = rest.reduce((sum, bar) => sum + bar.value, 0)
  return [...bars.slice(0, MAX_GROUPS - 1), { label: `${rest.length} others`, value }]
}

function toSteps(points: readonly Point[]): { readonly bars: readonly Bar[]; readonly stepMs: number } {
  const times = points.map(({ at }) => Date.parse(at))
  const firstMs = times.reduce((least, time) => Math.min(least, time), Number.POSITIVE_INFINITY)
  const lastMs = times.reduce((most, time) => Math.max(most, time), Number.NEGATIVE_INFINITY)
  const stepMs = STEPS_MS.find((step) => stepsBetween(firstMs, lastMs, step) <= MAX_STEPS) ?? lastMs - firstMs
  if (!Number.isFinite(firstMs)) return { bars: [], stepMs }
  const start = Math.floor(firstMs / stepMs)
  const values = new Array<number>(stepsBetween(firstMs, lastMs, stepMs)).fill(0)
  points.forEach(({ amount }, index) => {
    const step = Math.floor((times[index] ?? firstMs) / stepMs) - start
    values[step] = (values[step] ?? 0) + amount
  })
  return {
    bars: values.map((value, index) => ({ label: formatTime((start + index) * stepMs, stepMs), value })),
    stepMs,
  }
}

const stepsBetween = (firstMs: number, lastMs: number, stepMs: number): number =>
  Math.floor(lastMs / stepMs) - Math.floor(firstMs / stepMs) + 1

/** In UTC, as precise as the step. */
function formatTime(timeMs: number, stepMs: number): string {
  const text = new Date(timeMs).toISOString()
  const [day = '', time = ''] = text.split('T')
  if (stepMs >= DAY_MS) return day
  return `${day} ${time.slice(0, stepMs < MINUTE_MS ? 8 : 5)}`
}

/** `5 minutes` */
export function formatStep(stepMs: number): string {
  const [unitMs, unit] =
    stepMs >= DAY_MS
      ? [DAY_MS, 'day']
      : stepMs >= HOUR_MS
        ? [HOUR_MS, 'hour']
        : stepMs >= MINUTE_MS
          ? [MINUTE_MS, 'minute']
          : [SECOND_MS, 'second']
  const count = Math.round(stepMs / unitMs)
  return count === 1 ? unit : `${count} ${unit}s`
}
