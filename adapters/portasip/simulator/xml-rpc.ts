import { XMLParser, XMLValidator } from 'fast-xml-parser'

// XML-RPC from the switch's side: reads calls, writes answers and faults.

/** What a method is called with; nil is null. */
export type Argument = string | number | boolean | null
export interface MethodCall {
  readonly method: string
  readonly parameters: ReadonlyMap<string, Argument>
}

/** An XML-RPC fault. Sippy publishes no table of codes; these are the simulator's own. */
export class XmlRpcError extends Error {
  override readonly name = 'XmlRpcError'
  constructor(
    readonly faultCode: number,
    message: string,
  ) {
    super(message)
  }
}

const parser = new XMLParser({
  parseTagValue: false,
  trimValues: false,
  htmlEntities: true,
  isArray: (name) => name === 'member' || name === 'param',
})

/**
 * Reads a method call whose one parameter is a struct of plain values, or that has none.
 * @throws XmlRpcError when it is anything else.
 */
export function readCall(body: string): MethodCall {
  if (/<!DOCTYPE/i.test(body) || XMLValidator.validate(body) !== true) throw malformed()
  const document: unknown = parser.parse(body)
  const call = child(document, 'methodCall')
  const method = child(call, 'methodName')
  if (typeof method !== 'string') throw malformed()
  const parameters = items(child(child(call, 'params'), 'param'))
  if (parameters.length > 1) throw new XmlRpcError(2, 'expected one struct')
  const members = items(child(child(child(parameters[0], 'value'), 'struct'), 'member'))
  return { method: method.trim(), parameters: new Map(members.map(readMember)) }
}

const malformed = (): XmlRpcError => new XmlRpcError(1, 'malformed XML-RPC call')

function child(node: unknown, name: string): unknown {
  if (typeof node !== 'object' || node === null || !Object.hasOwn(node, name)) return undefined
  return Object.entries(node).find(([key]) => key === name)?.[1]
}
const items = (node: unknown): readonly unknown[] => (Array.isArray(node) ? node : [])

function readMember(member: unknown): readonly [string, Argument] {
  const name = child(member, 'name')
  if (typeof name !== 'string') throw malformed()
  return [name, readValue(child(member, 'value'))]
}

function readValue(value: unknown): Argument {
  if (typeof value === 'string') return value
  if (child(value, 'nil') !== undefined) return null
  const text = child(value, 'string')
  if (typeof text === 'string') return text
  const flag = child(value, 'boolean')
  if (flag === '0' || flag === '1') return flag === '1'
  const integer = child(value, 'int') ?? child(value, 'i4')
  if (typeof integer === 'string' && /^-?\d{1,10}$/.test(integer)) return Number(integer)
  throw malformed()
}

const escape = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')

// The switch mixes its types: what is text comes with a tag or without, and numbers come as text.
export const untyped = (text: string): string => `<value>${escape(text)}</value>`
export const string = (text: string): string => `<value><string>${escape(text)}</string></value>`
export const int = (value: number): string => `<value><int>${value}</int></value>`
/** Sippy's own library writes 17 decimals, which is more than a double has. */
export const double = (value: number): string => `<value><double>${value.toFixed(17)}</double></value>`
export const nil = '<value><nil/></value>'
export const array = (values: readonly string[]): string =>
  `<value><array><data>${values.join('\n')}</data></array></value>`
export const struct = (members: readonly (readonly [name: string, value: string])[]): string =>
  `<value><struct>${members.map(([name, value]) => member(name, value)).join('')}</struct></value>`
const member = (name: string, value: string): string => `<member><name>${escape(name)}</name>${value}</member>`

const PROLOG = '<?xml version="1.0"?>'

/** An answer with one value, as the functions above write it. */
export const encodeResponse = (value: string): string =>
  `${PROLOG}\n<methodResponse><params><param>${value}</param></params></methodResponse>\n`

export const encodeFault = ({ faultCode, message }: XmlRpcError): string =>
  `${PROLOG}\n<methodResponse><fault>${struct([
    ['faultCode', int(faultCode)],
    ['faultString', string(message)],
  ])}</fault></methodResponse>\n`
