import { untilAborted } from '../../async/until-aborted.js'
import type { CoolDown } from './cool-down.js'

/** Held by the one request that tries the credentials. */
export interface Trial {
  /** Releases the waiting requests when the credentials were accepted; otherwise the next one tries. Later calls do nothing. */
  end(accepted: boolean): void
}

/**
 * Until the credentials are known to be accepted, one request tries them and the others wait. Wrong credentials are thus
 * sent once, and not with every concurrent request.
 */
export class Probation {
  #passed = false
  #trial: Promise<void> | null = null

  constructor(private readonly coolDown: CoolDown) {}

  /**
   * Waits until the credentials are known to be accepted, or until this request may try them.
   * @returns the trial, which this request must end; null when the credentials are known to be accepted.
   * @throws SourceFailure UNAUTHENTICATED when they were refused; the signal's reason.
   */
  async enter(signal: AbortSignal): Promise<Trial | null> {
    while (!this.hasPassed()) {
      if (this.#trial === null) return this.#begin()
      await untilAborted(this.#trial, signal)
    }
    return null
  }

  /**
   * Whether the credentials are known to be accepted.
   * @throws SourceFailure UNAUTHENTICATED when they were refused.
   */
  hasPassed(): boolean {
    this.coolDown.check()
    return this.#passed
  }

  /** Requires a new trial: the credentials were refused, or may have changed. */
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
