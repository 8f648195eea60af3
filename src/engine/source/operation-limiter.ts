import { Semaphore } from '../../resilience/semaphore.js'

/** How many requests one operation has at a source at once, where the source's own limit is not known. */
const MOST_AT_ONCE = 4

/**
 * Limits one operation's concurrent requests to each source. A page of a hundred records, each with a link, requests a
 * hundred records at once: without this limit they would overflow the source's queue or fill it for other operations.
 */
export class OperationLimiter {
  readonly #slots = new Map<string, Semaphore>()

  /**
   * Does the work when it is its turn.
   * @param most how many of the operation's requests the source is asked at once.
   * @throws the signal's reason while waiting; what the work throws.
   */
  use<Result>(
    source: string,
    most: number | undefined,
    signal: AbortSignal,
    work: () => Promise<Result>,
  ): Promise<Result> {
    const slots = this.#slots.get(source) ?? new Semaphore(most ?? MOST_AT_ONCE, Infinity)
    this.#slots.set(source, slots)
    return slots.use(signal, work)
  }
}
