import { hash } from 'node:crypto'
import { GraphQLError } from 'graphql'
import {
  type ActionKey,
  type ActionKeys,
  KEY_LIFETIME_MS,
  type KeptAnswer,
  keyInUse,
  MOST_KEYS_OF_ONE,
  tooManyKeys,
} from '../../engine/control/repeated-actions.js'
import { badInput } from '../../engine/source/bad-input.js'
import { sleep } from '../../resilience/rate-limiter.js'
import { type Reply, StoreUnavailable } from './command.js'
import { ANSWER_KEY, CLAIM_KEY, FREE_KEY } from './key-scripts.js'
import { RENEW } from './scripts.js'
import type { StoreSeal } from './seal.js'
import type { Store } from './store.js'

// Idempotency keys of all instances. A key is claimed before its action is sent; without the store the action is refused,
// as another instance may have sent it already.

/** An instance that stops while it sends an action leaves the key with an outcome that nobody knows. */
const LEASE_MS = 5000
const RENEWAL_MS = 1500
/** How often an instance checks whether another one has the answer. */
const LOOK_AGAIN_MS = 100
/** How often, and how many times, a write that the store did not accept is repeated. */
const AGAIN_MS = 1000
const MOST_TRIES = 60

export class SharedActionKeys implements ActionKeys {
  constructor(
    private readonly store: Store,
    private readonly namespace: string,
    private readonly seal: StoreSeal,
  ) {}

  async once<Payload>(
    { principalId, key, action, actionId }: ActionKey,
    run: () => Promise<KeptAnswer<Payload>>,
  ): Promise<{ readonly payload: Payload; readonly actionId: string }> {
    const names = this.#namesOf(principalId, key)
    const owner = `${this.store.instanceId}:${actionId}`
    const claimed = await this.#claim(names, action, actionId, owner)
    if (claimed !== null) {
      const payload: Payload = JSON.parse(claimed.answer)
      return { payload, actionId: claimed.actionId }
    }
    const renewal = setInterval(() => this.#quietly(RENEW, [names.lease], [owner, LEASE_MS]), RENEWAL_MS).unref()
    try {
      const { payload, sent } = await run()
      if (sent) await this.#keep(names, actionId, JSON.stringify(payload))
      else await this.#free(names, actionId)
      return { payload, actionId }
    } catch (error) {
      // A GraphQLError means that nothing was sent. After any other error something may have been, and the key stays used.
      if (error instanceof GraphQLError) await this.#free(names, actionId)
      throw error
    } finally {
      clearInterval(renewal)
    }
  }

  /** @returns the answer of the action that has the key; null: this one runs. */
  async #claim(
    names: KeyNames,
    action: string,
    actionId: string,
    owner: string,
  ): Promise<{ readonly answer: string; readonly actionId: string } | null> {
    const keys = [names.entry, names.lease, names.all]
    const args = [action, actionId, owner, LEASE_MS, KEY_LIFETIME_MS, MOST_KEYS_OF_ONE, names.name]
    for (;;) {
      const reply = await this.#run(keys, args, names, actionId)
      const [kind, first, answer] = Array.isArray(reply) ? reply : []
      switch (String(kind)) {
        case 'run':
          return null
        case 'other':
          throw keyInUse()
        case 'full':
          throw tooManyKeys(Number(first))
        case 'lost':
          throw lost()
        case 'done': {
          const opened = Buffer.isBuffer(answer) ? this.seal.open(answer, names.entry) : null
          if (opened === null) throw lost()
          return { answer: opened.toString(), actionId: String(first) }
        }
        default:
          await sleep(LOOK_AGAIN_MS, NEVER)
      }
    }
  }

  /** @throws GraphQLError UNAVAILABLE when the store does not answer; nothing was sent. */
  async #run(
    keys: readonly string[],
    args: readonly (string | number)[],
    names: KeyNames,
    actionId: string,
  ): Promise<Reply> {
    try {
      return await this.store.run(CLAIM_KEY, keys, args)
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error
      // The key may have been claimed, and only the reply lost: an action that is refused must not use up its key.
      void this.#again(() => this.#freeNow(names, actionId))
      throw new GraphQLError(
        'idempotencyKey: the store that the instances share does not answer, so it is not known whether the key was used; ' +
          'nothing was sent',
        { extensions: { code: 'UNAVAILABLE' } },
      )
    }
  }

  /** The action was sent, so the answer is stored as soon as the store can be reached again. */
  async #keep(names: KeyNames, actionId: string, answer: string): Promise<void> {
    const sealed = this.seal.seal(Buffer.from(answer), names.entry)
    const keep = (): Promise<Reply> => this.store.run(ANSWER_KEY, [names.entry, names.lease], [actionId, sealed])
    try {
      await keep()
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error
      void this.#again(keep)
    }
  }

  /** Runs a write as soon as the store can be reached again. */
  async #again(work: () => Promise<Reply>): Promise<void> {
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS).unref())
      try {
        await work()
        return
      } catch {
        // Tried again.
      }
    }
  }

  async #free(names: KeyNames, actionId: string): Promise<void> {
    const free = (): Promise<Reply> => this.#freeNow(names, actionId)
    await free().catch(() => void this.#again(free))
  }

  #freeNow(names: KeyNames, actionId: string): Promise<Reply> {
    return this.store.run(FREE_KEY, [names.entry, names.lease, names.all], [actionId, names.name])
  }

  #quietly(script: typeof RENEW, keys: readonly string[], args: readonly (string | number)[]): void {
    this.store.run(script, keys, args).catch(() => undefined)
  }

  #namesOf(principalId: string, key: string): KeyNames {
    const principal = hash('sha256', principalId, 'base64url')
    const name = hash('sha256', key, 'base64url')
    const base = `${this.namespace}:keys:{${principal}}`
    return { entry: `${base}:${name}:k`, lease: `${base}:${name}:l`, all: `${base}:all`, name }
  }
}

interface KeyNames {
  readonly entry: string
  readonly lease: string
  /** The keys that the principal has used. */
  readonly all: string
  readonly name: string
}

const NEVER = new AbortController().signal

const lost = (): GraphQLError =>
  badInput(
    'idempotencyKey',
    'was used by an instance that stopped before it had an answer: the action may have been done; look at the active ' +
      'calls before trying again with another key',
  )
