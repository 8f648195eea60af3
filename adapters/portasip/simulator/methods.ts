import type { Site } from '../../simulation/contract.js'
import { getAccountCdrs, getCustomerCdrs } from './call-records.js'
import { inOrder, ROOT_CUSTOMER, type SwitchCall, toMembers, toSwitchCall } from './calls.js'
import { exportVendorsCdrs } from './carrier-records.js'
import { type MethodCall, string, type Value, XmlRpcError } from './codec.js'
import { getAccountInfo, getCustomerInfo, listAccounts, listCustomers } from './customers.js'
import { isCallOrder, type SwitchOptions } from './options.js'

// The documented methods of the switch, applied to the world.

type Given = MethodCall['parameters']
type Method = (given: Given, site: Site<SwitchOptions>) => Value

/**
 * Calls a method of the switch.
 * @returns the value of the response.
 * @throws XmlRpcError for an unknown method, or a parameter that is missing or has the wrong type.
 */
export function callMethod({ method, parameters }: MethodCall, site: Site<SwitchOptions>): Value {
  const found = methods.get(method)
  if (found === undefined) throw new XmlRpcError(3, `unknown method ${method}`)
  return found(parameters, site)
}

const methods: ReadonlyMap<string, Method> = new Map<string, Method>([
  ['listAllCalls', (given, site) => listCalls(given, site, visibleCalls(given, site))],
  ['listActiveCalls', (given, site) => listCalls(given, site, visibleCalls(given, site).filter(isListedAsActive))],
  ['getAccountCallStats', countByAccount],
  ['getAccountCDRs', (given, site) => getAccountCdrs(given, site, rightsOf(given, site.options))],
  ['getCustomerCDRs', (given, site) => getCustomerCdrs(given, site, rightsOf(given, site.options, 'i_wholesaler'))],
  ['exportVendorsCDRs_Mera', (given, site) => exportVendorsCdrs(given, site, rightsOf(given, site.options))],
  ['listCustomers', (given, site) => listCustomers(given, site, rightsOf(given, site.options, 'i_wholesaler'))],
  ['getCustomerInfo', (given, site) => getCustomerInfo(given, site, rightsOf(given, site.options, 'i_wholesaler'))],
  ['listAccounts', (given, site) => listAccounts(given, site, rightsOf(given, site.options))],
  ['getAccountInfo', (given, site) => getAccountInfo(given, site, rightsOf(given, site.options))],
  ['disconnectCall', disconnectCall],
  ['disconnectAccount', disconnectAccount],
  ['disconnectCustomer', disconnectCustomer],
])

const isListedAsActive = ({ state }: SwitchCall): boolean =>
  state === 'Connected' || state === 'ARComplete' || state === 'WaitRoute'
const isInProgress = ({ state }: SwitchCall): boolean => state !== 'Disconnecting' && state !== 'Dead'

/** The customer whose permissions apply: the API user's or, in trusted mode, the one that the request names. */
function rightsOf(given: Given, { trusted, customerId }: SwitchOptions, member = 'i_customer'): number {
  if (!trusted) return customerId
  const named = integer(given, member) ?? integer(given, 'i_wholesaler')
  if (named === undefined) throw new XmlRpcError(4, `${member} is required in trusted mode`)
  return named
}

/** Calls of a customer and, with `recursive`, of its subcustomers. Only the root customer has subcustomers. */
function visibleCalls(given: Given, { world, nowMs, options }: Site<SwitchOptions>, rights?: number) {
  const customerId = rights ?? rightsOf(given, options)
  const isWhole = customerId === ROOT_CUSTOMER && given.get('recursive') !== false
  return world
    .calls('portasip', nowMs)
    .map((call) => toSwitchCall(call, nowMs))
    .filter((call) => call !== null)
    .filter((call) => isWhole || call.customerId === customerId)
}

function listCalls(given: Given, { options }: Site<SwitchOptions>, calls: readonly SwitchCall[]): Value {
  const [account, vendor, connection] = ['i_account', 'i_vendor', 'i_connection'].map((name) => integer(given, name))
  const node = given.get('node_id')
  const order = given.get('order') ?? 'oldest_first'
  if (!isCallOrder(order)) throw new XmlRpcError(5, 'invalid order')
  const requested = calls.filter(
    (call) =>
      (account === undefined || call.accountId === account) &&
      (connection !== undefined
        ? call.connectionId === connection
        : vendor === undefined || call.vendorId === vendor) &&
      (node === undefined || node === null || call.nodeId === node),
  )
  const isOrdered = given.has('order') && options.order !== 'none'
  return inOrder(requested, isOrdered ? order : options.order).map((call) => toMembers(call, options))
}

function countByAccount(given: Given, site: Site<SwitchOptions>): Value {
  const counts = new Map<number, { total: number; connected: number }>()
  for (const { accountId, state } of visibleCalls(given, site).filter(isInProgress)) {
    if (accountId === null) continue
    const { total, connected } = counts.get(accountId) ?? { total: 0, connected: 0 }
    counts.set(accountId, { total: total + 1, connected: connected + (state === 'Connected' ? 1 : 0) })
  }
  const data = Array.from(counts, ([accountId, { total, connected }]) => [accountId, [total, connected]] as const)
  return { result: string('OK'), data: Object.fromEntries(data) }
}

function disconnectCall(given: Given, site: Site<SwitchOptions>): Value {
  const id = given.get('ID')
  if (typeof id !== 'string') throw new XmlRpcError(5, 'ID: expected a string')
  const calls = visibleCalls(given, site).filter((call) => call.id === id)
  const isEnded = endAll(calls, site) === 1
  return { result: string(isEnded ? 'OK' : 'Call not found or not accessible') }
}

function disconnectAccount(given: Given, site: Site<SwitchOptions>): Value {
  const account = required(given, 'i_account')
  return ended(
    visibleCalls(given, site).filter(({ accountId }) => accountId === account),
    site,
  )
}

function disconnectCustomer(given: Given, site: Site<SwitchOptions>): Value {
  const customer = required(given, 'i_customer')
  const rights = rightsOf(given, site.options, 'i_wholesaler')
  const isWhole = customer === ROOT_CUSTOMER
  return ended(
    visibleCalls(given, site, rights).filter(({ customerId }) => isWhole || customerId === customer),
    site,
  )
}

const ended = (calls: readonly SwitchCall[], site: Site<SwitchOptions>): Value => ({
  result: string('OK'),
  count: endAll(calls, site),
})

/** Ends calls. @returns how many of them were in progress. */
const endAll = (calls: readonly SwitchCall[], { world, nowMs }: Site<SwitchOptions>): number =>
  calls.filter(({ call }) => world.end(call.index, nowMs)).length

function integer(given: Given, name: string): number | undefined {
  const value = given.get(name)
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'number') throw new XmlRpcError(5, `${name}: expected an integer`)
  return value
}

function required(given: Given, name: string): number {
  const value = integer(given, name)
  if (value === undefined) throw new XmlRpcError(5, `${name} is required`)
  return value
}
