import type { Level, Logger } from 'pino'
import type { OnTelemetryEvent, TelemetryEvent } from './events.js'
import { RepairWarnings } from './repair-warnings.js'

// One line of JSON per GraphQL request and per event of a source. The level tells who reads it: a busy gateway's log at
// `info` has one line per GraphQL request, and a line for whatever goes wrong at a source.

/** @param now milliseconds since 1970. */
export function logEvents(logger: Logger, now: () => number): OnTelemetryEvent {
  // The audit is kept whatever level the rest of the log has.
  const audit = logger.child({}, { level: 'info' })
  const repairWarnings = new RepairWarnings(now)
  return (reported) => {
    const event = reported.type === 'repaired' ? repairWarnings.next(reported) : reported
    if (event === null) return
    const level = levelOf(event)
    const log = event.type === 'control' ? audit : logger
    if (level !== null && log.isLevelEnabled(level)) log[level](toFields(event), MESSAGES[event.type])
  }
}

const MESSAGES: Readonly<Record<TelemetryEvent['type'], string>> = {
  'operation-answered': 'graphql request',
  'request-answered': 'http request',
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
