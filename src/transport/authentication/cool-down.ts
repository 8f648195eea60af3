import { SourceTrouble } from '../../errors/source-trouble.js'

/** How long credentials that were refused are not tried again, so that no account is locked out. */
export const REFUSED_COOL_DOWN_MS = 60_000

/** Remembers that credentials were refused. */
export class CoolDown {
  #untilMs = Number.NEGATIVE_INFINITY

  constructor(private readonly clock: { now(): number }) {}

  /** @throws SourceTrouble UNAUTHENTICATED while a refusal is remembered. */
  check(): void {
    const leftMs = this.#untilMs - this.clock.now()
    if (leftMs <= 0) return
    const seconds = Math.ceil(leftMs / 1000)
    throw new SourceTrouble(
      'UNAUTHENTICATED',
      `the source refused the configured credentials; not tried again for ${seconds} s, so that no account is locked`,
    )
  }

  /**
   * Begins the time in which nothing is tried.
   * @returns the refusal, to be thrown: as the fault table tells it, or in general words when it is not told as one.
   */
  begin(refusal: SourceTrouble): SourceTrouble {
    this.#untilMs = this.clock.now() + REFUSED_COOL_DOWN_MS
    return refusal.code === 'UNAUTHENTICATED'
      ? refusal
      : new SourceTrouble('UNAUTHENTICATED', 'the source refused the configured credentials')
  }
}
