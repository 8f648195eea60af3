import { GraphQLError } from 'graphql'
import { badInput } from '../source/bad-input.js'

// Idempotency keys: the same key of the same principal is one action, however often it is sent.

/** An answer that may be kept, as data. */
export interface KeptAnswer<Payload> {
  readonly payload: Payload
  /** Whether the action was sent, or may have been: only then the key is used up. */
  readonly sent: boolean
}

/** Which action a request stands for. */
export interface ActionKey {
  /** Unique among all principals. */
  readonly principalId: string
  readonly key: string
  /** Equal for equal actions: the operation with its arguments. */
  readonly action: string
  /** Of the attempt, for the audit. */
  readonly actionId: string
}

/**
 * Where keys are kept. One process keeps them in its memory; a store that several share claims a key before `run`.
 */
export interface ActionKeys {
  /**
   * Runs an action, or returns the answer of the one that has the same key, also while that is running.
   * @returns the answer as it was kept, and the id of the action that it belongs to.
   * @throws GraphQLError BAD_USER_INPUT when the key stands for another action; what `run` throws. A GraphQLError means
   * that nothing was sent, and the key is free; after any other error it is not, as that is not known.
   */
  once<Payload>(
    key: ActionKey,
    run: () => Promise<KeptAnswer<Payload>>,
  ): Promise<{ readonly payload: Payload; readonly actionId: string }>
}

const LONGEST_KEY = 128

/** @throws GraphQLError BAD_USER_INPUT. */
export function checkKey(argument: string, key: string | null | undefined): string | null {
  if (key === null || key === undefined) return null
  if (key.length > LONGEST_KEY || !/^[\x20-\x7e]+$/.test(key) || key.trim() === '')
    throw badInput(argument, `must be 1 to ${LONGEST_KEY} printable ASCII characters, different for each action`)
  return key
}

export const KEY_LIFETIME_MS = 24 * 60 * 60 * 1000
const MOST_KEYS = 20_000
export const MOST_KEYS_OF_ONE = 2000

export const keyInUse = (): GraphQLError =>
  badInput('idempotencyKey', 'was used for another action; each action needs a different key')

/** @param waitMs until the oldest key expires. */
export const tooManyKeys = (waitMs: number): GraphQLError =>
  new GraphQLError('idempotencyKey: too many keys were used in the last 24 hours; nothing was sent', {
    extensions: { code: 'RATE_LIMITED', retryAfterSeconds: Math.ceil(waitMs / 1000) },
  })

interface Entry {
  readonly action: string
  readonly actionId: string
  readonly untilMs: number
  /** What the action returns, as JSON, which no holder can change. */
  readonly answer: Promise<string>
}

/** Keeps keys in the memory of this process, for 24 hours, and no more than 2000 of one principal and 20 000 in all. */
export class ActionKeysInMemory implements ActionKeys {
  /** By principal; within one, in the order in which they were used first. */
  readonly #entries = new Map<string, Map<string, Entry>>()
  #count = 0

  /** @param monotonicNow in milliseconds. */
  constructor(private readonly monotonicNow: () => number) {}

  async once<Payload>(
    { principalId, key, action, actionId }: ActionKey,
    run: () => Promise<KeptAnswer<Payload>>,
  ): Promise<{ readonly payload: Payload; readonly actionId: string }> {
    const nowMs = this.monotonicNow()
    this.#expire(principalId, nowMs)
    const known = this.#entries.get(principalId)?.get(key)
    if (known !== undefined) {
      if (known.action !== action) throw keyInUse()
      const payload: Payload = JSON.parse(await known.answer)
      return { payload, actionId: known.actionId }
    }
    this.#makeRoom(principalId)
    const result = Promise.withResolvers<string>()
    // Nobody may be waiting for it.
    result.promise.catch(() => undefined)
    this.#add(principalId, key, { action, actionId, untilMs: nowMs + KEY_LIFETIME_MS, answer: result.promise })
    try {
      const { payload, sent } = await run()
      if (!sent) this.#remove(principalId, key)
      result.resolve(JSON.stringify(payload))
      return { payload, actionId }
    } catch (error) {
      if (error instanceof GraphQLError) this.#remove(principalId, key)
      result.reject(error)
      throw error
    }
  }

  #expire(principalId: string, nowMs: number): void {
    for (const [key, { untilMs }] of this.#entries.get(principalId) ?? []) {
      if (untilMs > nowMs) return
      this.#remove(principalId, key)
    }
  }

  /**
   * An old key is never dropped for a new one: it would be an action that is done twice.
   * @throws GraphQLError RATE_LIMITED.
   */
  #makeRoom(principalId: string): void {
    if (this.#count >= MOST_KEYS) for (const each of [...this.#entries.keys()]) this.#expire(each, this.monotonicNow())
    const own = this.#entries.get(principalId)
    if ((own?.size ?? 0) < MOST_KEYS_OF_ONE && this.#count < MOST_KEYS) return
    const [oldest] = own?.values() ?? []
    const waitMs = (oldest?.untilMs ?? this.monotonicNow() + KEY_LIFETIME_MS) - this.monotonicNow()
    throw tooManyKeys(waitMs)
  }

  #add(principalId: string, key: string, entry: Entry): void {
    const own = this.#entries.get(principalId) ?? new Map<string, Entry>()
    this.#entries.set(principalId, own)
    own.set(key, entry)
    this.#count++
  }

  #remove(principalId: string, key: string): void {
    const own = this.#entries.get(principalId)
    if (own?.delete(key) !== true) return
    this.#count--
    if (own.size === 0) this.#entries.delete(principalId)
  }
}
