import type { BalanceKind } from '../../schema/enums.js'
import type { Customer, Money } from '../../schema/shapes.js'
import {
  type Fields,
  type ListDeclaration,
  type Lookup,
  type ReportedBalance,
  type Row,
  type RowOwners,
  VendorFault,
} from '../contract.js'
import { toMoney } from '../values/decimal.js'
import { always, from, fromAll, toBoolean, toText } from '../wire/field-readers.js'
import { ownedBy } from '../wire/owned-by.js'
import type { MorSettings } from './settings.js'
import { userRequest, WRITTEN_ID } from './user-request.js'
import { decodeUser, decodeUsers } from './users.js'

// users_get and user_details_get: the users of MOR are its customers. Vendor documents:
// https://wiki.kolmisoft.com/index.php/MOR_API_user_details_get and MOR_API_users_get
//
// users_get requires the password of the API user; without it, users are only fetched by id. It has neither credit limits
// nor currencies, which user_details_get has. A positive balance is money that the user has, in both.

type Customers = ListDeclaration<'customers'>

/** The list of users, with the settings of one source. */
export const customersOf = (settings: MorSettings): Customers => ({
  support: settings.auth.password === undefined ? 'UNSUPPORTED' : 'NATIVE',
  paging: { style: 'snapshot' },
  order: 'none',
  pushdown: { search: 'none', parentId: 'none', status: 'none', balanceBelow: 'none' },
  unavailable: () =>
    settings.auth.password === undefined ? 'users can only be listed if auth.password is configured' : null,
  request: () => userRequest('users_get', [['u', settings.auth.username]]),
  decode: decodeUsers,
  owners,
  orderTime: () => null,
  fields: fieldsOf(settings),
})

/** A user belongs to itself; the reseller of a user is shown to viewers who may see that one as well. */
const owners: RowOwners = {
  ...ownedBy('id'),
  others: [{ customer: (row) => toText(row['owner_id']), fields: ['owner_id'] }],
  completeByCustomer: false,
  conditions: { parentId: 'customer' },
}

/** The account type is in the language of the server. */
const KINDS: Readonly<Record<string, BalanceKind>> = { prepaid: 'PREPAID', postpaid: 'POSTPAID' }

/** An amount with or without a currency behind it: `10.00`, `12.34 EUR`. `Unlimited`, which is no amount, is null. */
function toAmount(value: unknown, currency: string | null): Money | null {
  const [amount, written] = toText(value)?.trim().split(/\s+/) ?? []
  return toMoney(amount, written ?? currency)
}

function toBalance(row: Row, settings: MorSettings): ReportedBalance | null {
  const currency = toText(row['balance_currency']) ?? settings.currency ?? null
  // balance_number has more digits, and is not sent before MOR 8.
  const amount = toAmount(toText(row['balance_number']) ?? row['balance'], currency)
  if (amount === null) return null
  const credit = toAmount(row['credit'], amount.currency)
  // -1 means no limit, too.
  const isLimited = credit !== null && !credit.amount.startsWith('-')
  return {
    amount,
    creditLimit: isLimited ? credit : null,
    kind: KINDS[toText(row['account'])?.trim().toLowerCase() ?? ''] ?? 'UNKNOWN',
  }
}

const nameOf = (row: Row): string | null => {
  const names = [row['first_name'], row['last_name'] ?? row['surname']].flatMap((name) => toText(name)?.trim() || [])
  return names.length === 0 ? toText(row['username']) : names.join(' ')
}

// users_get: <user><id>12</id><username>acme</username><first_name/><last_name/><balance>-3.5</balance><blocked>0</blocked>
// <lcr_id/><tariff_id/><owner_id>0</owner_id><usertype>user</usertype></user>
//
// user_details_get: main_detail { account: 'Prepaid', balance: '12.34 EUR', balance_number: '12.3399',
// balance_currency: 'EUR', credit: 'Unlimited' }, other_details { username, first_name, surname }
const fieldsOf = (settings: MorSettings): Fields<Customer> => ({
  nativeId: from('id', (id) => toText(id) ?? ''),
  name: fromAll(['first_name', 'last_name', 'surname', 'username'], nameOf),
  status: from('blocked', (blocked) => {
    const isBlocked = toBoolean(blocked)
    return isBlocked === null ? null : isBlocked ? 'BLOCKED' : 'ACTIVE'
  }),
  vendorStatus: always(null),
  login: from('username', toText),
  description: always(null),
  balance: fromAll(['balance', 'balance_number', 'balance_currency', 'credit', 'account'], (row) =>
    toBalance(row, settings),
  ),
  baseCurrency: from('balance_currency', (currency) => toText(currency) ?? settings.currency ?? null),
  parent: from('owner_id', (owner) => {
    const nativeId = toText(owner)
    return nativeId === null ? null : { nativeId, name: null }
  }),
})

/** One user by the id, which the answer does not repeat. */
export const customerLookup = ({ auth: { username } }: MorSettings): Lookup<'customers'> => ({
  request: (nativeId) => {
    if (!WRITTEN_ID.test(nativeId)) throw new VendorFault('REJECTED', 'the id of a user of MOR is a number')
    return userRequest('user_details_get', [
      ['u', username],
      ['user_id', nativeId],
    ])
  },
  decode: decodeUser,
  list: 'customers',
  completeRow: (row, nativeId) => ({ ...row, id: nativeId }),
  notFound: () => false,
})
