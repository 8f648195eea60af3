import { GraphQLError, GraphQLScalarType, Kind, type ValueNode, valueFromASTUntyped } from 'graphql'
import { parseInstant } from './instant.js'

/** An instant as it travels outwards: RFC 3339 text in UTC, with the milliseconds the vendor has. */
export type Timestamp = string

/** An instant as it comes in from a client: milliseconds since 1970-01-01T00:00:00Z. */
export type EpochMs = number

/** The largest instant that a JavaScript date can hold, 100 million days from 1970. */
const MAX_EPOCH_MS = 8.64e15

/** Integers in this range are seconds since 1970 from 1973 on; as milliseconds they would be days of 1970 to 1973. */
const EPOCH_SECONDS_FROM = 1e8
const EPOCH_SECONDS_TO = 1e11

const badInput = (message: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } })

/** Reads a literal; a fault is reported with its place in the document. */
function atNode<Value>(node: ValueNode, read: () => Value): Value {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error
    throw new GraphQLError(error.message, { nodes: node, extensions: error.extensions })
  }
}

/**
 * Reads an instant as clients write it.
 * @param value RFC 3339 text with a zone, or epoch milliseconds as an integer or as text.
 * @returns milliseconds since 1970-01-01T00:00:00Z.
 * @throws GraphQLError BAD_USER_INPUT when the value is neither, names a day or an hour that does not exist, or is an
 * integer that looks like epoch seconds: read as milliseconds it would be a day of the early 1970s and match everything.
 */
export function parseDateTime(value: unknown): EpochMs {
  const asNumber = typeof value === 'string' && /^-?\d{1,16}$/.test(value) ? Number(value) : value
  if (typeof asNumber === 'number' && Number.isSafeInteger(asNumber) && Math.abs(asNumber) <= MAX_EPOCH_MS) {
    if (asNumber >= EPOCH_SECONDS_FROM && asNumber < EPOCH_SECONDS_TO)
      throw badInput(
        `${asNumber} looks like epoch seconds: a DateTime is given in epoch milliseconds, here ${asNumber}000`,
      )
    return asNumber
  }
  const parsed = typeof value === 'string' ? parseInstant(value) : null
  if (parsed === null)
    throw badInput(
      `${JSON.stringify(value)} is not a DateTime: expected RFC 3339 with a zone, such as "2026-03-01T12:00:00Z", or epoch milliseconds`,
    )
  return parsed
}

/** Passes on the RFC 3339 text that an adapter made: no parsing and re-printing per field. */
export const DateTime = new GraphQLScalarType<EpochMs, Timestamp>({
  name: 'DateTime',
  description:
    'An instant: RFC 3339, UTC, milliseconds where the vendor has them. As an input also epoch milliseconds, as a string or an integer.',
  specifiedByURL: 'https://scalars.graphql.org/andimarek/date-time.html',
  serialize(value) {
    if (typeof value === 'string') return value
    if (typeof value === 'number') return new Date(value).toISOString()
    throw new TypeError(`DateTime cannot print ${typeof value}`)
  },
  parseValue: parseDateTime,
  parseLiteral(node) {
    return atNode(node, () => {
      if (node.kind !== Kind.STRING && node.kind !== Kind.INT)
        throw badInput('a DateTime is written as a string or an integer')
      return parseDateTime(node.value)
    })
  },
})

const DECIMAL = /^-?\d+(\.\d+)?$/

function parseDecimal(value: unknown): string {
  const text = typeof value === 'number' && Number.isFinite(value) ? String(value) : value
  if (typeof text !== 'string' || !DECIMAL.test(text))
    throw badInput(`${JSON.stringify(value)} is not a Decimal: expected digits such as "12.50"`)
  return text
}

/** Money stays text, digit for digit, so that no float ever rounds it. */
export const Decimal = new GraphQLScalarType<string, string>({
  name: 'Decimal',
  description: 'A decimal number as a string, digit for digit as the vendor wrote it: money never becomes a float.',
  serialize(value) {
    if (typeof value === 'string') return value
    throw new TypeError(`Decimal cannot print ${typeof value}`)
  },
  parseValue: parseDecimal,
  parseLiteral(node) {
    return atNode(node, () => {
      if (node.kind !== Kind.STRING && node.kind !== Kind.INT && node.kind !== Kind.FLOAT)
        throw badInput('a Decimal is written as a string')
      return parseDecimal(node.value)
    })
  },
})

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function parseJsonObject(value: unknown): Record<string, unknown> {
  if (!isObject(value)) throw badInput('a JSONObject is an object')
  return value
}

/** Free-form data that third parties append to a vendor's record. */
export const JSONObject = new GraphQLScalarType<Record<string, unknown>, Record<string, unknown>>({
  name: 'JSONObject',
  description: 'A JSON object with members that no schema describes.',
  serialize: parseJsonObject,
  parseValue: parseJsonObject,
  parseLiteral: (node, variables) => atNode(node, () => parseJsonObject(valueFromASTUntyped(node, variables))),
})
