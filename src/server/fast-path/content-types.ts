import { LRUCache } from 'lru-cache'
import Negotiator from 'negotiator'

const MEDIA_TYPES = ['application/json; charset=utf-8', 'application/graphql-response+json; charset=utf-8'] as const

/** Chooses the media types of answers. */
export class ContentTypes {
  readonly #known = new LRUCache<string, string>({ max: 100 })

  /** The media type that Apollo would choose; null where it would refuse. */
  choose(accept = ''): string | null {
    const known = this.#known.get(accept)
    if (known !== undefined) return known
    const chosen = accept === '' ? MEDIA_TYPES[0] : new Negotiator({ headers: { accept } }).mediaType([...MEDIA_TYPES])
    if (chosen !== undefined) this.#known.set(accept, chosen)
    return chosen ?? null
  }
}
