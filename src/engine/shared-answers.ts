// Answers that are shared: the same request in flight is sent once, whoever asks; an answer that is still fresh is given
// again; and when the source fails, one that is not too old is better than none, and says so.

import { LRUCache } from 'lru-cache'
import type { StartDecoder, VendorRequest } from '../../adapters/contract.js'
import type { EpochMs } from '../../schema/scalars.js'
import { SourceTrouble } from '../transport/trouble.js'
import { Flight } from './flight.js'
import type { AnswerEvent } from './watch.js'

/** What a source answered, and how this asker came by it. */
export interface SharedAnswer<Result> {
  readonly result: Result
  readonly receivedAtMs: EpochMs
  /** Bytes as they came over the wire. */
  readonly bytes: number
  /** HTTP requests that were sent for this asker; 0 when the answer was shared. */
  readonly requests: number
  /** Older than it should be, because the source failed. */
  readonly stale: boolean
}

interface Kept {
  readonly result: unknown
  readonly receivedAtMs: EpochMs
  readonly bytes: number
}

/** Bytes of answers, as they came over the wire, that are kept for one source. */
const KEPT_BYTES = 32 * 1024 * 1024

export interface Sharing {
  readonly signal: AbortSignal
  /** How old a kept answer may be to be given again. */
  readonly freshMs: number
}

/** The shared answers of one source, which is asked under one identity only: nothing crosses tenants. */
export class SharedAnswers {
  readonly #kept = new LRUCache<string, Kept>({ maxSize: KEPT_BYTES, sizeCalculation: ({ bytes }) => bytes + 1 })
  readonly #flights = new Map<string, Flight<Kept & { readonly requests: number }>>()
  readonly #decoders = new WeakMap<StartDecoder<unknown>, number>()
  #nextDecoder = 0

  constructor(
    private readonly now: () => EpochMs,
    private readonly staleOnErrorMs: number,
    private readonly onEvent?: (event: AnswerEvent) => void,
  ) {}

  /**
   * Gives a shared answer, or sends the request.
   * @param send sends it; its signal fires when nobody waits any more.
   */
  async ask<Result>(
    request: VendorRequest,
    start: StartDecoder<Result>,
    { signal, freshMs }: Sharing,
    send: (signal: AbortSignal) => Promise<{ result: Result; receivedAtMs: EpochMs; bytes: number; requests: number }>,
  ): Promise<SharedAnswer<Result>> {
    if (!request.repeatable || request.confidential === true) {
      const flight = new Flight(send)
      return this.#tell(request, 'sent', { ...(await flight.join(signal)), stale: false })
    }
    const key = `${this.#idOf(start)} ${keyOf(request)}`
    const kept = this.#kept.get(key)
    if (kept !== undefined && this.now() - kept.receivedAtMs < freshMs)
      return this.#tell(request, 'cached', asShared<Result>(kept, false))
    const flying = this.#flights.get(key)
    try {
      if (flying !== undefined && !flying.isCancelled)
        return this.#tell(request, 'shared', asShared<Result>(await flying.join(signal), false))
      const { requests, ...answer } = await this.#fly(key, freshMs, send).join(signal)
      return this.#tell(request, 'sent', { ...asShared<Result>(answer, false), requests })
    } catch (error) {
      const usable = kept !== undefined && this.now() - kept.receivedAtMs < freshMs + this.staleOnErrorMs
      if (usable && error instanceof SourceTrouble && error.retryable)
        return this.#tell(request, 'stale', asShared<Result>(kept, true))
      throw error
    }
  }

  #tell<Told>({ operation }: VendorRequest, origin: AnswerEvent['origin'], answer: Told): Told {
    this.onEvent?.({ type: 'answer', operation, origin })
    return answer
  }

  /** What was kept, or is on its way, is not given to anyone who asks from now on. */
  forget(): void {
    this.#kept.clear()
    this.#flights.clear()
  }

  #fly<Result>(
    key: string,
    freshMs: number,
    send: (signal: AbortSignal) => Promise<Kept & { result: Result; requests: number }>,
  ): Flight<Kept & { readonly requests: number }> {
    const flight = new Flight(send)
    this.#flights.set(key, flight)
    const landed = () => {
      if (this.#flights.get(key) === flight) this.#flights.delete(key)
    }
    flight.result.then(({ result, receivedAtMs, bytes }) => {
      landed()
      if (freshMs > 0) this.#kept.set(key, { result, receivedAtMs, bytes })
    }, landed)
    return flight
  }

  /** The same request read in another way is another answer. */
  #idOf(start: StartDecoder<unknown>): number {
    const known = this.#decoders.get(start) ?? this.#nextDecoder++
    this.#decoders.set(start, known)
    return known
  }
}

// The key says which decoder read the result, so its type is that decoder's.
const asShared = <Result>({ result, receivedAtMs, bytes }: Kept, stale: boolean): SharedAnswer<Result> => ({
  result: result as Result,
  receivedAtMs,
  bytes,
  requests: 0,
  stale,
})

function keyOf({ method, path, query, body }: VendorRequest): string {
  return JSON.stringify([method, path, query, body?.kind === 'form' ? body.fields : body?.text])
}
