import { defineSimulator, type SimulatorRequest, type SimulatorResponse, type Site } from '../simulation/contract.js'
import { customerIdOf } from './simulator/calls.js'
import { encodeFault, encodeResponse, readCall, XmlRpcError } from './simulator/codec.js'
import { challengeFor, isAuthorized } from './simulator/digest.js'
import { callMethod } from './simulator/methods.js'
import { type SwitchOptions, switchOptions } from './simulator/options.js'

// A simulated Sippy switch: XML-RPC by POST at /xmlapi/xmlapi, with HTTP digest or in trusted mode.

const BASE_PATH = '/xmlapi/xmlapi'

export const portasipSimulator = defineSimulator<SwitchOptions>({
  vendor: 'portasip',
  options: switchOptions,
  basePath: () => BASE_PATH,
  answer,
  source: (origin, options) => ({
    vendor: 'portasip',
    customers: { listedBalance: options.listedBalance },
    url: `${origin}${BASE_PATH}`,
    ...(options.trusted
      ? { trusted: { customerId: options.customerId } }
      : { auth: { username: options.username, password: options.password, customerId: options.customerId } }),
  }),
  credentials: ({ username, password }) => ({ username, password }),
  customerId: (index) => String(customerIdOf(index)),
})

function answer(request: SimulatorRequest, site: Site<SwitchOptions>): SimulatorResponse {
  if (request.path !== '' && request.path !== '/') return page(404, 'Not Found')
  if (!site.options.trusted) {
    const refusal = refuse(request, site)
    if (refusal !== null) return refusal
  }
  if (request.method !== 'POST') return page(405, 'Method Not Allowed', { allow: 'POST' })
  // As live builds do, with a challenge as for wrong credentials.
  if (!site.options.recordsAllowed && RECORD_METHOD.test(request.body))
    return page(401, 'Unauthorized', { 'www-authenticate': challengeFor(site.options, site.nowMs, false) })
  return { status: 200, headers: { 'content-type': 'text/xml' }, body: answerCall(request.body, site) }
}

const RECORD_METHOD = /<methodName>get(?:Account|Customer)CDRs</

/** A 401 with a new challenge; null if the request has a valid signature. */
function refuse(request: SimulatorRequest, { nowMs, options }: Site<SwitchOptions>): SimulatorResponse | null {
  const query = request.query.toString()
  const uri = `${BASE_PATH}${request.path}${query === '' ? '' : `?${query}`}`
  const signed = { method: request.method, uri, authorization: request.headers['authorization'] }
  const authorized = isAuthorized(signed, options, nowMs)
  if (authorized === 'yes') return null
  return page(401, 'Unauthorized', { 'www-authenticate': challengeFor(options, nowMs, authorized === 'stale') })
}

/** Faults are sent with HTTP 200, as in Sippy's XML-RPC library. */
function answerCall(body: string, site: Site<SwitchOptions>): string {
  try {
    return encodeResponse(callMethod(readCall(body), site))
  } catch (error) {
    if (error instanceof XmlRpcError) return encodeFault(error)
    throw error
  }
}

/** A response of the web server in front of the switch: HTML, not XML-RPC. */
const page = (status: number, title: string, headers: Readonly<Record<string, string>> = {}): SimulatorResponse => ({
  status,
  headers: { 'content-type': 'text/html', ...headers },
  body: `<html><head><title>${status} ${title}</title></head><body><h1>${title}</h1></body></html>\n`,
})
