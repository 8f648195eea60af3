import type { IncomingHttpHeaders } from 'node:http'
import { LRUCache } from 'lru-cache'
import { Flight } from '../../async/single-flight.js'
import type { CompiledQuery } from '../../execution/compile.js'

/** Which answers clients may share. */
export interface Sharing<Context> {
  /** Clients of the same identity get the same answers; null: this client's answer is nobody else's. */
  identityOf(headers: IncomingHttpHeaders): string | null
  /** Fields that tell of the request itself: with one of them, an answer is nobody else's. */
  readonly ownFields: readonly string[]
  /** Until when what went into an answer counts as fresh, by the monotonic clock. */
  freshUntilMs(context: Context): number
  /** How long after it was begun an answer may be joined, in milliseconds: its deadline is that of the first who asked. */
  readonly joinableMs: number
  /** A monotonic clock, in milliseconds. */
  now(): number
}

export interface MadeAnswer {
  readonly body: string | Buffer
  /** The codes of its errors. */
  readonly codes: readonly string[]
  /** Until when it counts as fresh, by the monotonic clock; 0: it never did. */
  readonly freshUntilMs: number
}

interface SharedQuestion {
  readonly headers: IncomingHttpHeaders
  readonly compiled: CompiledQuery
  readonly contentType: string
  /** The body as it came. */
  readonly text: string
}

interface Flying {
  readonly flight: Flight<MadeAnswer>
  readonly sinceMs: number
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

/** Whole answers, as bytes: one that is being made is for all who ask the same, and so is one that is still fresh. */
export class SharedBodies {
  readonly #flights = new Map<string, Flying>()
  readonly #kept = new LRUCache<string, Kept>({
    maxSize: KEPT_BYTES,
    sizeCalculation: ({ made }, key) => made.body.length + key.length + LEAST_BYTES,
  })

  constructor(private readonly sharing: Omit<Sharing<never>, 'freshUntilMs'>) {}

  /** @returns null for a question whose answer is not shared. */
  keyFor({ headers, compiled, contentType, text }: SharedQuestion): string | null {
    if (
      text.length > LONGEST_QUESTION ||
      !asks(compiled) ||
      this.sharing.ownFields.some((name) => compiled.fieldNames.has(name))
    )
      return null
    const identity = this.sharing.identityOf(headers)
    return identity === null ? null : `${contentType}\n${identity}\n${text}`
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

  #joinable(key: string): Flight<MadeAnswer> | null {
    const flying = this.#flights.get(key)
    if (flying === undefined || flying.flight.isOver) return null
    return this.#ageOf(flying) < this.sharing.joinableMs ? flying.flight : null
  }

  #fly(key: string, make: (signal: AbortSignal) => Promise<MadeAnswer>): Flight<MadeAnswer> {
    const flight = new Flight(async (signal) => {
      const made = await make(signal)
      // A long text would be encoded anew for each who shares it; and to send bytes takes less than to send text.
      return made.body.length < LONG ? made : { ...made, body: Buffer.from(made.body) }
    })
    this.#flights.set(key, { flight, sinceMs: this.sharing.now() })
    const land = (made: MadeAnswer | null): void => {
      if (this.#flights.get(key)?.flight === flight) this.#flights.delete(key)
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
    return this.sharing.now() < kept.made.freshUntilMs && this.#ageOf(kept) < Infinity
  }

  /** The clock may have been set back: what has come after now is of no known age. */
  #ageOf({ sinceMs }: { readonly sinceMs: number }): number {
    const age = this.sharing.now() - sinceMs
    return age < 0 ? Infinity : age
  }
}
