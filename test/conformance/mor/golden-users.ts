// users_get, user_details_get and devices_get.

import type { Golden } from '../../../src/conformance/golden.js'

const request = (method: string, form: string): string =>
  [
    `POST /api/${method}`,
    'accept: text/xml, application/xml, text/html',
    'content-type: application/x-www-form-urlencoded',
    '',
    form,
  ].join('\n')
const answer = (content: string) => ({
  status: 200,
  contentType: 'text/html',
  body: `<?xml version="1.0" encoding="UTF-8"?>\n${content}\n`,
})

const users: Golden['exchange'] = {
  list: 'customers',
  ask: { filter: {}, window: { style: 'snapshot' }, detail: 'condensed' },
}
const usersPage = (...rows: readonly string[]) =>
  answer(`<page><status><users>${rows.join('\n')}</users></status></page>`)
const errorPage = (error: string) => answer(`<page>\n<status><error>${error}</error></status>\n</page>`)

const ADMINISTRATOR = '<user><id>0</id><username>admin</username><balance>0</balance><usertype>admin</usertype></user>'
const OWING = `<user><id>12</id><username>acme</username><first_name/><last_name/><balance>-3.5</balance>
  <blocked>0</blocked><lcr_id/><tariff_id/><owner_id>0</owner_id><usertype>user</usertype></user>`
const BLOCKED = `<user><id>13</id><username>u13</username><first_name>Ida</first_name><last_name>Holm &amp; Co</last_name>
  <balance>100.0000</balance><blocked>1</blocked><owner_id>12</owner_id><usertype>user</usertype></user>`
const BARE = '<user><id>14</id><username/><balance/></user>'

const unsaid = { vendorStatus: null, description: null }
const owing = {
  ...unsaid,
  nativeId: '12',
  name: 'acme',
  status: 'ACTIVE',
  login: 'acme',
  balance: { amount: { amount: '-3.5', currency: 'EUR' }, creditLimit: null, kind: 'UNKNOWN' },
  baseCurrency: 'EUR',
  parent: { nativeId: '0', name: null },
}
const blocked = {
  ...unsaid,
  nativeId: '13',
  name: 'Ida Holm & Co',
  status: 'BLOCKED',
  login: 'u13',
  balance: { amount: { amount: '100.0000', currency: 'EUR' }, creditLimit: null, kind: 'UNKNOWN' },
  baseCurrency: 'EUR',
  parent: { nativeId: '12', name: null },
}
const bare = {
  ...unsaid,
  nativeId: '14',
  name: null,
  status: null,
  login: null,
  balance: null,
  baseCurrency: 'EUR',
  parent: null,
}

const listGoldens: readonly Golden[] = [
  {
    name: 'users, without those who use MOR for its operator',
    example: 'administrator',
    exchange: users,
    request: request('users_get', 'u=admin'),
    response: usersPage(ADMINISTRATOR, OWING, BLOCKED, BARE),
    total: null,
    records: [owing, blocked, bare],
  },
  {
    name: 'a lone user',
    example: 'administrator',
    exchange: users,
    request: request('users_get', 'u=admin'),
    response: usersPage(OWING),
    total: null,
    records: [owing],
  },
  {
    name: 'no users',
    example: 'administrator',
    exchange: users,
    request: request('users_get', 'u=admin'),
    response: errorPage(' No Users found '),
    total: null,
    records: [],
  },
  {
    name: 'a wrong password',
    example: 'administrator',
    exchange: users,
    request: request('users_get', 'u=admin'),
    response: errorPage('You are not authorized to view this page'),
    fault: { code: 'UNAUTHENTICATED' },
  },
  {
    name: 'a page without users',
    example: 'administrator',
    exchange: users,
    request: request('users_get', 'u=admin'),
    response: answer('<page/>'),
    fault: { code: 'PROTOCOL' },
  },
]

const details = (main: string) =>
  answer(`<page><pagename>Personal_details</pagename><language>en</language><userid>0</userid><details>
  <main_detail>${main}</main_detail>
  <other_details><username>acme</username><first_name>Ida</first_name><surname>Holm</surname></other_details>
  <registration><reg_address/></registration></details></page>`)

const detailed = {
  ...unsaid,
  nativeId: '12',
  name: 'Ida Holm',
  status: null,
  login: 'acme',
  balance: { amount: { amount: '12.3399', currency: 'EUR' }, creditLimit: null, kind: 'PREPAID' },
  baseCurrency: 'EUR',
  parent: null,
}
const ofTwelve = { exchange: { lookup: 'customer', nativeId: '12' } } as const

const detailGoldens: readonly Golden[] = [
  {
    name: 'one user, who owes nothing yet and may owe any amount',
    example: 'administrator',
    ...ofTwelve,
    request: request('user_details_get', 'u=admin&user_id=12'),
    response: details(
      '<account>Prepaid</account><balance>12.34 EUR</balance><balance_number>12.3399</balance_number><balance_currency>EUR</balance_currency><credit>Unlimited</credit>',
    ),
    records: [detailed],
  },
  {
    name: 'one user of a server before 2012, with a credit limit',
    example: 'user',
    ...ofTwelve,
    request: request('user_details_get', 'u=username&user_id=12'),
    response: details('<account>Postpaid</account><balance>-0.0000 USD</balance><credit>25.50 USD</credit>'),
    records: [
      {
        ...detailed,
        balance: {
          amount: { amount: '-0.0000', currency: 'USD' },
          creditLimit: { amount: '25.50', currency: 'USD' },
          kind: 'POSTPAID',
        },
        baseCurrency: null,
      },
    ],
  },
  {
    name: 'a user whom MOR does not have',
    example: 'user',
    exchange: { lookup: 'customer', nativeId: '99' },
    request: request('user_details_get', 'u=username&user_id=99'),
    response: answer('<error>User was not found</error>'),
    records: [],
  },
  {
    name: 'a hash of a user that is not accepted',
    example: 'user',
    ...ofTwelve,
    request: request('user_details_get', 'u=username&user_id=12'),
    response: answer('<status><error>Incorrect hash</error></status>'),
    fault: { code: 'UNAUTHENTICATED' },
  },
]

const devicesOf = (customerId: string): Golden['exchange'] => ({
  list: 'sipAccounts',
  ask: { filter: { customerId }, window: { style: 'snapshot' }, detail: 'condensed' },
})
const devicesPage = (...rows: readonly string[]) => answer(`<page><devices>${rows.join('\n')}</devices></page>`)

const DEVICE = `<device><device_id>3</device_id><device_type>SIP</device_type><devicegroup_id>1</devicegroup_id>
  <primary_device>yes</primary_device><username>0101</username><secret>not-for-clients</secret>
  <ipaddr>192.0.2.10</ipaddr><port>5060</port></device>`
const BEFORE_2018 = '<device><device_id>4</device_id><device_type>IAX2</device_type></device>'
const EMPTY = `<device><device_id>5</device_id><device_type>FAX</device_type><username/><secret/><ipaddr/><port/></device>`

const device = {
  nativeId: '3',
  name: '0101',
  type: 'SIP',
  customer: { nativeId: '12', name: null },
  username: '0101',
  password: 'not-for-clients',
  ipAddress: '192.0.2.10',
  port: 5060,
}
const lacking = { ...device, name: null, username: null, password: null, ipAddress: null, port: null }

const deviceGoldens: readonly Golden[] = [
  {
    name: 'devices of a user',
    example: 'administrator',
    exchange: devicesOf('12'),
    request: request('devices_get', 'u=admin&user_id=12'),
    response: devicesPage(DEVICE, BEFORE_2018, EMPTY),
    total: null,
    records: [device, { ...lacking, nativeId: '4', type: 'IAX2' }, { ...lacking, nativeId: '5', type: 'FAX' }],
  },
  {
    name: 'a lone device of another user',
    example: 'user',
    exchange: devicesOf('13'),
    request: request('devices_get', 'u=username&user_id=13'),
    response: devicesPage(DEVICE),
    total: null,
    records: [{ ...device, customer: { nativeId: '13', name: null } }],
  },
  {
    name: 'no devices',
    example: 'user',
    exchange: devicesOf('12'),
    request: request('devices_get', 'u=username&user_id=12'),
    response: devicesPage(),
    total: null,
    records: [],
  },
  {
    name: 'devices of a user whom MOR does not have: none, and not all',
    example: 'user',
    exchange: devicesOf('99'),
    request: request('devices_get', 'u=username&user_id=99'),
    response: answer('<error>User not found</error>'),
    total: null,
    records: [],
  },
]

export const userGoldens: readonly Golden[] = [...listGoldens, ...detailGoldens, ...deviceGoldens]
