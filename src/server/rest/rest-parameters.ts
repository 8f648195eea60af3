import {
  type GraphQLInputType,
  type GraphQLNullableType,
  getNullableType,
  isInputObjectType,
  isListType,
} from 'graphql'
import type { Refusal } from '../http/refusal.js'
import type { RestOperation, RestVariable } from './rest-operations.js'

/** The values of variables, or why the request is refused. */
export type RestVariables = { readonly values: Readonly<Record<string, unknown>> } | { readonly refusal: Refusal }

/** What a text is not; the message says what would be right. */
class WrongText extends Error {}

/**
 * Reads variables from the parameters of a URL: numbers, true and false as JSON has them, all other scalars and enums as
 * text, lists by repeating the parameter, and input objects as JSON. What else is wrong with a value is found by GraphQL.
 */
export function readParameters(operation: RestOperation, parameters: URLSearchParams): RestVariables {
  const refusal = refuseUnknown(operation, parameters.keys())
  if (refusal !== null) return { refusal }
  const values: Record<string, unknown> = {}
  for (const { name, type } of operation.variables) {
    const texts = parameters.getAll(name)
    if (texts.length === 0) continue
    try {
      values[name] = valueOf(type, texts)
    } catch (error) {
      if (!(error instanceof WrongText)) throw error
      return { refusal: badInput(name, error.message) }
    }
  }
  return complete(operation, values)
}

/** Reads variables from the JSON body of a request. */
export function readBody(operation: RestOperation, body: unknown): RestVariables {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    return { refusal: { status: 400, code: 'BAD_REQUEST', message: 'The body must be a JSON object of variables.' } }
  const values = Object.fromEntries(Object.entries(body))
  const refusal = refuseUnknown(operation, Object.keys(values))
  return refusal === null ? complete(operation, values) : { refusal }
}

function complete({ variables }: RestOperation, values: Readonly<Record<string, unknown>>): RestVariables {
  const missing = variables.find(({ name, isRequired }) => isRequired && values[name] === undefined)
  return missing === undefined
    ? { values }
    : { refusal: badInput(missing.name, `is required: ${String(missing.type)}`) }
}

function refuseUnknown({ variables, name: operation }: RestOperation, names: Iterable<string>): Refusal | null {
  const known: readonly string[] = variables.map(({ name }: RestVariable) => name)
  const unknown = [...names].find((name) => !known.includes(name))
  if (unknown === undefined) return null
  const those = known.length === 0 ? 'there are none' : `there are ${known.join(', ')}`
  return badInput(unknown, `${operation} has no such parameter; ${those}`)
}

const badInput = (argument: string, message: string): Refusal => ({
  status: 400,
  code: 'BAD_USER_INPUT',
  message: `${argument}: ${message}`,
  extensions: { argument },
})

/** Whether a parameter of a URL holds JSON: input objects, and lists of these or of lists. */
export function takesJson(given: GraphQLInputType): boolean {
  const type = getNullableType(given)
  if (!isListType(type)) return isInputObjectType(type)
  const item = getNullableType(type.ofType)
  return isListType(item) || isInputObjectType(item)
}

function valueOf(given: GraphQLInputType, texts: readonly string[]): unknown {
  const type = getNullableType(given)
  if (isListType(type) && !takesJson(type)) return texts.map((text) => scalarOf(getNullableType(type.ofType), text))
  const [text = '', ...others] = texts
  if (others.length > 0) return wrong('is given more than once')
  return takesJson(type) ? json(text, `must be JSON: ${String(type)}`) : scalarOf(type, text)
}

function scalarOf(type: GraphQLNullableType, text: string): unknown {
  switch (String(type)) {
    case 'Int':
      return /^-?\d{1,15}$/.test(text) ? Number(text) : wrong('must be a whole number, such as 10')
    case 'Float':
      return /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text) ? Number(text) : wrong('must be a number, such as 1.5')
    case 'Boolean':
      return /^(true|false)$/.test(text) ? text === 'true' : wrong('must be true or false')
    default:
      return text
  }
}

function json(text: string, message: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return wrong(message)
  }
}

function wrong(message: string): never {
  throw new WrongText(message)
}
