import { Gauge, type Registry } from 'prom-client'
import type { AnyList, ListName, Row } from '../../adapters/contract.js'
import { ActiveCallState, SipAccountStatus } from '../../schema/enums.js'
import type { ListEvent, WholeListEvent, WholeRows } from '../engine/reporting/events.js'
import type { TelemetryEvent } from './events.js'
import { type ObservedSource, OLDEST_MS } from './source-gauges.js'

// Gauges for dashboards: calls in progress by state, SIP accounts by status, lengths of lists. They cause no vendor
// requests: they report what the last client request read, and when.

interface Counted {
  readonly list: ListName
  readonly metric: string
  readonly help: string
  /** The field by which records are counted, and its possible values. */
  readonly field: string
  readonly values: readonly string[]
  /** Whether rows may hold credentials: such rows are counted at once instead of being kept until the next scrape. */
  readonly isConfidential: boolean
}

const COUNTED: readonly Counted[] = [
  {
    list: 'activeCalls',
    metric: 'trunkline_active_calls',
    help: 'Calls in progress by state, when the complete list was last read without a filter.',
    field: 'state',
    values: Object.keys(ActiveCallState),
    isConfidential: false,
  },
  {
    list: 'sipAccounts',
    metric: 'trunkline_sip_accounts',
    help: 'SIP accounts by status, when the complete list was last read without a filter.',
    field: 'status',
    values: Object.keys(SipAccountStatus),
    isConfidential: true,
  },
]

/** The rows of a complete list. They are counted at the first scrape, and then released. */
class Seen {
  readonly atMs: number
  readonly #counts: Map<string, number>
  #uncounted: WholeRows['entries']

  constructor(
    { entries, fetchedAtMs }: WholeRows,
    values: readonly string[],
    private readonly read: (row: Row) => unknown,
  ) {
    this.atMs = fetchedAtMs
    this.#uncounted = entries
    this.#counts = new Map(values.map((value) => [value, 0]))
  }

  count(): ReadonlyMap<string, number> {
    for (const { row } of this.#uncounted) {
      const value = String(this.read(row))
      this.#counts.set(value, (this.#counts.get(value) ?? 0) + 1)
    }
    this.#uncounted = []
    return this.#counts
  }
}

/** Gauges for the numbers of records, updated by events of lists. */
export class RecordGauges {
  readonly #seen = new Map<string, Seen>()
  readonly #totals = new Map<
    string,
    { readonly source: string; readonly list: ListName; readonly total: number; readonly atMs: number }
  >()

  constructor(
    registry: Registry,
    private readonly sources: readonly ObservedSource[],
    private readonly timeOfDay: () => number,
  ) {
    for (const counted of COUNTED) this.#addCounts(registry, counted)
    this.#addTotals(registry)
  }

  onEvent(event: TelemetryEvent): void {
    if (event.type === 'whole-list') this.#see(event)
    if (event.type === 'list') this.#seeTotal(event)
  }

  #see({ source, list, rows }: WholeListEvent & { readonly source: string }): void {
    const counted = COUNTED.find((candidate) => candidate.list === list)
    const declaration: AnyList | undefined = this.sources.find(({ name }) => name === source)?.declaration.lists[list]
    const reader = counted === undefined ? undefined : declaration?.fields[counted.field]
    if (counted === undefined || declaration === undefined || reader === undefined) return
    // Condensed rows lack the fields that only full rows have.
    if (!reader.from.every((name) => declaration.condensed?.includes(name) ?? true)) return
    // When the source fails, an older, stale list may be reported again.
    if ((this.#seen.get(`${list} ${source}`)?.atMs ?? -Infinity) >= rows.fetchedAtMs) return
    const seen = new Seen(rows, counted.values, (row) => reader.read(row))
    if (counted.isConfidential) seen.count()
    this.#seen.set(`${list} ${source}`, seen)
  }

  #seeTotal({ source, list, unfilteredTotal, fetchedAtMs }: ListEvent & { readonly source: string }): void {
    if (unfilteredTotal === null || fetchedAtMs === null) return
    if ((this.#totals.get(`${list} ${source}`)?.atMs ?? -Infinity) > fetchedAtMs) return
    this.#totals.set(`${list} ${source}`, { source, list, total: unfilteredTotal, atMs: fetchedAtMs })
  }

  #addCounts(registry: Registry, { list, metric, help, field }: Counted): void {
    const seenAt = (source: ObservedSource): Seen | undefined => {
      const seen = this.#seen.get(`${list} ${source.name}`)
      return seen !== undefined && this.#isRecent(seen) ? seen : undefined
    }
    const { sources } = this
    new Gauge({
      name: metric,
      help,
      labelNames: ['source', field],
      registers: [registry],
      collect() {
        this.reset()
        for (const source of sources)
          for (const [value, count] of seenAt(source)?.count() ?? [])
            this.set({ source: source.name, [field]: value }, count)
      },
    })
    new Gauge({
      name: `${metric}_seen_timestamp_seconds`,
      help: `When the list that ${metric} counts was received from the vendor.`,
      labelNames: ['source'],
      registers: [registry],
      collect() {
        this.reset()
        for (const source of sources) {
          const seen = seenAt(source)
          if (seen !== undefined) this.set({ source: source.name }, seen.atMs / 1000)
        }
      },
    })
  }

  #isRecent({ atMs }: { readonly atMs: number }): boolean {
    return atMs >= this.timeOfDay() - OLDEST_MS
  }

  #addTotals(registry: Registry): void {
    // A source that is not configured any more has no lists.
    const totals = () =>
      [...this.#totals.values()].filter((seen) => this.sources.some(({ name }) => name === seen.source))
    const labelNames = ['source', 'list'] as const
    new Gauge({
      name: 'trunkline_list_records',
      help: 'The number of records in a list when it was last requested without a filter.',
      labelNames,
      registers: [registry],
      collect() {
        this.reset()
        for (const { source, list, total } of totals()) this.set({ source, list }, total)
      },
    })
    new Gauge({
      name: 'trunkline_list_records_seen_timestamp_seconds',
      help: 'When the number in trunkline_list_records was received from the vendor.',
      labelNames,
      registers: [registry],
      collect() {
        this.reset()
        for (const { source, list, atMs } of totals()) this.set({ source, list }, atMs / 1000)
      },
    })
  }
}
