import type { Clock } from '../async/clock.js'
import type { Timers } from '../async/timers.js'
import type { Source } from '../engine/source/source.js'
import type { SourcePoller } from './source-poller.js'
import { type Cursor, NOTHING_READ, type Resume, type Topic, type TopicEvents, type Update } from './topic.js'

// The health of sources. A source that flaps is reported at most once in five seconds, with its state at that moment.

const REPORTED_EVERY_MS = 5000

export interface HealthTopicParts {
  readonly sources: readonly { readonly source: Source; readonly poller: SourcePoller }[]
  readonly everyMs: number
  readonly clock: Clock
  readonly timers: Timers
}

interface Reported {
  text: string
  /** By the monotonic clock; null: never. */
  atMs: number | null
  /** The announcement that reported it. */
  announced: number
}

export class HealthTopic implements Topic {
  readonly #reported: ReadonlyMap<Source, Reported>
  #stops: readonly (() => void)[] = []
  #cancelTick: (() => void) | null = null

  constructor(private readonly its: HealthTopicParts) {
    this.#reported = new Map(its.sources.map(({ source }) => [source, { text: '', atMs: null, announced: 0 }]))
  }

  get isReady(): boolean {
    return this.its.sources.every(({ poller }) => poller.outcome !== null)
  }

  open(events: TopicEvents): void {
    const { sources, everyMs } = this.its
    const look = (): void => {
      events.began()
      events.ended(true)
    }
    const polled = function* (): Generator<void> {
      yield
      look()
    }
    this.#stops = sources.map(({ poller }) => poller.watch({ everyMs, polled }))
    this.#tick(look)
  }

  *load(): Generator<void> {}

  close(): void {
    this.#cancelTick?.()
    for (const stop of this.#stops) stop()
  }

  /** Looks again regularly: queries change the health too, and what was held back for five seconds must be reported. */
  #tick(look: () => void): void {
    this.#cancelTick = this.its.timers.after(this.its.everyMs, () => {
      this.#tick(look)
      look()
    })
  }

  *prepare(announced: number): Generator<void, boolean> {
    yield
    const nowMs = this.its.clock.monotonicNow()
    let hasNews = false
    for (const [source, reported] of this.#reported) {
      const text = textOf(source)
      if (text === reported.text) continue
      if (reported.atMs !== null && nowMs - reported.atMs < REPORTED_EVERY_MS) continue
      Object.assign(reported, { text, atMs: nowMs, announced: announced + 1 })
      hasNews = true
    }
    return hasNews
  }

  resume(): Resume {
    return () => NOTHING_READ
  }

  keyOf({ at, announced: since }: Cursor, announced: number): string {
    return `${at === null} ${since} ${announced}`
  }

  read({ at, announced: since }: Cursor, announced: number): Update {
    const sources = [...this.#reported].filter(([, reported]) => at === null || reported.announced > since)
    const kind = at === null ? 'SNAPSHOT' : 'CHANGES'
    return this.#update(
      kind,
      { at: [], announced, part: null },
      sources.map(([source]) => source.node),
    )
  }

  notice(kind: 'ALIVE' | 'EXPIRING', cursor: Cursor): Update {
    return this.#update(kind, cursor, [])
  }

  #update(kind: Update['kind'], cursor: Cursor, sources: readonly Source['node'][]): Update {
    const at = new Date(this.its.clock.now()).toISOString()
    return { kind, position: null, payload: { kind, at, sources }, cursor }
  }
}

/** What is reported when it changes. The time of the last success alone is not. */
function textOf({ node }: Source): string {
  const { state, since, lastError } = node.health
  return JSON.stringify([state, since, lastError?.code, lastError?.message])
}
