import type { VendorRequest } from '../contract.js'
import { encodeXmlRpcCall } from '../wire/xml-rpc/response-decoder.js'
import type { PortasipSettings } from './settings.js'

// Requests to the switch: every method takes one struct, which is sent by POST to the same URL.

/** Members of the struct, in the order in which they are sent; undefined members are not sent. */
export type Members = Readonly<Record<string, string | number | boolean | undefined>>

export type Method =
  | 'listActiveCalls'
  | 'listAllCalls'
  | 'getAccountCallStats'
  | 'getAccountCDRs'
  | 'getCustomerCDRs'
  | 'exportVendorsCDRs_Mera'
  | 'listCustomers'
  | 'getCustomerInfo'
  | 'listAccounts'
  | 'getAccountInfo'
  | 'disconnectCall'
  | 'disconnectAccount'
  | 'disconnectCustomer'

/** Makes one request; `repeatable` is true for reads only. */
export function toRequest(method: Method, members: Members, repeatable: boolean): VendorRequest {
  const sent = Object.fromEntries(Object.entries(members).filter(isGiven))
  return {
    operation: method,
    method: 'POST',
    path: '',
    body: {
      kind: 'text',
      contentType: 'text/xml',
      text: encodeXmlRpcCall(method, sent),
      parameters: Object.entries(sent).map(([name, value]) => [name, String(value)] as const),
    },
    repeatable,
    accept: 'text/xml',
  }
}

const isGiven = (member: [string, Members[string]]): member is [string, string | number | boolean] =>
  member[1] !== undefined

/**
 * The member that determines the permissions of a request. In trusted mode there is no authentication, so it is taken
 * only from the configuration, never from a query, and sent with every method. In normal mode it is not sent.
 */
export function rightsOf({ trusted }: PortasipSettings): Members {
  return { i_customer: trusted?.customerId, i_wholesaler: trusted?.wholesalerId }
}

/** The permissions for disconnectCustomer. Its i_customer is the customer to disconnect, so i_wholesaler is sent. */
export function rightsBesideCustomer({ trusted }: PortasipSettings): Members {
  return { i_wholesaler: trusted?.customerId ?? trusted?.wholesalerId }
}

/** The customer whose permissions apply, in trusted mode; call records have their own names for the member. */
export const trustedIdOf = ({ trusted }: PortasipSettings): number | undefined =>
  trusted?.customerId ?? trusted?.wholesalerId

/** The customer whose permissions apply, as far as the configuration says; null: not known. */
export function ownCustomerOf({ auth, trusted }: Pick<PortasipSettings, 'auth' | 'trusted'>): string | null {
  const id = auth?.customerId ?? trusted?.customerId ?? trusted?.wholesalerId
  return id === undefined ? null : String(id)
}

const INTEGER = /^(0|-?[1-9]\d{0,9})$/
const MAX_INT32 = 2 ** 31 - 1

/**
 * A native id as a 32-bit integer, which is what XML-RPC can send.
 * @returns null if the text is not the canonical form of such an integer: the switch would read another id.
 */
export function toInt32(text: unknown): number | null {
  const value = typeof text === 'string' && INTEGER.test(text) ? Number(text) : Number.NaN
  return value <= MAX_INT32 && value >= -MAX_INT32 - 1 ? value : null
}
