import { LRUCache } from 'lru-cache'
import { authUnavailable, type Refusal, tooManyAttempts } from '../rights/refusal.js'

// A signature costs some 250 us to check, and anybody can send wrong ones. So few are checked at once, clients take turns,
// and a client that has sent many wrong ones has to wait. Tokens that were verified before cost nothing of this.

/** At the same time, for all clients: more than the threads that check them gain nothing. */
const MOST_AT_ONCE = 16
/** Verifications of one client that wait for their turn, and of all clients. */
const MOST_WAITING_OF_CLIENT = 200
const MOST_WAITING = 2000
/** Wrong signatures that a client may send within the window. */
const MOST_FAILURES = 50
const WINDOW_MS = 10_000
const MOST_CLIENTS = 10_000

interface Failures {
  readonly sinceMs: number
  count: number
}

/** Bounds the verifications of signatures: how many at once, and how many wrong ones of each client. */
export class VerificationLimits {
  readonly #failures = new LRUCache<string, Failures>({ max: MOST_CLIENTS })
  /** By client, those that wait; clients stand in the order of their turns. */
  readonly #waiting = new Map<string, (() => void)[]>()
  #waitingCount = 0
  #running = 0

  /** @param now milliseconds since 1970. */
  constructor(private readonly now: () => number) {}

  /**
   * Waits until it is the turn of a verification; then `leave` must be called when it has ended.
   * @param client the address of the client.
   * @returns the refusal of a client that has sent too much; null: it may be verified.
   */
  enter(client: string): Refusal | null | Promise<null> {
    const waitMs = this.#waitMs(client)
    if (waitMs > 0) return tooManyAttempts(Math.ceil(waitMs / 1000), 'with wrong signatures came from this address')
    if (this.#running < MOST_AT_ONCE) {
      this.#running++
      return null
    }
    const waiting = this.#waiting.get(client) ?? []
    if (waiting.length >= MOST_WAITING_OF_CLIENT) return tooManyAttempts(1, 'come from this address at once')
    if (this.#waitingCount >= MOST_WAITING) return authUnavailable(1, 'too many are being checked')
    return this.#turn(client, waiting)
  }

  /** Ends a verification: the next one begins. */
  leave(): void {
    const [first] = this.#waiting
    if (first === undefined) {
      this.#running--
      return
    }
    const [client, waiting] = first
    const resume = waiting.shift()
    this.#waitingCount--
    this.#waiting.delete(client)
    if (waiting.length > 0) this.#waiting.set(client, waiting)
    resume?.()
  }

  /** Counts a wrong signature. */
  countFailure(client: string): void {
    const known = this.#failures.get(client)
    if (known !== undefined && this.#leftMs(known) > 0) known.count++
    else this.#failures.set(client, { sinceMs: this.now(), count: 1 })
  }

  #turn(client: string, waiting: (() => void)[]): Promise<null> {
    return new Promise((resolve) => {
      waiting.push(() => resolve(null))
      this.#waiting.set(client, waiting)
      this.#waitingCount++
    })
  }

  #waitMs(client: string): number {
    const failures = this.#failures.get(client)
    return failures === undefined || failures.count < MOST_FAILURES ? 0 : this.#leftMs(failures)
  }

  /** Of the window. A clock that was set back does not make it longer. */
  #leftMs({ sinceMs }: Failures): number {
    const ageMs = this.now() - sinceMs
    return ageMs < 0 ? 0 : Math.max(0, WINDOW_MS - ageMs)
  }
}
