import { useState } from 'react'
import { type Chart, choicesFor, formatStep, type Measure, toChart } from './chart.js'
import type { RowList } from './rows.js'

/** The rows of a list as bars: by time, or by group. What is shown can be chosen. */
export function ChartView({ list }: { readonly list: RowList }) {
  const { groupings, measures, first } = choicesFor(list)
  const [groupingName, setGrouping] = useState<string | null>(null)
  const [measureName, setMeasure] = useState<string | null>(null)
  if (list.rows.length === 0) return <p className="result-note">There are no rows.</p>
  if (first === null)
    return <p className="result-note">These rows have neither times nor groups, which a chart is made of.</p>
  const grouping = groupings.find(({ column }) => column.name === groupingName) ?? first.grouping
  const chosen = measures.find((measure) => nameOf(measure) === measureName)
  const measure = chosen === undefined ? first.measure : chosen
  const chart = toChart(list, grouping, measure)
  const title = `${nameOf(measure)} by ${grouping.column.name}`
  return (
    <section className="result-scroll chart" aria-label={`Chart of ${list.name}`}>
      <div className="result-choices">
        <label>
          Show{' '}
          <select value={nameOf(measure)} onChange={({ target }) => setMeasure(target.value)}>
            {measures.map((choice) => (
              <option key={nameOf(choice)}>{nameOf(choice)}</option>
            ))}
          </select>
        </label>
        <label>
          by{' '}
          <select value={grouping.column.name} onChange={({ target }) => setGrouping(target.value)}>
            {groupings.map(({ column }) => (
              <option key={column.name}>{column.name}</option>
            ))}
          </select>
        </label>
      </div>
      {chart.stepMs === null ? <GroupBars chart={chart} title={title} /> : <TimeBars chart={chart} title={title} />}
      <p className="result-note">
        {chart.stepMs !== null && `Each bar is one ${formatStep(chart.stepMs)}, in UTC. `}
        {chart.rowsWithoutValue > 0 && `${chart.rowsWithoutValue} rows without a value are left out. `}
        Only the rows of this answer are counted: {list.rows.length}
        {list.totalCount === null ? '' : ` of ${list.totalCount}`}.
      </p>
    </section>
  )
}

const nameOf = (measure: Measure): string => (measure === null ? 'number of rows' : `sum of ${measure.name}`)

interface BarsProps {
  readonly chart: Chart
  readonly title: string
}

const greatest = ({ bars }: Chart): number => bars.reduce((most, { value }) => Math.max(most, value), 0) || 1
/** Negative values, such as a correction, have no bar, but their number is shown. */
const share = (value: number, most: number): number => Math.max(0, value / most)
const format = (value: number): string => value.toLocaleString('en', { maximumFractionDigits: 2 })
const describe = ({ bars }: Chart, title: string): string =>
  `${title}: ${bars.map(({ label, value }) => `${label} ${format(value)}`).join(', ')}`

const ROW_HEIGHT = 28
const LABEL_SHARE = 34
const BAR_SHARE = 50
const MAX_LABEL_LENGTH = 24

const shorten = (label: string): string =>
  label === '' ? '(empty)' : label.length > MAX_LABEL_LENGTH ? `${label.slice(0, MAX_LABEL_LENGTH - 1)}…` : label

/** A row for each group: its label, its bar, its value. */
function GroupBars({ chart, title }: BarsProps) {
  const most = greatest(chart)
  return (
    <svg width="100%" height={chart.bars.length * ROW_HEIGHT} role="img" aria-label={describe(chart, title)}>
      {chart.bars.map(({ label, value }, index) => {
        const y = index * ROW_HEIGHT
        const width = share(value, most) * BAR_SHARE
        return (
          <g key={label}>
            <title>{`${label}: ${format(value)}`}</title>
            <text x={`${LABEL_SHARE - 1}%`} y={y + 18} textAnchor="end">
              {shorten(label)}
            </text>
            <rect x={`${LABEL_SHARE}%`} y={y + 5} width={`${width}%`} height={ROW_HEIGHT - 10} rx={2} />
            <text x={`${LABEL_SHARE + width + 1}%`} y={y + 18}>
              {format(value)}
            </text>
          </g>
        )
      })}
    </svg>
  )
}

/** Without the day where it is that of the first: on a narrow screen both labels stand in one line. */
function lastLabel(bars: Chart['bars']): string {
  const [first, last] = [bars[0]?.label ?? '', bars.at(-1)?.label ?? '']
  const [day = '', time] = last.split(' ')
  return bars.length < 2 ? '' : time !== undefined && first.startsWith(day) ? time : last
}

const PLOT_HEIGHT = 200
const PLOT_TOP = 20

/** A bar for each step of time, side by side, with the first and the last time below, and the greatest value above. */
function TimeBars({ chart, title }: BarsProps) {
  const most = greatest(chart)
  const { bars } = chart
  const width = 100 / Math.max(bars.length, 1)
  const base = PLOT_TOP + PLOT_HEIGHT
  return (
    <svg width="100%" height={base + 24} role="img" aria-label={describe(chart, title)}>
      <line x1="0" x2="100%" y1={PLOT_TOP} y2={PLOT_TOP} />
      <line x1="0" x2="100%" y1={base} y2={base} />
      <text x="0" y={PLOT_TOP - 6}>
        {format(most)}
      </text>
      {bars.map(({ label, value }, index) => {
        const height = share(value, most) * PLOT_HEIGHT
        return (
          <rect
            key={label}
            x={`${index * width + width * 0.1}%`}
            y={base - height}
            width={`${width * 0.8}%`}
            height={height}
          >
            <title>{`${label}: ${format(value)}`}</title>
          </rect>
        )
      })}
      <text x="0" y={base + 18}>
        {bars[0]?.label}
      </text>
      <text x="100%" y={base + 18} textAnchor="end">
        {lastLabel(bars)}
      </text>
    </svg>
  )
}
