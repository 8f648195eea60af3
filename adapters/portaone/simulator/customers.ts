import type { SimulatorResponse, Site, WorldCustomer } from '../../simulation/contract.js'
import { customerIdOf, resellerIdOf } from './ids.js'
import type { PortaoneOptions } from './options.js'
import { integerParam, type Params, pageOf, totalOf } from './params.js'
import { json } from './responses.js'

// Customer/get_customer_list and Customer/get_customer_info.

/** What a customer owes, in cents; negative for one in three, which has paid in advance. */
const centsOf = ({ index }: WorldCustomer): number => (index % 3 === 2 ? -1 : 1) * (250 + 1375 * index)

/** A customer as both methods write it. A positive balance is owed. */
const writeCustomer = (customer: WorldCustomer, { currency }: PortaoneOptions): Params => ({
  i_customer: customerIdOf(customer.index),
  name: customer.name,
  login: `customer${customer.index}`,
  password: 'demo-portal-password',
  i_parent: customer.resellerIndex === 0 ? undefined : resellerIdOf(customer.resellerIndex),
  note: customer.city,
  bill_status: customer.index % 9 === 8 ? 'S' : 'O',
  blocked: customer.index % 7 === 6 ? 'Y' : 'N',
  balance: centsOf(customer) / 100,
  credit_limit: customer.index % 2 === 0 ? 500 : undefined,
  iso_4217: currency,
})

export function getCustomerList(params: Params, { world, options }: Site<PortaoneOptions>): SimulatorResponse {
  const page = pageOf(world.customers, params, options.largestLimit)
  return json({
    ...totalOf(world.customers, params),
    customer_list: page.map((customer) => writeCustomer(customer, options)),
  })
}

/** A customer who does not exist is an empty answer. */
export function getCustomerInfo(params: Params, { world, options }: Site<PortaoneOptions>): SimulatorResponse {
  const id = integerParam(params, 'i_customer', 0)
  const customer = world.customers.find(({ index }) => customerIdOf(index) === id)
  return json(customer === undefined ? {} : { customer_info: writeCustomer(customer, options) })
}
