import { setImmediate as nextTurn } from 'node:timers/promises'

/** How long one turn of the event loop may be used, in milliseconds. */
const TURN_MS = 5

/**
 * Runs work that belongs to nobody's request, over several turns of the event loop if it takes long.
 * @param work yields wherever it may be interrupted, which should be every few hundred microseconds.
 * @returns what the work returns.
 */
export async function runInTurns<Result>(work: Generator<void, Result>): Promise<Result> {
  let startedAtMs = performance.now()
  for (;;) {
    const step = work.next()
    if (step.done === true) return step.value
    if (performance.now() - startedAtMs < TURN_MS) continue
    await nextTurn()
    startedAtMs = performance.now()
  }
}
