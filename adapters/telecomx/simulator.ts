import { defineSimulator, type SimulatorRequest, type SimulatorResponse, type Site } from '../simulation/contract.js'
import { listCdrs } from './simulator/cdrs.js'
import { getCustomer, listCustomers } from './simulator/customers.js'
import { idOf, ROOT_RESELLER_ID } from './simulator/native-ids.js'
import { type TelecomxOptions, telecomxOptions } from './simulator/options.js'
import { Refusal } from './simulator/responses.js'
import { deleteSession, getSession, listSessions } from './simulator/sessions.js'
import { getSipAccount, listSipAccounts } from './simulator/sip-accounts.js'
import { logIn, requireToken } from './simulator/tokens.js'

// A simulated TelecomX: login, sessions, CDRs, customers and SIP accounts of the world. It is written from the vendor's documents and
// facts, section 4, not from the adapter.

export const telecomxSimulator = defineSimulator<TelecomxOptions>({
  vendor: 'telecomx',
  basePath: () => '',
  options: telecomxOptions,
  answer: (request, site) => {
    try {
      return route(request, site)
    } catch (error) {
      if (error instanceof Refusal) return error.response
      throw error
    }
  },
  // With the top-level reseller, SIP accounts of all customers are listed, and not only those of the user's own
  // customer.
  source: (origin, { username, password, calls }) => ({
    vendor: 'telecomx',
    url: origin,
    auth: { username, password },
    resellerId: ROOT_RESELLER_ID,
    ...(calls === 'cdrs' ? { calls, callRecords: { price: { currency: 'DKK' } } } : {}),
  }),
  credentials: ({ username, password }) => ({ username, password }),
  customerId: (index) => idOf('customer', index),
})

const SESSION_PATH = /^\/sbc\/session\/([^/]*)$/
const CUSTOMER_PATH = /^\/customer\/([^/]*)$/
const SIP_ACCOUNT_PATH = /^\/sip\/([^/]*)$/

function route(request: SimulatorRequest, site: Site<TelecomxOptions>): SimulatorResponse {
  const { method, path, query } = request
  if (method === 'POST' && path === '/auth/login') return logIn(request, site)
  requireToken(request, site)
  if (method === 'GET' && path === '/sbc/session') return listSessions(query, site)
  if (method === 'GET' && path === '/customer/cdrs') return listCdrs(query, site)
  if (method === 'GET' && path === '/customer') return listCustomers(query, site)
  const customer = CUSTOMER_PATH.exec(path)?.[1]
  if (customer !== undefined && method === 'GET') return getCustomer(decodeSegment(customer), site)
  if (method === 'GET' && path === '/sip') return listSipAccounts(query, site)
  const segment = SESSION_PATH.exec(path)?.[1]
  if (segment !== undefined && method === 'GET') return getSession(decodeSegment(segment), site)
  if (segment !== undefined && method === 'DELETE') return deleteSession(decodeSegment(segment), site)
  const account = SIP_ACCOUNT_PATH.exec(path)?.[1]
  if (account !== undefined && method === 'GET') return getSipAccount(decodeSegment(account), site)
  throw new Refusal(404, 'not_found', 'Not found')
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    throw new Refusal(400, 'bad_request', 'Id not found in request URI')
  }
}
