import type { Row } from '../contract.js'
import { toText } from '../wire/field-readers.js'
import { isAccountSid } from './account-sid.js'
import type { TwilioSettings } from './settings.js'

// Ids of accounts and calls. A call can only be read and ended under the path of its account, and the credentials of an
// account are good for its subaccounts, too: so the native id of a call of another account names that account.

/** CA and 32 hexadecimal digits at Twilio; compatible clouds have UUIDs. */
const CALL_SID = /^[A-Za-z0-9][A-Za-z0-9_-]{0,127}$/

type Own = Pick<TwilioSettings, 'auth'>

/** A call and its account. */
export interface CallAddress {
  readonly accountSid: string
  readonly callSid: string
}

/** The native id of the call whose SID is in a field: the SID, behind that of its account if that is not the configured one. */
export const nativeIdAt =
  ({ auth }: Own, field: 'sid' | 'parent_call_sid') =>
  (row: Row): string | null => {
    const sid = toText(row[field])
    const account = toText(row['account_sid'])
    return sid === null || account === null || account === auth.accountSid ? sid : `${account}/${sid}`
  }

/** The call that a native id means; null for text that cannot be one. */
export function readNativeId({ auth }: Own, nativeId: unknown): CallAddress | null {
  if (typeof nativeId !== 'string') return null
  const slash = nativeId.indexOf('/')
  const accountSid = slash === -1 ? auth.accountSid : nativeId.slice(0, slash)
  const callSid = nativeId.slice(slash + 1)
  return isAccountSid(accountSid) && CALL_SID.test(callSid) ? { accountSid, callSid } : null
}
