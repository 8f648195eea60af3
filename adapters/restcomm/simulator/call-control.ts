import { phaseAt, type SimulatorResponse, type Site, type WorldCall } from '../../simulation/contract.js'
import { findCall, printCall } from './call-list.js'
import { type CallRecord, recordOf } from './call-record.js'
import type { Format, RestcommOptions } from './options.js'
import { json, membersOf, refusal, toJsonObject, toXmlElement, xml } from './print.js'
import { isSid } from './sids.js'

// POST Calls and POST Calls/{Sid}: placing and ending calls.

/**
 * Places a call. The manual of the SBC also documents this, and the simulator follows the manual; SBCs that are built
 * from the public code have no POST.
 */
export function placeCall(form: URLSearchParams, format: Format, site: Site<RestcommOptions>): SimulatorResponse {
  const missing = ['From', 'To', 'Url'].find((name) => !form.has(name))
  if (missing !== undefined) return refusal(400, `${missing} can not be null.`)
  const from = form.get('From')?.trim() ?? ''
  const to = form.get('To')?.trim() ?? ''
  // A client that is registered on two devices rings on both.
  const branches = to.startsWith('client:') ? 2 : 1
  const placed = Array.from({ length: branches }, () => site.world.place('restcomm', from, to, site.nowMs))
  return printNewCalls(
    placed.map((call) => recordOf(call, site)),
    format,
    site.options,
  )
}

function printNewCalls(records: readonly CallRecord[], format: Format, options: RestcommOptions): SimulatorResponse {
  const calls = records.map((record) => membersOf(record, options))
  if (format === 'json') return json(calls.length === 1 ? calls.map(toJsonObject)[0] : calls.map(toJsonObject))
  return xml({ Call: calls.map(toXmlElement) }, 'org.restcomm.connect.dao.entities.CallDetailRecord')
}

/** Changes a call of Connect, and responds with the call as it was before. */
export function changeCall(
  sid: string,
  form: URLSearchParams,
  format: Format,
  site: Site<RestcommOptions>,
): SimulatorResponse {
  if (!isSid('connect', sid)) return refusal(400)
  const call = findCall(sid, site)
  if (call === null) return refusal(406)
  if (phaseAt(call, site.nowMs) === 'ended') return refusal(410, 'Call is already completed.')
  const before = printCall(recordOf(call, site), format, site.options)
  if (endsBy(form.get('Status')?.toLowerCase(), call, site.nowMs)) site.world.end(call.index, site.nowMs)
  return before
}

/** `completed` ends any call, `canceled` only one that has not been answered; any other status does nothing. */
const endsBy = (status: string | undefined, call: WorldCall, nowMs: number): boolean =>
  status === 'completed' || (status === 'canceled' && phaseAt(call, nowMs) !== 'connected')
