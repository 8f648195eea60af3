import type { Channel, Made, Waiting } from './channel.js'
import type { LiveEnding } from './contract.js'
import { type Cursor, NOTHING_READ, type Resume } from './topic.js'

/**
 * One reader of a channel. It queues no events: it asks for what it has not read when it is ready for it. There may be
 * thousands that wait for the same event, so that waiting allocates little.
 */
export class ChannelReader<Event> implements Waiting {
  /** How far it has read. */
  cursor: Cursor = NOTHING_READ
  /** Whether the next poll may make known where it continues. */
  waitsForPoll = false
  readonly #resume: Resume | null
  #ending: LiveEnding | null = null
  #aliveSeen: number
  #warns = false
  /** Settles what `next` has returned; null: nobody waits for an event. */
  #deliver: ((event: Event | null) => void) | null = null
  /** Whether it waits for something to read. */
  #isWaiting = false

  /**
   * @param since the position that the client knows; null: none.
   * @param onClose called once, when the stream has ended.
   */
  constructor(
    private readonly channel: Channel<Event>,
    since: string | null,
    private readonly onClose: () => void,
  ) {
    this.#aliveSeen = channel.alive
    this.#resume = since === null ? null : channel.resume(since)
  }

  get ending(): LiveEnding | null {
    return this.#ending
  }

  /** The next event; null when the stream has ended. One call at a time. */
  next(): Promise<Event | null> {
    return new Promise((resolve) => {
      this.#deliver = resolve
      this.#look()
    })
  }

  wake(): void {
    if (!this.#isWaiting) return
    this.#isWaiting = false
    this.channel.leave(this)
    this.#look()
  }

  warnOfExpiry(): void {
    this.#warns = true
    this.wake()
  }

  close(): void {
    this.end('CLOSED')
  }

  end(ending: LiveEnding): void {
    if (this.#ending !== null) return
    this.#ending = ending
    this.wake()
    this.onClose()
  }

  #look(): void {
    if (this.#ending !== null) return this.#finish(null)
    const made = this.#take()
    if (made !== null) return void made.then(this.#pass, this.#fail)
    this.#isWaiting = true
    this.channel.wait(this)
  }

  #take(): Promise<Made<Event>> | null {
    const { channel } = this
    if (this.#warns) {
      this.#warns = false
      return channel.notice('EXPIRING', this.cursor)
    }
    // A position can be read only after the sources have answered.
    const cursor = this.cursor === NOTHING_READ && this.#resume !== null ? this.#resume() : this.cursor
    this.waitsForPoll = cursor === null
    const readable = cursor !== null && channel.hasFor(cursor) ? cursor : null
    const isAlive = channel.alive > this.#aliveSeen
    if (readable !== null || isAlive) this.#aliveSeen = channel.alive
    if (readable !== null) return channel.read(readable)
    return isAlive ? channel.notice('ALIVE', this.cursor) : null
  }

  readonly #pass = (made: Made<Event>): void => {
    const turn = this.channel.passEvent()
    if (turn === null) this.#give(made)
    else void turn.then(() => this.#give(made))
  }

  #give({ event, cursor }: Made<Event>): void {
    if (this.#ending !== null) return this.#finish(null)
    this.cursor = cursor
    this.#finish(event)
  }

  /** The channel has reported it. */
  readonly #fail = (): void => {
    this.end('FAILED')
    this.#finish(null)
  }

  #finish(event: Event | null): void {
    this.#deliver?.(event)
    this.#deliver = null
  }
}
