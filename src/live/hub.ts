import { hash, randomBytes } from 'node:crypto'
import { GraphQLError, type GraphQLSchema } from 'graphql'
import type { Access } from '../access/rights/access.js'
import { OperationSlices } from '../async/operation-slices.js'
import type { SliceScheduler } from '../async/slice-scheduler.js'
import type { Source } from '../engine/source/source.js'
import type { PreparedQuery } from '../execution/compile.js'
import { Channel } from './channel.js'
import { ChannelLimits, type LiveLimits } from './channel-limits.js'
import type { LiveEnding, LiveEvent, LiveHub, LiveQuestion, LiveStream } from './contract.js'
import { ExecutedEvent } from './live-event.js'
import { type LiveGates, openGates } from './live-gates.js'
import { type Epoch, Positions } from './positions.js'
import { type AskedSubscription, readSubscription } from './question.js'
import { ChannelReader } from './stream.js'
import type { Topic, Update } from './topic.js'
import { createTopic, intervalOf, type TopicParts } from './topics.js'

// All subscriptions: finds or opens the channel of each, and ends them.

export interface HubParts extends TopicParts {
  readonly schema: GraphQLSchema
  readonly limits: LiveLimits
  /** How long a channel stays open after its last reader has left, in milliseconds. */
  readonly lingerMs: number
  readonly heartbeatMs: number
  /** How long a stream may last, in milliseconds; each is shortened at random by up to a tenth. */
  readonly maxAgeMs: number
  readonly scheduler: SliceScheduler
  /** The context in which the events of viewers with these rights are executed. */
  readonly contextFor: (access: Access) => object
  /** Checks the texts in arguments. @throws GraphQLError BAD_USER_INPUT. */
  readonly checkArguments: (args: object) => void
  /** From 0 to 1. */
  readonly random: () => number
  /** Reports a bug. */
  readonly onError: (error: unknown) => void
}

interface OpenChannel {
  readonly key: string
  readonly channel: Channel<LiveEvent>
  readonly readers: Set<ChannelReader<LiveEvent>>
  cancelLinger: (() => void) | null
}

/** The client in whose name the events of a channel are executed. */
const CLIENT = 'subscriptions'
const AGE_SPREAD = 0.1

export class Hub implements LiveHub {
  readonly #epoch: Epoch
  readonly #channels = new Map<string, OpenChannel>()
  readonly #limits: ChannelLimits
  readonly #gates: LiveGates = openGates()
  readonly #stopping = new AbortController()
  #ending: LiveEnding | null = null

  constructor(private readonly its: HubParts) {
    this.#limits = new ChannelLimits(its.limits)
    this.#epoch = sharedEpoch(its.engine.sources.all) ?? ownEpoch()
  }

  get size(): LiveHub['size'] {
    return { subscribers: this.#limits.subscribers, channels: this.#channels.size }
  }

  subscribe({ document, operationName, variables, viewer, since = null, signal }: LiveQuestion): LiveStream {
    const asked = readSubscription(this.its.schema, document, operationName, variables)
    this.its.checkArguments(asked.args)
    const { access, client } = viewer
    if (asked.selected.has('alarms') && !access.isUnrestricted) throw forbiddenTotals('alarms')
    const leave = this.#limits.enter(client)
    try {
      const open = this.#channelOf(asked, access)
      return this.#stream(open, asked.since ?? since, signal, leave)
    } catch (error) {
      leave()
      throw error
    }
  }

  /**
   * The updates of one subscription, unexecuted and not shared: for executors that subscribe themselves.
   * @throws GraphQLError BAD_USER_INPUT.
   */
  async *payloads(field: string, args: object, access: Access): AsyncGenerator<object> {
    const { heartbeatMs, timers } = this.its
    const given = Object.fromEntries(Object.entries(args))
    const positions = new Positions(ownEpoch(), 'own')
    const alarms = access.isUnrestricted ? this.its.alarms : null
    const topic = createTopic({ ...this.its, alarms }, { field, args: given, access, positions })
    const channel = new Channel<object>({
      ...{ topic, heartbeatMs, timers, gates: this.#gates, everyMs: intervalOf(given, this.its.everyMs) },
      make: ({ payload }) => payload,
      onBroken: (error) => this.its.onError(error),
    })
    const reader = new ChannelReader(channel, null, () => channel.close())
    this.#stopping.signal.addEventListener('abort', () => reader.close(), { once: true })
    channel.open()
    try {
      for (let next = await reader.next(); next !== null; next = await reader.next()) yield next
    } finally {
      reader.close()
    }
  }

  close(ending: 'REPLACED' | 'STOPPED'): void {
    this.#ending = ending
    for (const open of [...this.#channels.values()]) this.#closeChannel(open, ending)
    this.#stopping.abort()
  }

  #stream(open: OpenChannel, since: string | null, signal: AbortSignal | undefined, leave: () => void): LiveStream {
    const closed = (): void => {
      signal?.removeEventListener('abort', abandon)
      cancelAge()
      leave()
      open.readers.delete(reader)
      if (open.readers.size === 0) this.#linger(open)
    }
    const reader = new ChannelReader(open.channel, since, closed)
    const abandon = (): void => reader.close()
    // Timers of whole seconds are kept in few lists.
    const ageMs = Math.ceil((this.its.maxAgeMs * (1 - AGE_SPREAD * this.its.random())) / 1000) * 1000
    const cancelAge = this.its.timers.after(ageMs, () => reader.end('MAX_AGE'))
    open.readers.add(reader)
    open.cancelLinger?.()
    open.cancelLinger = null
    signal?.addEventListener('abort', abandon, { once: true })
    if (signal?.aborted === true) reader.close()
    if (this.#ending !== null) reader.end(this.#ending)
    return reader
  }

  #channelOf(asked: AskedSubscription, access: Access): OpenChannel {
    const key = `${access.fingerprint} ${asked.key}`
    const known = this.#channels.get(key)
    if (known !== undefined) return known
    const mayHaveAlarms = access.isUnrestricted && asked.selected.has('alarms')
    const topic = createTopic(
      { ...this.its, alarms: mayHaveAlarms ? this.its.alarms : null },
      { ...asked, access, positions: new Positions(this.#epoch, key) },
    )
    this.#makeRoom()
    const open = this.#open(key, topic, asked, access)
    this.#channels.set(key, open)
    open.channel.open()
    return open
  }

  #open(key: string, topic: Topic, { prepared, args, field }: AskedSubscription, access: Access): OpenChannel {
    const { heartbeatMs, timers } = this.its
    const open: OpenChannel = {
      key,
      readers: new Set(),
      cancelLinger: null,
      channel: new Channel({
        ...{ topic, heartbeatMs, timers, gates: this.#gates },
        everyMs: intervalOf(args, this.its.everyMs),
        make: (update) => this.#execute(prepared, field, access, update),
        onBroken: (error) => {
          this.its.onError(error)
          this.#closeChannel(open, 'FAILED')
        },
      }),
    }
    return open
  }

  /** Channels that only linger make room for others. */
  #makeRoom(): void {
    const { maxChannels } = this.its.limits
    for (const open of this.#channels.values()) {
      if (this.#channels.size < maxChannels) return
      if (open.readers.size === 0) this.#closeChannel(open, 'CLOSED')
    }
    if (this.#channels.size >= maxChannels)
      throw ChannelLimits.reached('maxChannels', `there are ${maxChannels} different subscriptions already`)
  }

  #linger(open: OpenChannel): void {
    if (this.#channels.get(open.key) !== open) return
    open.cancelLinger = this.its.timers.after(this.its.lingerMs, () => this.#closeChannel(open, 'CLOSED'))
  }

  #closeChannel(open: OpenChannel, ending: LiveEnding): void {
    if (this.#channels.get(open.key) !== open) return
    this.#channels.delete(open.key)
    open.cancelLinger?.()
    open.channel.close()
    void this.#endAll([...open.readers], ending)
  }

  async #endAll(readers: readonly ChannelReader<LiveEvent>[], ending: LiveEnding): Promise<void> {
    for (const reader of readers) {
      const turn = this.#gates.wakes.pass()
      if (turn !== null) await turn
      reader.end(ending)
    }
  }

  async #execute(prepared: PreparedQuery, field: string, access: Access, update: Update): Promise<LiveEvent> {
    const slices = new OperationSlices(this.its.scheduler, CLIENT, {
      signal: this.#stopping.signal,
      unitsLeft: () => 0,
      toError: (reason) => reason,
    })
    // The resolver of the root field returns what it is given.
    const result = await prepared.run(this.its.contextFor(access), slices, undefined, update.payload)
    if (result.errors !== undefined) this.its.onError(new AggregateError(result.errors, `an event of ${field}`))
    return new ExecutedEvent(update, result)
  }
}

const ownEpoch = (): Epoch => ({ name: randomBytes(6).toString('base64url'), isShared: false })

/** Equal at instances whose records of the same rows are equal; null where there is only one instance. */
function sharedEpoch(sources: readonly Source[]): Epoch | null {
  const known = sources.map(({ name, node, sharing }) => [name, node.title, sharing.positionKey])
  if (sources.length === 0 || sources.some(({ sharing }) => sharing.positionKey === null)) return null
  return { name: hash('sha256', JSON.stringify(known), 'base64url').slice(0, 8), isShared: true }
}

/** Totals of all customers are only for viewers who may see all of them. */
export const forbiddenTotals = (what: string): GraphQLError =>
  new GraphQLError(`${what} holds the totals of all customers of all sources; it needs the right to read all of them`, {
    extensions: { code: 'FORBIDDEN' },
  })
