import type { Logger } from 'pino'
import type { RefusedRequestEvent } from './events.js'

/** The maximum number of lines per second; further refused requests are counted in one summary per second. */
const LINES_PER_SECOND = 5
const SECOND_MS = 1000

/** Logs each refused request, or a summary when there are many: clients can cause thousands per second. */
export class RefusedRequestLog {
  #lines = 0
  #timer: NodeJS.Timeout | undefined
  readonly #counts = new Map<string, number>()

  constructor(private readonly logger: Logger) {}

  write(event: RefusedRequestEvent): void {
    if (!this.logger.isLevelEnabled('info')) return
    this.#timer ??= setTimeout(() => this.#endSecond(), SECOND_MS).unref()
    if (this.#lines++ < LINES_PER_SECOND) return this.logger.info(event, 'http request refused')
    const kind = `${event.status} ${event.code}`
    this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + 1)
  }

  #endSecond(): void {
    this.#timer = undefined
    this.#lines = 0
    if (this.#counts.size === 0) return
    const refused = Object.fromEntries(this.#counts)
    this.#counts.clear()
    this.logger.info({ type: 'requests-refused', refused }, 'further http requests refused')
  }
}
