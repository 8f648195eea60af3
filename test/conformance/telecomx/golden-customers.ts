// GET /customer and GET /customer/{id}.

import type { Golden } from '../../../src/conformance/golden.js'
import { answer, askCustomers, BY_LOGIN, errorAnswer, sent } from './golden-parts.js'

const ID = '1234567890ABCDEF12345678'
const RESELLER = '1234567890ABCDEF12345679'
const example = BY_LOGIN
const LIST = 'GET /customer?offset=0&limit=100&full=true&includeSubresellers=true'

const activeRow = {
  _id: ID,
  name: 'Example',
  phoneNumber: '70305050',
  state: 'ACTIVE',
  parentReseller: RESELLER,
  notes: 'A note about the customer',
  addresses: [{ _id: ID, primary: true, city: 'Copenhagen' }],
  finance: { invoiceMethod: 'EMAIL' },
}
/** A reseller at the top has no parent. */
const deletedRow = { _id: RESELLER, name: 'Reseller', state: 'DELETED' }
const strangeRow = { _id: '1234567890ABCDEF1234567A', name: '', state: 'DORMANT', parentReseller: null, notes: '' }

const active = {
  nativeId: ID,
  name: 'Example',
  status: 'ACTIVE',
  vendorStatus: 'ACTIVE',
  description: 'A note about the customer',
  parent: { nativeId: RESELLER, name: null },
}
const deleted = {
  nativeId: RESELLER,
  name: 'Reseller',
  status: 'CLOSED',
  vendorStatus: 'DELETED',
  description: null,
  parent: null,
}
const strange = {
  ...deleted,
  nativeId: '1234567890ABCDEF1234567A',
  name: null,
  status: 'UNKNOWN',
  vendorStatus: 'DORMANT',
}

export const customerGoldens: readonly Golden[] = [
  {
    name: 'customers, also deleted ones',
    example,
    exchange: askCustomers({ filter: { status: ['ACTIVE', 'CLOSED'], search: 'x', parentId: RESELLER } }),
    request: sent(`${LIST}&includeDeleted=true`),
    response: answer({ offset: 0, limit: 100, total: 3, customers: [activeRow, deletedRow, strangeRow] }),
    total: 3,
    records: [active, deleted, strange],
  },
  {
    name: 'a lone customer',
    example,
    exchange: askCustomers({ filter: { status: ['ACTIVE'] } }),
    request: sent(LIST),
    response: answer({ offset: 0, limit: 100, total: 1, customers: [activeRow] }),
    total: 1,
    records: [active],
  },
  {
    name: 'no customers',
    example,
    exchange: askCustomers(),
    request: sent(LIST),
    response: answer({ offset: 0, limit: 100, total: 0, customers: [] }),
    total: 0,
    records: [],
  },
  {
    name: 'one customer',
    example,
    exchange: { lookup: 'customer', nativeId: ID },
    request: sent(`GET /customer/${ID}`),
    response: answer(activeRow),
    records: [active],
  },
  {
    name: 'a customer that there is not',
    example,
    exchange: { lookup: 'customer', nativeId: ID },
    request: sent(`GET /customer/${ID}`),
    response: errorAnswer(404, 'customer', 'Customer not found'),
    records: [],
  },
  {
    name: 'a customer of somebody else',
    example,
    exchange: { lookup: 'customer', nativeId: ID },
    request: sent(`GET /customer/${ID}`),
    response: errorAnswer(403, 'access_denied', 'Insufficient access level'),
    fault: { code: 'UNAUTHENTICATED' },
  },
]
