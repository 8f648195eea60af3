import type { SourceEvent } from './events.js'

type RepairedEvent = Extract<SourceEvent, { readonly type: 'repaired' }>

/** How often one source is warned about, in milliseconds. */
const INTERVAL_MS = 60_000

/**
 * Limits the warnings about repaired answers: one text of a caller is repaired with every poll for as long as the call
 * lasts. What is not logged is added to the next warning.
 */
export class RepairWarnings {
  readonly #bySource = new Map<string, { loggedAtMs: number; unlogged: number }>()

  constructor(private readonly now: () => number) {}

  /** @returns the event to log, with all repairs since the last one; null within a minute of that. */
  next(event: RepairedEvent): RepairedEvent | null {
    const nowMs = this.now()
    const state = this.#bySource.get(event.source)
    if (state !== undefined && nowMs - state.loggedAtMs < INTERVAL_MS) {
      state.unlogged += event.repairs
      return null
    }
    this.#bySource.set(event.source, { loggedAtMs: nowMs, unlogged: 0 })
    return { ...event, repairs: event.repairs + (state?.unlogged ?? 0) }
  }
}
