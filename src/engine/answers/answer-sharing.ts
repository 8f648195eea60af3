import type { StartDecoder, VendorRequest } from '../../../adapters/contract.js'
import type { EpochMs } from '../../../schema/scalars.js'
import { SingleFlight } from '../../async/single-flight.js'
import { RequestAbandoned, SourceFailure } from '../../errors/source-failure.js'
import { requestKey } from '../../resilience/request-key.js'
import type { AnswerEvent } from '../reporting/events.js'
import { AnswerCache } from './answer-cache.js'
import { type Kept, KeptText } from './deferred-answer.js'
import { type ListSharing, readForAll, type SharedForm, unsharedLists } from './list-sharing.js'
import { Decoded, HeldAnswer, type SettledRequest, type SharedAnswer } from './shared-answer.js'
import type { SlowSourceLimits } from './slow-source-limits.js'

// Shared answers: equal requests in flight are sent once; an answer that is still fresh is reused; and when the source
// fails or is slow, an older answer is returned and marked as stale.

interface InFlight {
  readonly flight: SingleFlight<SettledRequest>
  /** By the monotonic clock. */
  readonly sinceMs: number
  /** How many wait for it, or have waited. */
  callers: number
  /** Whether its rows are kept for later requests. */
  keepsRows: boolean
}

export interface Sharing {
  readonly signal: AbortSignal
  /**
   * How old a kept answer may be to be used again, in milliseconds; 0: it is only used if the source fails or is slow.
   * Null: the request is not for a list, and its answer is not kept.
   */
  readonly freshMs: number | null
  /** Other requests whose fresh answers contain this one's: the same rows with more fields. */
  readonly wider?: readonly VendorRequest[]
  /** Whether the new answer replaces the kept one, because a fresh one turned out to be unusable. */
  readonly replaceKept?: boolean
  /**
   * Whether an error is an answer to the request, such as that there is no such page: it is not replaced by older rows.
   */
  readonly isAnswer?: (error: unknown) => boolean
  /** The form in which other instances may have the answer, and a name for its decoder; undefined: it is not shared. */
  readonly form?: SharedForm | undefined
  /** Called before a request is sent for this caller; throws when none may be sent. */
  readonly admit?: () => void
}

/** Sends a request, and decodes its answer with the given decoder, which keeps the result. */
export type Send = (
  signal: AbortSignal,
  start: StartDecoder<void>,
) => Promise<{ readonly receivedAtMs: EpochMs; readonly requests: number }>

export interface SharingRules {
  readonly monotonicNow: () => number
  /** How old an answer may be that is used because the source failed or is slow, in milliseconds. */
  readonly staleOnErrorMs: number
  readonly slowSourceLimits: SlowSourceLimits
  readonly onEvent?: ((event: AnswerEvent) => void) | undefined
  /** Shares lists with other instances; there are none unless given. */
  readonly lists?: ListSharing | undefined
  /** What another instance has had with a request of this one: null, an answer. */
  readonly onFollowed?: ((request: VendorRequest, failure: SourceFailure | null) => void) | undefined
  /** The share of its full size that the cache of answers may have, from 0 to 1; 1 unless given. */
  readonly cacheShare?: number
}

/** The shared answers of one source. All requests to it have the same credentials, so nothing crosses tenants. */
export class RequestDeduplicator {
  readonly #kept: AnswerCache
  readonly #inFlight = new Map<string, InFlight>()
  readonly #decoders = new WeakMap<StartDecoder<unknown>, number>()
  #nextDecoder = 0
  /** When the latest answer began, and when the latest request was sent whose answer did not come in time. */
  #lastAnswerMs = Number.NEGATIVE_INFINITY
  #silentSinceMs: number | null = null

  constructor(private readonly rules: SharingRules) {
    this.#kept = new AnswerCache(rules.monotonicNow, rules.staleOnErrorMs, rules.cacheShare)
  }

  /**
   * Returns a shared answer, or sends the request. A request that is not repeatable or confidential is never shared.
   * @param send sends it; its signal fires when nobody waits any more.
   * @throws SourceFailure; the signal's reason when that fires first.
   */
  async ask<Result>(
    request: VendorRequest,
    start: StartDecoder<Result>,
    sharing: Sharing,
    send: Send,
  ): Promise<SharedAnswer<Result>> {
    const { signal, freshMs, wider = [], admit } = sharing
    signal.throwIfAborted()
    if (!request.repeatable || request.confidential === true) {
      admit?.()
      const settledRequest = await new SingleFlight(this.#weighed(start, send, false)).join(signal)
      return this.#toAnswer(request, 'sent', settledRequest, settledRequest.requests)
    }
    const keys = [request, ...wider].map((each) => `${this.#idOf(start)} ${requestKey(each)}`)
    const fresh = keys.map((key) => this.#kept.getFresherThan(key, freshMs ?? 0)).find((kept) => kept !== null)
    if (fresh !== undefined) return this.#toAnswer(request, 'cached', fresh, 0)
    const [key = ''] = keys
    const isFirst = this.#inFlightFor(key) === null
    if (isFirst) admit?.()
    const inFlight = this.#inFlightFor(key) ?? this.#startFlight(key, request, sharing, start, send)
    inFlight.callers++
    const older = freshMs === null ? null : this.#kept.staleFallback(key)
    if (older === null) {
      const settledRequest = await inFlight.flight.join(signal)
      return this.#toSettled(request, isFirst, settledRequest, inFlight)
    }
    const settledRequest = await this.#inTime(inFlight, older, sharing)
    if (settledRequest === null) return this.#toAnswer(request, 'stale', older, 0)
    return this.#toSettled(request, isFirst, settledRequest, inFlight)
  }

  #toSettled<Result>(
    request: VendorRequest,
    isFirst: boolean,
    settled: SettledRequest,
    inFlight: InFlight,
  ): SharedAnswer<Result> {
    const origin = settled.isFromCluster === true ? 'cluster' : isFirst ? 'sent' : 'shared'
    const release = (): void => {
      // Nobody can join any more.
      if (inFlight.callers === 1 && !inFlight.keepsRows) settled.result = undefined
    }
    return this.#toAnswer(request, origin, settled, isFirst ? settled.requests : 0, release)
  }

  /** Whether a wait for a request timed out, and the source has answered nothing since that request was sent. */
  #isSilent(): boolean {
    return this.#silentSinceMs !== null && this.#silentSinceMs > this.#lastAnswerMs
  }

  /** Later requests do not get the answers that are kept or in flight now. */
  forget(): void {
    this.#kept.clear()
    this.#inFlight.clear()
  }

  #toAnswer<Result>(
    request: VendorRequest,
    origin: AnswerEvent['origin'],
    kept: Kept,
    requests: number,
    release = nothing,
  ): SharedAnswer<Result> {
    this.rules.onEvent?.({ type: 'answer', operation: request.operation, origin })
    return new HeldAnswer(kept, origin, requests, release)
  }

  #inFlightFor(key: string): InFlight | null {
    const inFlight = this.#inFlight.get(key)
    return inFlight === undefined || inFlight.flight.isOver ? null : inFlight
  }

  /**
   * Waits for an answer that an older one could replace: only briefly where it may be old, and not at all if the source
   * is known to be slow. An answer that comes later is still kept.
   * @returns null when the older answer is to be used.
   */
  async #inTime(
    { flight, sinceMs }: InFlight,
    older: Kept,
    { signal, freshMs, isAnswer }: Sharing,
  ): Promise<SettledRequest | null> {
    const { slowSourceLimits, monotonicNow } = this.rules
    const mayBeOld = freshMs !== 0
    const shortWaitMs = mayBeOld ? slowSourceLimits.shortMs : slowSourceLimits.longMs
    const isSlow = this.#isSilent() || (mayBeOld && older.tookMs > shortWaitMs)
    const leftMs = isSlow ? 0 : Math.max(0, shortWaitMs - (monotonicNow() - sinceMs))
    try {
      const settledRequest = await flight.joinFor(leftMs, signal)
      if (settledRequest === null && !isSlow) this.#silentSinceMs = Math.max(this.#silentSinceMs ?? sinceMs, sinceMs)
      return settledRequest?.result ?? null
    } catch (error) {
      if (isAnswer?.(error) === true) throw error
      if (error instanceof SourceFailure && !(error instanceof RequestAbandoned)) return null
      throw error
    }
  }

  #startFlight<Result>(
    key: string,
    request: VendorRequest,
    sharing: Sharing,
    start: StartDecoder<Result>,
    send: Send,
  ): InFlight {
    const { freshMs, replaceKept = false } = sharing
    const keepsText = freshMs === 0 && this.#kept.wantsText(key)
    const inFlight: InFlight = {
      flight: new SingleFlight(this.#clustered(request, sharing, this.#weighed(start, send, keepsText))),
      sinceMs: this.rules.monotonicNow(),
      callers: 0,
      keepsRows: false,
    }
    this.#inFlight.set(key, inFlight)
    const settle = (settledRequest: SettledRequest | null): void => {
      // Not after `forget`, and not if a newer request is in flight.
      if (this.#inFlight.get(key) !== inFlight) return
      this.#inFlight.delete(key)
      if (settledRequest !== null && freshMs !== null)
        inFlight.keepsRows = this.#kept.keep(key, settledRequest, settledRequest.text, freshMs, replaceKept)
    }
    inFlight.flight.whenOver(settle)
    return inFlight
  }

  /** Reads for all instances, where others may have the answer as well. */
  #clustered(
    request: VendorRequest,
    { freshMs, form }: Sharing,
    read: (signal: AbortSignal) => Promise<SettledRequest>,
  ): (signal: AbortSignal) => Promise<SettledRequest> {
    const { lists = unsharedLists, onFollowed } = this.rules
    if (freshMs === null || freshMs === 0 || form === undefined || lists === unsharedLists) return read
    const reading = { key: `${form.name} ${requestKey(request)}`, freshMs, form: form.rows }
    return async (signal) => {
      const answer = await readForAll(lists, reading, signal, read, (failure) => onFollowed?.(request, failure))
      this.#lastAnswerMs = Math.max(this.#lastAnswerMs, answer.bornMs)
      return { text: null, ...answer }
    }
  }

  #weighed<Result>(
    start: StartDecoder<Result>,
    send: Send,
    keepsText: boolean,
  ): (signal: AbortSignal) => Promise<SettledRequest> {
    return async (signal) => {
      const sinceMs = this.rules.monotonicNow()
      let bornMs = sinceMs
      let size = 0
      let text: KeptText | null = null
      // Not passed through the promises of the request, of which each would retain it.
      const decoded = new Decoded<Result>()
      const { receivedAtMs, requests } = await send(signal, (head) => {
        size = 0
        bornMs = this.rules.monotonicNow()
        text = keepsText ? new KeptText(start, head) : null
        const decoder = start(head)
        const write = (piece: string): void => {
          size += piece.length
          if (text?.add(piece) === false) text = null
          decoder.write(piece)
        }
        return { ...decoder, write, end: () => decoded.put(decoder.end()) }
      })
      const result = decoded.take()
      this.#lastAnswerMs = bornMs
      return { result, receivedAtMs, bornMs, requests, size, text, tookMs: this.rules.monotonicNow() - sinceMs }
    }
  }

  /** A number for each decoder: the same request decoded in another way is another answer. */
  #idOf(start: StartDecoder<unknown>): number {
    const known = this.#decoders.get(start) ?? this.#nextDecoder++
    this.#decoders.set(start, known)
    return known
  }
}

const nothing = (): void => undefined
