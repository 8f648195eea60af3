import type { Body } from '../http/sliced-json.js'
import { Compressor } from './compress.js'
import { type ContentEncoding, EncodingChoice } from './content-encoding.js'
import type { EncodedForms } from './encoded-forms.js'

/** An answer, and what is known of it. */
export interface Deliverable {
  readonly body: Body
  /** The codes of its errors. */
  readonly codes: readonly string[]
  /** Until when it is fresh, by the monotonic clock; 0 for never. */
  readonly freshUntilMs: number
  /** Whether this gateway has left its data unchanged since. */
  readonly isCurrent: () => boolean
  /** Its compressed forms; absent: they are not kept. */
  readonly forms?: EncodedForms | undefined
}

/** What a request allows. */
export interface DeliveryTerms {
  /** The header Accept-Encoding. */
  readonly acceptEncoding: string | undefined
  /**
   * Whether it holds secrets. Such an answer is not compressed: by its length, who can add to it would find them, letter
   * by letter (BREACH).
   */
  readonly hasSecrets: boolean
  /** Whether the client may keep it: a query, with nothing in its answer that is about the request itself. */
  readonly mayKeep: boolean
}

export interface Delivery {
  readonly body: Body
  /** The header Cache-Control. */
  readonly cacheControl: string
  /** The header Content-Encoding; null: it is not compressed. */
  readonly encoding: ContentEncoding | null
}

export interface AnswerDeliveryOptions {
  /** Headers of requests, beside the usual ones, that an answer depends on. */
  readonly varyHeaders: readonly string[]
  /** A monotonic clock, in milliseconds; the one that `freshUntilMs` is by. */
  readonly now: () => number
}

/** Headers that say who asks, or in which form. */
const VARY = ['Accept', 'Accept-Encoding', 'Authorization', 'Cookie', 'X-Api-Key']
const NO_STORE = 'no-store'

/** How answers of the graph are sent: compressed where the client can read it, and with what caches have to know. */
export class AnswerDelivery {
  readonly #encodings = new EncodingChoice()
  readonly #compressor = new Compressor()
  /** The header Vary of every answer. */
  readonly vary: string

  constructor(private readonly options: AnswerDeliveryOptions) {
    const names = [...VARY, ...options.varyHeaders]
    this.vary = names.filter((name, at) => isFirst(names, name, at)).join(', ')
  }

  /** Chooses the form of an answer; a promise only where it is being compressed. */
  prepare(answer: Deliverable, terms: DeliveryTerms): Delivery | Promise<Delivery> {
    const { body } = answer
    const cacheControl = this.#cacheControlFor(answer, terms)
    const asItIs: Delivery = { body, cacheControl, encoding: null }
    const encoding = terms.hasSecrets ? null : this.#encodings.choose(terms.acceptEncoding)
    if (encoding === null) return asItIs
    const form = this.#formOf(answer, encoding)
    if (form === null) return asItIs
    return form instanceof Promise
      ? form.then(
          (made) => ({ body: made, cacheControl, encoding }),
          () => asItIs,
        )
      : { body: form, cacheControl, encoding }
  }

  /** How a body is compressed that is sent while it is made; null: it is sent as it is. */
  encodingOf(acceptEncoding: string | undefined): ContentEncoding | null {
    return this.#encodings.choose(acceptEncoding)
  }

  #formOf({ body, forms }: Deliverable, encoding: ContentEncoding): Body | Promise<Body> | null {
    return forms === undefined ? this.#compressor.compress(body, encoding) : forms.get(body, encoding, this.#compressor)
  }

  /** Only what is fresh as a whole may be kept, and for as long as it is; whole seconds, as the header has no others. */
  #cacheControlFor({ codes, freshUntilMs, isCurrent }: Deliverable, { mayKeep }: DeliveryTerms): string {
    if (!mayKeep || freshUntilMs === 0 || codes.length > 0 || !isCurrent()) return NO_STORE
    const freshS = Math.floor((freshUntilMs - this.options.now()) / 1000)
    return freshS >= 1 && Number.isFinite(freshS) ? `private, max-age=${freshS}` : NO_STORE
  }
}

const isFirst = (names: readonly string[], name: string, at: number): boolean =>
  names.findIndex((other) => other.toLowerCase() === name.toLowerCase()) === at
