import { XMLValidator } from 'fast-xml-parser'
import CustomType, { type ElementBuilder } from 'xmlrpc/lib/customtype.js'
import Deserializer from 'xmlrpc/lib/deserializer.js'
import { serializeFault, serializeMethodResponse } from 'xmlrpc/lib/serializer.js'
import { z } from 'zod'

// XML-RPC on the switch's side: reads calls, writes responses and faults. The codec is npm xmlrpc and not that of the
// adapter, so that a mistake in one is not hidden by the same mistake in the other.

/** An argument of a method; nil is null. */
type Argument = z.output<typeof argument>
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

const argument = z.union([z.string(), z.int32(), z.boolean(), z.null()])
const members = z.record(z.string(), argument)

/**
 * Reads a method call with no parameter, or with one struct of scalar values.
 * @throws XmlRpcError if it is anything else.
 */
export function readCall(body: string): MethodCall {
  // The library does not check that a body is well-formed XML, and skips a DOCTYPE.
  if (/<!DOCTYPE/i.test(body) || XMLValidator.validate(body) !== true) throw malformed()
  const { method, values } = deserialize(body)
  if (values.length > 1) throw new XmlRpcError(2, 'expected one struct')
  const given = members.safeParse(values[0] ?? {})
  if (!given.success) throw malformed()
  return { method: method.trim(), parameters: new Map(Object.entries(given.data)) }
}

const malformed = (): XmlRpcError => new XmlRpcError(1, 'malformed XML-RPC call')

function deserialize(body: string): { readonly method: string; readonly values: readonly unknown[] } {
  let method: string | undefined
  let values: readonly unknown[] = []
  // A source that passes the whole body at once: the deserializer calls back before it returns.
  const source = {
    setEncoding: () => undefined,
    on: () => undefined,
    pipe: (parser: { end(body: string): void }) => parser.end(body),
  }
  new Deserializer().deserializeMethodCall(source, (_error, called, parameters = []) => {
    method = called
    values = parameters
  })
  if (method === undefined) throw malformed()
  return { method, values }
}

/** A value of a response. A whole number is an int, null is nil. */
export type Value = number | null | CustomType | readonly Value[] | { readonly [name: string]: Value }

/** Text with entities: the library would write a CDATA section, which Sippy's library cannot read. */
class TypedText extends CustomType {
  constructor(
    override readonly tagName: string,
    text: string,
  ) {
    super(text)
  }
}

class UntypedText extends CustomType {
  override serialize(value: ElementBuilder): ElementBuilder {
    return value.txt(this.raw)
  }
}

// The switch mixes types: text is sent with or without a tag, and some numbers are sent as text.
export const untyped = (text: string): Value => new UntypedText(text)
export const string = (text: string): Value => new TypedText('string', text)
/** Sippy's library writes 17 decimals, more than a double has; whole numbers are also written as doubles. */
export const double = (value: number): Value => new TypedText('double', value.toFixed(17))

export const boolean = (value: boolean): Value => new TypedText('boolean', value ? '1' : '0')

export const encodeResponse = (value: Value): string => asTheSwitchWrites(serializeMethodResponse(value))

/** A value of a response that was written before. */
class WrittenValue extends CustomType {
  override serialize(value: ElementBuilder): ElementBuilder {
    return value.raw(this.raw)
  }
}

/** Writes a value once, for responses that repeat it: the library takes a millisecond for a large struct. */
export function prewritten(value: Value): NonNullable<Value> {
  const response = serializeMethodResponse(value)
  const [opening, closing] = ['<param><value>', '</value></param>']
  return new WrittenValue(response.slice(response.indexOf(opening) + opening.length, response.lastIndexOf(closing)))
}

export const encodeFault = ({ faultCode, message }: XmlRpcError): string =>
  asTheSwitchWrites(serializeFault({ faultCode, faultString: string(message) }))

/**
 * Changes the output of npm xmlrpc to that of Sippy's library, which breaks the line after the declaration, between the
 * values of an array and at the end, and never writes `<data/>` or `<struct/>`. Text never contains `<` here, so only
 * tags are matched.
 */
const asTheSwitchWrites = (xml: string): string =>
  `${xml
    .replace('?>', '?>\n')
    .replaceAll('</value><value>', '</value>\n<value>')
    .replace(/<(data|struct)\/>/g, '<$1></$1>')}\n`
