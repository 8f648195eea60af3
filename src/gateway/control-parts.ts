import { lookup } from 'node:dns/promises'
import type { Logger } from 'pino'
import { AuditFile } from '../audit/audit-file.js'
import type { AuditEntry } from '../audit/line.js'
import type { Sharing } from '../cluster/sharing.js'
import type { ControlSettings } from '../config/control-settings.js'
import type { ResolveHost } from '../engine/control/call-rules.js'
import type { SharedControl } from '../engine/control/control-context.js'
import type { ActionAudit, ActionEvent } from '../engine/control/control-events.js'
import type { CallRules } from '../engine/source/source.js'
import type { ActionLogEvent } from '../telemetry/events.js'
import { Lease } from './lease.js'

// What actions on switches need: their audit, rates and idempotency keys.

export interface AuditParts {
  readonly logger: Logger
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly onEvent: (event: ActionLogEvent) => void
}

/** The audit by one setting of `server.audit`. */
export interface OpenAudit {
  readonly path: string | undefined
  readonly audit: ActionAudit
}

/**
 * Opens the audit of actions.
 * @param path of `server.audit`; undefined: actions are recorded in the log only.
 * @throws Error when the audit file cannot be opened, or is not intact at its end.
 */
export async function openAudit(
  path: string | undefined,
  { logger, now, onEvent }: AuditParts,
): Promise<Lease<OpenAudit>> {
  if (path === undefined) return new Lease({ path, audit: { record: onEvent } }, async () => undefined)
  const file = await openAuditFile(path, now)
  return new Lease({ path, audit: fileAudit(file, onEvent, logger) }, () => file.close())
}

/** What actions go on with when the configuration is read again: what was counted, and which keys were used. */
export const createActionState = (
  { actionRates, keys }: Pick<Sharing, 'actionRates' | 'keys'>,
  resolveHost: ResolveHost = resolveByDns,
): Omit<SharedControl, 'audit' | 'listCache'> => ({
  rates: actionRates,
  keys,
  resolveHost,
})

async function openAuditFile(path: string, now: () => number): Promise<AuditFile> {
  try {
    return await AuditFile.open({ path, now })
  } catch (error) {
    throw new Error(`server.audit.file: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** Records events in the file, then in the log with their place in the file: the log shows what was removed there. */
const fileAudit = (file: AuditFile, onEvent: AuditParts['onEvent'], logger: Logger): ActionAudit => ({
  async record(event) {
    try {
      onEvent({ ...event, audit: await file.write(toEntry(event)) })
    } catch (error) {
      logger.error(
        { err: error, actionId: event.actionId },
        'an action on a switch could not be recorded in the audit file',
      )
      // What was refused or has happened is in the log at least. What is about to be sent is not sent.
      if (event.type === 'control') onEvent(event)
      throw error
    }
  },
})

const toEntry = ({ type, ...event }: ActionEvent): AuditEntry => ({
  event: type === 'control' ? 'outcome' : 'sending',
  ...event,
})

/** In milliseconds; the system itself may try for half a minute. */
const LONGEST_LOOKUP_MS = 5000

const resolveByDns: ResolveHost = async (host) => {
  const timeout = Promise.withResolvers<never>()
  const timer = setTimeout(() => timeout.reject(new Error('no answer from DNS')), LONGEST_LOOKUP_MS)
  try {
    const found = await Promise.race([lookup(host, { all: true }), timeout.promise])
    return found.map(({ address }) => address)
  } finally {
    clearTimeout(timer)
  }
}

/** The rules for placing calls at a source; undefined: none may be placed. */
export function callRulesOf(control: ControlSettings): CallRules | undefined {
  if (typeof control === 'boolean') return undefined
  const { urls, destinations = null, callerIds = null, allowPrivate } = control.makeCall
  return { urls, destinations, callerIds, allowPrivate }
}
