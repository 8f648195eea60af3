import type { Source } from '../engine/source/source.js'

/** Sources that no parts use any more, until their last requests have ended. */
export class RetiredSources {
  readonly #waiting = new Set<Source>()
  #isStopping = false

  /**
   * Closes a source when its last request has ended: actions, and log-ins at the vendor, go on when their clients have
   * left. When the gateway stops, it does not wait.
   */
  async close(source: Source): Promise<void> {
    if (this.#isStopping) return source.close()
    this.#waiting.add(source)
    await source.close({ waits: true })
    this.#waiting.delete(source)
  }

  /** Closes those that still wait, and from now on waits for none. */
  async stop(): Promise<void> {
    this.#isStopping = true
    await Promise.all([...this.#waiting].map((source) => source.close()))
  }
}
