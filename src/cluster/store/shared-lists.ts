import { hash as hashOf } from 'node:crypto'
import type { Clock } from '../../async/clock.js'
import type { ListSharing, ReadList, RowsForm, SharedReading } from '../../engine/answers/list-sharing.js'
import type { OnClusterEvent, SharedListOutcome } from '../events.js'
import { type Reply, StoreUnavailable } from './command.js'
import { CLAIM, PUT, RELEASE, RENEW } from './scripts.js'
import { generationKeyOf, type SourceChannel } from './source-channel.js'
import { readStoredFailure, type StoredFailure, toFollowedFailure, toStoredFailure } from './stored-failure.js'
import { readRows, type StoredRows, writeRows } from './stored-rows.js'

// One instance reads a list (it leads), the others wait for what it stores (they follow). While the store answers, no
// other instance asks the vendor; without the store each reads for itself.

/** For how long an instance leads without a sign of life: a vendor that takes longer needs renewals. */
const LEASE_MS = 600
const RENEWAL_MS = 200
/** A follower that has heard nothing for this long asks again whether it should lead. */
const LONGEST_WAIT_MS = 400

export interface SharedListsParts {
  readonly channel: SourceChannel
  readonly clock: Clock
  readonly onEvent: OnClusterEvent
  /** The largest value that is stored, compressed. */
  readonly maxValueBytes: number
  /** The largest one after decompression. */
  readonly maxTextBytes: number
}

type Claim =
  | { readonly kind: 'fresh'; readonly ageMs: number; readonly value: Buffer }
  | { readonly kind: 'lead'; readonly fence: string }
  | { readonly kind: 'follow' }
  | { readonly kind: 'gen'; readonly generation: string }
  /** The store is not available. */
  | { readonly kind: 'alone' }

/** The names of one list, and who reads it. */
interface Flight {
  readonly hash: string
  readonly owner: string
  readonly value: string
  readonly lease: string
}

export class SharedLists implements ListSharing {
  #flights = 0

  constructor(private readonly parts: SharedListsParts) {}

  async read<Result>(
    reading: SharedReading<Result>,
    signal: AbortSignal,
    read: (signal: AbortSignal) => Promise<ReadList<Result>>,
  ): Promise<ReadList<Result>> {
    const hash = hashOf('sha256', reading.key, 'base64url')
    // A stored value that cannot be used is replaced.
    let freshMs = reading.freshMs
    for (;;) {
      signal.throwIfAborted()
      const done = this.#whenDone(hash, signal)
      try {
        const flight = this.#flightOf(hash)
        const claim = await this.#claim(flight, freshMs)
        if (claim.kind === 'alone') {
          this.#report('alone')
          return await read(signal)
        }
        if (claim.kind === 'lead') return await this.#lead(reading, flight, claim.fence, signal, read)
        if (claim.kind === 'gen') this.parts.channel.moveTo(claim.generation)
        if (claim.kind === 'fresh') {
          const kept = await this.#open(reading, flight, claim)
          if (kept !== null) return kept
          freshMs = 0
        }
        if (claim.kind === 'follow') {
          const failure = await done.wait()
          if (failure !== null) {
            this.#report('followed')
            throw toFollowedFailure(failure)
          }
        }
      } finally {
        done.stop()
      }
    }
  }

  #flightOf(hash: string): Flight {
    const { channel } = this.parts
    const base = `${channel.names.rows}:${channel.generation}:${hash}`
    const owner = `${channel.store.instanceId}:${++this.#flights}`
    return { hash, owner, value: `${base}:v`, lease: `${base}:l` }
  }

  /** Begins to listen before the claim: the message could come before its reply. */
  #whenDone(hash: string, signal: AbortSignal): { wait(): Promise<StoredFailure | null>; stop(): void } {
    const { channel } = this.parts
    const { promise, resolve } = Promise.withResolvers<StoredFailure | null>()
    const stop = channel.whenDone(hash, (sealed) => {
      const failure = typeof sealed === 'string' ? channel.seal.openJson(sealed, hash) : undefined
      resolve(readStoredFailure(failure))
    })
    let timer: NodeJS.Timeout | undefined
    const leave = (): void => resolve(null)
    return {
      wait: () => {
        timer = setTimeout(leave, LONGEST_WAIT_MS)
        signal.addEventListener('abort', leave, { once: true })
        return promise
      },
      stop: () => {
        clearTimeout(timer)
        signal.removeEventListener('abort', leave)
        stop()
      },
    }
  }

  async #claim(flight: Flight, freshMs: number): Promise<Claim> {
    const { channel } = this.parts
    const { names, generation } = channel
    const keys = [flight.value, flight.lease, `${names.rows}:f`, generationKeyOf(names)]
    try {
      const late = (reply: Reply): void => {
        // Nobody is waiting any more: the lease would be held for nothing.
        if (toClaim(reply)?.kind === 'lead') this.#release(flight, null)
      }
      const reply = await channel.run(CLAIM, keys, [generation, flight.owner, LEASE_MS, freshMs], late)
      return toClaim(reply) ?? { kind: 'alone' }
    } catch (error) {
      if (error instanceof StoreUnavailable) return { kind: 'alone' }
      throw error
    }
  }

  async #open<Result>(
    { form }: SharedReading<Result>,
    flight: Flight,
    { value, ageMs }: Extract<Claim, { kind: 'fresh' }>,
  ): Promise<ReadList<Result> | null> {
    const { channel, clock, maxTextBytes } = this.parts
    const bornMs = clock.monotonicNow() - ageMs
    const receivedAtMs = clock.now() - ageMs
    const stored = await readRows(value, channel.seal, flight.value, maxTextBytes)
    const result = stored === null ? null : await this.#decode(form, stored, receivedAtMs)
    this.#report(result === null ? 'garbage' : 'fresh')
    if (result === null || stored === null) return null
    const { size, tookMs } = stored.head
    return { result, receivedAtMs, bornMs, size, tookMs, requests: 0, isFromCluster: true }
  }

  /** @returns null for rows that another form has written, even where that shows only when they are read. */
  async #decode<Result>(
    form: RowsForm<Result>,
    { rows, head }: StoredRows,
    receivedAtMs: number,
  ): Promise<Result | null> {
    try {
      return await form.fromRows({ rows, rest: head.rest }, receivedAtMs)
    } catch {
      return null
    }
  }

  async #lead<Result>(
    reading: SharedReading<Result>,
    flight: Flight,
    fence: string,
    signal: AbortSignal,
    read: (signal: AbortSignal) => Promise<ReadList<Result>>,
  ): Promise<ReadList<Result>> {
    const renewal = setInterval(
      () => this.parts.channel.send(RENEW, [flight.lease], [flight.owner, LEASE_MS]),
      RENEWAL_MS,
    )
    renewal.unref()
    try {
      const answer = await read(signal)
      // Clients of this instance do not wait until it is stored.
      void this.#put(reading, flight, fence, answer).finally(() => clearInterval(renewal))
      return answer
    } catch (error) {
      clearInterval(renewal)
      this.#report('failed')
      this.#release(flight, toStoredFailure(error))
      throw error
    }
  }

  async #put<Result>(
    { form, freshMs }: SharedReading<Result>,
    flight: Flight,
    fence: string,
    { result, bornMs, size, tookMs }: ReadList<Result>,
  ): Promise<void> {
    const { channel, clock, maxValueBytes } = this.parts
    try {
      const rows = form.toRows(result)
      const value = rows && (await writeRows(rows, { size, tookMs }, channel.seal, flight.value))
      const leftMs = Math.floor(freshMs - (clock.monotonicNow() - bornMs))
      if (value === null || value.length > maxValueBytes || leftMs <= 0) {
        this.#report('unstored')
        return this.#release(flight, null)
      }
      const message = channel.message('done', flight.hash)
      const args = [flight.owner, fence, freshMs, leftMs, value, channel.name, message]
      const isStored = (await channel.run(PUT, [flight.value, flight.lease], args)) === 1
      this.#report(isStored ? 'lead' : 'fenced')
    } catch {
      // The store is down, full or read-only; or these rows cannot be written as JSON. The request has been answered already.
      this.#report('unstored')
      this.#release(flight, null)
    }
  }

  /** @param failure passed on to those who wait; null: one of them leads. */
  #release({ hash, owner, lease }: Flight, failure: StoredFailure | null): void {
    const { channel } = this.parts
    const details = failure === null ? [] : [channel.seal.sealJson(failure, hash)]
    channel.send(RELEASE, [lease], [owner, channel.name, channel.message('done', hash, ...details)])
  }

  #report(outcome: SharedListOutcome): void {
    this.parts.onEvent({ type: 'cluster-list', outcome })
  }
}

function toClaim(reply: Reply): Claim | null {
  if (!Array.isArray(reply)) return null
  const [kind, first, , value]: readonly Reply[] = reply
  switch (String(kind)) {
    case 'fresh':
      return typeof first === 'number' && Buffer.isBuffer(value) ? { kind: 'fresh', ageMs: first, value } : null
    case 'lead':
      return { kind: 'lead', fence: String(first) }
    case 'follow':
      return { kind: 'follow' }
    case 'gen':
      return { kind: 'gen', generation: String(first) }
    default:
      return null
  }
}
