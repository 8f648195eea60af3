import { Gauge, type Registry } from 'prom-client'
import type { AnyList, ListName, Row } from '../../adapters/contract.js'
import { ActiveCallState, SipAccountStatus } from '../../schema/enums.js'
import type { ListEvent, WholeListEvent, WholeRows } from '../engine/reporting/events.js'
import type { TelemetryEvent } from './events.js'
import type { ObservedSource } from './source-gauges.js'

// What operators plot: calls in progress by state, SIP accounts by status, lengths of lists. Nothing is asked of a
// vendor for it: the gauges tell what was last seen when a client asked, and when that was.

interface Counted {
  readonly list: ListName
  readonly metric: string
  readonly help: string
  /** The field of a record by which they are counted, and all its values. */
  readonly field: string
  readonly values: readonly string[]
  /** Whether rows may hold credentials: such rows are not kept until a scrape, but counted at once. */
  readonly isConfidential: boolean
}

const COUNTED: readonly Counted[] = [
  {
    list: 'activeCalls',
    metric: 'trunkline_active_calls',
    help: 'Calls in progress by state, as last seen when their whole list was read without a filter.',
    field: 'state',
    values: Object.keys(ActiveCallState),
    isConfidential: false,
  },
  {
    list: 'sipAccounts',
    metric: 'trunkline_sip_accounts',
    help: 'SIP accounts by status, as last seen when their whole list was read without a filter.',
    field: 'status',
    values: Object.keys(SipAccountStatus),
    isConfidential: true,
  },
]

/** A list that was read. Its rows are counted when somebody wants to know, and not kept after that. */
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

export class RecordGauges {
  readonly #seen = new Map<string, Seen>()
  readonly #totals = new Map<
    string,
    { readonly source: string; readonly list: ListName; readonly total: number; readonly atMs: number }
  >()

  constructor(
    registry: Registry,
    private readonly sources: readonly ObservedSource[],
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
    // A row of the condensed form does not tell a field that only the full one has.
    if (!reader.from.every((name) => declaration.condensed?.includes(name) ?? true)) return
    // An older list may be read again when the source fails.
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
    const seenAt = (source: ObservedSource): Seen | undefined => this.#seen.get(`${list} ${source.name}`)
    const { sources } = this
    new Gauge({
      name: metric,
      help,
      labelNames: ['source', field],
      registers: [registry],
      collect() {
        for (const source of sources)
          for (const [value, count] of seenAt(source)?.count() ?? [])
            this.set({ source: source.name, [field]: value }, count)
      },
    })
    new Gauge({
      name: `${metric}_seen_timestamp_seconds`,
      help: `When the vendor gave the list that ${metric} tells of.`,
      labelNames: ['source'],
      registers: [registry],
      collect() {
        for (const source of sources) {
          const seen = seenAt(source)
          if (seen !== undefined) this.set({ source: source.name }, seen.atMs / 1000)
        }
      },
    })
  }

  #addTotals(registry: Registry): void {
    const totals = this.#totals
    const labelNames = ['source', 'list'] as const
    new Gauge({
      name: 'trunkline_list_records',
      help: 'How many records a list had when it was last asked for without a filter.',
      labelNames,
      registers: [registry],
      collect() {
        for (const { source, list, total } of totals.values()) this.set({ source, list }, total)
      },
    })
    new Gauge({
      name: 'trunkline_list_records_seen_timestamp_seconds',
      help: 'When the vendor told what trunkline_list_records tells.',
      labelNames,
      registers: [registry],
      collect() {
        for (const { source, list, atMs } of totals.values()) this.set({ source, list }, atMs / 1000)
      },
    })
  }
}
