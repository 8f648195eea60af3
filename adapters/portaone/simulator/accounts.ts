import type { SimulatorResponse, Site, World, WorldTrunk } from '../../simulation/contract.js'
import { accountIdOf, accountKeyOf, customerIdOf } from './ids.js'
import type { PortaoneOptions } from './options.js'
import { integerParam, type Params, pageOf, totalOf } from './params.js'
import { json } from './responses.js'

// Account/get_account_list and Account/get_account_info.

/** An account as both methods write it; only the second has the password of the portal on every system. */
const writeAccount = (trunk: WorldTrunk, world: World, { currency }: PortaoneOptions): Params => ({
  i_account: accountKeyOf(trunk.index),
  id: accountIdOf(trunk.index),
  i_customer: customerIdOf(trunk.customerIndex),
  customer_name: world.customers[trunk.customerIndex]?.name,
  extension_name: trunk.name,
  login: accountIdOf(trunk.index),
  password: 'demo-portal-password',
  h323_password: 'demo-sip-password',
  blocked: trunk.active ? 'N' : 'Y',
  bill_status: 'O',
  sip_status: trunk.up ? 1 : 0,
  i_product: 7 + (trunk.index % 3),
  product_name: 'SIP trunk',
  billing_model: trunk.index % 2 === 0 ? 1 : -1,
  balance: trunk.index % 2 === 0 ? 12.5 : 40,
  credit_limit: trunk.index % 2 === 0 ? 100 : undefined,
  // The balance of every fifth account is that of its customer.
  i_account_balance_control_type: trunk.index % 5 === 4 ? 3 : 1,
  iso_4217: currency,
  alias_list: trunk.numbers.map((number) => ({ id: number.replace('+', '') })),
})

export function getAccountList(params: Params, { world, options }: Site<PortaoneOptions>): SimulatorResponse {
  const customer = integerParam(params, 'i_customer', 0)
  const trunks = world.trunks.filter(({ customerIndex }) => customer === 0 || customer === customerIdOf(customerIndex))
  const page = pageOf(trunks, params, options.largestLimit)
  return json({ ...totalOf(trunks, params), account_list: page.map((trunk) => writeAccount(trunk, world, options)) })
}

/** An account that does not exist is an empty answer. */
export function getAccountInfo(params: Params, { world, options }: Site<PortaoneOptions>): SimulatorResponse {
  const trunk = world.trunks.find(({ index }) => accountIdOf(index) === params['id'])
  return json(trunk === undefined ? {} : { account_info: writeAccount(trunk, world, options) })
}
