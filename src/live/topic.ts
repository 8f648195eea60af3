import type { UpdateKind } from '../../schema/enums.js'

// What a channel is about: calls, statistics or health. A topic knows the state, and what a reader has not seen of it.

/** Up to where somebody has read. It never changes: reading gives another one. */
export interface Cursor {
  /** The versions of the sources that were read, in the order of the channel; null: nothing was read. */
  readonly at: readonly number[] | null
  /** How many changes of the channel were announced until then. */
  readonly announced: number
  /** The place of the last call of the part of a snapshot that was read; null: no part is missing. */
  readonly part: { readonly source: number; readonly place: number } | null
  /** Whether it was given by a client, who may not have all reports. */
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
  /** Up to where a reader has read with it. */
  readonly cursor: Cursor
}

export interface Topic {
  /** Whether every source has answered or has failed: there is no event before. */
  readonly isReady: boolean
  /** Watches the sources until it is closed. */
  open(events: TopicEvents): void
  /** Takes in what is known of them already; called once, after `open`. */
  load(): Generator<void>
  close(): void
  /** Makes ready what readers get next, before they are woken. @returns whether there is anything to announce. */
  prepare(announced: number): Generator<void, boolean>
  /** Finds where a reader continues that knows a position. What it returns is called until the reader has an event. */
  resume(position: string): Resume
  /** Equal for readers that get the same event now. */
  keyOf(cursor: Cursor, announced: number): string
  /** What a reader gets next. It costs as much as there is to report. */
  read(cursor: Cursor, announced: number): Update
  /** An event without content. */
  notice(kind: 'ALIVE' | 'EXPIRING', cursor: Cursor): Update
}

export interface TopicEvents {
  /** Called before the state changes over several turns, and after that. */
  began(): void
  ended(hasNews: boolean): void
}
