import { LRUCache } from 'lru-cache'
import Negotiator from 'negotiator'

/** How an answer can be compressed. */
export type ContentEncoding = 'zstd' | 'br' | 'gzip'

/** In the order of our preference: the fastest for its size first. */
const ENCODINGS: readonly ContentEncoding[] = ['zstd', 'br', 'gzip']
const NAMES: ReadonlyMap<string, ContentEncoding> = new Map(ENCODINGS.map((name) => [name, name]))

/** Clients send few different headers. */
const KNOWN_HEADERS = 100
const LONGEST_HEADER = 200

/** Chooses encodings by what clients accept. */
export class EncodingChoice {
  readonly #known = new LRUCache<string, { readonly encoding: ContentEncoding | null }>({ max: KNOWN_HEADERS })

  /**
   * @param accepted the header Accept-Encoding.
   * @returns null where the answer is sent as it is: the header is absent, or names nothing that we have.
   */
  choose(accepted: string | undefined): ContentEncoding | null {
    if (accepted === undefined) return null
    const known = this.#known.get(accepted)
    if (known !== undefined) return known.encoding
    const encoding = negotiate(accepted)
    if (accepted.length <= LONGEST_HEADER) this.#known.set(accepted, { encoding })
    return encoding
  }
}

function negotiate(accepted: string): ContentEncoding | null {
  const negotiator = new Negotiator({ headers: { 'accept-encoding': accepted } })
  // Its types do not have the second argument yet: what is preferred among encodings that the client ranks equally.
  const options = [[...ENCODINGS, 'identity'], { preferred: ENCODINGS }]
  const ranked: unknown = Reflect.apply(negotiator.encodings, negotiator, options)
  return Array.isArray(ranked) ? (NAMES.get(String(ranked[0])) ?? null) : null
}
