import { randomUUID } from 'node:crypto'
import { Countdown } from '../../async/countdown.js'
import type { OnClusterEvent } from '../events.js'
import { type Argument, evaluate, messageOf, type Reply, StoreUnavailable, toUnavailable } from './command.js'
import { Connection, type StoreAddress, type StoreClient } from './connection.js'
import type { Script } from './script.js'
import { BEAT, LEAVE } from './scripts.js'

// The store as seen by one instance: scripts with a time limit, messages, and whether it can be used at all.

export interface StoreOptions extends StoreAddress {
  readonly commandTimeoutMs: number
  /** How the names of all keys and channels of this cluster begin, except those of sources. */
  readonly namespace: string
  readonly onEvent: OnClusterEvent
}

/** Called with the text of a message; must not throw. */
export type OnMessage = (text: string) => void

/** Each instance publishes a sign of life this often: a store that is silent for longer than SILENCE_MS is not used. */
const BEAT_MS = 250
const SILENCE_MS = 2000
const MOST_QUIET_BEATS = SILENCE_MS / BEAT_MS
/** An instance without a sign of life for this long no longer counts. */
const LIVE_MS = 3000
/** After this many commands without an answer in time, the store is not asked until a sign of life gets through. */
const TIMEOUTS_UNTIL_PASSED_BY = 3
/** How long it is not asked at least. */
const PASS_BY_MS = 1000

export class Store {
  /** Of this process, in leases and slots. */
  readonly instanceId = randomUUID()
  readonly #commands: Connection
  readonly #messages: Connection
  /** By channel. While the configuration is replaced, the old and the new set of a source have the same channel. */
  readonly #listeners = new Map<string, Set<OnMessage>>()
  readonly #onUp = new Set<() => void>()
  readonly #beating: NodeJS.Timeout
  /** Signs of life since the last message; while this process is busy there are none. */
  #quietBeats = 0
  /** The sign of life that is not answered yet, and how many have become due since; null: none. */
  #pending: { beats: number } | null = null
  #timeouts = 0
  #passedByUntilMs = 0
  #isUp = false
  #instances = 1
  #lastError: string | null = null

  constructor(private readonly options: StoreOptions) {
    const onLost = (error: unknown): void => {
      this.#lastError = messageOf(error)
      this.#update()
    }
    this.#commands = new Connection(options, { onLost, onReady: () => void this.#beat() })
    this.#messages = new Connection(options, { onLost, prepare: (client) => this.#subscribe(client) })
    this.#listeners.set(this.#channel, new Set())
    this.#beating = setInterval(() => void this.#beat(), BEAT_MS)
    this.#beating.unref()
  }

  /** Resolves after the first try, whether or not the store answered. */
  async open(): Promise<void> {
    await this.#messages.open()
    await this.#commands.open()
    await this.#beat()
  }

  get isUp(): boolean {
    return this.#isUp
  }

  /** How many instances use the store, this one included, as far as was last known. */
  get instances(): number {
    return this.#instances
  }

  /** The commands connection, for `check`; null: there is none. */
  get client(): StoreClient | null {
    return this.#commands.client
  }

  /** Why the store is down, without values; null: nothing is known. */
  get lastError(): string | null {
    return this.#lastError
  }

  /** Calls back whenever the store can be used again: what was published in between was missed. */
  onUp(listener: () => void): () => void {
    this.#onUp.add(listener)
    return () => this.#onUp.delete(listener)
  }

  /**
   * Receives the messages of a channel. Those that are published while the store is down are missed.
   * @param onSubscribed called once messages are received, unless the store is down.
   */
  listen(channel: string, onMessage: OnMessage, onSubscribed: () => void): () => void {
    const known = this.#listeners.get(channel)
    const listeners = known ?? new Set()
    this.#listeners.set(channel, listeners.add(onMessage))
    const { client } = this.#messages
    if (known === undefined)
      client?.subscribe(channel, this.#received(channel)).then(onSubscribed, () => this.#messages.reset())
    return () => {
      listeners.delete(onMessage)
      if (listeners.size > 0 || this.#listeners.get(channel) !== listeners) return
      this.#listeners.delete(channel)
      this.#messages.client?.unsubscribe(channel).catch(() => undefined)
    }
  }

  /**
   * Runs a script.
   * @param late receives a reply that came after the time limit.
   * @throws StoreUnavailable when the store is down, slow or refuses.
   */
  async run(
    script: Script,
    keys: readonly string[],
    args: readonly Argument[],
    late?: (reply: Reply) => void,
  ): Promise<Reply> {
    if (!this.#isUp) {
      this.options.onEvent({ type: 'cluster-command', command: script.name, outcome: 'passed-by', durationMs: 0 })
      throw new StoreUnavailable('the store is down, or was too slow lately')
    }
    return this.#send(script, keys, args, late)
  }

  async close(): Promise<void> {
    clearInterval(this.#beating)
    if (this.#isUp) await this.#send(LEAVE, [this.#liveKey], [this.instanceId]).catch(() => undefined)
    this.#isUp = false
    this.#commands.close()
    this.#messages.close()
  }

  async #send(
    script: Script,
    keys: readonly string[],
    args: readonly Argument[],
    late?: (reply: Reply) => void,
  ): Promise<Reply> {
    const { client } = this.#commands
    if (client === null) throw new StoreUnavailable('there is no connection to the store')
    const startedAtMs = performance.now()
    const reply = evaluate(client, script, keys, args)
    const report = (outcome: 'ok' | 'timeout' | 'error'): void => {
      const durationMs = performance.now() - startedAtMs
      this.options.onEvent({ type: 'cluster-command', command: script.name, outcome, durationMs })
    }
    return new Promise((resolve, reject) => {
      let isOver = false
      // A reply that had arrived while this process was busy is not late.
      const timer = new Countdown(this.options.commandTimeoutMs, () => {
        isOver = true
        report('timeout')
        this.#timedOut()
        reject(new StoreUnavailable('the store did not answer in time'))
      })
      reply.then(
        (value) => {
          if (isOver) return late?.(value)
          timer.clear()
          this.#timeouts = 0
          report('ok')
          resolve(value)
        },
        (error: unknown) => {
          timer.clear()
          if (isOver) return
          report('error')
          reject(toUnavailable(error))
        },
      )
    })
  }

  #timedOut(): void {
    if (++this.#timeouts < TIMEOUTS_UNTIL_PASSED_BY) return
    this.#lastError = 'it does not answer in time'
    this.#passedByUntilMs = performance.now() + PASS_BY_MS
    this.#update()
  }

  /** A sign of life; it also shows whether commands and messages get through. */
  async #beat(): Promise<void> {
    // A message is due with every sign of life.
    if (++this.#quietBeats > MOST_QUIET_BEATS) this.#messages.reset()
    if (this.#pending !== null) {
      if (++this.#pending.beats > MOST_QUIET_BEATS) {
        this.#pending = null
        this.#commands.reset()
      }
      return this.#update()
    }
    const { client } = this.#commands
    if (client === null) return
    const waiting = new Countdown(SILENCE_MS, () => undefined)
    try {
      const reply = await this.#pendingUntil(
        evaluate(client, BEAT, [this.#liveKey], [this.instanceId, LIVE_MS, this.#channel]),
      )
      if (typeof reply === 'number') this.#instances = Math.max(1, reply)
      if (waiting.elapsedMs > this.options.commandTimeoutMs) this.#timedOut()
      else this.#timeouts = 0
    } catch (error) {
      // A store that accepts no writes still answers with what is fresh.
      this.#lastError = messageOf(error)
    } finally {
      waiting.clear()
    }
    this.#update()
  }

  /** Waits for the answer, however late it comes: it ends when the connection is lost. */
  async #pendingUntil(reply: Promise<Reply>): Promise<Reply> {
    const pending = { beats: 0 }
    this.#pending = pending
    try {
      return await reply
    } finally {
      if (this.#pending === pending) this.#pending = null
    }
  }

  #update(): void {
    const isUp =
      this.#commands.client !== null &&
      this.#messages.client !== null &&
      performance.now() >= this.#passedByUntilMs &&
      this.#timeouts < TIMEOUTS_UNTIL_PASSED_BY &&
      this.#quietBeats <= MOST_QUIET_BEATS
    if (isUp === this.#isUp) return
    this.#isUp = isUp
    this.options.onEvent({ type: 'cluster-store', state: isUp ? 'up' : 'down', reason: isUp ? null : this.#lastError })
    if (isUp) for (const listener of this.#onUp) listener()
  }

  async #subscribe(client: StoreClient): Promise<void> {
    for (const channel of this.#listeners.keys()) await client.subscribe(channel, this.#received(channel))
    this.#quietBeats = 0
  }

  #received(channel: string): (text: string | Buffer) => void {
    return (text) => {
      this.#quietBeats = 0
      for (const listener of this.#listeners.get(channel) ?? []) listener(text.toString())
    }
  }

  get #liveKey(): string {
    return `${this.options.namespace}:live`
  }

  get #channel(): string {
    return `${this.options.namespace}:beat`
  }
}
