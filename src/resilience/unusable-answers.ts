import type { SourceFailure } from '../errors/source-failure.js'

// One request whose response is unusable says little about its source: a client may have chosen an odd record. Many
// different ones in a short time, and no usable response between them, mean that the source fails as a whole: a proxy
// that serves a login page, or a wrong URL.

/** Unusable responses to this many different requests count as a failure of the source. */
const REQUESTS_UNTIL_FAILING = 5
const WINDOW_MS = 10_000

/**
 * Whether a failure may mean that the source fails as a whole: a success response that is not what the vendor documents,
 * or a 404 without an error of the vendor in it. Other 4xx, and a 404 that says what does not exist, concern the request:
 * a client may have sent an id that does not exist, or a filter that the vendor refuses.
 */
export function isUnusableAnswer({ code, observed }: SourceFailure): boolean {
  if (observed?.httpStatus === 404) return observed.code === undefined && observed.text === undefined
  return code === 'PROTOCOL' && (observed === null || observed.httpStatus < 400)
}

/** The requests with unusable responses since the last usable one. */
export class UnusableAnswers {
  /** When each was last unusable, by its key, the oldest first; at most REQUESTS_UNTIL_FAILING are kept. */
  readonly #atMs = new Map<string, number>()

  /**
   * Records an unusable response.
   * @returns whether the source as a whole counts as failing.
   */
  record(key: string, nowMs: number): boolean {
    this.#atMs.delete(key)
    this.#atMs.set(key, nowMs)
    for (const [each, atMs] of this.#atMs) {
      if (nowMs - atMs <= WINDOW_MS && this.#atMs.size <= REQUESTS_UNTIL_FAILING) break
      this.#atMs.delete(each)
    }
    return this.#atMs.size === REQUESTS_UNTIL_FAILING
  }

  clear(): void {
    if (this.#atMs.size > 0) this.#atMs.clear()
  }
}
