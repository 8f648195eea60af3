// The dashboards of Grafana, made from code: deploy/grafana/dashboards has them as JSON.

/** A panel without its place. Widths are in columns of Grafana's grid, which has 24. */
interface Panel {
  readonly title: string
  readonly description: string
  readonly type: 'barchart' | 'stat' | 'table' | 'timeseries'
  readonly width: number
  readonly unit?: string
  readonly targets: readonly object[]
  readonly options?: object
}

const PANEL_HEIGHT = 8
const GRID_WIDTH = 24

const PROMETHEUS = { type: 'prometheus', uid: 'prometheus' }
const GRAPH = { type: 'yesoreyeram-infinity-datasource', uid: 'trunkline' }

/** An expression, and how each of its series is named. */
type Series = readonly [expression: string, legend: string]

const metrics = (
  title: string,
  description: string,
  unit: string,
  series: readonly Series[],
  { width = 8, type = 'timeseries' as Panel['type'] } = {},
): Panel => ({
  title,
  description,
  type,
  width,
  unit,
  targets: series.map(([expr, legendFormat], at) => ({
    refId: String.fromCharCode('A'.charCodeAt(0) + at),
    datasource: PROMETHEUS,
    expr,
    legendFormat,
  })),
})

/** The type of a column, and its path from a row. */
type Columns = Readonly<Record<string, readonly [type: 'number' | 'string' | 'timestamp', selector: string]>>

const graph = (
  { title, description, type, width }: Pick<Panel, 'title' | 'description' | 'type' | 'width'>,
  { query, rows, columns }: { readonly query: string; readonly rows: string; readonly columns: Columns },
): Panel => ({
  title,
  description,
  type,
  width,
  targets: [
    {
      refId: 'A',
      datasource: GRAPH,
      type: 'graphql',
      source: 'url',
      format: type === 'timeseries' ? 'timeseries' : 'table',
      parser: 'backend',
      url: '/graphql',
      url_options: {
        method: 'POST',
        body_type: 'graphql',
        body_content_type: 'application/json',
        body_graphql_query: query,
      },
      root_selector: rows,
      columns: Object.entries(columns).map(([text, [kind, selector]]) => ({ selector, text, type: kind })),
    },
  ],
})

const IN_RANGE = '{startedFrom: "${__from:date:iso}", startedTo: "${__to:date:iso}"}'
const SOURCE = 'source=~"$source"'
const FAILED = `trunkline_source_request_duration_seconds_count{${SOURCE}, outcome!~"OK|CHALLENGED|CANCELLED"}`

const GATEWAY: readonly Panel[] = [
  metrics(
    'Sources',
    'Up (1) or down (0), by the requests of clients.',
    'none',
    [[`min by (source) (trunkline_source_up{${SOURCE}})`, '{{source}}']],
    { type: 'stat' },
  ),
  metrics('Calls in progress', 'As last seen by a query of the whole list.', 'none', [
    [`sum by (source) (trunkline_active_calls{${SOURCE}})`, '{{source}}'],
  ]),
  metrics('Age of the calls in progress', 'The time since the whole list was last read.', 's', [
    [`time() - max by (source) (trunkline_active_calls_seen_timestamp_seconds{${SOURCE}})`, '{{source}}'],
  ]),
  metrics('GraphQL requests', 'By outcome: OK, or the code of the first error.', 'reqps', [
    ['sum by (outcome) (rate(trunkline_graphql_request_duration_seconds_count[$__rate_interval]))', '{{outcome}}'],
  ]),
  metrics('Duration of GraphQL requests', '', 's', [
    [quantile('0.5', 'trunkline_graphql_request_duration_seconds_bucket'), 'median'],
    [quantile('0.95', 'trunkline_graphql_request_duration_seconds_bucket'), '95 %'],
    [quantile('0.99', 'trunkline_graphql_request_duration_seconds_bucket'), '99 %'],
  ]),
  metrics('Shared responses', 'The share of requests that received the response to an identical one.', 'percentunit', [
    [
      'sum(rate(trunkline_graphql_shared_answers_total[$__rate_interval])) / sum(rate(trunkline_graphql_request_duration_seconds_count[$__rate_interval]))',
      'shared',
    ],
  ]),
  metrics('Requests to sources', '', 'reqps', [
    [
      `sum by (source) (rate(trunkline_source_request_duration_seconds_count{${SOURCE}}[$__rate_interval]))`,
      '{{source}}',
    ],
  ]),
  metrics('Duration of requests to sources', 'The 95th percentile.', 's', [
    [
      `histogram_quantile(0.95, sum by (source, le) (rate(trunkline_source_request_duration_seconds_bucket{${SOURCE}}[$__rate_interval])))`,
      '{{source}}',
    ],
  ]),
  metrics('Failed requests to sources', 'By source and reason.', 'reqps', [
    [`sum by (source, outcome) (rate(${FAILED}[$__rate_interval]))`, '{{source}} {{outcome}}'],
  ]),
  metrics('Where rows come from', 'Sent to the source, shared, cached, or stale.', 'reqps', [
    [`sum by (origin) (rate(trunkline_source_answers_total{${SOURCE}}[$__rate_interval]))`, '{{origin}}'],
  ]),
  metrics('Requests in flight and waiting', '', 'none', [
    [`sum by (source) (trunkline_source_requests_in_flight{${SOURCE}})`, '{{source}} in flight'],
    [`sum by (source) (trunkline_source_requests_queued{${SOURCE}})`, '{{source}} waiting'],
  ]),
  metrics('Circuit breakers', '1 while no requests are sent to the source.', 'none', [
    [`max by (source) (trunkline_source_circuit_breaker_state{${SOURCE}, state="open"})`, '{{source}}'],
  ]),
  metrics('Actions on switches', 'By outcome, in the last hour.', 'none', [
    [`sum by (source, outcome) (increase(trunkline_control_actions_total{${SOURCE}}[1h]))`, '{{source}} {{outcome}}'],
  ]),
  metrics('Memory', '', 'bytes', [
    ['process_resident_memory_bytes{job="trunkline"}', '{{instance}} resident'],
    ['nodejs_heap_size_used_bytes{job="trunkline"}', '{{instance}} heap'],
  ]),
  metrics('Lag of the event loop', 'The 99th percentile.', 's', [
    ['nodejs_eventloop_lag_p99_seconds{job="trunkline"}', '{{instance}}'],
  ]),
]

function quantile(share: string, buckets: string): string {
  return `histogram_quantile(${share}, sum by (le) (rate(${buckets}[$__rate_interval])))`
}

const CALLS: readonly Panel[] = [
  graph(
    { title: 'Calls in progress', description: 'By source, now.', type: 'barchart', width: 8 },
    {
      query: '{ activeCallStats(groupBy: [SOURCE]) { groups { source { name } total connected } } }',
      rows: 'data.activeCallStats.groups',
      columns: { source: ['string', 'source.name'], calls: ['number', 'total'], connected: ['number', 'connected'] },
    },
  ),
  graph(
    { title: 'Called countries', description: 'Calls in progress by called country, now.', type: 'table', width: 8 },
    {
      query: '{ activeCallStats(groupBy: [COUNTRY]) { groups { country total connected } } }',
      rows: 'data.activeCallStats.groups',
      columns: { country: ['string', 'country'], calls: ['number', 'total'], connected: ['number', 'connected'] },
    },
  ),
  graph(
    { title: 'Sources', description: 'How each source has responded lately.', type: 'table', width: 8 },
    {
      query: '{ sources { name vendor health { state since lastError { code } } } }',
      rows: 'data.sources',
      columns: {
        source: ['string', 'name'],
        vendor: ['string', 'vendor'],
        state: ['string', 'health.state'],
        since: ['timestamp', 'health.since'],
        'last error': ['string', 'health.lastError.code'],
      },
    },
  ),
  graph(
    { title: 'Call attempts', description: 'By hour, over the time range.', type: 'timeseries', width: 12 },
    {
      query: `{ callStats(filter: ${IN_RANGE}, groupBy: [HOUR]) { groups { hour attempts answered } } }`,
      rows: 'data.callStats.groups',
      columns: { hour: ['timestamp', 'hour'], attempts: ['number', 'attempts'], answered: ['number', 'answered'] },
    },
  ),
  graph(
    {
      title: 'Quality by source',
      description: 'Answer-seizure ratio and average duration of calls, over the time range.',
      type: 'table',
      width: 12,
    },
    {
      query: `{ callStats(filter: ${IN_RANGE}, groupBy: [SOURCE]) { groups { source { name } attempts answered asr acdSeconds minutes } } }`,
      rows: 'data.callStats.groups',
      columns: {
        source: ['string', 'source.name'],
        attempts: ['number', 'attempts'],
        answered: ['number', 'answered'],
        ASR: ['number', 'asr'],
        'ACD (seconds)': ['number', 'acdSeconds'],
        minutes: ['number', 'minutes'],
      },
    },
  ),
]

/** Puts panels beside each other in rows, from left to right. */
function place(panels: readonly Panel[]): readonly object[] {
  let x = 0
  let y = 0
  return panels.map(({ width, unit, ...panel }, at) => {
    if (x + width > GRID_WIDTH) {
      x = 0
      y += PANEL_HEIGHT
    }
    const gridPos = { x, y, w: width, h: PANEL_HEIGHT }
    x += width
    return {
      id: at + 1,
      gridPos,
      ...panel,
      fieldConfig: { defaults: unit === undefined ? {} : { unit }, overrides: [] },
    }
  })
}

const SOURCE_VARIABLE = {
  name: 'source',
  label: 'Source',
  type: 'query',
  datasource: PROMETHEUS,
  query: 'label_values(trunkline_source_circuit_breaker_state, source)',
  refresh: 2,
  includeAll: true,
  multi: true,
  allValue: '.*',
  current: { text: 'All', value: '$__all' },
}

const dashboard = (
  uid: string,
  title: string,
  from: string,
  refresh: string,
  variables: readonly object[],
  panels: readonly Panel[],
) => ({
  uid,
  title,
  tags: ['trunkline'],
  schemaVersion: 39,
  editable: true,
  timezone: 'browser',
  time: { from, to: 'now' },
  refresh,
  templating: { list: variables },
  panels: place(panels),
})

/** Each dashboard by the name of its file, as Grafana imports it. */
export const DASHBOARDS: Readonly<Record<string, object>> = {
  'trunkline-gateway.json': dashboard(
    'trunkline-gateway',
    'Trunkline: gateway and sources',
    'now-3h',
    '30s',
    [SOURCE_VARIABLE],
    GATEWAY,
  ),
  'trunkline-calls.json': dashboard('trunkline-calls', 'Trunkline: calls', 'now-24h', '1m', [], CALLS),
}

const queriesOf = (panels: readonly Panel[]): string => JSON.stringify(panels.map(({ targets }) => targets))
const textsIn = (json: string, key: string): readonly string[] =>
  [...json.matchAll(new RegExp(`"${key}":("(?:[^"\\\\]|\\\\.)*")`, 'g'))].map(([, text = '']) =>
    String(JSON.parse(text)),
  )

/** Every PromQL expression of the dashboards, with Grafana's variables replaced as Grafana does. */
export const promqlQueries: readonly string[] = textsIn(queriesOf(GATEWAY), 'expr').map((expression) =>
  expression.replaceAll('$__rate_interval', '1m').replaceAll('$source', '.*'),
)

/** Every GraphQL query of the dashboards for a time range (ISO 8601), with the paths of its rows and of their columns. */
export const graphQueries = (from: string, to: string) =>
  CALLS.map(({ title, targets: [target] }) => {
    const json = JSON.stringify(target)
    const [query = ''] = textsIn(json, 'body_graphql_query')
    const [rows = ''] = textsIn(json, 'root_selector')
    const filled = query.replaceAll('${__from:date:iso}', from).replaceAll('${__to:date:iso}', to)
    return { title, query: filled, rows, columns: textsIn(json, 'selector') }
  })
