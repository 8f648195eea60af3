import type { Logger } from 'pino'
import { unrestrictedAccess } from '../access/rights/rights.js'
import type { ListCache } from '../engine/lists/list-cache.js'
import { probe } from '../engine/lists/probe.js'
import type { Source } from '../engine/source/source.js'
import { SourceFailure } from '../errors/source-failure.js'

// Small requests to sources that nobody asks, so that their health and the gauges are those of the present.

export interface Probed {
  readonly source: Source
  /** How long to wait between two probes, in milliseconds; 0: it is not probed. */
  readonly everyMs: number
  /** Reads its calls in progress as subscriptions do; null: it has no such list. */
  readonly readCalls: (() => Promise<void>) | null
}

/** Probes sources while their parts are in use. */
export class Probes {
  #timers: readonly NodeJS.Timeout[] = []
  readonly #running = new Set<Source>()
  readonly #stopped = new AbortController()

  constructor(
    private readonly probed: readonly Probed[],
    private readonly listCache: ListCache,
    private readonly logger: Logger,
  ) {}

  start(): void {
    this.#timers = this.probed.flatMap((probed) =>
      probed.everyMs > 0 ? [setInterval(() => void this.#probe(probed), probed.everyMs).unref()] : [],
    )
  }

  stop(): void {
    for (const timer of this.#timers) clearInterval(timer)
    this.#stopped.abort()
  }

  /** One at a time: a source that is slow must not be asked more and more. */
  async #probe({ source, readCalls }: Probed): Promise<void> {
    if (this.#running.has(source)) return
    this.#running.add(source)
    const { signal } = this.#stopped
    try {
      if (readCalls !== null) await readCalls()
      else await probe(source, this.listCache, { signal, access: unrestrictedAccess([source.name]) })
    } catch (error) {
      // A failure of the source is in its health, in the log and in the metrics by now.
      if (!(error instanceof SourceFailure) && !signal.aborted)
        this.logger.error({ err: error, source: source.name }, 'a source could not be probed')
    } finally {
      this.#running.delete(source)
    }
  }
}
