import { untilAborted } from '../../async/until-aborted.js'
import type { CoolDown } from './cool-down.js'

/** The turn of one request to try the credentials. */
export interface Trial {
  /** Lets the others go on when the credentials were accepted; otherwise the next one tries. Later calls do nothing. */
  end(accepted: boolean): void
}

/**
 * As long as it is not known that the credentials are accepted, one request tries them and the others wait. So wrong
 * ones are refused once, and not by every request that happens to be there.
 */
export class Probation {
  #passed = false
  #trial: Promise<void> | null = null

  constructor(private readonly coolDown: CoolDown) {}

  /**
   * Waits for its turn.
   * @returns the trial to be ended by this request; null when the credentials are known to be accepted.
   * @throws SourceTrouble UNAUTHENTICATED when they were refused; the signal's reason.
   */
  async enter(signal: AbortSignal): Promise<Trial | null> {
    this.coolDown.check()
    while (!this.#passed) {
      if (this.#trial === null) return this.#begin()
      await untilAborted(this.#trial, signal)
      this.coolDown.check()
    }
    return null
  }

  /** The credentials were refused, or may have changed: one request has to try them again. */
  restart(): void {
    this.#passed = false
  }

  #begin(): Trial {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#trial = promise
    return {
      end: (accepted) => {
        if (this.#trial !== promise) return
        this.#trial = null
        this.#passed = accepted
        resolve()
      },
    }
  }
}
