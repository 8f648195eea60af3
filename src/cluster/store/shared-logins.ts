import { randomUUID } from 'node:crypto'
import { Secret } from '../../../adapters/values/secret.js'
import type { ExchangedToken, FetchedToken, LoginExchange } from '../../transport/authentication/login-exchange.js'
import type { OnClusterEvent, SharedLoginOutcome } from '../events.js'
import { type Reply, StoreUnavailable } from './command.js'
import { CLAIM_LOGIN, DROP_LOGIN, PUT_LOGIN } from './login-scripts.js'
import { RELEASE, RENEW } from './scripts.js'
import type { SourceChannel } from './source-channel.js'

// The token of one source, which one instance fetches for all. It is stored only encrypted. Like refusals it is known by a
// fingerprint of the credentials, so that new credentials do not get the token of the old ones.

const LEASE_MS = 2000
const RENEWAL_MS = 500
/** An instance that has heard nothing for so long asks again whether it should log in. */
const LONGEST_WAIT_MS = 400
/** After this part of the time limit an instance does not wait for another one any more, and logs in by itself. */
const WAITING_SHARE = 1 / 2
/** A token whose lifetime is longer, or unknown, is stored for so long. */
const MOST_KEPT_MS = 86_400_000
/**
 * After so many refused tokens of other instances within a while, an instance logs in by itself for the rest of it: the
 * vendor may bind tokens to an address, and instances that have different ones would replace each other's in turn.
 */
const MOST_REFUSED = 2
const APART_MS = 600_000

export interface SharedLoginsParts {
  /** With a seal that encrypts. */
  readonly channel: SourceChannel
  readonly source: string
  /** Of the credentials, which cannot be derived from it. */
  readonly fingerprint: string
  /** In milliseconds. */
  readonly monotonicNow: () => number
  readonly onEvent: OnClusterEvent
}

type Claim =
  | { readonly kind: 'token'; readonly leftMs: number; readonly id: string; readonly sealed: string }
  | { readonly kind: 'lead' | 'follow' }
  /** The store is not available. */
  | { readonly kind: 'alone' }

export class SharedLogins implements LoginExchange {
  readonly #name: string
  readonly #tokenKey: string
  readonly #leaseKey: string
  /** Of the shared token that was returned last: it is not wanted again. */
  #lastId = ''
  /** When tokens of other instances were refused here: at most MOST_REFUSED, the oldest first. */
  readonly #refusedAtMs: number[] = []
  #claims = 0

  constructor(private readonly parts: SharedLoginsParts) {
    this.#name = `login:${parts.fingerprint}`
    this.#tokenKey = `${parts.channel.names.limits}:${this.#name}:t`
    this.#leaseKey = `${parts.channel.names.limits}:${this.#name}:l`
  }

  async get(logIn: () => Promise<FetchedToken>, limitMs: number): Promise<ExchangedToken> {
    if (this.#isApart) return this.#logInAlone(logIn, 'apart')
    const token = await this.#getShared(logIn, performance.now() + limitMs * WAITING_SHARE)
    if (token.id !== null) this.#lastId = token.id
    return token
  }

  refused({ id, isForeign }: ExchangedToken): void {
    if (id === null) return
    if (isForeign) {
      this.#report('refused')
      this.#refusedAtMs.push(this.parts.monotonicNow())
      if (this.#refusedAtMs.length > MOST_REFUSED) this.#refusedAtMs.shift()
    }
    const { channel } = this.parts
    channel.send(DROP_LOGIN, [this.#tokenKey], [id, channel.name, channel.message('login-refused', id)])
  }

  receive(onRefused: (id: string) => void): void {
    this.parts.channel.on('login-refused', ([id]) => onRefused(String(id)))
  }

  /** @param untilMs until when to wait for another instance, by the clock of this process. */
  async #getShared(logIn: () => Promise<FetchedToken>, untilMs: number): Promise<ExchangedToken> {
    const owner = `${this.parts.channel.store.instanceId}:login:${++this.#claims}`
    // What is stored and cannot be used is replaced.
    let unwantedId = this.#lastId
    for (;;) {
      const done = this.#whenDone()
      try {
        const claim = await this.#claim(owner, unwantedId)
        if (claim.kind === 'alone') return await this.#logInAlone(logIn, 'alone')
        if (claim.kind === 'lead') return await this.#lead(owner, logIn)
        if (claim.kind === 'token') {
          const token = this.#open(claim)
          if (token !== null) return token
          unwantedId = claim.id
        } else {
          const leftMs = untilMs - performance.now()
          if (leftMs <= 0) return await this.#logInAlone(logIn, 'alone')
          await done.wait(Math.min(leftMs, LONGEST_WAIT_MS))
        }
      } finally {
        done.stop()
      }
    }
  }

  /** Begins to listen before the claim: the message could come before its reply. */
  #whenDone(): { wait(forMs: number): Promise<void>; stop(): void } {
    const { promise, resolve } = Promise.withResolvers<void>()
    const stop = this.parts.channel.whenDone(this.#name, () => resolve())
    let timer: NodeJS.Timeout | undefined
    return {
      wait: (forMs) => {
        timer = setTimeout(resolve, forMs)
        return promise
      },
      stop: () => {
        clearTimeout(timer)
        stop()
      },
    }
  }

  async #claim(owner: string, unwantedId: string): Promise<Claim> {
    const late = (reply: Reply): void => {
      // Nobody waits for it any more: the lease would be held for nothing.
      if (toClaim(reply).kind === 'lead') this.#release(owner)
    }
    try {
      const keys = [this.#tokenKey, this.#leaseKey]
      return toClaim(await this.parts.channel.run(CLAIM_LOGIN, keys, [owner, LEASE_MS, unwantedId], late))
    } catch (error) {
      if (error instanceof StoreUnavailable) return { kind: 'alone' }
      throw error
    }
  }

  /** @returns null for what was not stored so, or with another key. */
  #open({ leftMs, id, sealed }: Extract<Claim, { kind: 'token' }>): ExchangedToken | null {
    const opened = this.parts.channel.seal.openJson(sealed, this.#tokenKey)
    const [sealedId, token]: readonly unknown[] = Array.isArray(opened) ? opened : []
    const isUsable = sealedId === id && typeof token === 'string' && token !== ''
    this.#report(isUsable ? 'shared' : 'garbage')
    if (!isUsable) return null
    return { token: new Secret(token), renewAtMs: this.parts.monotonicNow() + leftMs, id, isForeign: true }
  }

  async #lead(owner: string, logIn: () => Promise<FetchedToken>): Promise<ExchangedToken> {
    const { channel } = this.parts
    const renewal = setInterval(() => channel.send(RENEW, [this.#leaseKey], [owner, LEASE_MS]), RENEWAL_MS).unref()
    try {
      const token = { ...(await logIn()), id: randomUUID(), isForeign: false }
      // Requests of this instance do not wait until it is stored.
      void this.#put(owner, token)
      return token
    } catch (error) {
      this.#report('failed')
      this.#release(owner)
      throw error
    } finally {
      clearInterval(renewal)
    }
  }

  async #put(owner: string, { token, renewAtMs, id }: FetchedToken & { readonly id: string }): Promise<void> {
    const { channel, monotonicNow } = this.parts
    const keptMs = Math.floor(Math.min(MOST_KEPT_MS, renewAtMs - monotonicNow()))
    if (keptMs <= 0) {
      this.#report('unstored')
      return this.#release(owner)
    }
    const sealed = channel.seal.sealJson([id, token.reveal()], this.#tokenKey)
    const args = [owner, id, sealed, keptMs, channel.name, channel.message('done', this.#name)]
    try {
      const isStored = (await channel.run(PUT_LOGIN, [this.#tokenKey, this.#leaseKey], args)) === 1
      this.#report(isStored ? 'lead' : 'unstored')
    } catch {
      // The store is down, full or read-only.
      this.#report('unstored')
      this.#release(owner)
    }
  }

  /** A token that no other instance uses. */
  async #logInAlone(logIn: () => Promise<FetchedToken>, outcome: 'alone' | 'apart'): Promise<ExchangedToken> {
    this.#report(outcome)
    return { ...(await logIn()), id: null, isForeign: false }
  }

  #release(owner: string): void {
    const { channel } = this.parts
    channel.send(RELEASE, [this.#leaseKey], [owner, channel.name, channel.message('done', this.#name)])
  }

  get #isApart(): boolean {
    const [first] = this.#refusedAtMs
    return this.#refusedAtMs.length === MOST_REFUSED && this.parts.monotonicNow() - (first ?? 0) < APART_MS
  }

  #report(outcome: SharedLoginOutcome): void {
    this.parts.onEvent({ type: 'cluster-login', source: this.parts.source, outcome })
  }
}

function toClaim(reply: Reply): Claim {
  const [kind, leftMs, id, sealed]: readonly Reply[] = Array.isArray(reply) ? reply : []
  switch (String(kind)) {
    case 'token':
      return { kind: 'token', leftMs: Number(leftMs), id: String(id), sealed: String(sealed) }
    case 'lead':
      return { kind: 'lead' }
    case 'follow':
      return { kind: 'follow' }
    default:
      return { kind: 'alone' }
  }
}
