import type { CustomerStatus } from '../../schema/enums.js'
import type { CustomerFilter } from '../../schema/filters.js'
import type { Customer } from '../../schema/shapes.js'
import {
  type DecodedPage,
  type Fields,
  type ListDeclaration,
  type ListRequest,
  type Lookup,
  type Row,
  type RowOwners,
  type StartDecoder,
  VendorFault,
  type VendorRequest,
} from '../contract.js'
import { from, fromAll, toText } from '../wire/field-readers.js'
import { mapResult } from '../wire/map-result.js'
import { ownedBy } from '../wire/owned-by.js'
import { decodeList, decodeOne } from './answers.js'
import { BALANCE, balanceReader } from './balance.js'
import { toFlag } from './flags.js'
import { withoutPasswords } from './passwords.js'
import { toPortaId, toRequest } from './request.js'
import type { PortaoneSettings } from './settings.js'

// Customer/get_customer_list and Customer/get_customer_info.
//
// { "i_customer": 1234, "name": "Example Ltd", "login": "example", "password": "…", "i_parent": 7, "note": "",
//   "bill_status": "O", "blocked": "N", "balance": 12.5, "credit_limit": 100, "iso_4217": "EUR" }

type Customers = ListDeclaration<'customers'>

/** How many requests for one customer cost as much as a page of up to a thousand. */
const MANY_CUSTOMERS = 4

/** The list of customers, with the settings of one source. */
export const customersOf = (settings: PortaoneSettings): Customers => ({
  support: 'NATIVE',
  paging: { style: 'offset', maxLimit: settings.customerId === undefined ? settings.maxPageSize : 1 },
  // PortaOne does not document an order.
  order: 'none',
  // The list is without customers whose contract has ended.
  bulkReading: { under: {}, worth: MANY_CUSTOMERS, has: 'some' },
  pushdown: { search: 'none', parentId: 'none', status: 'none', balanceBelow: 'none' },
  request: (ask) => toListRequest(ask, settings),
  decode: settings.customerId === undefined ? decodeCustomers : decodeOnlyCustomer,
  owners,
  orderTime: () => null,
  fields: customerFields(settings),
})

/** A source of one customer reads that one. */
function toListRequest({ window }: ListRequest<CustomerFilter>, { customerId }: PortaoneSettings): VendorRequest {
  if (window.style !== 'offset') throw new Error(`customers are read by offset and limit, not by ${window.style}`)
  if (customerId !== undefined) return toInfoRequest(customerId)
  const { limit, offset } = window
  return toRequest('Customer/get_customer_list', { get_total: 1, limit, offset })
}

function toInfoRequest(customerId: string): VendorRequest {
  const id = toPortaId(customerId)
  if (id === null) throw new VendorFault('REJECTED', 'the id of a customer of this system is a positive integer')
  return toRequest('Customer/get_customer_info', { i_customer: id })
}

const isKeyed = (row: Row): boolean => toText(row['i_customer']) !== null

const decodeCustomers = mapResult(
  decodeList({ list: 'customer_list', isKeyed }),
  (page): DecodedPage => ({ ...page, rows: page.rows.map((row) => withoutPasswords(row)) }),
)
const decodeCustomer = mapResult(decodeOne({ member: 'customer_info', isKeyed }), (row) =>
  row === null ? null : withoutPasswords(row),
)
const decodeOnlyCustomer: StartDecoder<DecodedPage> = mapResult(decodeCustomer, (row) => {
  const rows = row === null ? [] : [row]
  return { rows, total: rows.length }
})

const resellerOf = (row: Row): string | null => toText(row['i_parent'])

/** A customer belongs to itself; its reseller is shown to viewers who may see that one as well. */
const owners: RowOwners = {
  ...ownedBy('i_customer'),
  others: [{ customer: resellerOf, fields: ['i_parent'] }],
  completeByCustomer: false,
  conditions: { parentId: 'customer' },
}

/** Of the words of bill_status only O, open, is known. */
function toStatus(row: Row): CustomerStatus | null {
  const status = toText(row['bill_status'])
  if (toFlag(row['blocked']) === true) return 'BLOCKED'
  return status === null ? null : status === 'O' ? 'ACTIVE' : 'UNKNOWN'
}

const customerFields = (settings: PortaoneSettings): Fields<Customer> => ({
  nativeId: from('i_customer', (id) => toText(id) ?? ''),
  name: from('name', toText),
  status: fromAll(['bill_status', 'blocked'], toStatus),
  vendorStatus: from('bill_status', toText),
  login: from('login', toText),
  description: from('note', toText),
  balance: fromAll(BALANCE, balanceReader(settings)),
  baseCurrency: from('iso_4217', (code) => toText(code) ?? settings.currency ?? null),
  parent: fromAll(['i_parent'], (row) => {
    const nativeId = resellerOf(row)
    return nativeId === null ? null : { nativeId, name: null }
  }),
})

/** One customer by its i_customer. */
export const customerLookup = ({ customerId }: PortaoneSettings): Lookup<'customers'> => ({
  request: (nativeId) => {
    if (customerId !== undefined && nativeId !== customerId)
      throw new VendorFault('REJECTED', 'this source is configured to read another customer only')
    return toInfoRequest(nativeId)
  },
  decode: decodeCustomer,
  list: 'customers',
  notFound: () => false,
})
