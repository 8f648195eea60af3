import { hash } from 'node:crypto'
import { type AttemptAudit, codeOf } from './attempt.js'
import type { ControlContext } from './control-context.js'
import type { KeptAnswer } from './repeated-actions.js'

/** An action that a client may send twice. */
export interface KeyedAction {
  /** The idempotency key; null: the action is another one each time. */
  readonly key: string | null
  /** What the same key must stand for each time: the operation and its arguments as the client wrote them. */
  readonly identity: readonly unknown[]
}

/** Runs an action, or returns the answer of the one that was requested with the same key. */
export async function runOnce<Payload>(
  { keys, principal }: ControlContext,
  { key, identity }: KeyedAction,
  audit: AttemptAudit,
  run: () => Promise<KeptAnswer<Payload>>,
): Promise<Payload> {
  if (key === null) return (await run()).payload
  const { actionId } = audit
  const action = hash('sha256', JSON.stringify(identity), 'base64url')
  // What is refused by `run` has its line of the audit already.
  let hasRun = false
  const first = (): Promise<KeptAnswer<Payload>> => {
    hasRun = true
    return run()
  }
  try {
    const kept = await keys.once({ principalId: principal.id, key, action, actionId }, first)
    if (!hasRun) await audit.repeated(kept.actionId)
    return kept.payload
  } catch (error) {
    if (!hasRun) await audit.ended('REFUSED', codeOf(error))
    throw error
  }
}
