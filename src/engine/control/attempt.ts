import { randomUUID } from 'node:crypto'
import { GraphQLError } from 'graphql'
import type { Controls } from '../../../adapters/contract.js'
import { parseGlobalId } from '../source/global-id.js'
import type { ControlContext } from './control-context.js'
import type { ActionAudit, AuditedAction, ControlEvent } from './control-events.js'

// One attempt to act, from the arguments of a client to the lines of the audit.

/** An attempt to act, as a client has written it. */
export interface Attempt {
  readonly operation: keyof Controls
  readonly source: string
  readonly target: string
  readonly arguments: AuditedAction['arguments']
  readonly operationName: string | null
}

/** In characters. */
const LONGEST_SHOWN = 100
const LONGEST_ARGUMENT = 256
const URLS: ReadonlySet<string> = new Set(['url', 'fallbackUrl', 'statusCallback'])

/**
 * An attempt, from arguments that have not been checked.
 * @param args by name; the fields of `input` count as arguments.
 */
export function toAttempt(
  operation: keyof Controls,
  args: Readonly<Record<string, unknown>>,
  operationName: string | null,
): Attempt {
  const { input, ...others } = args
  const given: Record<string, unknown> = { ...others, ...(typeof input === 'object' && input !== null ? input : {}) }
  const { source, to, accountId, customerId, id } = given
  const parsed = typeof id === 'string' ? parseGlobalId(id) : null
  return {
    operation,
    source: String(source ?? parsed?.source ?? ''),
    target: String(to ?? accountId ?? customerId ?? parsed?.nativeId ?? id ?? ''),
    arguments: Object.fromEntries(
      Object.entries(given).flatMap(([name, value]): (readonly [string, string | number])[] => {
        if (typeof value === 'number') return [[name, value]]
        return typeof value === 'string' ? [[name, shown(name, value)]] : []
      }),
    ),
    operationName,
  }
}

function shown(name: string, text: string): string {
  if (!URLS.has(name)) return text.slice(0, LONGEST_ARGUMENT)
  // User names, passwords and tokens stand in the parts that are left out.
  const url = URL.parse(text)
  return url === null ? '(not a URL)' : `${url.origin}${url.pathname}`.slice(0, LONGEST_ARGUMENT)
}

/** Who requests an action. */
export type Actor = Pick<ControlContext, 'who' | 'principal' | 'access'>

/** The audit of one attempt. */
export interface AttemptAudit {
  readonly actionId: string
  /** Rejects when the event cannot be recorded: the action must not be sent then. */
  readonly sending: () => Promise<void>
  readonly ended: (outcome: ControlEvent['outcome'], code: string | null) => Promise<void>
  /** @param actionId of the action whose answer is returned again. */
  readonly repeated: (actionId: string) => Promise<void>
}

/** Begins the audit of an attempt. */
export function auditOf(controlContext: ControlContext, attempt: Attempt): AttemptAudit {
  const { audit, watch } = controlContext
  const action = toAction(controlContext, attempt)
  const record = (event: ControlEvent): Promise<void> => recordOutcome(audit, event)
  return {
    actionId: action.actionId,
    sending: async () => audit.record({ type: 'control-sending', ...action }),
    ended: (outcome, code) => {
      if (outcome !== 'REFUSED') watch?.contributed(attempt.source, code === null ? 'OK' : 'FAILED')
      return record({ type: 'control', ...action, outcome, code })
    },
    repeated: (repeats) => record({ type: 'control', ...action, outcome: 'REPEATED', code: null, repeats }),
  }
}

/** What has happened cannot be refused any more; the recorder reports its own failures. */
async function recordOutcome(audit: ActionAudit, event: ControlEvent): Promise<void> {
  try {
    await audit.record(event)
  } catch {
    return
  }
}

/** Records an attempt that is refused before it is executed. */
export function recordRefusal(audit: ActionAudit, actor: Actor, attempt: Attempt, code: string): void {
  void recordOutcome(audit, { type: 'control', ...toAction(actor, attempt), outcome: 'REFUSED', code })
}

function toAction({ who, principal, access }: Actor, attempt: Attempt): AuditedAction {
  const short = (text: string): string => text.slice(0, LONGEST_SHOWN)
  return {
    actionId: randomUUID(),
    who: { address: who.address, proxy: who.proxy, user: who.user },
    principal: {
      id: principal.id,
      method: principal.kind,
      credentialId: principal.credentialId,
      rights: access.fingerprint,
    },
    operationName: attempt.operationName === null ? null : short(attempt.operationName),
    operation: attempt.operation,
    source: short(attempt.source),
    target: short(attempt.target),
    arguments: attempt.arguments,
  }
}

/**
 * Reads the arguments of an action; what is wrong with them is a line of the audit, too.
 * @throws what `read` throws.
 */
export function readAttempt<Value>(controlContext: ControlContext, attempt: Attempt, read: () => Value): Value {
  try {
    return read()
  } catch (error) {
    void auditOf(controlContext, attempt).ended('REFUSED', codeOf(error))
    throw error
  }
}

/** Runs a check; a refusal is a line of the audit, too. */
export async function refusing<Value>(audit: AttemptAudit, check: () => Value | Promise<Value>): Promise<Value> {
  try {
    return await check()
  } catch (error) {
    await audit.ended('REFUSED', codeOf(error))
    throw error
  }
}

export const codeOf = (error: unknown): string => {
  const code = error instanceof GraphQLError ? error.extensions['code'] : undefined
  return typeof code === 'string' ? code : 'INTERNAL'
}
