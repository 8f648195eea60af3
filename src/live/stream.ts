import type { Channel, Made } from './channel.js'
import type { LiveEnding } from './contract.js'
import { type Cursor, NOTHING_READ, type Resume } from './topic.js'

// One reader of a channel. It queues no events: it asks for what it has not read when it is ready for it.

export class ChannelReader<Event> {
  #cursor: Cursor = NOTHING_READ
  readonly #resume: Resume | null
  /** Whether the next poll may make known where it continues. */
  #waitsForPoll = false
  #ending: LiveEnding | null = null
  #aliveSeen: number
  #warns = false
  #wake: (() => void) | null = null

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
  async next(): Promise<Event | null> {
    try {
      for (;;) {
        if (this.#ending !== null) return null
        const made = this.#take()
        if (made !== null) {
          const { event, cursor } = await made
          this.#cursor = cursor
          return event
        }
        await this.#nextWake()
      }
    } catch {
      // The channel has reported it.
      this.end('FAILED')
      return null
    }
  }

  warnOfExpiry(): void {
    this.#warns = true
    this.#wake?.()
  }

  close(): void {
    this.end('CLOSED')
  }

  end(ending: LiveEnding): void {
    if (this.#ending !== null) return
    this.#ending = ending
    this.#wake?.()
    this.onClose()
  }

  #take(): Promise<Made<Event>> | null {
    const { channel } = this
    if (this.#warns) {
      this.#warns = false
      return channel.notice('EXPIRING', this.#cursor)
    }
    // A position can be read only after the sources have answered.
    const cursor = this.#cursor === NOTHING_READ && this.#resume !== null ? this.#resume() : this.#cursor
    this.#waitsForPoll = cursor === null
    const readable = cursor !== null && channel.hasFor(cursor) ? cursor : null
    const isAlive = channel.alive > this.#aliveSeen
    if (readable !== null || isAlive) this.#aliveSeen = channel.alive
    if (readable !== null) return channel.read(readable)
    return isAlive ? channel.notice('ALIVE', this.#cursor) : null
  }

  #nextWake(): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        this.#wake = null
        stop()
        resolve()
      }
      this.#wake = wake
      const stop = this.channel.wait({ cursor: this.#cursor, waitsForPoll: this.#waitsForPoll, wake })
    })
  }
}
