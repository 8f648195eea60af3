import type { VendorRequest } from '../contract.js'
import { encodeXmlRpcCall } from '../wire/xml-rpc/response-decoder.js'
import type { PortasipSettings } from './settings.js'

// How the switch is asked: every method takes one struct, by POST to one address.

/** Members of the struct, in the order in which they are sent; those that are undefined are not sent. */
export type Members = Readonly<Record<string, string | number | boolean | undefined>>

export type Method =
  | 'listActiveCalls'
  | 'listAllCalls'
  | 'getAccountCallStats'
  | 'disconnectCall'
  | 'disconnectAccount'
  | 'disconnectCustomer'

/** Writes one request; `repeatable` is true for reads only. */
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
 * Trusted mode has no authentication at all: the member that names whose rights apply comes from the configuration
 * only, never from a query, and goes with every method. In normal mode there is none.
 */
export function rightsOf({ trusted }: PortasipSettings): Members {
  return { i_customer: trusted?.customerId, i_wholesaler: trusted?.wholesalerId }
}

/** The rights for disconnectCustomer, whose own i_customer is the one to disconnect: they are sent as i_wholesaler. */
export function rightsBesideCustomer({ trusted }: PortasipSettings): Members {
  return { i_wholesaler: trusted?.customerId ?? trusted?.wholesalerId }
}

const INTEGER = /^(0|-?[1-9]\d{0,9})$/
const MAX_INT32 = 2 ** 31 - 1

/**
 * A native id as the integer that XML-RPC can send, 32 bits.
 * @returns null when the text is not exactly how that integer is written: the switch would read another id.
 */
export function toInt32(text: unknown): number | null {
  const value = typeof text === 'string' && INTEGER.test(text) ? Number(text) : Number.NaN
  return value <= MAX_INT32 && value >= -MAX_INT32 - 1 ? value : null
}
