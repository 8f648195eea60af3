import { randomUUID } from 'node:crypto'
import { GraphQLError } from 'graphql'
import type { Control, Controls, DisconnectResult, MakeCallRequest } from '../../../adapters/contract.js'
import type { DisconnectPayload } from '../../../schema/control.js'
import type { DisconnectOutcome, MakeCallOutcome } from '../../../schema/enums.js'
import type { SourceError } from '../../../schema/source.js'
import type { Access } from '../../access/rights/access.js'
import type { Principal } from '../../access/rights/principal.js'
import { SourceFailure } from '../../errors/source-failure.js'
import type { ListCache } from '../lists/list-cache.js'
import type { Watch } from '../reporting/events.js'
import { failureOf } from '../source/failures.js'
import { toSourceError } from '../source/health.js'
import type { RecordView } from '../source/records.js'
import type { Source } from '../source/source.js'
import { rowsOf } from '../source/visibility.js'

// Actions on a vendor's switch. They are never repeated and never shared. Every attempt emits an event before it is sent
// and another one with its outcome.

/** Who requested an action, as far as that is known. */
export interface Who {
  /** Where the request came from. */
  readonly address: string
  /** The trusted proxy through which it came, and who has logged in there; null: none and nobody. */
  readonly proxy: string | null
  readonly user: string | null
}

/** One attempt to act, for the audit log. */
interface AuditedAction {
  /** The same in both events of one attempt. */
  readonly actionId: string
  readonly who: Who
  readonly operation: keyof Controls
  /** As it was named, also where there is no such source. */
  readonly source: string
  /** The vendor's id of what was acted on, or the number that was called; no more than the beginning of a long one. */
  readonly target: string
}

/** An action is about to be sent: should the process end now, this is all that is known of it. */
export interface ControlSendingEvent extends AuditedAction {
  readonly type: 'control-sending'
}

/** How an attempt ended. */
export interface ControlEvent extends AuditedAction {
  readonly type: 'control'
  /** REFUSED: nothing was asked of the source. */
  readonly outcome: DisconnectOutcome | MakeCallOutcome | 'REFUSED'
  readonly code: string | null
}

export interface ControlContext {
  readonly listCache: ListCache
  /** Has written a `control-sending` event when it returns; when it throws, the action is not sent. */
  readonly onEvent: (event: ControlEvent | ControlSendingEvent) => void
  readonly who: Who
  /** Who requests the action, and what they may do. */
  readonly principal: Principal
  readonly access: Access
  /** Fires with a SourceFailure when the gateway stops and cannot wait for the outcome. A client that leaves fires nothing. */
  readonly stopping?: AbortSignal
  /** Follows the GraphQL request that asks for the action. */
  readonly watch?: Watch
}

/** The calls that were placed, as records; or why there are none. */
export interface PlacedCalls {
  readonly outcome: MakeCallOutcome
  readonly calls: readonly RecordView[]
  readonly message: string | null
  readonly error: SourceError | null
}

/** Hang-ups take longer than reads: some switches wait ten seconds for the other end. */
const TIMES_A_READ = 3
/** An action may have to wait for its turn or for a log-in before it is sent. It continues even if the client leaves. */
const TIMES_AN_ATTEMPT = 2
/** No system has an id that is longer, in characters. */
const LONGEST_TARGET = 500
const LONGEST_TOLD = 100

/** Troubles after which the action may have been done although no answer came, or none that could be read. */
const MAY_HAVE_ACTED = new Set(['TIMEOUT', 'DEADLINE', 'UNREACHABLE', 'UNAVAILABLE', 'PROTOCOL', 'TOO_LARGE'])

/** What came of asking the source. */
interface Acted<Result> {
  readonly outcome: Result | SourceFailure
  /** Whether the action was sent, or may have been. */
  readonly sent: boolean
}

const notSent = (failure: SourceFailure): Acted<never> => ({ outcome: failure, sent: false })

/**
 * Ends calls.
 * @param target the vendor's own id of the call, account or customer.
 * @throws GraphQLError FORBIDDEN where the source's configuration does not allow control.
 */
export async function disconnect(
  controlContext: ControlContext,
  source: Source,
  operation: 'disconnectCall' | 'disconnectAccount' | 'disconnectCustomer',
  target: string,
): Promise<DisconnectPayload> {
  const audit = auditOf(controlContext, source, operation, target)
  refuseUnlessAllowed(source, audit)
  const { outcome, sent } =
    target.length > LONGEST_TARGET
      ? notSent(new SourceFailure('REJECTED', `the id is longer than ${LONGEST_TARGET} characters`))
      : await act(controlContext, source, source.declaration.control[operation], target, audit)
  if (sent) controlContext.listCache.forget(source)
  if (outcome instanceof SourceFailure) return { disconnectedCount: null, ...undone(outcome, sent, audit) }
  audit.ended(outcome.outcome, null)
  return {
    outcome: outcome.outcome,
    disconnectedCount: outcome.outcome === 'REQUESTED' ? outcome.disconnectedCount : null,
    message: MESSAGES[outcome.outcome],
    error: null,
  }
}

/** The payload of an action that was not done, or of which that is not known: then trying again is no help. */
function undone(failure: SourceFailure, sent: boolean, audit: Audit) {
  const uncertain = sent && MAY_HAVE_ACTED.has(failure.code)
  const outcome = uncertain ? ('UNKNOWN' as const) : ('FAILED' as const)
  audit.ended(outcome, failure.code)
  const error = toSourceError(failure)
  return {
    outcome,
    message: uncertain ? 'It may have been done: look at the active calls before trying again.' : null,
    error: uncertain ? { ...error, retryable: false, retryAfterSeconds: null } : error,
  }
}

const MESSAGES: Readonly<Record<DisconnectResult['outcome'], string | null>> = {
  REQUESTED: null,
  ALREADY_ENDED: 'The call had ended already.',
  NOT_FOUND: 'The source has no such call in progress, or this account may not see it.',
}

/**
 * Places a call.
 * @throws GraphQLError FORBIDDEN where the source's configuration does not allow control.
 */
export async function makeCall(
  controlContext: ControlContext,
  source: Source,
  order: MakeCallRequest,
): Promise<PlacedCalls> {
  const audit = auditOf(controlContext, source, 'makeCall', order.to)
  refuseUnlessAllowed(source, audit)
  const { outcome: rows, sent } = await act(controlContext, source, source.declaration.control.makeCall, order, audit)
  if (sent) controlContext.listCache.forget(source)
  if (rows instanceof SourceFailure) return { calls: [], ...undone(rows, sent, audit) }
  audit.ended('PLACED', null)
  const make = source.records.calls
  const view = rowsOf(controlContext.access, source, 'calls')
  const seen = rows.flatMap((row) => view.see(row) ?? [])
  const calls = make === undefined ? [] : seen.map((row) => make(row, source.now()))
  return { outcome: 'PLACED', calls, message: null, error: null }
}

/** An attempt to act, as a client has written it. */
export interface Attempt {
  readonly operation: keyof Controls
  readonly source: string
  readonly target: string
}

/**
 * Reads the arguments of an action; what is wrong with them is a line of the audit, too.
 * @throws what `read` throws.
 */
export function readAttempt<Value>(controlContext: ControlContext, attempt: Attempt, read: () => Value): Value {
  try {
    return read()
  } catch (error) {
    controlContext.onEvent({
      type: 'control',
      ...audited(controlContext, attempt),
      outcome: 'REFUSED',
      code: 'BAD_USER_INPUT',
    })
    throw error
  }
}

function audited({ who }: ControlContext, { operation, source, target }: Attempt): AuditedAction {
  const short = (text: string): string => text.slice(0, LONGEST_TOLD)
  return { actionId: randomUUID(), who, operation, source: short(source), target: short(target) }
}

/** The two events of one attempt. */
interface Audit {
  readonly sending: () => void
  readonly ended: (outcome: ControlEvent['outcome'], code: string | null) => void
}

function auditOf(controlContext: ControlContext, source: Source, operation: keyof Controls, target: string): Audit {
  const action = audited(controlContext, { operation, source: source.name, target })
  return {
    sending: () => controlContext.onEvent({ type: 'control-sending', ...action }),
    ended: (outcome, code) => {
      controlContext.onEvent({ type: 'control', ...action, outcome, code })
      if (outcome !== 'REFUSED') controlContext.watch?.contributed(source.name, code === null ? 'OK' : 'FAILED')
    },
  }
}

function refuseUnlessAllowed(source: Source, audit: Audit): void {
  if (source.options.control) return
  audit.ended('REFUSED', 'FORBIDDEN')
  throw new GraphQLError(
    `${source.name}: its configuration does not allow control (sources.${source.name}.control: true)`,
    {
      extensions: { code: 'FORBIDDEN', source: source.name },
    },
  )
}

async function act<Argument, Result>(
  { access, watch, stopping }: ControlContext,
  source: Source,
  control: Control<Argument, Result> | undefined,
  argument: Argument,
  audit: Audit,
): Promise<Acted<Result>> {
  if (control === undefined)
    return notSent(new SourceFailure('UNSUPPORTED', `${source.node.title} has no such operation`))
  const timeoutMs = source.options.timeoutMs * TIMES_A_READ
  const outOfTime = AbortSignal.timeout(timeoutMs * TIMES_AN_ATTEMPT)
  let sent = false
  const beforeSend = (): void => {
    // A server that asks for credentials first is sent the same action once more.
    if (!sent) audit.sending()
    sent = true
  }
  try {
    const callContext = {
      signal: stopping === undefined ? outOfTime : AbortSignal.any([outOfTime, stopping]),
      access,
      timeoutMs,
      beforeSend,
      ...(watch === undefined ? {} : { watch }),
    }
    const request = control.request(argument)
    const check = control.confirm?.(argument) ?? null
    if (check !== null) {
      const { beforeSend: _, ...reading } = callContext
      const { result: isSame } = await source.ask(check.request, check.decode, reading)
      if (!isSame)
        return notSent(new SourceFailure('REJECTED', 'the source has another record under this id; nothing was done'))
    }
    const { result } = await source.ask(request, control.decode, callContext)
    return { outcome: result, sent }
  } catch (error) {
    if (error instanceof DOMException && error.name === 'TimeoutError') {
      const message = `the source did not answer within ${timeoutMs * TIMES_AN_ATTEMPT} ms`
      return { outcome: new SourceFailure('TIMEOUT', message), sent }
    }
    const failure = failureOf(error)
    const outcome = failure.observed === null ? null : (control.outcomeOfError?.(failure.observed) ?? null)
    return { outcome: outcome ?? failure, sent: sent && !failure.neverSent }
  }
}
