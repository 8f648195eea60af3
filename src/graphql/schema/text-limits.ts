import type { GraphQLSchema } from 'graphql'
import { readAttempt, toAttempt } from '../../engine/control/attempt.js'
import { badInput } from '../../engine/source/bad-input.js'
import { parseGlobalId } from '../../engine/source/global-id.js'
import { type Resolve, wrapResolvers } from './wrap-resolvers.js'

// Texts of clients become parts of URLs and headers at vendors, whose servers refuse long ones, some by dropping the
// connection. All arguments of all fields are checked here, before any vendor sees them.

const LONGEST_TEXT = 256
/** For texts that are URLs: the usual limit of browsers. */
const LONGEST_URL = 2048
const URLS: ReadonlySet<string> = new Set(['url', 'fallbackUrl', 'statusCallback'])
/** Cursors come from the gateway, and are checked where they are parsed. */
const CURSORS: ReadonlySet<string> = new Set(['after', 'before'])

/** Limits the texts in the arguments of every field. Changes the schema that it is given, and returns it. */
export const limitTexts = (schema: GraphQLSchema): GraphQLSchema =>
  wrapResolvers(schema, (resolve, _field, typeName) => limited(resolve, typeName === 'Mutation'))

function limited(resolve: Resolve, isAction: boolean): Resolve {
  // By identity: the records of a list, and repeated requests, share one object of arguments.
  const checked = new WeakSet<object>()
  return (source, args, context, info) => {
    if (!checked.has(args)) {
      const check = (): void => checkTexts(args)
      // A refused action has an audit line, too.
      if (isAction) {
        const operationName = info.operation.name?.value ?? null
        readAttempt(context.controlContext, toAttempt(operationOf(info.fieldName), args, operationName), check)
      } else check()
      checked.add(args)
    }
    return resolve(source, args, context, info)
  }
}

const OPERATIONS = ['makeCall', 'disconnectCall', 'disconnectAccount', 'disconnectCustomer'] as const

const operationOf = (fieldName: string): (typeof OPERATIONS)[number] =>
  OPERATIONS.find((known) => known === fieldName) ?? 'makeCall'

/**
 * Checks the texts in the arguments of a field.
 * @throws GraphQLError BAD_USER_INPUT naming the argument, its length and the limit.
 */
export function checkTexts(value: unknown, name = '', path = ''): void {
  if (typeof value === 'string') return checkText(value, name, path)
  if (typeof value !== 'object' || value === null) return
  if (Array.isArray(value)) {
    for (const each of value) checkTexts(each, name, path)
    return
  }
  for (const [key, each] of Object.entries(value)) checkTexts(each, key, path === '' ? key : `${path}.${key}`)
}

function checkText(text: string, name: string, path: string): void {
  const limit = URLS.has(name) ? LONGEST_URL : LONGEST_TEXT
  if (text.length <= limit || CURSORS.has(path)) return
  // A global id holds the vendor's own id, which is what is sent.
  const native = text.length <= LONGEST_URL ? (parseGlobalId(text)?.nativeId ?? text) : text
  if (native.length > limit) throw badInput(path, `has ${native.length} characters; at most ${limit} are accepted`)
}
