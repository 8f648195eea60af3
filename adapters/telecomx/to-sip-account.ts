import type { RatePlan, SipAccount, VoiceUsage } from '../../schema/sip-account.js'
import type { CustomerReference, Fields, Row } from '../contract.js'
import { always, from, isRow, toBoolean, toInt, toRows, toText, toTexts } from '../wire/field-readers.js'
import { toTimestamp } from '../wire/time/iso-time.js'
import { nativeIdFrom } from './native-id.js'
import { CONNECTION_METHODS, SIP_ACCOUNT_STATUSES } from './sip-account-words.js'
import { meaningIn, toWord } from './words.js'

// { "_id": "1234567890ABCDEF12345678", "customer": "1234567890ABCDEF12345678", "active": true,
//   "name": "Primary trunk CPH", "type": "SIP",
//   "numbers": ["+4570305050", "+4570305051", "+4570305052", "+4580808080"], "highRate": true, "international": true,
//   "address": "1234567890ABCDEF12345678", "ratePlan": "1234567890ABCDEF12345678", "newRatePlan": null,
//   "parentSipAccount": null, "pbx": 0, "notes": "A note about the SIP account", "custom": null, "status": "ON",
//   "sipServer": "192.0.2.4", "userAgent": "Asterisk 1.8.13", "contact": "demo-user@198.51.100.10:5060",
//   "connection": "IP_AUTH_REG", "username": "demo-user", "password": "demo-sip-password",
//   "ipAddress": "198.51.100.10", "port": null, "countries": null, "clipSA": true, "stripDkCountryCode": true,
//   "prefixMobileOriginated": true, "failover": "+4588888888@198.51.100.123", "alwaysFailover": false,
//   "invoicedUntil": "2014-01-01T00:00:00.000Z", "defaultNumber": "+4580808080", "alwaysDefaultNumber": false,
//   "alwaysSecretNumber": false }
//
// The document also has usageBlock and billingCustomer. Only the condensed form has ratePlanName and voiceUsage:
// { …, "ratePlanName": "Standard SIP account",
//   "voiceUsage": [{ "date": "2014-01-01T00:00:00.000Z", "secsOutHomeland": 5400 }] }

const connectionMethod = meaningIn(CONNECTION_METHODS)

const toCustomer = (value: unknown): CustomerReference | null => {
  const nativeId = toText(value)
  return nativeId === null ? null : { nativeId, name: null }
}

/** The condensed form has the id and name of the plan, the full form only its id. */
function toRatePlan(row: Row): RatePlan | null {
  const id = toText(row.ratePlan)
  return id === null ? null : { id, name: toText(row.ratePlanName) }
}

const toVoiceUsage = (value: unknown): VoiceUsage[] =>
  toRows(value).flatMap((month) => {
    const date = toTimestamp(month.date)
    return date === null ? [] : [{ date, secondsOutHomeland: toInt(month.secsOutHomeland) }]
  })

/** A comma-separated list of ISO 3166 codes. */
const toCountries = (value: unknown): string[] =>
  toTexts(value)
    .flatMap((list) => list.split(','))
    .map((code) => code.trim())
    .filter((code) => code !== '')

/** A SIP trunk or account. Manual: https://wiki.telecomx.dk/doku.php?id=api:sip:account:list */
export const toSipAccount: Fields<SipAccount> = {
  nativeId: nativeIdFrom('_id'),
  name: from('name', toText),
  active: from('active', toBoolean),
  type: from('type', toText),
  numbers: from('numbers', toTexts),
  status: from('status', meaningIn(SIP_ACCOUNT_STATUSES)),
  connection: from('connection', (value) => (toWord(value) === null ? null : connectionMethod(value))),
  customer: from('customer', toCustomer),
  billingCustomer: from('billingCustomer', toCustomer),
  ratePlan: {
    from: ['ratePlan', 'ratePlanName'],
    parts: { id: ['ratePlan'], name: ['ratePlan', 'ratePlanName'] },
    read: toRatePlan,
  },
  newRatePlanId: from('newRatePlan', toText),
  addressId: from('address', toText),
  parentSipAccountId: from('parentSipAccount', toText),
  pbx: from('pbx', toInt),
  isPbxTrunk: from('pbx', (value) => toText(value) !== null && toInt(value) !== 0),
  notes: from('notes', toText),
  custom: from('custom', (value) => (isRow(value) ? { ...value } : null)),
  sipServer: from('sipServer', toText),
  userAgent: from('userAgent', toText),
  contact: from('contact', toText),
  username: from('username', toText),
  password: from('password', toText),
  ipAddress: from('ipAddress', toText),
  port: from('port', toInt),
  countries: from('countries', toCountries),
  clipSpecialArrangement: from('clipSA', toBoolean),
  stripDkCountryCode: from('stripDkCountryCode', toBoolean),
  prefixMobileOriginated: from('prefixMobileOriginated', toBoolean),
  highRate: from('highRate', toBoolean),
  international: from('international', toBoolean),
  failover: from('failover', toText),
  alwaysFailover: from('alwaysFailover', toBoolean),
  usageBlock: from('usageBlock', toBoolean),
  defaultNumber: from('defaultNumber', toText),
  alwaysDefaultNumber: from('alwaysDefaultNumber', toBoolean),
  alwaysSecretNumber: from('alwaysSecretNumber', toBoolean),
  invoicedUntil: from('invoicedUntil', toTimestamp),
  balance: always(null),
  blocked: always(null),
  expired: always(null),
  voiceUsage: from('voiceUsage', toVoiceUsage),
}

/**
 * The customer whose list has the condensed form: an account that is fetched by its id is only returned in full form.
 */
export function condensedAt(row: Row): { readonly customerId: string } | null {
  const customerId = toText(row.customer)
  return customerId === null ? null : { customerId }
}
