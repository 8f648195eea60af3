import type { SipAccountStatus } from '../../schema/enums.js'
import type { SipAccount } from '../../schema/sip-account.js'
import type { Fields, Row } from '../contract.js'
import { always, from, fromAll, toInt, toRows, toText } from '../wire/field-readers.js'
import { unreportedAccount } from '../wire/unreported-account.js'
import { BALANCE, balanceReader } from './balance.js'
import { toFlag } from './flags.js'
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
export function sipAccountFields(settings: PortaoneSettings): Fields<SipAccount> {
  const customer = customerOf(settings)
  return {
    ...unreportedAccount,
    nativeId: from('id', (id) => toText(id) ?? ''),
    name: fromAll(['extension_name', 'firstname', 'lastname'], toName),
    active: fromAll(['blocked', 'bill_status'], isActive),
    blocked: from('blocked', toFlag),
    type: always(null),
    numbers: fromAll(['id', 'alias_list'], toNumbers),
    status: from('sip_status', toStatus),
    customer: fromAll(['i_customer', 'customer_name'], (row) => {
      const nativeId = customer(row)
      return nativeId === null ? null : { nativeId, name: toText(row['customer_name']) }
    }),
    ratePlan: fromAll(['i_product', 'product_name'], (row) => {
      const id = toText(row['i_product'])
      return id === null ? null : { id, name: toText(row['product_name']) }
    }),
    notes: from('note', toText),
    username: from('id', toText),
    password: from(SIP_PASSWORD, toText),
    balance: fromAll(BALANCE, balanceReader(settings)),
  }
}

/** The name of the extension, or of the person. */
function toName(row: Row): string | null {
  const person = [toText(row['firstname']), toText(row['lastname'])].filter((part) => part !== null).join(' ')
  return toText(row['extension_name']) ?? toText(person)
}
