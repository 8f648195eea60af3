import { defineSimulator, type SimulatorRequest, type SimulatorResponse, type Site } from '../simulation/contract.js'
import { getAccountInfo, getAccountList } from './simulator/accounts.js'
import { getCustomerInfo, getCustomerList } from './simulator/customers.js'
import { customerIdOf } from './simulator/ids.js'
import { type PortaoneOptions, portaoneOptions } from './simulator/options.js'
import { type Params, readParams } from './simulator/params.js'
import { Fault } from './simulator/responses.js'
import { logIn, requireToken } from './simulator/sign-in.js'
import { getActiveSessions, getCustomerXdrs } from './simulator/xdrs.js'

// A simulated PortaSwitch: sign-in, active sessions, xDRs, accounts and customers of the world. It is written from the facts, section
// E, not from the adapter.

type Method = (params: Params, site: Site<PortaoneOptions>) => SimulatorResponse

const METHODS: Readonly<Record<string, Method>> = {
  'BillingSession/get_active_sessions_list': (_params, site) => getActiveSessions(site),
  'Customer/get_customer_xdrs': getCustomerXdrs,
  'Customer/get_customer_list': getCustomerList,
  'Customer/get_customer_info': getCustomerInfo,
  'Account/get_account_list': getAccountList,
  'Account/get_account_info': getAccountInfo,
}

export const portaoneSimulator = defineSimulator<PortaoneOptions>({
  vendor: 'portaone',
  basePath: () => '',
  options: portaoneOptions,
  answer: (request, site) => {
    try {
      return route(request, site)
    } catch (error) {
      if (error instanceof Fault) return error.response
      throw error
    }
  },
  source: (origin, { username, password, currency }) => ({
    vendor: 'portaone',
    url: origin,
    auth: { username, password },
    currency,
    region: 'DK',
  }),
  credentials: ({ username, password }) => ({ username, password }),
  customerId: (index) => String(customerIdOf(index)),
})

function route(request: SimulatorRequest, site: Site<PortaoneOptions>): SimulatorResponse {
  if (request.method !== 'POST') throw new Fault('Client.invalid_request', 'Only POST is supported')
  const params = readParams(request)
  const name = /^\/rest\/(\w+\/\w+)$/.exec(request.path)?.[1]
  if (name === 'Session/login') return logIn(params, site)
  requireToken(request, site)
  const method = name === undefined ? undefined : METHODS[name]
  if (method === undefined) throw new Fault('Client.unknown_method', 'There is no such method')
  return method(params, site)
}
