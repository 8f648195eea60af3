import type { Call } from '../../schema/call.js'
import type { EpochMs } from '../../schema/scalars.js'
import type { Fields, JoinedList, Row, VendorRequest } from '../contract.js'
import { toMoney } from '../values/decimal.js'
import { protocolFault } from '../wire/faults.js'
import { fromAll, toSeconds, toText } from '../wire/field-readers.js'
import { decodeResult, isOk } from './answer.js'
import { toResultFault } from './faults.js'
import { toRequest } from './request.js'
import type { PortasipSettings } from './settings.js'
import { parseSippyTime, toTextTime } from './sippy-time.js'
import { startOf } from './to-call.js'

// exportVendorsCDRs_Mera: one text for each carrier that a call was sent to, with what it costs the operator (since 2022).
//
//   HOST=198.51.100.1,CONFID=c0ffee01@192.0.2.10,CALLID=701,I_CALL=5551,COST=0.0041,SRC-IP=192.0.2.10,DST-NAME=carrier-a,
//   SETUP-TIME=…,CONNECT-TIME=…,DISCONNECT-TIME=…,ELAPSED-TIME=120,DISCONNECT-CODE-Q931=16
//
// The records of accounts and of subcustomers say what these pay. The three are prices of one call in three roles: this one
// is joined with the records by the SIP Call-ID, and is never a record of its own.

const MINUTE_MS = 60_000

/** The members that are added to a record. */
const COST = 'COST'
export const CARRIER = 'DST-NAME'

/** The export, where the configuration allows it. */
export const carrierCosts = (settings: PortasipSettings): { readonly joined?: JoinedList } =>
  settings.callRecords.carrierCosts ? { joined: exportOf(settings) } : {}

const exportOf = (settings: PortasipSettings): JoinedList => ({
  fields: ['cost', 'carrier'],
  keyOfRow: (row) => toText(row['call_id']),
  keyOf: (row) => toText(row['CONFID']),
  spanOf: (row) => spanOf(row, settings),
  request: (ask) => exportRequest(ask, settings),
  decode: decodeExport,
  join: (row, carriers) => ({ ...row, ...costOf(carriers) }),
})

/** Which time of a call the export compares is not documented: it is between the set-up and the end. */
function spanOf(row: Row, settings: PortasipSettings): { readonly fromMs: EpochMs; readonly toMs: EpochMs } | null {
  const start = startOf(settings)(row)
  if (start === null) return null
  const endMs = parseSippyTime(row['disconnect_time'], settings.timeZone)
  const talkMs = ((toSeconds(row['delay']) ?? 0) + (toSeconds(row['duration']) ?? 0)) * 1000
  return { fromMs: start.epochMs - MINUTE_MS, toMs: (endMs ?? start.epochMs + talkMs) + MINUTE_MS }
}

/** All members are text; in trusted mode the export is that of the root customer. */
const exportRequest = (
  { fromMs, toMs, token }: Parameters<JoinedList['request']>[0],
  { trusted }: PortasipSettings,
): VendorRequest => ({
  ...toRequest(
    'exportVendorsCDRs_Mera',
    {
      start_date: toTextTime(fromMs),
      end_date: toTextTime(toMs),
      start_i_cdrs_connection: token ?? undefined,
      i_customer: trusted === undefined ? undefined : 1,
    },
    true,
  ),
  mayLackPermission: true,
})

/** The next answer begins behind the last id of this one; an empty answer is the last. */
const decodeExport = decodeResult((answer, result) => {
  if (!isOk(result)) throw toResultFault(result)
  const { cdrs } = answer
  const texts: readonly unknown[] | null = Array.isArray(cdrs) ? cdrs : null
  if (texts === null || !texts.every((text) => typeof text === 'string'))
    throw protocolFault('an array of texts in cdrs', 'something else')
  return { rows: texts.map(readText), total: null, next: texts.length === 0 ? null : behind(answer) }
})

const ID = /^\d{1,18}$/
function behind(answer: Row): string {
  const last = toText(answer['last_i_cdrs_connection']) ?? ''
  if (!ID.test(last)) throw protocolFault('an id in last_i_cdrs_connection', 'something else')
  return String(BigInt(last) + 1n)
}

/** `KEY=value,KEY=value`: a comma inside a value is not followed by a key. */
const SEPARATOR = /,(?=[A-Z0-9_-]+=)/
function readText(text: string): Row {
  const row: Record<string, string> = {}
  for (const part of text.split(SEPARATOR)) {
    const at = part.indexOf('=')
    if (at > 0) row[part.slice(0, at)] = part.slice(at + 1)
  }
  return row
}

const hasTalked = (row: Row): boolean => (toSeconds(row['ELAPSED-TIME']) ?? 0) > 0

/**
 * The carrier that carried the call, or the last one that was tried. Where several carried it in turn, none of their costs is
 * that of the call.
 */
function costOf(carriers: readonly Row[]): Row {
  const talked = carriers.filter(hasTalked)
  const last = (talked.length === 0 ? carriers : talked).at(-1)
  return { [COST]: talked.length > 1 ? null : last?.[COST], [CARRIER]: last?.[CARRIER] }
}

/** What is read from the export; `vendor_name` is in the records of some builds. The currency is not documented. */
export const carrierFields: Pick<Fields<Call>, 'cost' | 'carrier'> = {
  cost: fromAll([COST], (row) => toMoney(toText(row[COST]), null)),
  carrier: fromAll(['vendor_name', CARRIER], (row) => toText(row['vendor_name']) ?? toText(row[CARRIER])),
}
