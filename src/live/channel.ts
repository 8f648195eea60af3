import { runInTurns } from '../async/run-in-turns.js'
import type { Timers } from '../async/timers.js'
import type { LiveGates } from './live-gates.js'
import type { Cursor, Resume, Topic, Update } from './topic.js'

// One subscription, shared by all viewers with equal rights: its events are made once, for all its readers.

/** What readers get: an event, and how far they have read once they have it. */
export interface Made<Event> {
  readonly event: Event
  readonly cursor: Cursor
}

export interface ChannelParts<Event> {
  readonly topic: Topic
  /** Makes an event of an update. */
  readonly make: (update: Update) => Event | Promise<Event>
  /** The shortest time between two announcements, in milliseconds. */
  readonly everyMs: number
  /** How long after the last announcement readers get an event of the kind ALIVE, in milliseconds. */
  readonly heartbeatMs: number
  readonly timers: Timers
  /** Shared by all channels. */
  readonly gates: LiveGates
  /** Called with a bug: the channel cannot go on. */
  readonly onBroken: (error: unknown) => void
}

/** A waiting reader. */
export interface Waiting {
  /** How far it has read. */
  readonly cursor: Cursor
  /** Whether it wants to be woken by each poll, also by one that has changed nothing. */
  readonly waitsForPoll: boolean
  /** Called when there may be something to read. */
  wake(): void
}

export class Channel<Event> {
  /** How many changes were announced: readers that have read fewer have something to read. */
  #announced = 0
  /** How many events of the kind ALIVE there were. */
  #alive = 0
  /** How many changes are being applied. */
  #changing = 0
  #isPreparing = false
  /** Whether anything was applied since the last announcement. */
  #isPending = false
  /** Set while the last announcement is too recent for another one. */
  #cancelPause: (() => void) | null = null
  #cancelHeartbeat: (() => void) | null = null
  #isClosed = false
  readonly #waiting = new Set<Waiting>()
  /** Those of them who may have something to read after a change that is not announced. */
  readonly #blocked = new Set<Waiting>()
  readonly #made = new Map<string, Promise<Made<Event>>>()

  constructor(private readonly its: ChannelParts<Event>) {}

  get announced(): number {
    return this.#announced
  }

  get alive(): number {
    return this.#alive
  }

  /** Starts to watch the sources. */
  open(): void {
    const { topic } = this.its
    topic.open({
      began: () => void this.#changing++,
      ended: () => {
        this.#changing--
        this.#changed()
      },
    })
    this.#changing++
    runInTurns(topic.load()).then(
      () => {
        this.#changing--
        this.#changed()
      },
      (error: unknown) => this.its.onBroken(error),
    )
    this.#beat()
  }

  close(): void {
    this.#isClosed = true
    this.#cancelPause?.()
    this.#cancelHeartbeat?.()
    this.its.topic.close()
  }

  /** Whether a reader gets an event now. */
  hasFor({ at, part, announced, isResumed }: Cursor): boolean {
    if (!this.its.topic.isReady || this.#changing > 0 || this.#isPreparing || this.#announced === 0) return false
    return at === null || part !== null || isResumed === true || announced < this.#announced
  }

  resume(position: string): Resume {
    return this.its.topic.resume(position)
  }

  /** The event that a reader gets next; the same one for all readers that have read equally far. */
  read(cursor: Cursor): Promise<Made<Event>> {
    const key = this.its.topic.keyOf(cursor, this.#announced)
    return this.#once(key, () => this.its.topic.read(cursor, this.#announced))
  }

  /** An event without content. */
  notice(kind: 'ALIVE' | 'EXPIRING', cursor: Cursor): Promise<Made<Event>> {
    return this.#once(
      `${kind} ${this.#alive} ${cursor.announced} ${cursor.at?.join('.')} ${cursor.part?.place} ${cursor.isMixed}`,
      () => this.its.topic.notice(kind, cursor),
    )
  }

  /** @returns null: a reader may have its event now; else resolves in the turn of the event loop in which it may. */
  passEvent(): Promise<void> | null {
    return this.its.gates.events.pass()
  }

  /** Wakes a reader when there may be something to read. */
  wait(reader: Waiting): void {
    this.#waiting.add(reader)
    if (this.#changing > 0 || this.#isPreparing || reader.waitsForPoll) this.#blocked.add(reader)
  }

  /** The reader waits no longer. */
  leave(reader: Waiting): void {
    this.#waiting.delete(reader)
    this.#blocked.delete(reader)
  }

  #once(key: string, update: () => Update): Promise<Made<Event>> {
    const known = this.#made.get(key)
    if (known !== undefined) return known
    const made = this.#make(update)
    this.#made.set(key, made)
    return made
  }

  async #make(read: () => Update): Promise<Made<Event>> {
    try {
      const update = read()
      const turn = this.its.gates.makes.pass()
      if (turn !== null) await turn
      return { event: await this.its.make(update), cursor: update.cursor }
    } catch (error) {
      this.its.onBroken(error)
      throw error
    }
  }

  /** Announces what was applied, but not too soon after the last announcement. */
  #changed(): void {
    this.#isPending = true
    if (this.#changing > 0 || this.#isPreparing || this.#isClosed || !this.its.topic.isReady) return
    if (this.#cancelPause === null) this.#announce().catch((error: unknown) => this.its.onBroken(error))
    else this.#wakeBlocked()
  }

  async #announce(): Promise<void> {
    this.#isPreparing = true
    this.#isPending = false
    const hasNews = (await runInTurns(this.its.topic.prepare(this.#announced))) || this.#announced === 0
    this.#isPreparing = false
    if (this.#isClosed) return
    // Readers that are behind now get something different.
    this.#made.clear()
    if (hasNews) {
      this.#announced++
      this.#pause()
      this.#beat()
      await this.#wake(this.#waiting)
    } else this.#wakeBlocked()
    if (this.#isPending) this.#changed()
  }

  #pause(): void {
    this.#cancelPause = this.its.timers.after(this.its.everyMs, () => {
      this.#cancelPause = null
      if (this.#isPending) this.#changed()
    })
  }

  #beat(): void {
    this.#cancelHeartbeat?.()
    this.#cancelHeartbeat = this.its.timers.after(this.its.heartbeatMs, () => {
      if (this.#announced > 0) this.#alive++
      this.#beat()
      this.#wake(this.#waiting).catch((error: unknown) => this.its.onBroken(error))
    })
  }

  #wakeBlocked(): void {
    this.#wake(this.#blocked).catch((error: unknown) => this.its.onBroken(error))
  }

  /** Those who have nothing to read keep waiting. */
  async #wake(waiting: ReadonlySet<Waiting>): Promise<void> {
    const readers = [...waiting]
    const first = readers.find(({ waitsForPoll }) => !waitsForPoll)
    // Made before anybody is woken: otherwise all of them would wait for it.
    if (first !== undefined && this.hasFor(first.cursor)) await this.read(first.cursor)
    for (const each of readers) {
      const turn = this.its.gates.wakes.pass()
      if (turn !== null) await turn
      if (this.#waiting.has(each)) each.wake()
    }
  }
}
