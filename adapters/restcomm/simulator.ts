import { defineSimulator, type SimulatorRequest, type SimulatorResponse, type Site } from '../simulation/contract.js'
import { changeCall, placeCall } from './simulator/call-control.js'
import { findCall, listCalls, printCall } from './simulator/call-list.js'
import { isRecorded, recordOf } from './simulator/call-record.js'
import { basePathOf, type Format, type RestcommOptions, restcommOptions } from './simulator/options.js'
import { refusal } from './simulator/print.js'
import { isSid } from './simulator/sids.js'
import { showMetrics } from './simulator/supervisor.js'

// A simulated Restcomm, either product: calls of the world as records, with HTTP basic authentication. It is written
// from the manual and from facts, section 1, not from the adapter.

export const restcommSimulator = defineSimulator<RestcommOptions>({
  vendor: 'restcomm',
  options: restcommOptions,
  basePath: basePathOf,
  answer,
  source: (origin, options) => ({
    vendor: 'restcomm',
    url: `${origin}${basePathOf(options)}`,
    auth: { accountSid: options.accountSid, authToken: options.authToken },
    product: options.product,
    format: options.format,
  }),
  credentials: ({ accountSid, authToken }) => ({ username: accountSid, password: authToken }),
})

function answer(request: SimulatorRequest, site: Site<RestcommOptions>): SimulatorResponse {
  const { product, accountSid, authToken } = site.options
  const expected = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`
  if (request.headers['authorization'] !== expected)
    return refusal(401, '', { 'www-authenticate': 'Basic realm="Restcomm realm"' })
  const [, account, rest = ''] = /^\/Accounts\/([^/]+)(\/.*)$/.exec(request.path) ?? []
  if (account === undefined) return product === 'sbc' ? answerCalls(request, request.path, site) : refusal(404)
  const isKnown = account === accountSid || account === encodeURIComponent(accountSid)
  if (product === 'connect') return isKnown ? answerCalls(request, rest, site) : refusal(404)
  if (rest !== '/Supervisor.json/metrics') return refusal(404)
  if (request.method !== 'GET') return refusal(405)
  // An SBC does not catch the exception for an unknown account.
  return isKnown ? showMetrics(site) : refusal(500)
}

/** `/Calls`, `/Calls.json`, `/Calls/{Sid}`, `/Calls/{Sid}.json`; Connect also has `/Calls.json/{Sid}`. */
const CALLS = /^\/Calls(\.json)?(?:\/([^/]*?)(\.json)?)?$/

/** @param path after the account, if the path has one. */
function answerCalls(request: SimulatorRequest, path: string, site: Site<RestcommOptions>): SimulatorResponse {
  const match = CALLS.exec(path)
  if (match === null) return refusal(404)
  const [, listSuffix, sid, suffix] = match
  const format = formatOf(listSuffix ?? suffix, request, site.options)
  const form = new URLSearchParams(request.body)
  switch (`${request.method} ${sid === undefined ? 'list' : 'call'}`) {
    case 'GET list':
      return listCalls(request.path, request.query, format, site)
    case 'GET call':
      return showCall(sid ?? '', format, site)
    case 'POST list':
      return placeCall(form, format, site)
    case 'POST call':
      return site.options.product === 'connect' ? changeCall(sid ?? '', form, format, site) : refusal(405)
    default:
      return refusal(405)
  }
}

/** The suffix decides; without one, the SBC responds in XML, and Connect uses the Accept header. */
function formatOf(suffix: string | undefined, { headers }: SimulatorRequest, { product }: RestcommOptions): Format {
  if (suffix !== undefined) return 'json'
  return product === 'connect' && headers['accept']?.includes('json') === true ? 'json' : 'xml'
}

function showCall(sid: string, format: Format, site: Site<RestcommOptions>): SimulatorResponse {
  if (!isSid(site.options.product, sid)) return refusal(site.options.product === 'sbc' ? 500 : 404)
  const call = findCall(sid, site)
  if (call === null || !isRecorded(call, site)) return refusal(404)
  return printCall(recordOf(call, site), format, site.options)
}
