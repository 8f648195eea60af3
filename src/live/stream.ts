import type { Channel, Made } from './channel.js'
import type { LiveEnding } from './contract.js'
import { type Cursor, NOTHING_READ } from './topic.js'

// One reader of a channel. It holds no event: it asks for what it has not read when it is ready for it.

export class ChannelReader<Event> {
  #cursor: Cursor = NOTHING_READ
  #ending: LiveEnding | null = null
  #aliveSeen: number
  #warns = false
  #wake: (() => void) | null = null

  /**
   * @param since the position that the client knows; null: none.
   * @param onClose called once, when the reader is over.
   */
  constructor(
    private readonly channel: Channel<Event>,
    private readonly since: string | null,
    private readonly onClose: () => void,
  ) {
    this.#aliveSeen = channel.alive
  }

  get ending(): LiveEnding | null {
    return this.#ending
  }

  /** The next event; null when the reader is over. One call at a time. */
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
    // What a position says is only known when the sources have answered.
    const resumed = this.#cursor === NOTHING_READ && this.since !== null ? channel.cursorAt(this.since) : this.#cursor
    const hasEvent = channel.hasFor(resumed)
    const isAlive = channel.alive > this.#aliveSeen
    if (hasEvent || isAlive) this.#aliveSeen = channel.alive
    if (hasEvent) return channel.read(resumed)
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
      const stop = this.channel.wait({ cursor: this.#cursor, wake })
    })
  }
}
