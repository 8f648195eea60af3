import type { CustomerFilter } from '../../schema/filters.js'
import type { Customer } from '../../schema/shapes.js'
import {
  type Fields,
  type ListDeclaration,
  type ListRequest,
  type Lookup,
  type Row,
  type RowOwners,
  VendorFault,
  type VendorRequest,
} from '../contract.js'
import { always, from, fromAll, toText } from '../wire/field-readers.js'
import { ownedBy } from '../wire/owned-by.js'
import { decodeRows } from './answer.js'
import { BALANCE, toBalance, withTurnedBalance } from './balance.js'
import { decodeDetails } from './details.js'
import { type Members, ownCustomerOf, toInt32, toRequest, trustedIdOf } from './request.js'
import type { PortasipSettings } from './settings.js'

// listCustomers and getCustomerInfo: the subcustomers of the customer whose permissions apply, and one of them.

type Customers = ListDeclaration<'customers'>

/** Sippy documents no limit; clients ask for up to 500. */
const MOST_CUSTOMERS = 500
/** How many requests for one customer cost as much as a page of up to 500. */
const MANY_CUSTOMERS = 4

/** The list of customers, with the settings of one source. */
export const customersOf = (settings: PortasipSettings): Customers => ({
  support: 'NATIVE',
  paging: { style: 'offset', maxLimit: MOST_CUSTOMERS },
  // Sippy documents no order.
  order: 'none',
  // Subcustomers of subcustomers can be fetched by id, and are not listed.
  bulkReading: { under: {}, worth: MANY_CUSTOMERS, has: 'some' },
  pushdown: {
    search: 'none',
    parentId: 'none',
    // No row says whether a customer is blocked.
    status: 'unsupported',
    balanceBelow: 'none',
  },
  request: (ask) => toListRequest(ask, settings),
  decode: decodeRows('customers', 'i_customer', (row) => toListedRow(row, settings)),
  owners,
  orderTime: () => null,
  fields,
})

function toListRequest({ window }: ListRequest<CustomerFilter>, settings: PortasipSettings): VendorRequest {
  if (window.style !== 'offset') throw new Error(`customers are read by offset and limit, not by ${window.style}`)
  return customerRequest('listCustomers', {
    offset: window.offset,
    limit: window.limit,
    i_wholesaler: trustedIdOf(settings),
  })
}

/** Customers without the right to have customers may be refused with 401, whose credentials work elsewhere. */
const customerRequest = (method: 'listCustomers' | 'getCustomerInfo', members: Members): VendorRequest => ({
  ...toRequest(method, members, true),
  mayLackPermission: true,
})

/** The rows do not name the reseller: it is the customer whose permissions apply. */
function toListedRow(row: Row, settings: PortasipSettings): Row {
  const turned = settings.customers.listedBalance === 'debt' ? withTurnedBalance(row) : row
  return withReseller(turned, settings)
}

const withReseller = (row: Row, settings: PortasipSettings): Row =>
  toText(row['i_wholesaler']) === null ? { ...row, i_wholesaler: ownCustomerOf(settings) } : row

const resellerOf = (row: Row): string | null => toText(row['i_wholesaler'])

/** A customer belongs to itself; its reseller is shown to viewers who may see that one as well. */
const owners: RowOwners = {
  ...ownedBy('i_customer'),
  others: [{ customer: resellerOf, fields: ['i_wholesaler'] }],
  completeByCustomer: false,
  conditions: { parentId: 'customer' },
}

// { i_customer: 7, name: 'Example Telecom', web_login: 'example', description: '', balance: 12.5, credit_limit: 0.0,
//   base_currency: 'EUR' }
const fields: Fields<Customer> = {
  nativeId: from('i_customer', (id) => toText(id) ?? ''),
  name: from('name', toText),
  status: always(null),
  vendorStatus: always(null),
  login: from('web_login', toText),
  description: from('description', toText),
  balance: fromAll(BALANCE, toBalance),
  baseCurrency: from('base_currency', toText),
  parent: fromAll(['i_wholesaler'], (row) => {
    const nativeId = resellerOf(row)
    return nativeId === null ? null : { nativeId, name: null }
  }),
}

const KNOWN = ['i_customer', 'i_wholesaler', 'name', 'web_login', 'description', ...BALANCE]

/** One customer by its i_customer. */
export const customerLookup = (settings: PortasipSettings): Lookup<'customers'> => ({
  request: (nativeId) => {
    const id = toInt32(nativeId)
    if (id === null) throw new VendorFault('REJECTED', 'the id of a customer of this switch is an integer')
    return customerRequest('getCustomerInfo', { i_customer: id, i_wholesaler: trustedIdOf(settings) })
  },
  decode: decodeDetails({
    member: 'customer',
    key: 'i_customer',
    known: KNOWN,
    complete: (row) => withReseller(row, settings),
  }),
  list: 'customers',
  notFound: () => false,
})
