import type { Site, WorldCustomer, WorldTrunk } from '../../simulation/contract.js'
import { customerIdOf, ROOT_CUSTOMER } from './calls.js'
import { boolean, double, type MethodCall, string, type Value, XmlRpcError } from './codec.js'
import type { SwitchOptions } from './options.js'

// listCustomers, getCustomerInfo, listAccounts and getAccountInfo over the world, written from Sippy's articles 107322 and
// 107426 and from clients, not from the adapter. The two methods for one record write the balance inverted.

type Given = MethodCall['parameters']
type OfSite = Site<SwitchOptions>

const accountIdOf = ({ index }: Pick<WorldTrunk, 'index'>): number => index + 1
const scrambled = ({ index }: { readonly index: number }): number => Math.imul(index + 1, 0x9e3779b1) >>> 0

/** The page that is asked for, in an order that means nothing; everything without a limit. */
function pageOf<Item extends { readonly index: number }>(items: readonly Item[], given: Given): readonly Item[] {
  const offset = Number(given.get('offset') ?? 0)
  const limit = Number(given.get('limit') ?? Number.POSITIVE_INFINITY)
  return items.toSorted((a, b) => scrambled(a) - scrambled(b)).slice(offset, offset + limit)
}

/** Money that is there if positive: some customers owe some. */
const moneyOf = ({ index }: WorldCustomer): number => ((index * 37) % 100) - 30 + (index % 4) * 0.25
const creditOf = ({ index }: WorldCustomer): number => (index % 3) * 50
const currencyOf = ({ index }: WorldCustomer): string => (index % 5 === 4 ? 'USD' : 'EUR')

const isSubcustomerOf = (rights: number): boolean => rights === ROOT_CUSTOMER

/** The subcustomers of a customer; only the root customer has some. */
export function listCustomers(given: Given, { world, options }: OfSite, rights: number): Value {
  const customers = isSubcustomerOf(rights) ? world.customers : []
  const sign = options.listedBalance === 'debt' ? -1 : 1
  return {
    result: string('OK'),
    customers: pageOf(customers, given).map((customer) => customerMembers(customer, sign)),
  }
}

const customerMembers = (customer: WorldCustomer, sign: 1 | -1) => ({
  i_customer: customerIdOf(customer.index),
  name: string(customer.name),
  web_login: string(`customer${customerIdOf(customer.index)}`),
  // Most customers have none.
  description: string(customer.index % 3 === 0 ? `Customer in ${customer.city}` : ''),
  balance: double(sign * moneyOf(customer)),
  credit_limit: double(creditOf(customer)),
  base_currency: string(currencyOf(customer)),
})

/** One subcustomer: about sixty members, of which some builds have passwords. */
export function getCustomerInfo(given: Given, { world }: OfSite, rights: number): Value {
  const id = given.get('i_customer')
  const found = isSubcustomerOf(rights) ? world.customers.find(({ index }) => customerIdOf(index) === id) : undefined
  if (found === undefined) throw new XmlRpcError(400, 'Customer not found')
  return {
    result: string('OK'),
    customer: {
      ...customerMembers(found, -1),
      i_wholesaler: ROOT_CUSTOMER,
      web_password: string('not-for-clients'),
      api_password: string('not-for-clients'),
      i_time_zone: 1,
    },
  }
}

/** The accounts of a customer; the root customer has the accounts of all. */
function accountsOf({ world }: OfSite, rights: number): readonly WorldTrunk[] {
  return world.trunks.filter(({ customerIndex }) => rights === ROOT_CUSTOMER || customerIdOf(customerIndex) === rights)
}

export function listAccounts(given: Given, site: OfSite, rights: number): Value {
  const accounts = pageOf(accountsOf(site, rights), given)
  return {
    result: string('OK'),
    accounts: accounts.map((account) => ({
      ...accountMembers(account, 1),
      registration_status: registrationOf(account),
    })),
  }
}

const moneyOfAccount = ({ index }: WorldTrunk): number => ((index * 13) % 40) - 10 + 0.5

const accountMembers = (account: WorldTrunk, sign: 1 | -1) => ({
  i_account: accountIdOf(account),
  username: string(`acct${accountIdOf(account)}`),
  description: string(account.index % 2 === 0 ? account.name : ''),
  // Some builds write a number.
  blocked: account.index % 2 === 0 ? boolean(account.usageBlock) : Number(account.usageBlock),
  expired: boolean(!account.active),
  balance: double(sign * moneyOfAccount(account)),
  credit_limit: double(0),
  base_currency: string('EUR'),
})

const registrationOf = (account: WorldTrunk): Value =>
  account.up && account.connection !== 'IP'
    ? {
        user_agent: string('pbx/1.0'),
        contact: string(`sip:acct${accountIdOf(account)}@${account.ipAddress}:5060`),
        expires: 120,
      }
    : null

export function getAccountInfo(given: Given, site: OfSite, rights: number): Value {
  const id = given.get('i_account')
  const found = accountsOf(site, rights).find((account) => accountIdOf(account) === id)
  if (found === undefined) throw new XmlRpcError(400, 'Account not found')
  return {
    result: string('OK'),
    ...accountMembers(found, -1),
    vm_password: string('not-for-clients'),
    voip_password: string('not-for-clients'),
    i_time_zone: 1,
  }
}
