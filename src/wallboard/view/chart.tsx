import { useEffect, useRef, useState } from 'preact/hooks'
import type { Column, Samples } from '../core/samples.js'
import { formatNumber, formatTime } from './format.js'
import { type Frame, layOut, loadOf, type Series, totalOf } from './stack.js'

export interface Range {
  readonly title: string
  readonly ms: number
}

const MINUTE_MS = 60_000
export const RANGES: readonly Range[] = [
  { title: '15 min', ms: 15 * MINUTE_MS },
  { title: '30 min', ms: 30 * MINUTE_MS },
  { title: '1 h', ms: 60 * MINUTE_MS },
  { title: '3 h', ms: 180 * MINUTE_MS },
  { title: '6 h', ms: 360 * MINUTE_MS },
]

/** People can distinguish this many colours; further sources are one series. */
export const MOST_SERIES = 8
const MOST_COLUMNS = 180
const TABLE_ROWS = 12

interface ChartProps {
  readonly samples: Samples
  /** The titles of sources by name. */
  readonly titles: ReadonlyMap<string, string>
  readonly nowMs: number
  readonly range: number
  readonly onRange: (range: number) => void
}

/** The calls over time, as areas by source and state, or as a table. */
export function Chart({ samples, titles, nowMs, range, onRange }: ChartProps) {
  const [isTable, setIsTable] = useState(false)
  const { ms, title } = RANGES[range] ?? { ms: 60 * MINUTE_MS, title: '' }
  const series = toSeries(samples.names, titles)
  return (
    <section className="panel chart" aria-labelledby="chart-heading">
      <header>
        <h2 id="chart-heading">Calls, last {title}</h2>
        <fieldset className="choices">
          <legend className="unseen">Range and form of the chart</legend>
          {RANGES.map((each, at) => (
            <button type="button" key={each.title} aria-pressed={at === range} onClick={() => onRange(at)}>
              {each.title}
            </button>
          ))}
          <button type="button" aria-pressed={isTable} onClick={() => setIsTable(!isTable)}>
            Table
          </button>
        </fieldset>
        <ul className="legend">
          {series.map((each, at) => (
            <li key={each.title}>
              <i className={`swatch band-${at}`} />
              <bdi className="name">{each.title}</bdi>
            </li>
          ))}
        </ul>
      </header>
      {isTable ? (
        <SampleTable columns={samples.columns(nowMs, ms, TABLE_ROWS)} series={series} />
      ) : (
        <Areas columns={samples.columns(nowMs, ms, MOST_COLUMNS)} series={series} title={title} />
      )}
    </section>
  )
}

interface AreasProps {
  readonly columns: readonly Column[]
  readonly series: readonly Series[]
  readonly title: string
}

function Areas({ columns, series, title }: AreasProps) {
  const [host, frame] = useFrame()
  const { bands, gaps, yTicks, xTicks } = layOut(columns, series, frame)
  const totals = columns.filter(({ loads }) => loads.some((load) => load !== null)).map(totalOf)
  const summary =
    totals.length === 0
      ? `Calls over the last ${title}: nothing is known yet`
      : `Calls over the last ${title}: from ${formatNumber(Math.round(Math.min(...totals)))} to ${formatNumber(Math.round(Math.max(...totals)))}`
  return (
    <div className="areas" ref={host}>
      <svg role="img" aria-label={summary} width={frame.width} height={frame.height}>
        <defs>
          <pattern id="gap" width="9" height="9" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <path className="hatch" d="M0 0V9" />
          </pattern>
        </defs>
        {gaps.map(({ from, to }) => (
          <rect key={from} fill="url(#gap)" x={from} y={0} width={Math.max(1, to - from)} height={frame.height} />
        ))}
        {bands.map(({ connected, others }, at) => (
          <g key={series[at]?.title}>
            <path className={`area band-${at}`} d={connected} />
            <path className={`area is-others band-${at}`} d={others} />
          </g>
        ))}
        {yTicks.map(({ value, y }) => (
          <line key={value} className="grid" x1={0} x2={frame.width} y1={y} y2={y} />
        ))}
      </svg>
      <div className="axis-y" aria-hidden="true">
        {yTicks.map(({ value, y }) => (
          <span key={value} className="tick-y" style={{ insetBlockStart: `${y}px` }}>
            {formatNumber(value)}
          </span>
        ))}
      </div>
      <div className="axis-x" aria-hidden="true">
        {xTicks.map(({ atMs, x }) => (
          <span key={atMs} className="tick-x" style={{ left: `${x}px` }}>
            {formatTime(atMs)}
          </span>
        ))}
      </div>
    </div>
  )
}

/** The size of the drawing, as the layout gives it. */
function useFrame() {
  const host = useRef<HTMLDivElement>(null)
  const [frame, setFrame] = useState<Frame>({ width: 600, height: 200 })
  useEffect(() => {
    if (host.current === null) return undefined
    const observer = new ResizeObserver(([entry]) => {
      if (entry === undefined) return
      const { width, height } = entry.contentRect
      setFrame({ width: Math.max(1, Math.floor(width)), height: Math.max(1, Math.floor(height)) })
    })
    observer.observe(host.current)
    return () => observer.disconnect()
  }, [])
  return [host, frame] as const
}

function SampleTable({ columns, series }: Omit<AreasProps, 'title'>) {
  const times = columns.toReversed()
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard.
    <section className="scrolls" tabIndex={0} aria-label="Calls over time, as a table">
      <table>
        <thead>
          <tr>
            <th scope="col">From</th>
            {series.map(({ title }) => (
              <th scope="col" key={title}>
                <bdi>{title}</bdi>
              </th>
            ))}
            <th scope="col">Total</th>
          </tr>
        </thead>
        <tbody>
          {times.map((column) => (
            <tr key={column.atMs}>
              <th scope="row">{formatTime(column.atMs)}</th>
              {series.map((each) => (
                <td key={each.title}>{describe(loadOf(each, column))}</td>
              ))}
              <td>
                {column.loads.includes(null) || column.loads.length === 0
                  ? 'not known'
                  : formatNumber(Math.round(totalOf(column)))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

const describe = (load: ReturnType<typeof loadOf>): string =>
  load === null ? 'not known' : formatNumber(Math.round(load.connected + load.others))

function toSeries(names: readonly string[], titles: ReadonlyMap<string, string>): readonly Series[] {
  const all = names.map((name, place) => ({ title: titles.get(name) ?? name, places: [place] }))
  if (all.length <= MOST_SERIES) return all
  const rest = all.slice(MOST_SERIES - 1)
  return [
    ...all.slice(0, MOST_SERIES - 1),
    { title: `${rest.length} others`, places: rest.flatMap(({ places }) => places) },
  ]
}
