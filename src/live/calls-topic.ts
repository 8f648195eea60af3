import { isDeepStrictEqual } from 'node:util'
import type { RecordView } from '../engine/source/records.js'
import type { Source } from '../engine/source/source.js'
import { type Bookmarks, isKnown, OwnBookmarks, SharedBookmarks } from './bookmarks.js'
import type { Member } from './call-view.js'
import type { Positions } from './positions.js'
import type { SourcePart } from './source-part.js'
import { type Cursor, NOTHING_READ, type Resume, type Topic, type TopicEvents, type Update } from './topic.js'
import type { CallWindow, WindowChange } from './window.js'

// The calls in progress that match a filter: a snapshot in parts, then what has changed since a reader last read.

/** The most calls in one part of a snapshot. */
const CALLS_PER_PART = 1000

export interface CallsTopicParts {
  readonly parts: readonly SourcePart[]
  /** The first calls only; null: all. */
  readonly window: CallWindow | null
  readonly positions: Positions
  readonly now: () => number
  /** The call as the viewers see it. */
  readonly recordOf: (source: Source, member: Member) => RecordView | null
}

interface Ended {
  readonly id: string
  readonly source: Source['node']
  readonly lastSeenAt: string
  readonly reason: string
}

interface Content {
  readonly started: readonly RecordView[]
  readonly changed: readonly RecordView[]
  readonly ended: readonly Ended[]
  readonly order: readonly string[] | null
}
const NO_CONTENT: Content = { started: [], changed: [], ended: [], order: null }

export class CallsTopic implements Topic {
  #hasNews = false
  /** The last change of the window, and the announcement it is part of. */
  #windowChange: { readonly change: WindowChange; readonly announced: number } | null = null
  /** The versions of the sources at the last move of the window. */
  #movedAt: readonly number[] | null = null
  readonly #bookmarks: Bookmarks

  constructor(private readonly its: CallsTopicParts) {
    const { positions, parts } = its
    this.#bookmarks = positions.isShared ? new SharedBookmarks(positions, parts) : new OwnBookmarks(positions, parts)
  }

  get isReady(): boolean {
    return this.its.parts.every(({ isReady }) => isReady)
  }

  open(events: TopicEvents): void {
    const noting: TopicEvents = {
      began: () => events.began(),
      ended: (hasNews) => {
        if (hasNews) this.#hasNews = true
        events.ended(hasNews)
      },
    }
    for (const part of this.its.parts) part.open(noting)
  }

  *load(): Generator<void> {
    for (const part of this.its.parts) yield* part.load()
  }

  close(): void {
    for (const part of this.its.parts) part.close()
  }

  *prepare(announced: number): Generator<void, boolean> {
    const { parts, window } = this.its
    let hasNews = this.#hasNews
    this.#hasNews = false
    const changedReports = parts.filter((part) => part.noteReport(announced + 1))
    if (changedReports.length > 0) hasNews = true
    if (window === null) return hasNews
    this.#movedAt = this.#versions()
    const change = yield* window.move(parts)
    hasNews = change.hasNews || changedReports.length > 0
    if (hasNews) this.#windowChange = { change, announced: announced + 1 }
    return hasNews
  }

  resume(position: string): Resume {
    // Only the last change of a window is kept.
    return this.its.window === null ? this.#bookmarks.resume(position) : () => NOTHING_READ
  }

  keyOf({ at, announced, part, isResumed, isMixed }: Cursor, now: number): string {
    const read = `${at?.join('.')} ${announced} ${isResumed} ${isMixed} ${part?.source}.${part?.place}`
    return `${read} ${now} ${this.#versions().join('.')}`
  }

  read(cursor: Cursor, announced: number): Update {
    const { at, part } = cursor
    const { window } = this.its
    if (window !== null) return this.#readWindow(cursor, announced)
    if (part !== null) return this.#snapshot(cursor, announced)
    if (at === null || !isKnown(at, this.its.parts)) return this.#snapshot(NOTHING_READ, announced)
    const versions = this.#versions()
    return this.#update('CHANGES', { at: versions, announced, part: null }, cursor, this.#changesSince(at))
  }

  notice(kind: 'ALIVE' | 'EXPIRING', cursor: Cursor): Update {
    return this.#update(kind, cursor, cursor, NO_CONTENT)
  }

  #versions(): readonly number[] {
    return this.its.parts.map(({ version }) => version)
  }

  /** One part of a snapshot. Calls that are added meanwhile come in a later part, or as a change after the last one. */
  #snapshot({ at, announced: since, part, isMixed }: Cursor, announced: number): Update {
    const now = this.#versions()
    const [versions, begun] = at === null ? [now, announced] : [at, since]
    const isOneState = isMixed !== true && versions.every((version, index) => version === now[index])
    const from = part ?? { source: 0, place: -1 }
    const started: RecordView[] = []
    let next: Cursor['part'] = null
    let last = from
    for (const [index, { source, view }] of this.its.parts.entries()) {
      if (index < from.source || view === null) continue
      for (const member of view.members.values()) {
        if (index === from.source && member.place <= from.place) continue
        if (started.length === CALLS_PER_PART) {
          next = last
          break
        }
        const record = this.its.recordOf(source, member)
        if (record !== null) started.push(record)
        last = { source: index, place: member.place }
      }
      if (next !== null) break
    }
    const cursor: Cursor = { at: versions, announced: begun, part: next, ...(isOneState ? {} : { isMixed: true }) }
    return this.#update('SNAPSHOT', cursor, NOTHING_READ, { ...NO_CONTENT, started })
  }

  #changesSince(at: readonly number[]): Content {
    const [started, changed]: [RecordView[], RecordView[]] = [[], []]
    const ended: Ended[] = []
    for (const [index, { source, view }] of this.its.parts.entries()) {
      const version = at[index] ?? 0
      if (view === null || view.version === version) continue
      for (const member of view.members.values()) {
        if (member.changedIn <= version) continue
        const record = this.its.recordOf(source, member)
        if (record !== null) (member.since > version ? started : changed).push(record)
      }
      for (const { id, seenAtMs, reason } of view.removedAfter(version))
        ended.push({ id, source: source.node, lastSeenAt: new Date(seenAtMs).toISOString(), reason })
    }
    return { started, changed, ended, order: null }
  }

  #readWindow({ at, announced: since, isMixed }: Cursor, announced: number): Update {
    const { parts, window, recordOf } = this.its
    const versions = this.#versions()
    const isKnownWindow = at !== null && isMixed !== true && since === announced - 1
    const isNext = isKnownWindow && this.#windowChange?.announced === announced
    const before = isNext && this.#windowChange !== null ? this.#windowChange.change : null
    const records = (members: readonly { readonly source: Source; readonly member: Member }[]) =>
      members.flatMap(({ source, member }) => recordOf(source, member) ?? [])
    if (before === null) {
      const members = window?.members(parts) ?? []
      const order = members.map(({ member }) => member.id)
      // What has changed since the last move is in it already, and will be reported in relation to that move: such a reader
      // gets another snapshot then.
      const isAsMoved = this.#movedAt === null || isDeepStrictEqual(versions, this.#movedAt)
      const cursor: Cursor = { at: versions, announced, part: null, ...(isAsMoved ? {} : { isMixed: true }) }
      return this.#update('SNAPSHOT', cursor, NOTHING_READ, { ...NO_CONTENT, started: records(members), order })
    }
    const ended = before.ended.map(({ source, id, seenAtMs, reason }) => {
      return { id, source: source.node, lastSeenAt: new Date(seenAtMs).toISOString(), reason }
    })
    const content = { started: records(before.started), changed: records(before.changed), ended, order: before.order }
    const cursor = { at: versions, announced, part: null }
    return this.#update('CHANGES', cursor, { at, announced: since, part: null }, content)
  }

  /** @param since how far the reader had read before. */
  #update(kind: Update['kind'], cursor: Cursor, since: Cursor, content: Content): Update {
    const { parts, positions, now } = this.its
    const isNotice = kind === 'ALIVE' || kind === 'EXPIRING'
    const { at, part } = cursor
    const reported = isNotice
      ? []
      : parts.filter(({ reportedIn }) => kind === 'SNAPSHOT' || reportedIn > since.announced)
    const position = at === null || part !== null ? positions.writePart() : this.#bookmarks.write(at, cursor)
    const payload = {
      kind,
      position,
      at: new Date(now()).toISOString(),
      more: part !== null && !isNotice,
      merged: isNotice ? 0 : mergedBetween(since, cursor),
      ...content,
      totalCount: isNotice ? null : totalOf(parts),
      sources: reported.map((part) => part.report()),
    }
    return { kind, position, payload, cursor }
  }
}

function mergedBetween(since: Cursor, { announced }: Cursor): number {
  return since.at === null || since.isResumed === true ? 1 : Math.max(1, announced - since.announced)
}

/** Null if any of the numbers is unknown; sources without such a list do not count. */
export function totalOf(parts: readonly SourcePart[]): number | null {
  const counting = parts.filter(({ isUnsupported }) => !isUnsupported)
  if (counting.length === 0) return parts.length === 0 ? 0 : null
  let total = 0
  for (const { totalCount } of counting) {
    if (totalCount === null) return null
    total += totalCount
  }
  return total
}
