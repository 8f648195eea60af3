import { phaseAt, type SimulatorResponse, type Site } from '../../simulation/contract.js'
import { json, notFound, refusal } from './answers.js'
import { findCall } from './call-list.js'
import { recordOf } from './call-record.js'
import type { TwilioOptions } from './options.js'

// POST Calls.json and POST Calls/{Sid}.json.

const MISSING: readonly (readonly [name: string, code: number])[] = [
  ['To', 21201],
  ['From', 21213],
  ['Url', 21205],
]

/** Places a call; its account is that of the customer who has the number of the caller. */
export function placeCall(form: URLSearchParams, site: Site<TwilioOptions>): SimulatorResponse {
  const missing = MISSING.find(([name]) => (form.get(name) ?? '') === '')
  if (missing !== undefined) return refusal(400, missing[1], `No '${missing[0]}' is specified`)
  const call = site.world.place('twilio', form.get('From') ?? '', form.get('To') ?? '', site.nowMs)
  return json(recordOf(call, site), 201)
}

/** Changes a call: `completed` ends it in any state, `canceled` only before the answer. */
export function changeCall(
  path: string,
  account: string,
  sid: string,
  form: URLSearchParams,
  site: Site<TwilioOptions>,
): SimulatorResponse {
  const call = findCall(account, sid, site)
  if (call === null) return notFound(path)
  const phase = phaseAt(call, site.nowMs)
  if (phase === 'ended') return refusal(400, 21220, 'Call is not in-progress. Cannot redirect.')
  const status = form.get('Status')
  const before = json(recordOf(call, site))
  if (status === 'completed' || (status === 'canceled' && phase !== 'connected')) site.world.end(call.index, site.nowMs)
  return before
}
