import type { SipAccountFilter } from '../../schema/filters.js'
import type { SipAccount } from '../../schema/sip-account.js'
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
import { always, from, fromAll, isRow, toBoolean, toText } from '../wire/field-readers.js'
import { ownedBy } from '../wire/owned-by.js'
import { unreportedAccount } from '../wire/unreported-account.js'
import { decodeRows } from './answer.js'
import { BALANCE, toBalance } from './balance.js'
import { decodeDetails } from './details.js'
import { ownCustomerOf, toInt32, toRequest, trustedIdOf } from './request.js'
import type { PortasipSettings } from './settings.js'

// listAccounts and getAccountInfo: the accounts of the customer whose permissions apply, and one of them. Those of
// subcustomers are not listed. Vendor document: https://support.sippysoft.com/support/solutions/articles/107322

type SipAccounts = ListDeclaration<'sipAccounts'>

/** Sippy documents no limit; clients ask for up to 500. */
const MOST_ACCOUNTS = 500

/** The list of accounts, with the settings of one source. */
export function sipAccountsOf(settings: PortasipSettings): SipAccounts {
  // Whether other customers have accounts is not known, and nothing is if the configuration does not name its own.
  const own = ownCustomerOf(settings)
  return {
    support: 'NATIVE',
    paging: { style: 'offset', maxLimit: MOST_ACCOUNTS },
    // Sippy documents no order.
    order: 'none',
    pushdown: {
      customerId: own === null ? 'unsupported' : (id) => (id === own ? 'none' : 'unsupported'),
      up: 'none',
      active: 'none',
      resellerId: 'unsupported',
      search: 'unsupported',
      number: 'unsupported',
    },
    // A single account comes without its registration.
    condensedOnly: ['registration_status'],
    request: (ask) => toListRequest(ask, settings),
    decode: decodeRows('accounts', 'i_account', (row) => withCustomer(row, settings)),
    owners,
    orderTime: () => null,
    fields,
  }
}

function toListRequest({ window }: ListRequest<SipAccountFilter>, settings: PortasipSettings): VendorRequest {
  if (window.style !== 'offset') throw new Error(`accounts are read by offset and limit, not by ${window.style}`)
  const { offset, limit } = window
  return toRequest('listAccounts', { offset, limit, i_customer: trustedIdOf(settings) }, true)
}

const withCustomer = (row: Row, settings: PortasipSettings): Row =>
  toText(row['i_customer']) === null ? { ...row, i_customer: ownCustomerOf(settings) } : row

const owners: RowOwners = {
  ...ownedBy('i_customer'),
  completeByCustomer: false,
}

/** A client that is registered; others may be reached by other means, or not at all. */
const registrationOf = (row: Row): Row | null => {
  const registration = row['registration_status']
  return isRow(registration) ? registration : null
}

const isActive = (row: Row): boolean | null => {
  const [blocked, expired] = [toBoolean(row['blocked']), toBoolean(row['expired'])]
  return blocked === null && expired === null ? null : blocked !== true && expired !== true
}

// { i_account: 3, username: 'acct3', description: '', blocked: false, expired: false, balance: 12.5, credit_limit: 0.0,
//   base_currency: 'EUR', registration_status: nil | { user_agent, contact, expires } }
//
// Some builds write blocked as 0 or 1.
const fields: Fields<SipAccount> = {
  ...unreportedAccount,
  nativeId: from('i_account', (id) => toText(id) ?? ''),
  name: from('username', toText),
  notes: from('description', toText),
  type: always('SIP'),
  active: fromAll(['blocked', 'expired'], isActive),
  status: fromAll(['registration_status'], (row) => (registrationOf(row) === null ? 'UNKNOWN' : 'ON')),
  userAgent: fromAll(['registration_status'], (row) => toText(registrationOf(row)?.['user_agent'])),
  contact: fromAll(['registration_status'], (row) => toText(registrationOf(row)?.['contact'])),
  username: from('username', toText),
  customer: fromAll(['i_customer'], (row) => {
    const nativeId = toText(row['i_customer'])
    return nativeId === null ? null : { nativeId, name: null }
  }),
  balance: fromAll(BALANCE, toBalance),
  blocked: from('blocked', toBoolean),
  expired: from('expired', toBoolean),
}

const KNOWN = ['i_account', 'i_customer', 'username', 'description', 'blocked', 'expired', ...BALANCE]

/** One account by its i_account. */
export const sipAccountLookup = (settings: PortasipSettings): Lookup<'sipAccounts'> => ({
  request: (nativeId) => {
    const id = toInt32(nativeId)
    if (id === null) throw new VendorFault('REJECTED', 'the id of an account of this switch is an integer')
    return toRequest('getAccountInfo', { i_account: id, i_customer: trustedIdOf(settings) }, true)
  },
  decode: decodeDetails({
    member: null,
    key: 'i_account',
    known: KNOWN,
    complete: (row) => withCustomer(row, settings),
  }),
  list: 'sipAccounts',
  notFound: () => false,
})
