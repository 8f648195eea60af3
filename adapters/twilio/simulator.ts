import { defineSimulator, type SimulatorRequest, type SimulatorResponse, type Site } from '../simulation/contract.js'
import { isSubaccount, subaccountOf } from './simulator/accounts.js'
import { notFound, refusal } from './simulator/answers.js'
import { changeCall, placeCall } from './simulator/call-control.js'
import { listCalls, showCall } from './simulator/call-list.js'
import { type TwilioOptions, twilioOptions } from './simulator/options.js'

// A simulated Twilio: calls of the world as records of a main account and of the subaccounts of some customers. It is
// written from the vendor's OpenAPI description and from what clients report, not from the adapter.

export const twilioSimulator = defineSimulator<TwilioOptions>({
  vendor: 'twilio',
  options: twilioOptions,
  basePath: ({ basePath }) => basePath,
  answer,
  source: (origin, { basePath, accountSid, authToken, startTimes }) => ({
    vendor: 'twilio',
    url: `${origin}${basePath}`,
    auth: { accountSid, authToken },
    startTimes,
  }),
  credentials: ({ accountSid, authToken }) => ({ username: accountSid, password: authToken }),
  customerId: subaccountOf,
})

const CALLS = /^\/Accounts\/([^/]+)\/Calls(?:\/([^/]+))?\.json$/

function answer(request: SimulatorRequest, site: Site<TwilioOptions>): SimulatorResponse {
  const { accountSid, authToken, apiKeySid, throttled } = site.options
  if (throttled) return refusal(429, 20429, 'Too Many Requests', { 'retry-after': '1' })
  const accepted = [accountSid, apiKeySid].map((name) => `Basic ${btoa(`${name}:${authToken}`)}`)
  if (!accepted.includes(request.headers['authorization'] ?? ''))
    return refusal(401, 20003, 'Authenticate', { 'www-authenticate': 'Basic realm="Twilio API"' })
  const [, account = '', sid] = CALLS.exec(request.path) ?? []
  if (account !== accountSid && !isSubaccount(account)) return notFound(request.path)
  return answerCalls(request, account, sid, site)
}

function answerCalls(
  { method, path, query, body }: SimulatorRequest,
  account: string,
  sid: string | undefined,
  site: Site<TwilioOptions>,
): SimulatorResponse {
  const form = new URLSearchParams(body)
  switch (`${method} ${sid === undefined ? 'list' : 'call'}`) {
    case 'GET list':
      return listCalls(path, account, query, site)
    case 'GET call':
      return showCall(path, account, sid ?? '', site)
    case 'POST list':
      return placeCall(form, site)
    case 'POST call':
      return changeCall(path, account, sid ?? '', form, site)
    default:
      return refusal(405, 20004, 'Method not allowed')
  }
}
