import { Semaphore } from '../../resilience/semaphore.js'

/** How many requests one operation may have in flight at a source whose own limit is not known. */
const MOST_AT_ONCE = 4

/**
 * Limits one operation's concurrent requests to each source. A page of a hundred records, each with a link, requests a
 * hundred records at once: without this limit they would overflow the source's queue or fill it for other operations.
 */
export class OperationLimiter {
  readonly #slots = new Map<string, Semaphore>()

  /**
   * Does the work when a slot is free.
   * @param most how many of the operation's requests may be in flight at the source; 4 when undefined.
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
