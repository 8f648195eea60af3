// listCustomers and getCustomerInfo.

import type { CustomerFilter } from '../../../schema/filters.js'
import type { Golden } from '../../../src/conformance/golden.js'
import { answered, asked, faulted, intMember, listOf, stringMember } from './wire.js'

const customers = (filter: CustomerFilter = {}): Golden['exchange'] => ({
  list: 'customers',
  ask: { filter, window: { style: 'offset', offset: 0, limit: 500 }, detail: 'condensed' },
})
const PAGE = intMember('offset', 0) + intMember('limit', 500)
const doubleMember = (name: string, value: string): string =>
  `<member><name>${name}</name><value><double>${value}</double></value></member>`
const nilMember = (name: string): string => `<member><name>${name}</name><value><nil/></value></member>`

const withCustomers = (...rows: readonly string[]) =>
  answered(
    `<value><struct>${stringMember('result', 'OK')}<member><name>customers</name>${listOf(...rows)}</member></struct></value>`,
  )

const members = (balance: string): string =>
  intMember('i_customer', 7) +
  stringMember('name', 'Example Telecom') +
  stringMember('web_login', 'example') +
  stringMember('description', '') +
  doubleMember('balance', balance) +
  doubleMember('credit_limit', '0.00000000000000000') +
  stringMember('base_currency', 'EUR')

/** 12.35 as Sippy's library writes it. */
const PREPAID = `<value><struct>${members('12.34999999999999964')}</struct></value>`
/** Owes some; the id is text, as some members are. */
const OWING = `<value><struct>${
  stringMember('i_customer', '8') +
  stringMember('name', 'Other & Sons') +
  stringMember('web_login', 'other') +
  stringMember('description', 'Old contract') +
  doubleMember('balance', '-3.50000000000000000') +
  intMember('credit_limit', 50) +
  stringMember('base_currency', 'USD')
}</struct></value>`
/** Everything that may be missing is. */
const BARE = `<value><struct>${intMember('i_customer', 9) + stringMember('name', '') + nilMember('balance')}</struct></value>`

const unsaid = { status: null, vendorStatus: null }
const prepaid = {
  ...unsaid,
  nativeId: '7',
  name: 'Example Telecom',
  login: 'example',
  description: null,
  balance: {
    amount: { amount: '12.35', currency: 'EUR' },
    creditLimit: { amount: '0', currency: 'EUR' },
    kind: 'UNKNOWN',
  },
  baseCurrency: 'EUR',
  parent: { nativeId: '1', name: null },
}
const owing = {
  ...unsaid,
  nativeId: '8',
  name: 'Other & Sons',
  login: 'other',
  description: 'Old contract',
  balance: {
    amount: { amount: '-3.5', currency: 'USD' },
    creditLimit: { amount: '50', currency: 'USD' },
    kind: 'UNKNOWN',
  },
  baseCurrency: 'USD',
  parent: { nativeId: '1', name: null },
}
const bare = {
  ...unsaid,
  nativeId: '9',
  name: null,
  login: null,
  description: null,
  balance: null,
  baseCurrency: null,
  parent: { nativeId: '1', name: null },
}

export const customerGoldens: readonly Golden[] = [
  {
    name: 'customers of the configured customer, in trusted mode',
    example: 'trusted',
    exchange: customers({ search: 'x', parentId: '1', balanceBelow: { amount: '0', currency: 'EUR' } }),
    request: asked('listCustomers', PAGE + intMember('i_wholesaler', 1)),
    response: withCustomers(PREPAID, OWING, BARE),
    total: null,
    records: [prepaid, owing, bare],
  },
  {
    name: 'a lone customer, of a user whose id is not configured',
    example: 'digest',
    exchange: customers(),
    request: asked('listCustomers', PAGE),
    response: withCustomers(PREPAID),
    total: null,
    records: [{ ...prepaid, parent: null }],
  },
  {
    name: 'a list whose balances are debt',
    example: 'trusted wholesaler',
    exchange: customers(),
    request: asked('listCustomers', PAGE + intMember('i_wholesaler', 7)),
    response: withCustomers(OWING),
    total: null,
    records: [
      {
        ...owing,
        balance: { ...owing.balance, amount: { amount: '3.5', currency: 'USD' } },
        parent: { nativeId: '7', name: null },
      },
    ],
  },
  {
    name: 'no customers',
    example: 'trusted',
    exchange: customers(),
    request: asked('listCustomers', PAGE + intMember('i_wholesaler', 1)),
    response: withCustomers(),
    total: null,
    records: [],
  },
  {
    name: 'customers without an array',
    example: 'trusted',
    exchange: customers(),
    request: asked('listCustomers', PAGE + intMember('i_wholesaler', 1)),
    response: answered(`<value><struct>${stringMember('result', 'OK')}</struct></value>`),
    fault: { code: 'PROTOCOL' },
  },
  {
    name: 'one customer: the same one as listed, with the balance inverted, and with passwords that are not kept',
    example: 'trusted',
    exchange: { lookup: 'customer', nativeId: '7' },
    request: asked('getCustomerInfo', intMember('i_customer', 7) + intMember('i_wholesaler', 1)),
    response: answered(
      `<value><struct>${stringMember('result', 'OK')}<member><name>customer</name><value><struct>${
        members('-12.34999999999999964') + stringMember('api_password', 'not-for-clients')
      }</struct></value></member></struct></value>`,
    ),
    records: [prepaid],
  },
  {
    name: 'a customer that there is not',
    example: 'digest',
    exchange: { lookup: 'customer', nativeId: '99' },
    request: asked('getCustomerInfo', intMember('i_customer', 99)),
    response: faulted(400, 'Customer not found'),
    records: [],
  },
  {
    name: 'a customer that there is not, as a result',
    example: 'digest',
    exchange: { lookup: 'customer', nativeId: '99' },
    request: asked('getCustomerInfo', intMember('i_customer', 99)),
    response: answered(`<value><struct>${stringMember('result', 'No such customer')}</struct></value>`),
    records: [],
  },
  {
    name: 'a customer that may not be asked for',
    example: 'digest',
    exchange: { lookup: 'customer', nativeId: '1' },
    request: asked('getCustomerInfo', intMember('i_customer', 1)),
    response: answered(`<value><struct>${stringMember('result', 'Permission denied')}</struct></value>`),
    fault: { code: 'UNAUTHENTICATED' },
  },
]
