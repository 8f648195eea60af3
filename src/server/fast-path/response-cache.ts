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

/** Which answers clients may share. */
export interface Sharing<Context> {
  /** Headers, in lower case, that make an answer nobody else's. */
  readonly ownHeaders: readonly string[]
  /**
   * Headers, in lower case, that hold credentials and nothing else that matters: a step has checked them, and the rights
   * of the principal stand for them. None unless given.
   */
  readonly credentialHeaders?: readonly string[] | undefined
  /** Fields that tell of the request itself: with one of them, an answer is nobody else's. */
  readonly ownFields: readonly string[]
  /** Fields that are secret: an answer with one of them is not compressed. They are among `ownFields`. */
  readonly secretFields?: readonly string[] | undefined
  /** Until when what went into an answer counts as fresh, by the monotonic clock. */
  freshUntilMs(context: Context): number
  /** Tells, whenever it is called, whether what went into an answer has not been changed by this gateway since. */
  currencyOf(context: Context): () => boolean
  /** Another number whenever this gateway has changed something: an answer that was begun before is not joined. */
  generation(): number
  /** How long after it was begun an answer may be joined, in milliseconds: its deadline is that of the first who asked. */
  readonly joinableMs: number
  /** Which part of its full size the cache of answers may have; all of it unless given. */
  readonly cacheShare?: number | undefined
  /** A monotonic clock, in milliseconds. */
  now(): number
}

export interface MadeAnswer extends Deliverable {
  readonly forms: EncodedForms
  /** Why there is no body, where there is none. */
  readonly refusal?: Refusal
}

interface SharedQuestion {
  readonly headers: IncomingHttpHeaders
  /** Names and values in turn, as they came. */
  readonly rawHeaders: readonly string[]
  readonly compiled: CompiledQuery
  readonly contentType: string
  /** The body as it came. */
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

/** Longer questions are seldom asked twice. */
const LONGEST_QUESTION = 16_384
/** Characters of an answer that is better kept as bytes. */
const LONG = 16_384
/** Bytes of answers that are kept while they are fresh, with their questions. */
const KEPT_BYTES = 64 * 1024 * 1024
/** What the shortest one takes all the same. */
const LEAST_BYTES = 1000

/** Whether anything is asked but what kind of graph this is, as probes do: that is answered before it could be shared. */
const asks = ({ fieldNames }: CompiledQuery): boolean => fieldNames.size > 1 || !fieldNames.has('__typename')

/** Whether an answer is about the request itself: then it is for nobody else, and not for later either. */
export const isOwn = (
  { ownFields, ownHeaders }: Pick<Sharing<never>, 'ownFields' | 'ownHeaders'>,
  headers: IncomingHttpHeaders,
  fieldNames: ReadonlySet<string>,
): boolean => ownFields.some((name) => fieldNames.has(name)) || ownHeaders.some((name) => headers[name] !== undefined)

/** Whole answers, as bytes: one that is being made is for all who ask the same, and so is one that is still fresh. */
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

  /** @returns null for a question whose answer is not shared. */
  keyFor({ headers, rawHeaders, compiled, contentType, text, exchange }: SharedQuestion): string | null {
    if (text.length > LONGEST_QUESTION || !asks(compiled) || isOwn(this.sharing, headers, compiled.fieldNames))
      return null
    const key = this.#headerKeys.format(rawHeaders)
    // The empty line ends the headers, as in HTTP: no header can look like a part of the body.
    if (key.length > LONGEST_QUESTION) return null
    const { principal } = exchange
    // As JSON it holds no line break.
    const rights = principal === null ? '' : JSON.stringify(principal.sharingKey)
    return `${contentType}${rights}${key}\n\n${text}`
  }

  /**
   * Gives an answer that is there or on its way, or makes it.
   * @param make its signal fires when nobody waits for the answer any more.
   * @throws what making it throws, or the signal's reason when that fires first.
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
    return (this.#joinable(key) ?? this.#fly(key, make)).join(signal)
  }

  #joinable(key: string): SingleFlight<MadeAnswer> | null {
    const underWay = this.#inFlight.get(key)
    if (underWay === undefined || underWay.flight.isOver || underWay.generation !== this.sharing.generation())
      return null
    return this.#ageOf(underWay) < this.sharing.joinableMs ? underWay.flight : null
  }

  #fly(key: string, make: (signal: AbortSignal) => Promise<MadeAnswer>): SingleFlight<MadeAnswer> {
    const flight = new SingleFlight(async (signal) => {
      const made = await make(signal)
      // A long text would be encoded anew for each who shares it; and to send bytes takes less than to send text.
      return typeof made.body !== 'string' || made.body.length < LONG ? made : { ...made, body: Buffer.from(made.body) }
    })
    this.#inFlight.set(key, { flight, sinceMs: this.sharing.now(), generation: this.sharing.generation() })
    const land = (made: MadeAnswer | null): void => {
      if (this.#inFlight.get(key)?.flight === flight) this.#inFlight.delete(key)
      if (made !== null) this.#keep(key, made)
    }
    flight.whenOver(land)
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

  /** From the one that was asked for longest ago, up to the first that is still fresh. */
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

  /** The clock may have been set back: what has come after now is of no known age. */
  #ageOf({ sinceMs }: { readonly sinceMs: number }): number {
    const age = this.sharing.now() - sinceMs
    return age < 0 ? Infinity : age
  }
}
