// What an adapter from outside of this repository imports, as `trunkline/adapter`: the contract, and the code that vendors
// share. What stands here is kept for as long as the version of the contract is the same.

// First: the types of the graph are declared with it, and an adapter may be loaded without the gateway.
import 'reflect-metadata'
import type { AnyAdapter } from './contract.js'
import type { AnySimulatorKit } from './simulation/contract.js'

/**
 * The version of the contract. It rises when an adapter that was written for the one before could not be used any more.
 * What is only added does not raise it: a new field of a record is null, and a new condition unsupported, where an adapter
 * does not know it.
 */
export const CONTRACT_VERSION = 1

/** What the module of an adapter exports as its default. */
export interface Vendor {
  /** The version of the contract that it was written for, as a number: the gateway compares it with its own. */
  readonly contract: typeof CONTRACT_VERSION
  readonly adapter: AnyAdapter
  /** For `trunkline simulate`; of the same vendor. */
  readonly simulator?: AnySimulatorKit
}

/** Names what a module exports, so that the compiler checks it: `export default defineVendor({ contract: 1, adapter })`. */
export const defineVendor = (vendor: Vendor): Vendor => vendor

/** The Zod of the gateway: settings and options are schemas of it. */
export { z } from 'zod'

export type { ActiveCall } from '../schema/active-call.js'
export type { Charge, DisconnectCause } from '../schema/billing.js'
export type { Call } from '../schema/call.js'
export type {
  ActiveCallOrder,
  ActiveCallState,
  AttemptRecords,
  BalanceKind,
  CallStatus,
  CustomerStatus,
  Direction,
  EndedBy,
  ErrorCode,
  SipAccountStatus,
  SipConnectionMethod,
  Support,
} from '../schema/enums.js'
export type {
  ActiveCallFilter,
  CallFilter,
  CustomerFilter,
  SessionFilter,
  SipAccountFilter,
} from '../schema/filters.js'
export type { EpochMs, Timestamp } from '../schema/scalars.js'
export type { Session } from '../schema/session.js'
export type { Balance, Customer, Money, Party } from '../schema/shapes.js'
export type { SipAccount } from '../schema/sip-account.js'
export type * from './contract.js'
export { defineAdapter, VendorFault } from './contract.js'
export type * from './simulation/contract.js'
export { defineSimulator, phaseAt } from './simulation/contract.js'
export { addDecimals, compareDecimals, negateDecimal, toDecimal, toMoney } from './values/decimal.js'
export { digitsOf, type NumberCondition, readNumberCondition } from './values/number-condition.js'
export { toParty } from './values/party.js'
export {
  createNumberReader,
  type NumberReader,
  nationalDigits,
  type Region,
  toE164,
} from './values/phone-number.js'
export { rowKey } from './values/row-key.js'
export { Secret, secretSetting } from './values/secret.js'
export { type StatusMeaning, type StatusReader, type StatusWord, statusReader, toDirection } from './wire/call-words.js'
export { faultFrom, type ObservedFault, protocolFault } from './wire/faults.js'
export {
  always,
  from,
  fromAll,
  isRow,
  toBoolean,
  toFloat,
  toInt,
  toRows,
  toSeconds,
  toText,
  toTexts,
} from './wire/field-readers.js'
export { parseJson, wholeBody } from './wire/json/body.js'
export { mapResult } from './wire/map-result.js'
export { newCallForm } from './wire/new-call-form.js'
export { plainCall } from './wire/plain-call.js'
export { toEpochMs, toTimestamp } from './wire/time/iso-time.js'
export { isTimeZone, localToEpochMs, secondsTimestamp, sinceOf, toLocalTime } from './wire/time/local-time.js'
export { parseMailOrIsoTime, toMailOrIsoTimestamp } from './wire/time/mail-time.js'
export { unbilledCall } from './wire/unbilled-call.js'
export { unreportedAccount } from './wire/unreported-account.js'
export { decodeXmlRows, type XmlRows } from './wire/xml-list/list-decoder.js'
export {
  decodeXmlRpc,
  encodeXmlRpcCall,
  type RpcFault,
  structs,
} from './wire/xml-rpc/response-decoder.js'
export type { RpcStruct, RpcValue } from './wire/xml-rpc/values.js'
