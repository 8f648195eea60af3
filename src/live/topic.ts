import type { UpdateKind } from '../../schema/enums.js'

// What a channel is about: calls, statistics or health. A topic knows the state, and which part a reader has not seen.

/** How far somebody has read. It never changes: reading returns a new one. */
export interface Cursor {
  /** The versions of the sources that were read, in the order of the channel; null: nothing was read. */
  readonly at: readonly number[] | null
  /** How many changes of the channel were announced by then. */
  readonly announced: number
  /** The place of the last call of the part of a snapshot that was read; null: no part is missing. */
  readonly part: { readonly source: number; readonly place: number } | null
  /** Whether it came from a client, who may not have all reports. */
  readonly isResumed?: true
  /** Whether the parts of the snapshot that was read are from different versions: it equals no state of the channel. */
  readonly isMixed?: true
}

/** Where a reader continues. NOTHING_READ: that is not known; null: the next poll may make it known. */
export type Resume = () => Cursor | null

export const NOTHING_READ: Cursor = { at: null, announced: 0, part: null }

/** One event, before it is executed. */
export interface Update {
  readonly kind: UpdateKind
  readonly position: string | null
  /** The value of the root field. */
  readonly payload: object
  /** How far a reader has read once it has this. */
  readonly cursor: Cursor
}

export interface Topic {
  /** Whether every source has answered or has failed: there is no event before. */
  readonly isReady: boolean
  /** Watches the sources until it is closed. */
  open(events: TopicEvents): void
  /** Adds what is already known about them; called once, after `open`. */
  load(): Generator<void>
  close(): void
  /** Prepares what readers get next, before they are woken. @returns whether there is anything to announce. */
  prepare(announced: number): Generator<void, boolean>
  /** Finds where a reader with this position continues. What it returns is called until the reader has an event. */
  resume(position: string): Resume
  /** Equal for readers that get the same event now. */
  keyOf(cursor: Cursor, announced: number): string
  /** What a reader gets next. The cost depends on how much there is to report. */
  read(cursor: Cursor, announced: number): Update
  /** An event without content. */
  notice(kind: 'ALIVE' | 'EXPIRING', cursor: Cursor): Update
}

export interface TopicEvents {
  /** Called before and after a change of the state, which may take several turns of the event loop. */
  began(): void
  ended(hasNews: boolean): void
}
