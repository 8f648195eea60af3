import { VendorFault } from '../../../../../adapters/contract.js'
import { decodeText } from '../../../../../adapters/wire/json/body.js'
import { decodeXmlRpc, type RpcFault } from '../../../../../adapters/wire/xml-rpc/response-decoder.js'
import type { RpcValue } from '../../../../../adapters/wire/xml-rpc/values.js'

/** A method response around what stands in its only value. */
export const answer = (inner: string): string =>
  `<?xml version="1.0"?>\n<methodResponse><params><param><value>${inner}</value></param></params></methodResponse>`

export const faultAnswer = (inner: string): string =>
  `<methodResponse><fault><value>${inner}</value></fault></methodResponse>`

const member = ([name, inner]: readonly [name: string, inner: string]): string =>
  `<member><name>${name}</name><value>${inner}</value></member>`

/** A struct whose values are given by their inside. */
export const struct = (...members: readonly (readonly [name: string, inner: string])[]): string =>
  `<struct>${members.map(member).join('')}</struct>`

/** An array whose values are given by their inside. */
export const array = (...items: readonly string[]): string =>
  `<array><data>${items.map((inner) => `<value>${inner}</value>`).join('')}</data></array>`

/** Carries the text of a fault out of the decoder. */
export class SaidFault extends VendorFault {
  constructor(readonly said: RpcFault) {
    super('REJECTED', 'a fault')
  }
}
export const startDecoder = decodeXmlRpc({ onFault: (fault) => new SaidFault(fault) })

/** What a body decodes to; fed in chunks when there are several. */
export function decode(body: string | readonly string[]): RpcValue {
  if (typeof body === 'string') return decodeText(startDecoder, body, 'text/xml')
  const decoder = startDecoder({ contentType: 'text/xml' })
  for (const chunk of body) decoder.write(chunk)
  return decoder.end()
}

/** What a body decodes to, and how many repairs it needed. */
export function decodeCounting(body: string): { readonly value: RpcValue; readonly repairs: number } {
  const decoder = startDecoder({ contentType: 'text/xml' })
  decoder.write(body)
  const value = decoder.end()
  return { value, repairs: decoder.repairs?.count ?? 0 }
}

/** The message of the PROTOCOL fault that a body is; 'none' when it is not one. */
export function complaint(body: string | readonly string[]): string {
  try {
    decode(body)
  } catch (error) {
    if (error instanceof VendorFault && error.code === 'PROTOCOL') return error.message
    throw error
  }
  return 'none'
}

/** The fault in a body. */
export function said(body: string): RpcFault {
  try {
    decode(body)
  } catch (error) {
    if (error instanceof SaidFault) return error.said
    throw error
  }
  throw new Error('it was not a fault')
}
