import type { SipAccountFilter } from '../../schema/filters.js'
import type { ListDeclaration, ListRequest, Lookup, Row, VendorRequest } from '../contract.js'
import { protocolFault } from '../wire/faults.js'
import { isRow, toText } from '../wire/field-readers.js'
import { wholeBody } from '../wire/json/body.js'
import { mapResult } from '../wire/map-result.js'
import { decodeList, toObject } from './answers.js'
import { customerPushdown, ownersOf } from './call-records.js'
import { toPortaId, toRequest } from './request.js'
import type { PortaoneSettings } from './settings.js'
import { SIP_PASSWORD, sipAccountFields } from './to-sip-account.js'

// Account/get_account_list: accounts of all customers, or of one. Account/get_account_info: one account.

const PASSWORD = /password/i
/** An account without its passwords, such as that of the self-care portal, except that of the SIP client. */
const withoutOtherPasswords = (account: Row): Row =>
  Object.fromEntries(Object.entries(account).filter(([name]) => name === SIP_PASSWORD || !PASSWORD.test(name)))

const decodeAccounts = decodeList({ list: 'account_list', isKeyed: (row) => toText(row['id']) !== null })

/** The list of accounts, with the settings of one source. */
export const sipAccountsOf = (settings: PortaoneSettings): ListDeclaration<'sipAccounts'> => ({
  support: 'NATIVE',
  paging: { style: 'offset', maxLimit: settings.maxPageSize },
  // PortaOne does not document an order.
  order: 'none',
  pushdown: {
    customerId: customerPushdown(settings),
    resellerId: 'unsupported',
    // The account list has no parameter that searches all that the condition means.
    search: 'unsupported',
    number: 'none',
    up: 'none',
    active: 'none',
  },
  secrets: [SIP_PASSWORD],
  request: (ask) => toListRequest(ask, settings),
  decode: mapResult(decodeAccounts, (page) => ({ ...page, rows: page.rows.map(withoutOtherPasswords) })),
  owners: ownersOf(settings),
  orderTime: () => null,
  fields: sipAccountFields(settings),
})

function toListRequest({ filter, window }: ListRequest<SipAccountFilter>, settings: PortaoneSettings): VendorRequest {
  if (window.style !== 'offset') throw new Error(`accounts are read by offset and limit, not by ${window.style}`)
  return toRequest(
    'Account/get_account_list',
    {
      i_customer: toPortaId(filter.customerId ?? settings.customerId) ?? undefined,
      get_total: 1,
      limit: window.limit,
      offset: window.offset,
    },
    { confidential: true },
  )
}

/** One account by its id. The list of the source's only customer decides whether it may be read. */
export const sipAccountLookup: Lookup<'sipAccounts'> = {
  request: (id) => toRequest('Account/get_account_info', { id }, { confidential: true }),
  decode: wholeBody((text) => {
    const answer = toObject(text, 'an object with account_info')
    // For an account that does not exist, nothing stands in the answer.
    if (Object.values(answer).every((value) => value === null)) return null
    const account = answer['account_info']
    if (!isRow(account)) throw protocolFault('an object with account_info', 'another object')
    if (toText(account['id']) === null) throw protocolFault('an account with its id', 'an account without it')
    return withoutOtherPasswords(account)
  }),
  list: 'sipAccounts',
  notFound: () => false,
}
