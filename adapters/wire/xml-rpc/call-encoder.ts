import { VendorFault } from '../../contract.js'
import type { RpcStruct, RpcValue } from './values.js'

const MAX_INT = 2 ** 31 - 1
const MIN_INT = -(2 ** 31)
const PLAIN_DECIMAL = /^-?\d+\.\d+$/
// XML 1.0 has no way to write these, not even as a character reference.
const UNCARRIED = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/

/**
 * Writes an XML-RPC call with one struct as its only parameter, as Sippy wants it (support article 106909).
 *
 * Members keep their order; undefined ones are left out. Text is escaped with entities, never CDATA, which the
 * vendor's own library cannot read. There is no white space between the elements.
 * @throws VendorFault REJECTED, naming the member, for what XML-RPC cannot carry exactly: integers beyond 32 bits,
 * numbers that print with an exponent, NaN and infinities, control characters.
 */
export function encodeXmlRpcCall(method: string, parameters: RpcStruct): string {
  return (
    `<?xml version="1.0"?><methodCall><methodName>${encodeText(method, 'the method')}</methodName>` +
    `<params><param>${encodeValue(parameters, '')}</param></params></methodCall>`
  )
}

function encodeValue(value: RpcValue, member: string): string {
  return `<value>${encodeType(value, member)}</value>`
}

function encodeType(value: RpcValue, member: string): string {
  if (value === null) return '<nil/>'
  if (typeof value === 'string') return `<string>${encodeText(value, member)}</string>`
  if (typeof value === 'boolean') return `<boolean>${value ? 1 : 0}</boolean>`
  if (typeof value === 'number') return encodeNumber(value, member)
  if (isArray(value)) {
    const items = value.map((item, index) => encodeValue(item, `${member}[${index}]`))
    return `<array><data>${items.join('')}</data></array>`
  }
  return `<struct>${Object.entries(value)
    .map(([name, item]) => encodeMember(name, item, member))
    .join('')}</struct>`
}

function encodeMember(name: string, value: RpcValue | undefined, parent: string): string {
  if (value === undefined) return ''
  const member = parent === '' ? name : `${parent}.${name}`
  return `<member><name>${encodeText(name, 'a member name')}</name>${encodeValue(value, member)}</member>`
}

function encodeNumber(value: number, member: string): string {
  const text = String(value)
  if (Number.isInteger(value)) {
    // Not as a double either: a vendor that looks for an id would find another type.
    if (value < MIN_INT || value > MAX_INT) throw rejected(member, 'an integer beyond 32 bits')
    return `<int>${text}</int>`
  }
  if (!PLAIN_DECIMAL.test(text)) throw rejected(member, 'a number that is not plain decimal')
  return `<double>${text}</double>`
}

function encodeText(text: string, member: string): string {
  if (UNCARRIED.test(text) || !text.isWellFormed()) throw rejected(member, 'a character that XML cannot carry')
  return (
    text
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      // A plain one would arrive as a line feed.
      .replaceAll('\r', '&#13;')
  )
}

const rejected = (member: string, found: string): VendorFault =>
  new VendorFault('REJECTED', `${member} holds ${found}, which cannot be sent to this vendor`)

/** `Array.isArray` does not narrow a readonly array away from an object. */
const isArray = (value: RpcValue): value is readonly RpcValue[] => Array.isArray(value)
