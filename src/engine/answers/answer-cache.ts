import { LRUCache } from 'lru-cache'
import { DeferredAnswer, type Kept, type KeptText } from './deferred-answer.js'

// The cache of one source's answers: used while they are fresh, and as a fallback when the source fails.

/**
 * The most text of answers that is kept for one source, in characters; as rows it takes a few times as much. The same
 * as the default limit for one answer, so that no list is too long to be shared.
 */
const KEPT_CHARACTERS = 64 * 1024 * 1024
/** The same for lists without a freshness, kept only as a fallback: exporting a long list must not fill the memory. */
const STALE_COPY_CHARACTERS = 16 * 1024 * 1024
/**
 * A fallback copy is replaced at most this often. Each copy survives into the garbage collector's old generation: at
 * hundreds of answers per second, keeping every one took a tenth of the processor time.
 */
const STALE_COPY_INTERVAL_MS = 1000
/** The interval is also at most this share of the greatest age at which a fallback is used. */
const STALE_COPY_INTERVAL_SHARE = 1 / 10

type Answers = LRUCache<string, Kept>
const createAnswers = (maxSize: number): Answers => new LRUCache({ maxSize, sizeCalculation: ({ size }) => size + 1 })

export class AnswerCache {
  readonly #shared: Answers
  readonly #fallback: Answers
  /** The longest freshness that was requested, in milliseconds. */
  #longestFreshMs = 0

  /**
   * @param staleOnErrorMs how old an answer may be that is used because the source failed or is slow.
   * @param cacheShare the share of their full sizes that the caches may have, from 0 to 1.
   */
  constructor(
    private readonly monotonicNow: () => number,
    private readonly staleOnErrorMs: number,
    cacheShare = 1,
  ) {
    this.#shared = createAnswers(Math.ceil(KEPT_CHARACTERS * cacheShare))
    this.#fallback = createAnswers(Math.ceil(STALE_COPY_CHARACTERS * cacheShare))
  }

  /** The latest answer, if it is younger than this. */
  getFresherThan(key: string, milliseconds: number): Kept | null {
    if (milliseconds <= 0) return null
    const kept = this.#shared.get(key) ?? this.#fallback.get(key)
    return kept !== undefined && this.#ageOf(kept) < milliseconds ? kept : null
  }

  /** An older answer that may be used when the source fails or is slow; null: none. */
  staleFallback(key: string): Kept | null {
    return this.getFresherThan(key, this.staleOnErrorMs)
  }

  /**
   * Whether to keep the text of the next answer as a fallback: whether the present copy will be due for replacement when
   * that answer arrives, if it takes as long as the last one.
   */
  wantsText(key: string): boolean {
    return this.#fallbackLeftMs(key, this.#fallback.peek(key)?.tookMs) <= 0
  }

  /**
   * @param text null where it was not wanted, or is too long.
   * @param freshMs how long it may be used again; 0: it is kept as a fallback only, if one is due.
   * @param replaceKept whether to replace the kept answer whatever its age.
   * @returns whether it keeps the answer itself, with its rows.
   */
  keep(key: string, answer: Kept, text: KeptText | null, freshMs: number, replaceKept = false): boolean {
    // An answer that took longer than the last may be due as a fallback by now, although its text was not kept.
    if (freshMs === 0 && !replaceKept && text === null && this.#fallbackLeftMs(key) > 0) return false
    this.#longestFreshMs = Math.max(this.#longestFreshMs, freshMs)
    const [to, other] = freshMs > 0 ? [this.#shared, this.#fallback] : [this.#fallback, this.#shared]
    other.delete(key)
    to.set(key, text === null ? answer : new DeferredAnswer(answer, text))
    this.#forgetOld(to)
    return text === null
  }

  clear(): void {
    this.#shared.clear()
    this.#fallback.clear()
  }

  /**
   * For how long the present fallback need not be replaced, seen `laterMs` from now; 0 or less when a new one is due.
   */
  #fallbackLeftMs(key: string, laterMs = 0): number {
    if (this.staleOnErrorMs === 0) return Infinity
    const last = this.#fallback.peek(key)
    if (last === undefined) return 0
    return (
      Math.min(STALE_COPY_INTERVAL_MS, this.staleOnErrorMs * STALE_COPY_INTERVAL_SHARE) - this.#ageOf(last) - laterMs
    )
  }

  /** Deletes answers from the least recently used one up to the first that may still be used. */
  #forgetOld(answers: Answers): void {
    const longestMs = Math.max(this.#longestFreshMs, this.staleOnErrorMs)
    for (const key of answers.rkeys()) {
      const kept = answers.peek(key)
      if (kept !== undefined && this.#ageOf(kept) < longestMs) return
      answers.delete(key)
    }
  }

  #ageOf({ bornMs }: Kept): number {
    return this.monotonicNow() - bornMs
  }
}
