import type { Decoder, Row, StartDecoder, VendorFault } from '../../contract.js'
import { protocolFault } from '../faults.js'
import { isRow } from '../field-readers.js'
import { memoryOf, XmlScanner } from '../xml/scanner.js'
import { plainStructs } from './plain-structs.js'
import { RpcReader } from './response-reader.js'
import type { RpcValue } from './values.js'

// XML-RPC as Sippy softswitches speak it (specification: xmlrpc.com; extension types: ws.apache.org/xmlrpc/types.html).

export { encodeXmlRpcCall } from './call-encoder.js'

/** The code and text of a fault. Undefined where they are absent, or not text or a number. */
export interface RpcFault {
  readonly code: string | undefined
  readonly text: string | undefined
}

/**
 * Decodes a method response as it streams.
 *
 * Untyped values are text, with their spaces. Integers beyond 2^53 and every bigdecimal stay text; a double that is
 * nan, inf or too big is null; times and base64 stay text. A member that comes twice has its last value.
 * Odd characters in values are repaired. A typed value whose text is not of its type is null, and counts as a repair.
 * `end` throws what `onFault` makes of a fault; both methods throw VendorFault PROTOCOL for everything that is not one
 * complete method response with one value.
 */
export function decodeXmlRpc(options: { readonly onFault: (fault: RpcFault) => VendorFault }): StartDecoder<RpcValue> {
  const memory = memoryOf(plainStructs)
  return (): Decoder<RpcValue> => {
    const reader = new RpcReader()
    const scanner = new XmlScanner(reader, {}, { memory, events: reader })
    return {
      repairs: scanner.repairs,
      write: (text) => scanner.write(text),
      end: () => {
        scanner.end()
        scanner.repairs.count += reader.repairs
        const response = reader.response()
        if (response.kind === 'fault') throw options.onFault(describeFault(response.value))
        return response.value
      },
    }
  }
}

function describeFault(value: RpcValue): RpcFault {
  if (!isRow(value)) return { code: undefined, text: describe(value) }
  return { code: describe(value['faultCode']), text: describe(value['faultString']) }
}

const describe = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : undefined

/**
 * The rows of a list: an array of structs.
 * @throws VendorFault PROTOCOL for anything else.
 */
export function structs(value: RpcValue): readonly Row[] {
  if (!Array.isArray(value)) throw protocolFault('an array of structs', isRow(value) ? 'a struct' : 'a single value')
  const rows: readonly unknown[] = value
  if (!rows.every(isRow)) throw protocolFault('an array of structs', 'an array with other values in it')
  return rows
}
