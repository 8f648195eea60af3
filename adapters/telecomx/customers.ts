import type { CustomerStatus } from '../../schema/enums.js'
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
import { always, from, toText } from '../wire/field-readers.js'
import { ownedBy } from '../wire/owned-by.js'
import { decodeCustomer, decodeList } from './answers.js'
import { nativeIdFrom } from './native-id.js'
import { flag, isVendorId, offsetAndLimit, present } from './requests.js'
import { meaningIn } from './words.js'

// GET /customer and GET /customer/{id}: the customers of a reseller and of its subresellers. TelecomX has no balances.
// Manuals: https://wiki.telecomx.dk/doku.php?id=api:customer:list and …?id=api:customer:get

type Customers = ListDeclaration<'customers'>

/** How many requests for one customer cost as much as a page of up to 500. */
const MANY_CUSTOMERS = 4

const areClosed = (statuses: unknown): boolean => Array.isArray(statuses) && statuses.includes('CLOSED')

const resellerOf = (row: Row): string | null => toText(row.parentReseller)

/** A customer belongs to itself; its reseller is shown to viewers who may see that one as well. */
const owners: RowOwners = {
  ...ownedBy('_id'),
  others: [{ customer: resellerOf, fields: ['parentReseller'] }],
  completeByCustomer: false,
  conditions: { parentId: 'customer' },
}

/** TelecomX `state`. In a blocked customer all services are disabled. */
const STATES: ReadonlyMap<string, CustomerStatus> = new Map<string, CustomerStatus>([
  ['ACTIVE', 'ACTIVE'],
  ['BLOCKED', 'BLOCKED'],
  ['DELETED', 'CLOSED'],
])
const toStatus = meaningIn(STATES)

// { "_id": "1234567890ABCDEF12345678", "name": "Example", "phoneNumber": "70305050", "state": "ACTIVE",
//   "parentReseller": "1234567890ABCDEF12345679", "notes": "A note about the customer", "addresses": [{ … }] }
const fields: Fields<Customer> = {
  nativeId: nativeIdFrom('_id'),
  name: from('name', toText),
  status: from('state', (state) => (toText(state) === null ? null : toStatus(state))),
  vendorStatus: from('state', toText),
  login: always(null),
  description: from('notes', toText),
  balance: always(null),
  baseCurrency: always(null),
  parent: from('parentReseller', (reseller) => {
    const nativeId = toText(reseller)
    return nativeId === null ? null : { nativeId, name: null }
  }),
}

export const customers: Customers = {
  support: 'NATIVE',
  paging: { style: 'offset', maxLimit: 500 },
  // No order is documented.
  order: 'none',
  bulkReading: { under: {}, worth: MANY_CUSTOMERS, has: 'some' },
  pushdown: {
    // The vendor searches "common fields", which are not documented.
    search: 'none',
    // The parameter is for administrators only.
    parentId: 'none',
    // Deleted customers are listed on request.
    status: (statuses) => (areClosed(statuses) ? 'superset' : 'none'),
    balanceBelow: 'unsupported',
  },
  request: listCustomers,
  decode: decodeList('customers', '_id'),
  owners,
  orderTime: () => null,
  fields,
}

/** The condensed form is not documented to have the state, so the full one is always requested. */
function listCustomers({ filter, window }: ListRequest<CustomerFilter>): VendorRequest {
  return {
    operation: 'GET /customer',
    method: 'GET',
    path: '/customer',
    query: [
      ...offsetAndLimit(window),
      ['full', 'true'],
      ['includeSubresellers', 'true'],
      ...present([['includeDeleted', flag(areClosed(filter.status))]]),
    ],
    repeatable: true,
    accept: 'application/json',
  }
}

/** @throws VendorFault REJECTED for an id that could reach something else. */
function getCustomer(id: string): VendorRequest {
  if (!isVendorId(id)) throw new VendorFault('REJECTED', 'this is not the id of a customer')
  return {
    operation: 'GET /customer/{id}',
    method: 'GET',
    path: `/customer/${encodeURIComponent(id)}`,
    repeatable: true,
    accept: 'application/json',
  }
}

/** @param notFound whether an error means that there is no such customer. */
export const customerLookup = (notFound: Lookup<'customers'>['notFound']): Lookup<'customers'> => ({
  request: getCustomer,
  decode: decodeCustomer,
  list: 'customers',
  notFound,
})
