import { LRUCache } from 'lru-cache'
import type { Authentication } from './authentication.js'

/** A verification costs some 250 us; one that is kept, some 2. */
const KEPT_MS = 60_000
const REFUSAL_KEPT_MS = 10_000
const MOST_KEPT = 10_000
/** Apart, so that many wrong tokens do not push out the right ones. */
const MOST_REFUSALS = 1000

interface Kept {
  readonly answer: Authentication
  readonly untilMs: number
}

/** Tokens that were verified, by the SHA-256 of the whole token: one with another signature is another token. */
export class KeptTokens {
  readonly #good = new LRUCache<string, Kept>({ max: MOST_KEPT })
  readonly #bad = new LRUCache<string, Kept>({ max: MOST_REFUSALS })

  get(digest: string, nowMs: number): Authentication | null {
    const kept = this.#good.get(digest) ?? this.#bad.get(digest)
    return kept !== undefined && nowMs < kept.untilMs ? kept.answer : null
  }

  /** Keeps what was found, until the token expires at the latest. */
  keep(digest: string, answer: Authentication, nowMs: number): void {
    if (!answer.ok) {
      this.#bad.set(digest, { answer, untilMs: nowMs + REFUSAL_KEPT_MS })
      return
    }
    const untilMs = Math.min(answer.principal.expiresAtMs ?? Infinity, nowMs + KEPT_MS)
    if (untilMs > nowMs) this.#good.set(digest, { answer, untilMs })
  }

  clear(): void {
    this.#good.clear()
    this.#bad.clear()
  }
}
