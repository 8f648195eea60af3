import type { IncomingHttpHeaders } from 'node:http'
import { LRUCache } from 'lru-cache'
import { Flight } from '../engine/flight.js'
import type { CompiledQuery } from '../execution/compile.js'

/** Which answers clients may share. */
export interface Sharing<Context> {
  /** Clients of the same identity get the same answers; null: this client's answer is nobody else's. */
  identityOf(headers: IncomingHttpHeaders): string | null
  /** Fields that tell of the request itself: with one of them, an answer is nobody else's. */
  readonly ownFields: readonly string[]
  /** Until when what went into an answer counts as fresh, in milliseconds since 1970. */
  freshUntilMs(context: Context): number
  /** Milliseconds since 1970. */
  now(): number
}

export interface MadeAnswer {
  readonly body: string | Buffer
  /** The codes of its errors. */
  readonly codes: readonly string[]
}

interface SharedQuestion {
  readonly headers: IncomingHttpHeaders
  readonly compiled: CompiledQuery
  readonly contentType: string
  /** The body as it came. */
  readonly text: string
}

interface Made<Context> {
  readonly made: MadeAnswer
  /** What it was made with; null for whoever shares it. */
  readonly context: Context | null
}

/** Longer questions are seldom asked twice. */
const LONGEST_QUESTION = 16_384
/** Characters of an answer that is better kept as bytes. */
const LONG = 16_384
/** Bytes of answers that are kept while they are fresh. */
const KEPT_BYTES = 64 * 1024 * 1024

/** Whole answers, as bytes: one that is being made is for all who ask the same, and so is one that is still fresh. */
export class SharedBodies<Context> {
  readonly #flights = new Map<string, Flight<Made<Context>>>()
  readonly #kept = new LRUCache<string, { readonly made: MadeAnswer; readonly untilMs: number }>({
    maxSize: KEPT_BYTES,
    sizeCalculation: ({ made }, key) => made.body.length + key.length,
  })

  constructor(private readonly sharing: Sharing<Context>) {}

  /** @returns null for a question whose answer is not shared. */
  keyFor({ headers, compiled, contentType, text }: SharedQuestion): string | null {
    if (text.length > LONGEST_QUESTION || this.sharing.ownFields.some((name) => compiled.fieldNames.has(name))) return null
    const identity = this.sharing.identityOf(headers)
    return identity === null ? null : `${contentType}\n${identity}\n${text}`
  }

  /**
   * Gives an answer that is there or on its way, or makes it.
   * @throws what making it throws, or the signal's reason when that fires first.
   */
  async ask(
    key: string,
    waiting: { readonly signal: AbortSignal },
    make: (signal: AbortSignal) => Promise<Made<Context>>,
  ): Promise<Made<Context>> {
    const kept = this.#kept.get(key)
    if (kept !== undefined && this.sharing.now() < kept.untilMs) return { made: kept.made, context: null }
    const flying = this.#flights.get(key)
    if (flying !== undefined && !flying.isCancelled) return { made: (await flying.join(waiting.signal)).made, context: null }
    const flight = new Flight<Made<Context>>(async (signal) => {
      const { made, context } = await make(signal)
      // A long text would be encoded anew for each who shares it.
      return made.body.length < LONG ? { made, context } : { made: { ...made, body: Buffer.from(made.body) }, context }
    })
    this.#flights.set(key, flight)
    const land = (landed: Made<Context> | null): void => {
      if (this.#flights.get(key) === flight) this.#flights.delete(key)
      if (landed !== null) this.#keep(key, landed)
    }
    flight.result.then(land, () => land(null))
    return flight.join(waiting.signal)
  }

  #keep(key: string, { made, context }: Made<Context>): void {
    if (context === null || made.codes.length > 0) return
    const untilMs = this.sharing.freshUntilMs(context)
    if (untilMs > this.sharing.now()) this.#kept.set(key, { made, untilMs })
  }
}
