import type { Level, Logger } from 'pino'
import type { OnTelemetryEvent, TelemetryEvent } from './events.js'
import { RefusedRequestLog } from './refused-request-log.js'
import { RepairWarnings } from './repair-warnings.js'
import { RepeatedLines } from './repeated-lines.js'

// One line of JSON per GraphQL request and per event of a source. At level `info`, a log has one line per GraphQL request
// and a line for each failure of a source; details are at `debug` and `trace`.

/**
 * Returns a listener that writes events to the log.
 * @param now a monotonic clock, in milliseconds.
 */
export function logEvents(logger: Logger, now: () => number): OnTelemetryEvent {
  // The audit is written whatever the log level. Its destination is synchronous: the line about an action has left the
  // process before the action is sent.
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

/** Events of a source with the same kind are summarized; null for events with a line each: GraphQL requests and the audit. */
function kindOf(event: TelemetryEvent): string | null {
  if (event.type === 'control' || event.type === 'control-sending' || event.type === 'reload' || !('source' in event))
    return null
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
  'stream-ended': 'subscription ended',
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
  reload: 'configuration was read again',
  'cluster-store': 'store of the cluster',
  'cluster-command': 'command to the store',
  'cluster-list': 'list read with the cluster',
  'cluster-login': 'log-in with the cluster',
}

/** Outcomes of normal operation. */
const EXPECTED: ReadonlySet<string> = new Set(['OK', 'CHALLENGED', 'CANCELLED'])

/** The log level of an event; null when it is not logged. */
function levelOf(event: TelemetryEvent): Level | null {
  switch (event.type) {
    case 'operation-answered':
    case 'request-refused':
    case 'stream-ended':
    case 'control-sending':
    case 'control':
    case 'retry':
      return 'info'
    case 'breaker':
    case 'repaired':
      return 'warn'
    case 'request':
      // A proxy is the operator's own.
      if (event.proxy !== undefined) return 'warn'
      return EXPECTED.has(event.outcome) ? 'debug' : 'info'
    case 'answer':
      // While a source is down this happens on every poll of every dashboard; the line of the GraphQL request shows it as well.
      return event.origin === 'stale' ? 'debug' : 'trace'
    case 'request-answered':
    case 'refused':
      return 'debug'
    case 'list':
    case 'cluster-command':
    case 'cluster-list':
      return 'trace'
    case 'cluster-login':
      return event.outcome === 'apart' ? 'warn' : 'debug'
    case 'cluster-store':
      return event.state === 'up' ? 'info' : 'warn'
    case 'whole-list':
      return null
    case 'reload':
      return event.outcome === 'reloaded' ? 'info' : 'error'
  }
}

/** Operation names come from clients and may have any length. */
const LONGEST_NAME = 100

function toFields(event: TelemetryEvent): object {
  if (!('durationMs' in event)) return event
  const fields = { ...event, durationMs: Math.round(event.durationMs * 10) / 10 }
  if (event.type !== 'operation-answered') return fields
  const { traceId, shared, stale, principal, ...rest } = event
  return {
    ...rest,
    durationMs: fields.durationMs,
    operationName: event.operationName?.slice(0, LONGEST_NAME) ?? null,
    ...(principal === null || principal.kind === 'local' ? {} : { principal: principal.id, roles: principal.roles }),
    ...(shared ? { shared } : {}),
    ...(stale.length === 0 ? {} : { stale }),
    ...(traceId === null ? {} : { traceId }),
  }
}

const MINUTE_MS = 60_000

/** Warns when a source refuses the credentials: only the operator can fix that. */
class RefusedCredentialsLog {
  readonly #warnedAtMs = new Map<string, number>()

  constructor(
    private readonly logger: Logger,
    private readonly now: () => number,
  ) {}

  /** Writes a warning, at most once per minute and source. */
  write(source: string): void {
    const nowMs = this.now()
    if (nowMs - (this.#warnedAtMs.get(source) ?? -Infinity) < MINUTE_MS) return
    this.#warnedAtMs.set(source, nowMs)
    const remedy = `check sources.${source}.auth in the configuration, and the account at the vendor`
    this.logger.warn({ type: 'credentials-refused', source, remedy }, 'the source refuses the credentials')
  }
}
