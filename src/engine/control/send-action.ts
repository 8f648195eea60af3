import { GraphQLError } from 'graphql'
import type { Control } from '../../../adapters/contract.js'
import type { DisconnectPayload } from '../../../schema/control.js'
import { SourceFailure } from '../../errors/source-failure.js'
import { failureOf } from '../source/failures.js'
import { toSourceError } from '../source/health.js'
import type { Source } from '../source/source.js'
import type { AttemptAudit } from './attempt.js'
import type { ControlContext } from './control-context.js'

// Sends one action to a source, once.

/** Hang-ups take longer than reads: some switches wait ten seconds for the other end. */
const TIMES_A_READ = 3
/** An action may have to wait for its turn or for a log-in before it is sent. It continues even if the client leaves. */
const TIMES_AN_ATTEMPT = 2

/** Failures after which the action may have been done although no answer came, or none that could be read. */
const MAY_HAVE_ACTED = new Set(['TIMEOUT', 'DEADLINE', 'UNREACHABLE', 'UNAVAILABLE', 'PROTOCOL', 'TOO_LARGE'])

/** The outcome of a request to a source. */
export interface Acted<Result> {
  readonly outcome: Result | SourceFailure
  /** Whether the action was sent, or may have been. */
  readonly sent: boolean
}

export const notSent = (failure: SourceFailure): Acted<never> => ({ outcome: failure, sent: false })

/** The payload of an action that was not done, or of which that is not known: then trying again is no help. */
export async function toFailedPayload(
  failure: SourceFailure,
  sent: boolean,
  audit: AttemptAudit,
): Promise<Pick<DisconnectPayload, 'message' | 'error'> & { readonly outcome: 'UNKNOWN' | 'FAILED' }> {
  const uncertain = sent && MAY_HAVE_ACTED.has(failure.code)
  const outcome = uncertain ? 'UNKNOWN' : 'FAILED'
  await audit.ended(outcome, failure.code)
  const error = toSourceError(failure)
  return {
    outcome,
    message: uncertain ? 'It may have been done: look at the active calls before trying again.' : null,
    error: uncertain ? { ...error, retryable: false, retryAfterSeconds: null } : error,
  }
}

/**
 * Sends an action, after its line of the audit has been written.
 * @throws GraphQLError AUDIT_UNAVAILABLE when that line cannot be written; nothing was sent then.
 */
export async function sendAction<Argument, Result>(
  { access, watch, stopping }: ControlContext,
  source: Source,
  control: Control<Argument, Result> | undefined,
  argument: Argument,
  audit: AttemptAudit,
): Promise<Acted<Result>> {
  if (control === undefined)
    return notSent(new SourceFailure('UNSUPPORTED', `${source.node.title} has no such operation`))
  const timeoutMs = source.options.timeoutMs * TIMES_A_READ
  const outOfTime = AbortSignal.timeout(timeoutMs * TIMES_AN_ATTEMPT)
  let sent = false
  const beforeSend = async (): Promise<void> => {
    // To a server that requests credentials first, the same action is sent once more.
    if (sent) return
    await audit.sending().catch(refuseUnaudited)
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
    if (error instanceof GraphQLError) {
      await audit.ended('REFUSED', AUDIT_UNAVAILABLE)
      throw error
    }
    const failure = failureOf(error)
    const outcome = failure.observed === null ? null : (control.outcomeOfError?.(failure.observed) ?? null)
    return { outcome: outcome ?? failure, sent: sent && !failure.neverSent }
  }
}

const AUDIT_UNAVAILABLE = 'AUDIT_UNAVAILABLE'

function refuseUnaudited(): never {
  throw new GraphQLError('the action was not sent, as it could not be recorded in the audit file', {
    extensions: { code: AUDIT_UNAVAILABLE },
  })
}
