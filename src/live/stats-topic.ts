import type { ActiveCallGrouping } from '../../schema/enums.js'
import type { Access } from '../access/rights/access.js'
import { type Counted, countedOf, distinctCalls, groupCalls, sumOf } from '../engine/stats/stats-groups.js'
import type { AlarmReport, AlarmReports } from './alarms.js'
import type { CallView, Member } from './call-view.js'
import { readerOf } from './lens.js'
import type { Positions } from './positions.js'
import { type PartParts, SourcePart } from './source-part.js'
import { type Cursor, NOTHING_READ, type Resume, type Topic, type TopicEvents, type Update } from './topic.js'

// Counts of the calls in progress that match a filter. While a source fails, its calls count as they were last seen.

export interface StatsTopicParts {
  readonly sources: readonly PartParts[]
  readonly groupBy: readonly ActiveCallGrouping[]
  readonly positions: Positions
  readonly access: Access
  /** Null for viewers who may not see them. */
  readonly alarms: AlarmReports | null
  readonly now: () => number
}

interface KnownCount {
  readonly member: Member
  readonly changedIn: number
  readonly counted: Counted
}

const CALLS_PER_STEP = 200

export class StatsTopic implements Topic {
  readonly #parts: readonly SourcePart[]
  readonly #counts = new Map<string, ReadonlyMap<string, KnownCount>>()
  #stats: object | null = null
  #alarms: readonly AlarmReport[] = []
  #announcedText = ''
  #unwatch: (() => void) | null = null

  constructor(private readonly its: StatsTopicParts) {
    this.#parts = its.sources.map(
      (part) => new SourcePart(part, (_change, view) => this.#recount(part.source.name, part, view)),
    )
  }

  get isReady(): boolean {
    return this.#parts.every(({ isReady }) => isReady)
  }

  open(events: TopicEvents): void {
    for (const part of this.#parts) part.open(events)
    this.#unwatch =
      this.its.alarms?.watch(() => {
        events.began()
        events.ended(true)
      }) ?? null
  }

  *load(): Generator<void> {
    for (const part of this.#parts) yield* part.load()
  }

  close(): void {
    this.#unwatch?.()
    for (const part of this.#parts) part.close()
  }

  /** Counts again, and announces the counts only if they have changed. */
  *prepare(announced: number): Generator<void, boolean> {
    yield
    const counts = [...this.#counts.values()].flatMap((known) => [...known.values()].map(({ counted }) => counted))
    yield
    const { groupBy } = this.its
    const totals = {
      total: sumOf(counts, 'total'),
      connected: sumOf(counts, 'connected'),
      distinctCalls: distinctCalls(counts),
      groups: groupBy.length === 0 ? [] : groupCalls(counts, groupBy),
    }
    yield
    let hasNews = false
    for (const part of this.#parts) if (part.noteReport(announced + 1)) hasNews = true
    this.#alarms = this.its.alarms?.raised() ?? []
    const groups = totals.groups.map((group) => [
      ...[group.source?.name, group.state, group.accountId, group.customer?.nativeId, group.direction, group.country],
      ...[group.total, group.connected],
    ])
    const text = JSON.stringify([totals.total, totals.connected, totals.distinctCalls, groups, this.#alarms.map(keyOf)])
    if (text !== this.#announcedText) hasNews = true
    this.#announcedText = text
    const canCount = this.#parts.some(({ view }) => view !== null)
    this.#stats = canCount ? { ...totals, sources: this.#parts.map((part) => part.report()) } : null
    return hasNews
  }

  resume(): Resume {
    return () => NOTHING_READ
  }

  keyOf({ at, announced: since }: Cursor, announced: number): string {
    return `${at === null} ${since} ${announced}`
  }

  read({ at }: Cursor, announced: number): Update {
    const versions = this.#parts.map(({ version }) => version)
    return this.#update(at === null ? 'SNAPSHOT' : 'CHANGES', { at: versions, announced, part: null }, this.#stats)
  }

  notice(kind: 'ALIVE' | 'EXPIRING', cursor: Cursor): Update {
    return this.#update(kind, cursor, null)
  }

  #update(kind: Update['kind'], cursor: Cursor, stats: object | null): Update {
    const position = this.its.positions.writeVersions(cursor.at ?? this.#parts.map(({ version }) => version))
    const at = new Date(this.its.now()).toISOString()
    return { kind, position, payload: { kind, position, at, stats, alarms: this.#alarms }, cursor }
  }

  *#recount(name: string, { source, lens }: PartParts, view: CallView | null): Generator<void> {
    if (view === null || lens instanceof Error) return
    const before = this.#counts.get(name)
    const now = new Map<string, KnownCount>()
    for (const [nativeId, member] of view.members) {
      if (now.size % CALLS_PER_STEP === 0) yield
      const known = before?.get(nativeId)
      if (known !== undefined && known.member === member && known.changedIn === member.changedIn) {
        now.set(nativeId, known)
        continue
      }
      const record = lens.recordOf(member.call)
      if (record === null) continue
      const counted = countedOf(source, readerOf(record), this.its.groupBy)
      now.set(nativeId, { member, changedIn: member.changedIn, counted })
    }
    this.#counts.set(name, now)
  }
}

/** The value changes with every second. */
const keyOf = ({ kind, source, since }: AlarmReport): unknown => [kind, source?.name, since]
