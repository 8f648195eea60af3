import type { SipAccountStatus } from '../../schema/enums.js'
import type { SipAccount } from '../../schema/sip-account.js'
import type { Fields, Row } from '../contract.js'
import { always, from, fromAll, toBoolean, toInt, toRows, toText } from '../wire/field-readers.js'
import type { PortaoneSettings } from './settings.js'
import { customerOf } from './to-call.js'

// { "i_account": 3, "id": "acct3", "i_customer": 1234, "customer_name": "Example Ltd", "login": "acct3",
//   "h323_password": "…", "password": "…", "blocked": "N", "bill_status": "O", "sip_status": 1, "i_product": 7,
//   "product_name": "SIP trunk", "billing_model": 1, "balance": 12.5, "credit_limit": 100, "iso_4217": "EUR",
//   "alias_list": [{ "id": "4570305006" }], "note": "…" }
//
// `password` is that of the self-care portal, and is dropped when a response is read. The account is known by its id, which
// xDRs have as account_id.

/** The member that holds the password of the SIP client. */
export const SIP_PASSWORD = 'h323_password'

const OPEN = 'O'
const BLOCKED_FIELDS = ['blocked', 'bill_status']

/** `Y` or `N`. */
const toFlag = (value: unknown): boolean | null => {
  const text = toText(value)?.trim().toUpperCase()
  return text === 'Y' ? true : text === 'N' ? false : toBoolean(value)
}

/** Whether an account can handle calls: it is open, and not blocked. Null if the row says neither. */
function isActive(row: Row): boolean | null {
  const [blocked, status] = [toFlag(row['blocked']), toText(row['bill_status'])]
  if (blocked === true || (status !== null && status !== OPEN)) return false
  return blocked === null && status === null ? null : true
}

/** 1 while the client is registered. */
function toStatus(value: unknown): SipAccountStatus {
  const status = toInt(value)
  return status === 1 ? 'ON' : status === 0 ? 'OFF' : 'UNKNOWN'
}

const NUMBER = /^\+?\d{7,15}$/
/** The id, where it is a number, and the aliases of the account. */
function toNumbers(row: Row): string[] {
  const aliases = toRows(row['alias_list']).map(({ id }) => toText(id))
  const id = toText(row['id'])
  return [id !== null && NUMBER.test(id) ? id : null, ...aliases].filter((number) => number !== null)
}

/** How an account is read. Reference: Account/get_account_list in the system's own /doc/api. */
export function sipAccountFields(settings: Pick<PortaoneSettings, 'customerId'>): Fields<SipAccount> {
  const customer = customerOf(settings)
  return {
    nativeId: from('id', (id) => toText(id) ?? ''),
    balance: always(null),
    blocked: always(null),
    expired: always(null),
    name: fromAll(['extension_name', 'firstname', 'lastname'], toName),
    active: fromAll(BLOCKED_FIELDS, isActive),
    type: always(null),
    numbers: fromAll(['id', 'alias_list'], toNumbers),
    status: from('sip_status', toStatus),
    connection: always(null),
    customer: fromAll(['i_customer', 'customer_name'], (row) => {
      const nativeId = customer(row)
      return nativeId === null ? null : { nativeId, name: toText(row['customer_name']) }
    }),
    billingCustomer: always(null),
    ratePlan: fromAll(['i_product', 'product_name'], (row) => {
      const id = toText(row['i_product'])
      return id === null ? null : { id, name: toText(row['product_name']) }
    }),
    newRatePlanId: always(null),
    addressId: always(null),
    parentSipAccountId: always(null),
    pbx: always(null),
    isPbxTrunk: always(false),
    notes: from('note', toText),
    custom: always(null),
    sipServer: always(null),
    userAgent: always(null),
    contact: always(null),
    username: from('id', toText),
    password: from(SIP_PASSWORD, toText),
    ipAddress: always(null),
    port: always(null),
    countries: { from: [], read: () => [] },
    clipSpecialArrangement: always(null),
    stripDkCountryCode: always(null),
    prefixMobileOriginated: always(null),
    highRate: always(null),
    international: always(null),
    failover: always(null),
    alwaysFailover: always(null),
    usageBlock: always(null),
    defaultNumber: always(null),
    alwaysDefaultNumber: always(null),
    alwaysSecretNumber: always(null),
    invoicedUntil: always(null),
    voiceUsage: { from: [], read: () => [] },
  }
}

/** The name of the extension, or of the person. */
function toName(row: Row): string | null {
  const person = [toText(row['firstname']), toText(row['lastname'])].filter((part) => part !== null).join(' ')
  return toText(row['extension_name']) ?? toText(person)
}
