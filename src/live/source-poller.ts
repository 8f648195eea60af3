import type { EpochMs } from '../../schema/scalars.js'
import type { Clock } from '../async/clock.js'
import { runInTurns } from '../async/run-in-turns.js'
import type { Timers } from '../async/timers.js'
import { SourceFailure } from '../errors/source-failure.js'
import { CallIndex, type IndexChange, type IndexRules, type PolledRows } from './call-index.js'

// Reads the calls in progress of one source repeatedly, while somebody watches.

/** A list as it was read: the rows, and whether these are all. */
export interface PolledList extends PolledRows {
  /** Whether it is an older answer, because the source failed or is slow. */
  readonly stale: boolean
  /** Why rows may be missing; null: none are. */
  readonly shortfall: SourceFailure | null
}

/** Reads a whole list. @throws SourceFailure; the signal's reason. */
export type ReadList = (signal: AbortSignal) => Promise<PolledList>

/** How the last poll went. */
export interface PollOutcome {
  readonly failure: SourceFailure | null
  readonly shortfall: SourceFailure | null
  readonly stale: boolean
  /** When the rows that are kept were fetched; null: there are none. */
  readonly fetchedAtMs: EpochMs | null
}

/** Whether every call in progress was returned. */
export const isWhole = ({ failure, shortfall, stale }: PollOutcome): boolean =>
  failure === null && shortfall === null && !stale

/** Who wants to know what the polls return. */
export interface Watcher {
  /** How often it wants a poll, in milliseconds; the most eager watcher decides. */
  readonly everyMs: number
  /** Called after each poll. @param change null where the poll has changed nothing: it failed, or returned nothing new. */
  polled(change: IndexChange | null): Generator<void>
}

export interface PollerParts {
  /** Null for a source that has no such list: then it never polls. */
  readonly read: ReadList | null
  /** How long a list that was read is shared with others, in milliseconds: polling sooner would return the same. */
  readonly sharedForMs: number
  /** The time limit of one poll, in milliseconds. */
  readonly deadlineMs: number
  readonly rules: IndexRules
  readonly clock: Clock
  readonly timers: Timers
  /** Reports a bug; failures of the source are data. */
  readonly onError: (error: unknown) => void
}

/**
 * How long after the end of its sharing a list is read again, in milliseconds. Timers may fire a millisecond early,
 * and times are whole milliseconds: a poll that is too early gets the same list, and the next one is a whole interval later.
 */
const MARGIN_MS = 2

const UNSUPPORTED: PollOutcome = {
  failure: new SourceFailure('UNSUPPORTED', 'the source has no list of calls in progress'),
  shortfall: null,
  stale: false,
  fetchedAtMs: null,
}

export class SourcePoller {
  readonly #watchers = new Set<Watcher>()
  readonly #listeners = new Set<Watcher['polled']>()
  #index: CallIndex
  #outcome: PollOutcome | null
  #hasRead = false
  /** Those that were applied last: lists are shared, so a later poll may return them again. */
  #entries: PolledList['entries'] | null = null
  #isPolling = false
  #startedMs = Number.NEGATIVE_INFINITY
  #sharedUntilMs = Number.NEGATIVE_INFINITY
  #cancelNext: (() => void) | null = null
  #abort: AbortController | null = null

  constructor(private readonly parts: PollerParts) {
    this.#index = new CallIndex(parts.rules)
    this.#outcome = parts.read === null ? UNSUPPORTED : null
  }

  /** The calls, kept while the source fails. Replaced by a new index when the last watcher leaves. */
  get index(): CallIndex {
    return this.#index
  }

  /** Whether the index has been filled since the first of the watchers came. */
  get hasRead(): boolean {
    return this.#hasRead
  }

  /** How the last poll went; null: there has been none since the first of the watchers came. */
  get outcome(): PollOutcome | null {
    return this.#outcome
  }

  /** Whether anybody watches. */
  get isWatched(): boolean {
    return this.#watchers.size > 0
  }

  /** @returns a function that stops watching; after the last watcher has left there is no further poll. */
  watch(watcher: Watcher): () => void {
    // What a probe has read may be minutes old.
    if (this.#watchers.size === 0) this.#reset()
    this.#watchers.add(watcher)
    this.#plan()
    return () => {
      if (this.#watchers.delete(watcher) && this.#watchers.size === 0) this.#stop()
    }
  }

  /** Polls once, unless somebody watches: then the source is polled anyway. */
  async probe(): Promise<void> {
    const { read } = this.parts
    if (read !== null && !this.#isPolling && this.#watchers.size === 0) await this.#poll(read)
  }

  /** Receives what polls and probes return, without causing any. @returns a function that stops it. */
  listen(polled: Watcher['polled']): () => void {
    this.#listeners.add(polled)
    return () => void this.#listeners.delete(polled)
  }

  #stop(): void {
    this.#cancelNext?.()
    this.#cancelNext = null
    this.#abort?.abort(new SourceFailure('DEADLINE', 'nobody is watching the source any more'))
    this.#reset()
  }

  #reset(): void {
    // Versions continue: a position from before must not be mistaken for a new one.
    this.#index = new CallIndex(this.parts.rules, this.#index.version)
    this.#hasRead = false
    this.#entries = null
    if (this.parts.read !== null) this.#outcome = null
  }

  /** Plans the next poll, as soon as the most eager watcher wants it. */
  #plan(): void {
    if (this.parts.read === null || this.#isPolling || this.#watchers.size === 0) return
    this.#cancelNext?.()
    const everyMs = Math.min(...[...this.#watchers].map((watcher) => watcher.everyMs))
    const dueMs = Math.max(this.#startedMs + everyMs, this.#sharedUntilMs)
    const delayMs = this.#outcome === null ? 0 : Math.max(0, dueMs - this.parts.clock.monotonicNow())
    const { read } = this.parts
    this.#cancelNext = this.parts.timers.after(delayMs, () => void this.#poll(read))
  }

  async #poll(read: ReadList): Promise<void> {
    this.#isPolling = true
    this.#cancelNext = null
    this.#startedMs = this.parts.clock.monotonicNow()
    const index = this.#index
    try {
      const polled = await this.#read(read)
      // Otherwise everybody has left in the meantime, or the first watcher has come.
      if (index === this.#index) await this.#take(polled)
    } catch (error) {
      this.parts.onError(error)
    } finally {
      this.#isPolling = false
      this.#plan()
    }
  }

  async #read(read: ReadList): Promise<PolledList | SourceFailure> {
    const { timers, deadlineMs } = this.parts
    const controller = new AbortController()
    this.#abort = controller
    const late = new SourceFailure('DEADLINE', 'the source did not answer within the time limit of a request')
    const cancel = timers.after(deadlineMs, () => controller.abort(late))
    try {
      return await read(controller.signal)
    } catch (error) {
      if (error instanceof SourceFailure) return error
      this.parts.onError(error)
      return new SourceFailure('UNAVAILABLE', 'the source could not be read because of an internal error')
    } finally {
      cancel()
      this.#abort = null
    }
  }

  async #take(polled: PolledList | SourceFailure): Promise<void> {
    const change = await this.#applied(polled)
    await runInTurns(this.#report(change))
  }

  /** To all in one go: hundreds of channels that have little to do each would otherwise share one turn. */
  *#report(change: IndexChange | null): Generator<void> {
    for (const listener of [...this.#listeners]) {
      yield* listener(change)
      yield
    }
    for (const watcher of [...this.#watchers]) {
      yield* watcher.polled(change)
      yield
    }
  }

  async #applied(polled: PolledList | SourceFailure): Promise<IndexChange | null> {
    const heldMs = this.#outcome?.fetchedAtMs ?? null
    if (polled instanceof SourceFailure) {
      this.#outcome = { failure: polled, shortfall: null, stale: false, fetchedAtMs: heldMs }
      return null
    }
    const { fetchedAtMs, stale, shortfall } = polled
    const ageMs = Math.max(0, this.parts.clock.now() - fetchedAtMs)
    this.#sharedUntilMs = this.parts.clock.monotonicNow() - ageMs + this.parts.sharedForMs + MARGIN_MS
    this.#outcome = { failure: null, shortfall, stale, fetchedAtMs: Math.max(fetchedAtMs, heldMs ?? fetchedAtMs) }
    // A list that was applied before, or an older one that is used because the source fails.
    const isKnown = polled.entries === this.#entries || (heldMs !== null && fetchedAtMs < heldMs)
    this.#entries = polled.entries
    if (isKnown) return null
    const change = await runInTurns(this.#index.apply(polled, isWhole(this.#outcome)))
    this.#hasRead = true
    return change
  }
}
