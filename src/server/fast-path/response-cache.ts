import type { IncomingHttpHeaders } from 'node:http'
import { LRUCache } from 'lru-cache'
import { SingleFlight } from '../../async/single-flight.js'
import type { CompiledQuery } from '../../execution/compile.js'
import type { Deliverable } from '../delivery/delivery.js'
import type { EncodedForms } from '../delivery/encoded-forms.js'
import type { RequestPrincipal } from '../http/context-request.js'
import type { Refusal } from '../http/refusal.js'
import { lengthOf } from '../http/sliced-json.js'
import { HeaderKeys } from './request-key.js'

/** Which responses clients may share. */
export interface Sharing<Context> {
  /** Headers, in lower case, with which a response is not shared. */
  readonly ownHeaders: readonly string[]
  /**
   * Headers, in lower case, that hold credentials and nothing else that matters: a step has checked them, and the rights
   * of the principal stand for them. None unless given.
   */
  readonly credentialHeaders?: readonly string[] | undefined
  /** Fields that describe the request itself: with one of them, a response is not shared. */
  readonly ownFields: readonly string[]
  /** Fields that are secret: an answer with one of them is not compressed. They are among `ownFields`. */
  readonly secretFields?: readonly string[] | undefined
  /** Until when the data of a response is fresh, by the monotonic clock. */
  freshUntilMs(context: Context): number
  /** Returns a function that says whether this gateway has left the data of a response unchanged since. */
  currencyOf(context: Context): () => boolean
  /** Changes whenever this gateway has changed a source: responses that were begun before are not joined. */
  generation(): number
  /** How long a response in flight may be joined, in milliseconds: its deadline is that of its first request. */
  readonly joinableMs: number
  /** Which part of its full size the cache of responses may have; all of it unless given. */
  readonly cacheShare?: number | undefined
  /** A monotonic clock, in milliseconds. */
  now(): number
}

export interface MadeAnswer extends Deliverable {
  readonly forms: EncodedForms
  /** Why there is no body, where there is none. */
  readonly refusal?: Refusal
}

interface SharedRequest {
  readonly headers: IncomingHttpHeaders
  /** Names and values in turn, as received. */
  readonly rawHeaders: readonly string[]
  readonly compiled: CompiledQuery
  readonly contentType: string
  /** The body as received. */
  readonly text: string
  readonly exchange: { readonly principal: RequestPrincipal | null }
}

interface InFlight {
  readonly flight: SingleFlight<MadeAnswer>
  readonly sinceMs: number
  readonly generation: number
}

interface Kept {
  readonly made: MadeAnswer
  readonly sinceMs: number
}

/** Longer requests are rarely repeated. */
const MOST_KEY_CHARACTERS = 16_384
/** Bytes of cached responses and their keys. */
const KEPT_BYTES = 64 * 1024 * 1024
/** The smallest size of an entry. */
const LEAST_BYTES = 1000

/** Whether a query has other fields than `__typename`, which probes use: that is answered faster than it is shared. */
const hasData = ({ fieldNames }: CompiledQuery): boolean => fieldNames.size > 1 || !fieldNames.has('__typename')

/** Whether an answer is about the request itself: then it is for nobody else, and not for later either. */
export const isOwn = (
  { ownFields, ownHeaders }: Pick<Sharing<never>, 'ownFields' | 'ownHeaders'>,
  headers: IncomingHttpHeaders,
  fieldNames: ReadonlySet<string>,
): boolean => ownFields.some((name) => fieldNames.has(name)) || ownHeaders.some((name) => headers[name] !== undefined)

/** Whole responses, as bytes. Equal requests share a response that is in flight or still fresh. */
export class ResponseCache {
  readonly #headerKeys: HeaderKeys
  readonly #inFlight = new Map<string, InFlight>()
  readonly #kept: LRUCache<string, Kept>

  constructor(private readonly sharing: Omit<Sharing<never>, 'freshUntilMs' | 'currencyOf'>) {
    this.#headerKeys = new HeaderKeys(sharing.credentialHeaders)
    this.#kept = new LRUCache({
      maxSize: Math.ceil(KEPT_BYTES * (sharing.cacheShare ?? 1)),
      sizeCalculation: ({ made }, key) => lengthOf(made.body) + made.forms.bytes + key.length + LEAST_BYTES,
    })
  }

  /** @returns null for a request whose response is not shared. */
  keyFor({ headers, rawHeaders, compiled, contentType, text, exchange }: SharedRequest): string | null {
    if (text.length > MOST_KEY_CHARACTERS || !hasData(compiled) || isOwn(this.sharing, headers, compiled.fieldNames))
      return null
    const key = this.#headerKeys.format(rawHeaders)
    // The empty line ends the headers, as in HTTP: no header can be mistaken for a part of the body.
    if (key.length > MOST_KEY_CHARACTERS) return null
    const { principal } = exchange
    // As JSON it contains no line break.
    const rights = principal === null ? '' : JSON.stringify(principal.sharingKey)
    return `${contentType}${rights}${key}\n\n${text}`
  }

  /**
   * Returns a response that is fresh or in flight, or makes one.
   * @param make its signal aborts when no client waits for the response any longer.
   * @throws what `make` throws, or the signal's reason when that aborts first.
   */
  async ask(
    key: string,
    waiting: { readonly signal: AbortSignal },
    make: (signal: AbortSignal) => Promise<MadeAnswer>,
  ): Promise<MadeAnswer> {
    const kept = this.#kept.get(key)
    if (kept !== undefined && this.#isFresh(kept)) return kept.made
    const { signal } = waiting
    signal.throwIfAborted()
    return (this.#joinable(key) ?? this.#start(key, make)).join(signal)
  }

  #joinable(key: string): SingleFlight<MadeAnswer> | null {
    const inFlight = this.#inFlight.get(key)
    if (inFlight === undefined || inFlight.flight.isOver || inFlight.generation !== this.sharing.generation())
      return null
    return this.#ageOf(inFlight) < this.sharing.joinableMs ? inFlight.flight : null
  }

  #start(key: string, make: (signal: AbortSignal) => Promise<MadeAnswer>): SingleFlight<MadeAnswer> {
    const flight = new SingleFlight(make)
    this.#inFlight.set(key, { flight, sinceMs: this.sharing.now(), generation: this.sharing.generation() })
    const settle = (made: MadeAnswer | null): void => {
      if (this.#inFlight.get(key)?.flight === flight) this.#inFlight.delete(key)
      if (made !== null) this.#keep(key, made)
    }
    flight.whenOver(settle)
    return flight
  }

  #keep(key: string, made: MadeAnswer): void {
    const kept: Kept = { made, sinceMs: this.sharing.now() }
    if (made.codes.length > 0 || !this.#isFresh(kept)) return
    this.#forgetOld()
    this.#kept.set(key, kept)
    made.forms.onGrown = () => {
      // An entry is weighed as it is set. By now another answer may be kept in its place.
      if (this.#kept.peek(key) === kept && this.#kept.delete(key)) this.#kept.set(key, kept)
    }
  }

  /** Evicts from the least recently used entry up to the first that is still fresh. */
  #forgetOld(): void {
    for (const key of this.#kept.rkeys()) {
      const kept = this.#kept.peek(key)
      if (kept !== undefined && this.#isFresh(kept)) return
      this.#kept.delete(key)
    }
  }

  #isFresh(kept: Kept): boolean {
    const { freshUntilMs, isCurrent } = kept.made
    return this.sharing.now() < freshUntilMs && this.#ageOf(kept) < Infinity && isCurrent()
  }

  /** An entry from the future has no known age: the clock may have been set back. */
  #ageOf({ sinceMs }: { readonly sinceMs: number }): number {
    const age = this.sharing.now() - sinceMs
    return age < 0 ? Infinity : age
  }
}
