// listAccounts and getAccountInfo.

import type { SipAccountFilter } from '../../../schema/filters.js'
import type { Golden } from '../../../src/conformance/golden.js'
import { answered, asked, booleanMember, faulted, intMember, listOf, stringMember } from './wire.js'

const accounts = (filter: SipAccountFilter = {}): Golden['exchange'] => ({
  list: 'sipAccounts',
  ask: { filter, window: { style: 'offset', offset: 500, limit: 500 }, detail: 'condensed' },
})
const PAGE = intMember('offset', 500) + intMember('limit', 500)
const doubleMember = (name: string, value: string): string =>
  `<member><name>${name}</name><value><double>${value}</double></value></member>`
const member = (name: string, value: string): string => `<member><name>${name}</name>${value}</member>`

const withAccounts = (...rows: readonly string[]) =>
  answered(`<value><struct>${stringMember('result', 'OK')}${member('accounts', listOf(...rows))}</struct></value>`)

const about = (balance: string): string =>
  intMember('i_account', 3) +
  stringMember('username', 'acct3') +
  stringMember('description', 'Reception') +
  booleanMember('blocked', 0) +
  booleanMember('expired', 0) +
  doubleMember('balance', balance) +
  doubleMember('credit_limit', '0.0') +
  stringMember('base_currency', 'EUR')

const REGISTERED = `<value><struct>${
  about('12.5') +
  member(
    'registration_status',
    `<value><struct>${
      stringMember('user_agent', 'pbx/1.0') +
      stringMember('contact', 'sip:acct3@192.0.2.10:5060') +
      intMember('expires', 120)
    }</struct></value>`,
  )
}</struct></value>`
/** Blocked is a number in some builds. */
const BLOCKED = `<value><struct>${
  stringMember('i_account', '4') +
  stringMember('username', 'acct4') +
  intMember('blocked', 1) +
  booleanMember('expired', 0) +
  member('registration_status', '<value><nil/></value>')
}</struct></value>`
const EXPIRED = `<value><struct>${
  intMember('i_account', 5) +
  intMember('i_customer', 8) +
  stringMember('username', 'acct5') +
  booleanMember('blocked', 0) +
  booleanMember('expired', 1)
}</struct></value>`

const single = {
  nativeId: '3',
  name: 'acct3',
  notes: 'Reception',
  active: true,
  username: 'acct3',
  customer: { nativeId: '1', name: null },
  balance: {
    amount: { amount: '12.5', currency: 'EUR' },
    creditLimit: { amount: '0', currency: 'EUR' },
    kind: 'UNKNOWN',
  },
  blocked: false,
  expired: false,
}
const registered = { ...single, status: 'ON', userAgent: 'pbx/1.0', contact: 'sip:acct3@192.0.2.10:5060' }
const unregistered = { status: 'UNKNOWN', userAgent: null, contact: null, notes: null, balance: null }
const blocked = {
  ...unregistered,
  nativeId: '4',
  name: 'acct4',
  active: false,
  username: 'acct4',
  customer: { nativeId: '1', name: null },
  blocked: true,
  expired: false,
}
const expired = {
  ...blocked,
  nativeId: '5',
  name: 'acct5',
  username: 'acct5',
  customer: { nativeId: '8', name: null },
  blocked: false,
  expired: true,
}

export const accountGoldens: readonly Golden[] = [
  {
    name: 'accounts of the configured customer, in trusted mode',
    example: 'trusted',
    exchange: accounts({ customerId: '1', active: true, up: true }),
    request: asked('listAccounts', PAGE + intMember('i_customer', 1)),
    response: withAccounts(REGISTERED, BLOCKED, EXPIRED),
    total: null,
    records: [registered, blocked, expired],
  },
  {
    name: 'a lone account, whose customer is not known',
    example: 'digest',
    exchange: accounts(),
    request: asked('listAccounts', PAGE),
    response: withAccounts(REGISTERED),
    total: null,
    records: [{ ...registered, customer: null }],
  },
  {
    name: 'no accounts',
    example: 'trusted wholesaler',
    exchange: accounts(),
    request: asked('listAccounts', PAGE + intMember('i_customer', 7)),
    response: withAccounts(),
    total: null,
    records: [],
  },
  {
    name: 'one account: the same one as listed, with the balance inverted and without its registration',
    example: 'trusted',
    exchange: { lookup: 'sipAccount', nativeId: '3' },
    request: asked('getAccountInfo', intMember('i_account', 3) + intMember('i_customer', 1)),
    response: answered(
      `<value><struct>${stringMember('result', 'OK') + about('-12.5') + stringMember('voip_password', 'not-for-clients')}</struct></value>`,
    ),
    records: [{ ...single, status: 'UNKNOWN', userAgent: null, contact: null }],
  },
  {
    name: 'an account that there is not',
    example: 'digest',
    exchange: { lookup: 'sipAccount', nativeId: '99' },
    request: asked('getAccountInfo', intMember('i_account', 99)),
    response: faulted(400, 'Account not found'),
    records: [],
  },
]
