// Customers and their accounts: TelecomX "Customer list", Sippy's "Customers" and "Accounts" of XML-RPC, Kolmisoft "MOR API
// users get", "user details get" and "devices get".

import { argument, arrives, arrivesAsFlag, type DocumentedName, fields, mechanics } from './entry.js'

const telecomx = { vendor: 'telecomx', operation: 'GET /customer' }
const WINDOWS = 'src/plan/windows.ts: where a page is read'

export const telecomxCustomers: readonly DocumentedName[] = [
  mechanics(telecomx, 'parameter', 'offset', WINDOWS, { query: 'customers', receives: '0' }),
  mechanics(telecomx, 'parameter', 'limit', WINDOWS, { query: 'customers', receives: /^\d+$/ }),
  mechanics(telecomx, 'parameter', 'full', 'the state is in full objects', { query: 'customers', receives: 'true' }),
  mechanics(telecomx, 'parameter', 'includeSubresellers', 'all customers that there are', {
    query: 'customers',
    receives: 'true',
  }),
  argument(telecomx, 'includeDeleted', 'customers(filter: { status: [CLOSED] })', 'true'),
  ...fields(
    { ...telecomx, root: 'customers.nodes' },
    {
      _id: arrives({ nativeId: '5B7A1C9E0D4F2A6B8C3E1D90' }),
      name: arrives({ name: 'Example Customer' }),
      state: arrives({ status: 'BLOCKED', vendorStatus: 'BLOCKED' }),
      parentReseller: arrives({ 'parent.nativeId': '5B7A1C9E0D4F2A6B8C3E1D91' }),
      notes: arrives({ description: 'A note about the customer' }),
    },
  ),
]

const balanceAt = (amount: string, limit: string, currency: string) => ({
  balance: arrives({ 'balance.amount.amount': amount }, Number(amount)),
  credit_limit: arrives({ 'balance.creditLimit.amount': limit }, Number(limit)),
  base_currency: arrives({ 'balance.amount.currency': currency, 'balance.creditLimit.currency': currency }),
})
const listCustomers = { vendor: 'portasip', operation: 'listCustomers' }
const listAccounts = { vendor: 'portasip', operation: 'listAccounts' }
const trusted = { source: 'portasip-trusted' }

export const portasipCustomers: readonly DocumentedName[] = [
  mechanics(listCustomers, 'parameter', 'offset', WINDOWS, { query: 'customers', receives: '0' }),
  mechanics(listCustomers, 'parameter', 'limit', WINDOWS, { query: 'customers', receives: /^\d+$/ }),
  mechanics({ ...listCustomers, ...trusted }, 'parameter', 'i_wholesaler', 'the configuration: trusted', {
    query: 'customers',
    receives: '1',
  }),
  ...fields(
    { ...listCustomers, root: 'customers.nodes' },
    {
      i_customer: arrives({ nativeId: '7' }, 7),
      name: arrives({ name: 'Example Telecom' }),
      web_login: arrives({ login: 'example' }),
      description: arrives({ description: 'Old contract' }),
      i_wholesaler: arrives({ 'parent.nativeId': '1' }, 1),
      ...balanceAt('-3.25', '50.5', 'EUR'),
    },
  ),
  mechanics(listAccounts, 'parameter', 'offset', WINDOWS, { query: 'sipAccounts', receives: '0' }),
  mechanics(listAccounts, 'parameter', 'limit', WINDOWS, { query: 'sipAccounts', receives: /^\d+$/ }),
  mechanics({ ...listAccounts, ...trusted }, 'parameter', 'i_customer', 'the configuration: trusted', {
    query: 'sipAccounts',
    receives: '1',
  }),
  ...fields(
    { ...listAccounts, root: 'sipAccounts.nodes' },
    {
      i_account: arrives({ nativeId: '3' }, 3),
      username: arrives({ username: 'acct3', name: 'acct3' }),
      description: arrives({ notes: 'Reception' }),
      blocked: arrivesAsFlag('blocked', 1, 0),
      expired: arrivesAsFlag('expired', 1, 0),
      registration_status: arrives(
        { status: 'ON', userAgent: 'pbx/1.0', contact: 'sip:acct3@192.0.2.10' },
        { user_agent: 'pbx/1.0', contact: 'sip:acct3@192.0.2.10', expires: 120 },
      ),
      ...balanceAt('12.5', '25.75', 'USD'),
    },
  ),
]

const usersGet = { vendor: 'mor', operation: 'users_get' }
const detailsGet = { vendor: 'mor', operation: 'user_details_get' }
const devicesGet = { vendor: 'mor', operation: 'devices_get' }
const USER = 'node(id: "Customer 12")'
const DEVICES = 'sipAccounts(filter: { customerId: "12" })'
const HASH = { receives: /^[0-9a-f]{40}$/ }

export const morUsers: readonly DocumentedName[] = [
  mechanics(usersGet, 'parameter', 'u', 'the configuration: auth.username', {
    query: 'customers',
    receives: 'demo-user',
  }),
  mechanics(usersGet, 'parameter', 'p', 'the configuration: auth.password', {
    query: 'customers',
    receives: 'demo-password',
  }),
  mechanics(usersGet, 'parameter', 'hash', 'adapters/mor/mor-hash.ts', { query: 'customers', ...HASH }),
  ...fields(
    { ...usersGet, root: 'customers.nodes' },
    {
      id: arrives({ nativeId: '12' }),
      username: arrives({ login: 'acme' }),
      first_name: arrives({ name: 'Ida Holm' }, 'Ida'),
      last_name: arrives({ name: 'Ida Holm' }, 'Holm'),
      balance: arrives({ 'balance.amount.amount': '-3.5' }),
      blocked: arrives({ status: 'BLOCKED' }, '1'),
      owner_id: arrives({ 'parent.nativeId': '4' }),
    },
  ),
  argument(detailsGet, 'user_id', `${USER}.balance.kind`, '12'),
  mechanics(detailsGet, 'parameter', 'u', 'the configuration: auth.username', {
    query: `${USER}.balance.kind`,
    receives: 'demo-user',
  }),
  mechanics(detailsGet, 'parameter', 'hash', 'adapters/mor/mor-hash.ts', { query: `${USER}.balance.kind`, ...HASH }),
  ...fields(
    { ...detailsGet, root: USER },
    {
      account: arrives({ 'balance.kind': 'POSTPAID' }, 'Postpaid'),
      balance_number: arrives({ 'balance.amount.amount': '12.3399' }),
      balance_currency: arrives({ 'balance.amount.currency': 'EUR', baseCurrency: 'EUR' }),
      credit: arrives({ 'balance.creditLimit.amount': '10.00' }),
      username: arrives({ login: 'acme2' }),
    },
  ),
  argument(devicesGet, 'user_id', DEVICES, '12'),
  mechanics(devicesGet, 'parameter', 'u', 'the configuration: auth.username', {
    query: DEVICES,
    receives: 'demo-user',
  }),
  mechanics(devicesGet, 'parameter', 'hash', 'adapters/mor/mor-hash.ts', { query: DEVICES, ...HASH }),
  ...fields(
    { ...devicesGet, root: `${DEVICES}.nodes` },
    {
      device_id: arrives({ nativeId: '3' }),
      device_type: arrives({ type: 'IAX2' }),
      username: arrives({ username: '0101', name: '0101' }),
      secret: arrives({ password: 'not-for-clients' }),
      ipaddr: arrives({ ipAddress: '192.0.2.10' }),
      port: arrives({ port: 5070 }, '5070'),
    },
  ),
]
