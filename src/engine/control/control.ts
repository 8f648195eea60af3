import { GraphQLError } from 'graphql'
import type { Control, Controls, DisconnectResult, MakeCallOrder } from '../../../adapters/contract.js'
import type { DisconnectPayload } from '../../../schema/control.js'
import type { DisconnectOutcome, MakeCallOutcome } from '../../../schema/enums.js'
import type { SourceError } from '../../../schema/source.js'
import { SourceTrouble } from '../../errors/source-trouble.js'
import type { SourceMemory } from '../lists/list-cache.js'
import type { Watch } from '../reporting/events.js'
import { failureOf } from '../source/failures.js'
import { toSourceError } from '../source/health.js'
import type { RecordView } from '../source/records.js'
import type { Source } from '../source/source.js'

// Actions on a vendor's switch. Never repeated, never shared; every attempt is told as an event, whatever comes of it.

/** Who asks for an action, as far as that can be told. */
export interface Who {
  /** Where the request came from. */
  readonly address: string
  /** The trusted proxy through which it came, and who has logged in there; null: none and nobody. */
  readonly proxy: string | null
  readonly user: string | null
}

/** One attempt to act, for the audit log. */
export interface ControlEvent {
  readonly type: 'control'
  readonly who: Who
  readonly operation: keyof Controls
  /** As it was named, also where there is no such source. */
  readonly source: string
  /** The vendor's id of what was acted on, or the number that was called; no more than the beginning of a long one. */
  readonly target: string
  /** REFUSED: nothing was asked of the source. */
  readonly outcome: DisconnectOutcome | MakeCallOutcome | 'REFUSED'
  readonly code: string | null
}

export interface ControlDesk {
  readonly memory: SourceMemory
  readonly onEvent: (event: ControlEvent) => void
  readonly who: Who
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
/** Before it is sent, an action may have to wait for its turn, or for a log-in. Whoever asked may go; the action stays. */
const TIMES_AN_ATTEMPT = 2
/** No system has an id that is longer, in characters. */
const LONGEST_TARGET = 500
const LONGEST_TOLD = 100

/** Troubles after which the action may have been done although no answer came, or none that could be read. */
const MAY_HAVE_ACTED = new Set(['TIMEOUT', 'DEADLINE', 'UNREACHABLE', 'UNAVAILABLE', 'PROTOCOL', 'TOO_LARGE'])

const isUncertain = (trouble: SourceTrouble): boolean => MAY_HAVE_ACTED.has(trouble.code) && !trouble.neverSent

/**
 * Ends calls.
 * @param target the vendor's own id of the call, account or customer.
 * @throws GraphQLError FORBIDDEN where the source's configuration does not allow control.
 */
export async function disconnect(
  desk: ControlDesk,
  source: Source,
  operation: 'disconnectCall' | 'disconnectAccount' | 'disconnectCustomer',
  target: string,
): Promise<DisconnectPayload> {
  const audit = auditOf(desk, source, operation, target)
  refuseUnlessAllowed(source, audit)
  const outcome =
    target.length > LONGEST_TARGET
      ? new SourceTrouble('REJECTED', `the id is longer than ${LONGEST_TARGET} characters`)
      : await act(desk, source, source.declaration.control[operation], target)
  desk.memory.forget(source)
  if (outcome instanceof SourceTrouble) return { disconnectedCount: null, ...undone(outcome, audit) }
  audit(outcome.outcome, null)
  return {
    outcome: outcome.outcome,
    disconnectedCount: outcome.outcome === 'REQUESTED' ? outcome.disconnectedCount : null,
    message: MESSAGES[outcome.outcome],
    error: null,
  }
}

/** What is told of an action that has not been done, or of which that is not known: then trying again is no help. */
function undone(trouble: SourceTrouble, audit: Audit) {
  const uncertain = isUncertain(trouble)
  const outcome = uncertain ? ('UNKNOWN' as const) : ('FAILED' as const)
  audit(outcome, trouble.code)
  const error = toSourceError(trouble)
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
export async function makeCall(desk: ControlDesk, source: Source, order: MakeCallOrder): Promise<PlacedCalls> {
  const audit = auditOf(desk, source, 'makeCall', order.to)
  refuseUnlessAllowed(source, audit)
  const rows = await act(desk, source, source.declaration.control.makeCall, order)
  desk.memory.forget(source)
  if (rows instanceof SourceTrouble) return { calls: [], ...undone(rows, audit) }
  audit('PLACED', null)
  const make = source.records.calls
  const calls = make === undefined ? [] : rows.map((row) => make(row, source.now()))
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
export function readAttempt<Value>(desk: ControlDesk, attempt: Attempt, read: () => Value): Value {
  try {
    return read()
  } catch (error) {
    tell(desk, attempt, 'REFUSED', 'BAD_USER_INPUT')
    throw error
  }
}

function tell(
  { who, onEvent }: ControlDesk,
  { operation, source, target }: Attempt,
  outcome: ControlEvent['outcome'],
  code: string | null,
): void {
  const short = (text: string): string => text.slice(0, LONGEST_TOLD)
  onEvent({ type: 'control', who, operation, source: short(source), target: short(target), outcome, code })
}

type Audit = (outcome: ControlEvent['outcome'], code: string | null) => void

const auditOf =
  (desk: ControlDesk, source: Source, operation: keyof Controls, target: string): Audit =>
  (outcome, code) => {
    tell(desk, { operation, source: source.name, target }, outcome, code)
    if (outcome !== 'REFUSED') desk.watch?.contributed(source.name, code === null ? 'OK' : 'FAILED')
  }

function refuseUnlessAllowed(source: Source, audit: Audit): void {
  if (source.options.control) return
  audit('REFUSED', 'FORBIDDEN')
  throw new GraphQLError(
    `${source.name}: its configuration does not allow control (sources.${source.name}.control: true)`,
    {
      extensions: { code: 'FORBIDDEN', source: source.name },
    },
  )
}

async function act<Argument, Result>(
  { watch }: ControlDesk,
  source: Source,
  control: Control<Argument, Result> | undefined,
  argument: Argument,
): Promise<Result | SourceTrouble> {
  if (control === undefined) return new SourceTrouble('UNSUPPORTED', `${source.node.title} has no such operation`)
  const timeoutMs = source.options.timeoutMs * TIMES_A_READ
  try {
    const request = control.request(argument)
    const asking = {
      signal: AbortSignal.timeout(timeoutMs * TIMES_AN_ATTEMPT),
      timeoutMs,
      ...(watch === undefined ? {} : { watch }),
    }
    const check = control.confirm?.(argument) ?? null
    if (check !== null && !(await source.ask(check.request, check.decode, asking)).result)
      return new SourceTrouble('REJECTED', 'the source has another record under this id; nothing was done')
    const { result } = await source.ask(request, control.decode, asking)
    return result
  } catch (error) {
    if (error instanceof DOMException && error.name === 'TimeoutError')
      return new SourceTrouble('TIMEOUT', `the source did not answer within ${timeoutMs * TIMES_AN_ATTEMPT} ms`)
    const trouble = failureOf(error)
    const outcome = trouble.observed === null ? null : (control.outcomeOfError?.(trouble.observed) ?? null)
    return outcome ?? trouble
  }
}
