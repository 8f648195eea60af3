// Customers. The rows are composed after the facts, section E.

import type { Golden } from '../../../src/conformance/golden.js'
import { asJson, sent } from './parts.js'

const customers = {
  exchange: {
    list: 'customers',
    ask: { filter: {}, window: { style: 'offset', offset: 0, limit: 1000 }, detail: 'full' },
  },
  request: sent('Customer/get_customer_list', '{"get_total":1,"limit":1000,"offset":0}'),
} as const
const answer = (...rows: readonly object[]) => asJson({ total: rows.length, customer_list: rows })
const money = (amount: string, currency: string | null = 'EUR') => ({ amount, currency })

const OWING = {
  i_customer: 1234,
  name: 'Example Ltd',
  login: 'example',
  password: 'demo-portal-password',
  i_parent: 7,
  note: 'A note',
  bill_status: 'O',
  blocked: 'N',
  balance: 12.5,
  credit_limit: 100,
  iso_4217: 'EUR',
}
const owing = {
  nativeId: '1234',
  name: 'Example Ltd',
  status: 'ACTIVE',
  vendorStatus: 'O',
  login: 'example',
  description: 'A note',
  balance: { amount: money('-12.5'), creditLimit: money('100'), kind: 'UNKNOWN' },
  baseCurrency: 'EUR',
  parent: { nativeId: '7', name: null },
}
const PAID = { i_customer: '1235', name: 'Nord & Søn', bill_status: 'S', balance: '-0.30', iso_4217: 'DKK' }
const paid = {
  nativeId: '1235',
  name: 'Nord & Søn',
  status: 'UNKNOWN',
  vendorStatus: 'S',
  login: null,
  description: null,
  balance: { amount: money('0.30', 'DKK'), creditLimit: null, kind: 'UNKNOWN' },
  baseCurrency: 'DKK',
  parent: null,
}
const BARE = { i_customer: 1236, blocked: 'Y' }
const bare = {
  nativeId: '1236',
  name: null,
  status: 'BLOCKED',
  vendorStatus: null,
  login: null,
  description: null,
  balance: null,
  baseCurrency: null,
  parent: null,
}
const one = {
  example: 'password',
  exchange: { lookup: 'customer', nativeId: '1234' },
  request: sent('Customer/get_customer_info', '{"i_customer":1234}'),
} as const

export const customerGoldens: readonly Golden[] = [
  {
    ...customers,
    name: 'customers',
    example: 'password',
    response: answer(OWING, PAID, BARE),
    total: 3,
    records: [owing, paid, bare],
  },
  {
    ...customers,
    name: 'a customer of a system in which a positive balance is money that there is',
    example: 'token',
    response: answer(OWING),
    total: 1,
    records: [{ ...owing, balance: { amount: money('12.5'), creditLimit: money('100'), kind: 'UNKNOWN' } }],
  },
  { ...customers, name: 'no customers', example: 'password', response: answer(), total: 0, records: [] },
  {
    ...customers,
    name: 'a customer without the id',
    example: 'password',
    response: answer({ name: 'Example Ltd' }),
    fault: { code: 'PROTOCOL' },
  },
  { ...one, name: 'one customer', response: asJson({ customer_info: OWING }), records: [owing] },
  { ...one, name: 'a customer that there is not', response: asJson({}), records: [] },
]
