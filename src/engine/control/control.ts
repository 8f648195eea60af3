import type { DisconnectResult, MakeCallRequest, Row } from '../../../adapters/contract.js'
import type { DisconnectPayload } from '../../../schema/control.js'
import type { MakeCallOutcome } from '../../../schema/enums.js'
import type { EpochMs } from '../../../schema/scalars.js'
import type { SourceError } from '../../../schema/source.js'
import { SourceFailure } from '../../errors/source-failure.js'
import { failureOf } from '../source/failures.js'
import type { GlobalId } from '../source/global-id.js'
import type { RecordView } from '../source/records.js'
import type { Source } from '../source/source.js'
import { rowsOf } from '../source/visibility.js'
import { forbidden, reachOf } from './action-rights.js'
import { type Attempt, type AttemptAudit, auditOf, refusing } from './attempt.js'
import { checkHosts, checkNumbers, checkUrls } from './call-rules.js'
import type { ControlContext } from './control-context.js'
import { type KeyedAction, runOnce } from './keyed-action.js'
import type { KeptAnswer } from './repeated-actions.js'
import { type Acted, notSent, sendAction, toFailedPayload } from './send-action.js'

// Actions on a vendor's switch. They are never repeated and never shared. Every attempt emits an event before it is sent
// and another one with its outcome.

/** No system has an id that is longer, in characters. */
const LONGEST_TARGET = 500

/** A request to end calls. */
export interface DisconnectRequest extends KeyedAction {
  readonly attempt: Attempt & { readonly operation: 'disconnectCall' | 'disconnectAccount' | 'disconnectCustomer' }
  readonly source: Source
  /** The vendor's own id of the call, account or customer. */
  readonly target: string
  /** The id of the call; null where many calls are to be ended. */
  readonly call: GlobalId | null
}

/**
 * Ends calls.
 * @throws GraphQLError FORBIDDEN, RATE_LIMITED, BAD_USER_INPUT or AUDIT_UNAVAILABLE; nothing was sent then.
 */
export async function disconnect(
  controlContext: ControlContext,
  request: DisconnectRequest,
): Promise<DisconnectPayload> {
  const { attempt, source } = request
  const { access, rates, principal, limits } = controlContext
  const audit = auditOf(controlContext, attempt)
  const reach = await refusing(audit, () => reachOf(access, source, attempt.operation))
  return runOnce(controlContext, request, audit, async () => {
    await refusing(audit, () => rates.take(principal.id, 'disconnects', limits.disconnects))
    const acted = await endCalls(controlContext, request, reach === 'own-calls', audit)
    if (acted.sent) await controlContext.listCache.forget(source)
    return { payload: await toDisconnectPayload(acted, audit), sent: acted.sent }
  })
}

async function endCalls(
  controlContext: ControlContext,
  { attempt, source, target, call }: DisconnectRequest,
  isLimited: boolean,
  audit: AttemptAudit,
): Promise<Acted<DisconnectResult>> {
  if (target.length > LONGEST_TARGET)
    return notSent(new SourceFailure('REJECTED', `the id is longer than ${LONGEST_TARGET} characters`))
  if (isLimited) {
    const seen = call === null ? false : await controlContext.seesCall(call).catch(failureOf)
    if (seen instanceof SourceFailure) return notSent(seen)
    // A call of somebody else is one that does not exist.
    if (!seen) return { outcome: { outcome: 'NOT_FOUND' }, sent: false }
  }
  return sendAction(controlContext, source, source.declaration.control[attempt.operation], target, audit)
}

async function toDisconnectPayload(
  { outcome, sent }: Acted<DisconnectResult>,
  audit: AttemptAudit,
): Promise<DisconnectPayload> {
  if (outcome instanceof SourceFailure)
    return { disconnectedCount: null, ...(await toFailedPayload(outcome, sent, audit)) }
  await audit.ended(outcome.outcome, null)
  return {
    outcome: outcome.outcome,
    disconnectedCount: outcome.outcome === 'REQUESTED' ? outcome.disconnectedCount : null,
    message: MESSAGES[outcome.outcome],
    error: null,
  }
}

const MESSAGES: Readonly<Record<DisconnectResult['outcome'], string | null>> = {
  REQUESTED: null,
  ALREADY_ENDED: 'The call had ended already.',
  NOT_FOUND: 'The source has no such call in progress, or this account may not see it.',
}

/** A request to place a call. */
export interface PlaceRequest extends KeyedAction {
  readonly attempt: Attempt
  readonly source: Source
  readonly callRequest: MakeCallRequest
}

/** The calls that were placed, as records; or why there are none. */
export interface PlacedCalls {
  readonly outcome: MakeCallOutcome
  readonly calls: readonly RecordView[]
  readonly message: string | null
  readonly error: SourceError | null
}

/** The same as data, which can be kept. */
interface PlacedRows extends Omit<PlacedCalls, 'calls'> {
  readonly rows: readonly Row[]
  readonly fetchedAtMs: EpochMs
}

/**
 * Places a call.
 * @throws GraphQLError FORBIDDEN, RATE_LIMITED, BAD_USER_INPUT or AUDIT_UNAVAILABLE; nothing was sent then.
 */
export async function makeCall(controlContext: ControlContext, request: PlaceRequest): Promise<PlacedCalls> {
  const { attempt, source, callRequest } = request
  const { access, rates, principal, limits, resolveHost } = controlContext
  const audit = auditOf(controlContext, attempt)
  const { rules, urls } = await refusing(audit, () => {
    reachOf(access, source, 'makeCall')
    const { callRules } = source.options
    if (callRules === undefined || callRules.urls.length === 0)
      throw forbidden(source, `its configuration allows no URL (sources.${source.name}.control.makeCall.urls)`)
    checkNumbers(callRequest, callRules)
    return { rules: callRules, urls: checkUrls(callRequest, callRules) }
  })
  const checked = { ...callRequest, ...Object.fromEntries(urls.map(({ argument, url }) => [argument, url.href])) }
  const { rows, fetchedAtMs, ...placed } = await runOnce(controlContext, request, audit, async () => {
    await refusing(audit, async () => {
      await rates.take(principal.id, 'makeCalls', limits.makeCalls)
      await checkHosts(urls, rules, resolveHost)
    })
    const acted = await sendAction(controlContext, source, source.declaration.control.makeCall, checked, audit)
    if (acted.sent) await controlContext.listCache.forget(source)
    return toPlacedRows(acted, source.now(), audit)
  })
  const make = source.records.calls
  const seen = rows.flatMap((row) => rowsOf(access, source, 'calls').see(row) ?? [])
  return { ...placed, calls: make === undefined ? [] : seen.map((row) => make(row, fetchedAtMs)) }
}

async function toPlacedRows(
  { outcome, sent }: Acted<readonly Row[]>,
  fetchedAtMs: EpochMs,
  audit: AttemptAudit,
): Promise<KeptAnswer<PlacedRows>> {
  if (outcome instanceof SourceFailure)
    return { payload: { ...(await toFailedPayload(outcome, sent, audit)), rows: [], fetchedAtMs }, sent }
  await audit.ended('PLACED', null)
  return { payload: { outcome: 'PLACED', rows: outcome, fetchedAtMs, message: null, error: null }, sent }
}
