import type { SipAccountFilter } from '../../schema/filters.js'
import type { ListDeclaration, ListRequest, Lookup, Row, VendorRequest } from '../contract.js'
import { toText } from '../wire/field-readers.js'
import { mapResult } from '../wire/map-result.js'
import { decodeList, decodeOne } from './answers.js'
import { customerPushdown, ownersOf } from './call-records.js'
import { withoutPasswords } from './passwords.js'
import { toPortaId, toRequest } from './request.js'
import type { PortaoneSettings } from './settings.js'
import { SIP_PASSWORD, sipAccountFields } from './to-sip-account.js'

// Account/get_account_list: accounts of all customers, or of one. Account/get_account_info: one account.

const isKeyed = (row: Row): boolean => toText(row['id']) !== null

const decodeAccounts = mapResult(decodeList({ list: 'account_list', isKeyed }), (page) => ({
  ...page,
  rows: page.rows.map((account) => withoutPasswords(account, SIP_PASSWORD)),
}))

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
  decode: decodeAccounts,
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
  decode: mapResult(decodeOne({ member: 'account_info', isKeyed }), (account) =>
    account === null ? null : withoutPasswords(account, SIP_PASSWORD),
  ),
  list: 'sipAccounts',
  notFound: () => false,
}
