import type { SimulatorResponse, Site, WorldCustomer } from '../../simulation/contract.js'
import { folded, idOf, ROOT_RESELLER_ID, resellerId } from './native-ids.js'
import type { TelecomxOptions } from './options.js'
import { booleanParameter, parameter, sliceOf, take } from './parameters.js'
import { json, Refusal } from './responses.js'

// GET /customer and GET /customer/{id}: the API user belongs to the root reseller. There are no balances.

const MAX_LIMIT = 500

const stateOf = ({ index }: WorldCustomer): string =>
  index % 7 === 6 ? 'DELETED' : index % 5 === 3 ? 'BLOCKED' : 'ACTIVE'

/** The first customers are those of the root reseller itself, the others of its subresellers. */
const parentOf = ({ index, resellerIndex }: WorldCustomer): string =>
  index < 3 ? ROOT_RESELLER_ID : resellerId(resellerIndex)

const condensed = (customer: WorldCustomer) => ({
  _id: idOf('customer', customer.index),
  name: customer.name,
  phoneNumber: `7030${String(customer.index).padStart(4, '0')}`,
})

const full = (customer: WorldCustomer) => ({
  ...condensed(customer),
  state: stateOf(customer),
  parentReseller: parentOf(customer),
  ...(customer.index % 2 === 0 ? { notes: `Contact: ${customer.contactName}` } : {}),
  addresses: [{ _id: idOf('address', customer.index), primary: true, city: customer.city, country: 'Denmark' }],
  finance: { invoiceMethod: 'EMAIL' },
})

export function listCustomers(query: URLSearchParams, { world }: Site<TelecomxOptions>): SimulatorResponse {
  const slice = sliceOf(query, MAX_LIMIT)
  const parent = parameter(query, 'parentReseller')
  const text = parameter(query, 'filter')?.toLowerCase()
  const found = world.customers.filter(
    (customer) =>
      (booleanParameter(query, 'includeDeleted') === true || stateOf(customer) !== 'DELETED') &&
      (booleanParameter(query, 'includeSubresellers') === true || parentOf(customer) === ROOT_RESELLER_ID) &&
      (parent === null || parentOf(customer) === folded(parent)) &&
      (text === undefined || customer.name.toLowerCase().includes(text)),
  )
  const print = booleanParameter(query, 'full') === true ? full : condensed
  return json({ ...slice, total: found.length, customers: take(found, slice).map(print) })
}

/** GET /customer/{id}: the full object, also of a deleted customer. */
export function getCustomer(id: string, { world }: Site<TelecomxOptions>): SimulatorResponse {
  const customer = world.customers.find(({ index }) => idOf('customer', index) === folded(id))
  if (customer === undefined) throw new Refusal(404, 'customer', 'Customer not found')
  return json(full(customer))
}
