import type { CallView } from './call-view.js'
import type { Positions } from './positions.js'
import { type Cursor, NOTHING_READ, type Resume } from './topic.js'
import { NO_CALLS } from './view-states.js'

// Where the readers of a channel of calls are, in the form in which their clients keep it.

/** What bookmarks need of the calls of one source. */
export interface MarkedPart {
  /** Null before the first answer. */
  readonly view: CallView | null
  /** When the rows that are held were fetched, in milliseconds since 1970; null: there are none. */
  readonly fetchedAtMs: number | null
  /** How many polls have returned or failed. */
  readonly polls: number
  /** Whether there will be another poll. */
  readonly isPolled: boolean
}

export interface Bookmarks {
  /** @param at the versions of the sources that the reader has read. */
  write(at: readonly number[], cursor: Cursor): string
  resume(position: string): Resume
}

/** Of a reader who has no call of the source. */
const NO_VERSION = 0

/** Whether it is known what has changed since these versions. */
export const isKnown = (at: readonly number[], parts: readonly Pick<MarkedPart, 'view'>[]): boolean =>
  parts.every(({ view }, index) => view?.knows(at[index] ?? NO_VERSION) ?? at[index] === NO_VERSION)

const nothingRead: Resume = () => NOTHING_READ
const resumed = (at: readonly number[]): Cursor => ({ at, announced: 0, part: null, isResumed: true })

/** By the versions of the sources, which mean nothing to another process. */
export class OwnBookmarks implements Bookmarks {
  constructor(
    private readonly positions: Positions,
    private readonly parts: readonly MarkedPart[],
  ) {}

  write(at: readonly number[]): string {
    return this.positions.writeVersions(at)
  }

  resume(position: string): Resume {
    const at = this.positions.read(position)?.map((word) => Number.parseInt(word, 36)) ?? []
    if (at.length !== this.parts.length || !at.every(Number.isSafeInteger)) return nothingRead
    return () => (isKnown(at, this.parts) ? resumed(at) : NOTHING_READ)
  }
}

/**
 * By what the reader has, so that each instance of the gateway can find out whether it has shown the same. That does not
 * depend on who has read which list, or whether the store that lists are shared by was there: two instances that have
 * not read the same lists may still have come to the same calls, and if they have not, it is seen.
 */
export class SharedBookmarks implements Bookmarks {
  constructor(
    private readonly positions: Positions,
    private readonly parts: readonly MarkedPart[],
  ) {}

  write(at: readonly number[], { isMixed }: Cursor): string {
    if (isMixed === true) return this.positions.writePart()
    const states: string[] = []
    for (const [index, { view }] of this.parts.entries()) {
      const version = at[index] ?? NO_VERSION
      const state = view === null || version === NO_VERSION ? NO_CALLS : view.stateAt(version)
      if (state === null) return this.positions.writePart()
      states.push(state)
    }
    const newestMs = Math.max(0, ...this.parts.map(({ fetchedAtMs }) => fetchedAtMs ?? 0))
    return this.positions.write([newestMs.toString(36), ...states])
  }

  /** A position that is newer than the lists here waits for one more poll: instances poll at different moments. */
  resume(position: string): Resume {
    const { parts } = this
    const [time = '', ...states] = this.positions.read(position) ?? []
    if (states.length !== parts.length) return nothingRead
    // A hint only: the clocks of instances differ.
    const readAtMs = Number.parseInt(time, 36)
    const polls = parts.map((part) => part.polls)
    return () => {
      const at: number[] = []
      let mayBeKnown = false
      for (const [index, part] of parts.entries()) {
        const state = states[index] ?? ''
        const version = part.view?.versionOf(state) ?? (state === NO_CALLS ? NO_VERSION : null)
        if (version !== null) at.push(version)
        else if (part.isPolled && part.polls === polls[index] && (part.fetchedAtMs ?? 0) < readAtMs) mayBeKnown = true
        else return NOTHING_READ
      }
      return mayBeKnown ? null : resumed(at)
    }
  }
}
