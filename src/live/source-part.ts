import type { EpochMs } from '../../schema/scalars.js'
import type { SourceReport } from '../../schema/source.js'
import type { Access } from '../access/rights/access.js'
import type { Source } from '../engine/source/source.js'
import { toSourceReport } from '../engine/source/source-report.js'
import { SourceFailure } from '../errors/source-failure.js'
import type { IndexChange } from './call-index.js'
import { CallView, type Lens } from './call-view.js'
import { isWhole, type SourcePoller } from './source-poller.js'
import type { TopicEvents } from './topic.js'

/** What a channel shows of one source. */
export interface PartParts {
  readonly source: Source
  readonly poller: SourcePoller
  /** Or why the source has nothing to show. */
  readonly lens: Lens | SourceFailure
  readonly everyMs: number
  readonly nextPlace: () => number
  readonly access: Access
}

/** The calls of one source in a channel, and the state of the source. */
export class SourcePart {
  #view: CallView | null = null
  #stop: (() => void) | null = null
  #reported = ''
  /** The announcement in which the report last changed. */
  reportedIn = 0
  /** How many polls have returned or failed since it was opened. */
  polls = 0

  constructor(
    private readonly parts: PartParts,
    /** Called with each change before it is reported, and with null where only the source's state may have changed. */
    private readonly onChange: (change: IndexChange | null, view: CallView | null) => Generator<void> = nothing,
  ) {}

  get source(): Source {
    return this.parts.source
  }

  /** Null before the first answer. */
  get view(): CallView | null {
    return this.#view
  }

  get version(): number {
    return this.#view?.version ?? 0
  }

  /** When the rows that are held were fetched; null: there are none. */
  get fetchedAtMs(): EpochMs | null {
    return this.parts.poller.outcome?.fetchedAtMs ?? null
  }

  /** Whether there will be another poll. */
  get isPolled(): boolean {
    return this.#stop !== null
  }

  get isReady(): boolean {
    if (this.#refusal !== null) return true
    const { outcome } = this.parts.poller
    // A poll may raise alarms before this part has applied its calls.
    return outcome !== null && (outcome.failure !== null || this.#view !== null)
  }

  /** Whether the number of its calls is known. */
  get isComplete(): boolean {
    const { outcome } = this.parts.poller
    return this.#refusal === null && outcome !== null && isWhole(outcome)
  }

  /** Whether the source can never show anything: then its calls are not missing. */
  get isUnsupported(): boolean {
    return this.#failure?.code === 'UNSUPPORTED'
  }

  /** How many calls are shown; null where that is not known. */
  get totalCount(): number | null {
    return this.isComplete ? (this.#view?.members.size ?? 0) : null
  }

  open(events: TopicEvents): void {
    if (this.#refusal !== null) return
    const { everyMs, poller } = this.parts
    this.#stop = poller.watch({ everyMs, polled: (change) => this.#polled(change, events) })
    if (poller.hasRead) this.#view = this.#createView()
  }

  /** Adds the calls that the poller knew when the channel was opened. */
  *load(): Generator<void> {
    if (this.#view !== null) {
      yield* this.#view.load()
      yield* this.onChange(null, this.#view)
    }
  }

  close(): void {
    this.#stop?.()
  }

  report(): SourceReport {
    const { source, access, poller } = this.parts
    const { outcome } = poller
    const failure = this.#failure
    return toSourceReport(source, access, {
      failure,
      shortfall: outcome?.shortfall ?? null,
      // Rows that are kept while the source fails are not current.
      fetchedAtMs: failure === null ? (outcome?.fetchedAtMs ?? null) : null,
      stale: outcome?.stale ?? false,
      requests: 0,
      totalCount: this.totalCount,
    })
  }

  /** Notes whether the report has changed since it was noted last, apart from its times. */
  noteReport(announcement: number): boolean {
    const { status, error, totalCount, stale } = this.report()
    const reported = JSON.stringify([status, error?.code, error?.message, totalCount, stale])
    if (reported === this.#reported) return false
    this.#reported = reported
    this.reportedIn = announcement
    return true
  }

  get #refusal(): SourceFailure | null {
    return this.parts.lens instanceof SourceFailure ? this.parts.lens : null
  }

  get #failure(): SourceFailure | null {
    return this.#refusal ?? this.parts.poller.outcome?.failure ?? null
  }

  #createView(): CallView | null {
    const { poller, lens, nextPlace } = this.parts
    return lens instanceof SourceFailure ? null : new CallView(poller.index, lens, nextPlace)
  }

  *#polled(change: IndexChange | null, events: TopicEvents): Generator<void> {
    events.began()
    let hasNews = false
    try {
      if (change !== null) {
        if (this.#view === null) {
          this.#view = this.#createView()
          if (this.#view !== null) yield* this.#view.load()
          hasNews = true
        } else hasNews = yield* this.#view.apply(change)
      }
      yield* this.onChange(change, this.#view)
    } finally {
      this.polls++
      events.ended(hasNews)
    }
  }
}

function* nothing(): Generator<void> {}
