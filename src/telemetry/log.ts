import type { Level, Logger } from 'pino'
import type { OnTelemetryEvent, TelemetryEvent } from './events.js'
import { RefusedRequestLog } from './refused-request-log.js'
import { RepairWarnings } from './repair-warnings.js'
import { RepeatedLines } from './repeated-lines.js'

// One line of JSON per GraphQL request and per event of a source. The level tells who reads it: a busy gateway's log at
// `info` has one line per GraphQL request, and a line for whatever goes wrong at a source.

/** @param now a monotonic clock, in milliseconds. */
export function logEvents(logger: Logger, now: () => number): OnTelemetryEvent {
  // The audit is kept whatever level the rest of the log has. Its destination writes synchronously: the line that says
  // that an action is being sent has left the process before the action does.
  const audit = logger.child({}, { level: 'info' })
  const refused = new RefusedRequestLog(logger)
  const credentials = new RefusedCredentialsLog(logger, now)
  const repairWarnings = new RepairWarnings(now)
  // Someone who reads everything wants every line.
  const repeats = logger.isLevelEnabled('debug') ? null : new RepeatedLines()
  return (reported) => {
    const event = reported.type === 'repaired' ? repairWarnings.next(reported) : reported
    if (event === null) return
    if (event.type === 'request-refused') return refused.write(event)
    if (event.type === 'request' && event.outcome === 'UNAUTHENTICATED') credentials.write(event.source)
    const level = levelOf(event)
    const log = event.type === 'control' || event.type === 'control-sending' ? audit : logger
    if (level === null || !log.isLevelEnabled(level)) return
    const write = (repeated?: number): void =>
      log[level]({ ...toFields(event), ...(repeated === undefined ? {} : { repeated }) }, MESSAGES[event.type])
    const key = kindOf(event)
    if (repeats === null || key === null) write()
    else repeats.add(key, write)
  }
}

/** What events of a source are summarized together; null for those that each have a line: requests and the audit. */
function kindOf(event: TelemetryEvent): string | null {
  if (event.type === 'control' || event.type === 'control-sending' || !('source' in event)) return null
  const detail =
    event.type === 'request'
      ? event.outcome
      : event.type === 'breaker'
        ? event.state
        : 'code' in event
          ? event.code
          : ''
  return `${event.source} ${event.type} ${detail}`
}

const MESSAGES: Readonly<Record<TelemetryEvent['type'], string>> = {
  'operation-answered': 'graphql request',
  'request-answered': 'http request',
  'request-refused': 'http request refused',
  'control-sending': 'action on a switch is being sent',
  control: 'action on a switch',
  request: 'vendor request',
  repaired: 'vendor answer was repaired',
  retry: 'vendor request is repeated',
  refused: 'vendor request was not sent',
  breaker: 'circuit breaker',
  answer: 'vendor answer',
  list: 'list',
  'whole-list': 'whole list',
}

/** What belongs to the ordinary run of things. */
const EXPECTED: ReadonlySet<string> = new Set(['OK', 'CHALLENGED', 'CANCELLED'])

/** Null for what tells a log nothing. */
function levelOf(event: TelemetryEvent): Level | null {
  switch (event.type) {
    case 'operation-answered':
    case 'request-refused':
    case 'control-sending':
    case 'control':
    case 'retry':
      return 'info'
    case 'breaker':
    case 'repaired':
      return 'warn'
    case 'request':
      return EXPECTED.has(event.outcome) ? 'debug' : 'info'
    case 'answer':
      // While a source is down that is every poll of every dashboard; the line of the request says it, too.
      return event.origin === 'stale' ? 'debug' : 'trace'
    case 'request-answered':
    case 'refused':
      return 'debug'
    case 'list':
      return 'trace'
    case 'whole-list':
      return null
  }
}

/** Names are the client's own text, of any length. */
const LONGEST_NAME = 100

function toFields(event: TelemetryEvent): object {
  if (!('durationMs' in event)) return event
  const fields = { ...event, durationMs: Math.round(event.durationMs * 10) / 10 }
  if (event.type !== 'operation-answered') return fields
  const { traceId, shared, stale, ...rest } = event
  return {
    ...rest,
    durationMs: fields.durationMs,
    operationName: event.operationName?.slice(0, LONGEST_NAME) ?? null,
    ...(shared ? { shared } : {}),
    ...(stale.length === 0 ? {} : { stale }),
    ...(traceId === null ? {} : { traceId }),
  }
}

const MINUTE_MS = 60_000

/** Warns of a source that refuses its credentials: only the operator can do something about it. */
class RefusedCredentialsLog {
  readonly #warnedAtMs = new Map<string, number>()

  constructor(
    private readonly logger: Logger,
    private readonly now: () => number,
  ) {}

  /** Writes a warning, once a minute and source. */
  write(source: string): void {
    const nowMs = this.now()
    if (nowMs - (this.#warnedAtMs.get(source) ?? -Infinity) < MINUTE_MS) return
    this.#warnedAtMs.set(source, nowMs)
    const remedy = `check sources.${source}.auth in the configuration, and the account at the vendor`
    this.logger.warn({ type: 'credentials-refused', source, remedy }, 'the source refuses the credentials')
  }
}
