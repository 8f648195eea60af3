import type { Timers } from '../async/timers.js'
import type { Source } from '../engine/source/source.js'
import type { Alarms } from './alarms.js'
import type { IndexChange } from './call-index.js'
import type { CallHistory } from './history.js'
import { listOf, type PolledLists } from './polled-lists.js'
import { isWhole, type SourcePoller } from './source-poller.js'
import { StateCounts } from './state-counts.js'

// Keeps history and alarms, from the probes of sources with `probeEvery`, and from what is polled while somebody watches.

export interface ObserverParts {
  readonly lists: PolledLists
  readonly history: CallHistory
  /** Null where none are configured. */
  readonly alarms: Alarms | null
  readonly now: () => number
  readonly timers: Timers
}

const ALARMS_CHECKED_EVERY_MS = 5000

export class LiveObserver {
  #stops: (() => void)[] = []

  constructor(
    private readonly its: ObserverParts,
    private readonly sources: readonly Source[],
  ) {}

  start(): void {
    for (const source of this.sources) {
      if (listOf(source) === null) continue
      const poller = this.its.lists.of(source, {})
      const counts = new StateCounts(source)
      this.#stops.push(poller.listen((change) => this.#polled(counts, poller, change)))
    }
    if (this.its.alarms !== null) this.#checkLater(this.its.alarms)
  }

  stop(): void {
    for (const stop of this.#stops) stop()
    this.#stops = []
  }

  *#polled(counts: StateCounts, poller: SourcePoller, change: IndexChange | null): Generator<void> {
    const { history, alarms, now } = this.its
    if (change !== null) yield* counts.apply(change, poller)
    const hasAll = change !== null && poller.outcome !== null && isWhole(poller.outcome)
    if (hasAll) history.record(counts.source.name, counts.byState(), now())
    alarms?.polled(counts, poller.outcome !== null && isWhole(poller.outcome))
  }

  #checkLater(alarms: Alarms): void {
    const cancel = this.its.timers.after(ALARMS_CHECKED_EVERY_MS, () => {
      this.#stops = this.#stops.filter((stop) => stop !== cancel)
      alarms.check()
      this.#checkLater(alarms)
    })
    this.#stops.push(cancel)
  }
}
