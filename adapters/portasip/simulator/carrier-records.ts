import type { Site, WorldCall } from '../../simulation/contract.js'
import { readTime } from './call-records.js'
import { ROOT_CUSTOMER } from './calls.js'
import { type MethodCall, string, type Value, XmlRpcError } from './codec.js'
import type { SwitchOptions } from './options.js'

// exportVendorsCDRs_Mera over the world, written from Sippy's article, not from the adapter: one text for each carrier that
// a call was sent to, by id, as many as an answer has.

type Given = MethodCall['parameters']

const HOUR_MS = 3_600_000

interface Connection {
  readonly id: bigint
  readonly call: WorldCall
  /** Whether it is the carrier that the call was connected by; every third call was sent to another one before. */
  readonly isLast: boolean
}

const connectionsOf = (call: WorldCall): readonly Connection[] => {
  const id = BigInt(call.index) * 2n + 700n
  const last = { id: id + 1n, call, isLast: true }
  return call.index % 3 === 0 ? [{ id, call, isLast: false }, last] : [last]
}

/** Sent for one second, in the last place. */
const COST_OF_SECOND = 2_750_000_000_000_001n

function writeConnection({ id, call, isLast }: Connection): string {
  const talkSeconds =
    call.answeredAtMs === null || !isLast ? 0 : Math.round((call.endedAtMs - call.answeredAtMs) / 1000)
  const digits = String(BigInt(talkSeconds) * COST_OF_SECOND).padStart(21, '0')
  const members: readonly (readonly [string, string])[] = [
    ['HOST', '198.51.100.1'],
    ['CONFID', call.sipCallId],
    ['CALLID', String(id)],
    ['I_CALL', String(50_000 + call.index)],
    ['COST', talkSeconds === 0 ? '0' : `${digits.slice(0, -20)}.${digits.slice(-20)}`],
    ['SRC-IP', '192.0.2.10'],
    ['DST-IP', '203.0.113.5'],
    ['SRC-NAME', `acct${call.trunkIndex ?? 0}`],
    ['DST-NAME', isLast ? 'carrier-a' : 'carrier-b, backup'],
    ['ELAPSED-TIME', String(talkSeconds)],
    ['DISCONNECT-CODE-Q931', '16'],
  ]
  return members.map(([name, text]) => `${name}=${text}`).join(',')
}

/** The records of carriers whose calls ended in the time range, of the root customer only. Without dates the last hour. */
export function exportVendorsCdrs(given: Given, { world, nowMs, options }: Site<SwitchOptions>, rights: number): Value {
  if (!options.exportAllowed || rights !== ROOT_CUSTOMER) throw new XmlRpcError(403, 'Permission denied')
  const [fromMs, toMs] = [readTime(given, 'start_date', nowMs - HOUR_MS), readTime(given, 'end_date', nowMs)]
  const first = BigInt(String(given.get('start_i_cdrs_connection') ?? '0'))
  const found = world
    .calls('portasip', nowMs)
    .filter(({ endedAtMs }) => endedAtMs <= nowMs && endedAtMs >= fromMs && endedAtMs < toMs)
    .flatMap(connectionsOf)
    .filter(({ id }) => id >= first)
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
    .slice(0, options.exportRows)
  return {
    result: string('OK'),
    last_i_cdrs_connection: string(String(found.at(-1)?.id ?? '')),
    cdrs: found.map((connection) => string(writeConnection(connection))),
  }
}
