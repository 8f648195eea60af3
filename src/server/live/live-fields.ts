import { isRecord } from '../http/is-record.js'
import type { LiveRequest } from './live-documents.js'

/**
 * The operation of a request, as a POST of JSON and a WebSocket hold it.
 * @returns null where it has no document; a sentence where a field has the wrong type.
 */
export function readFields(fields: unknown): LiveRequest | string | null {
  if (!isRecord(fields)) return null
  const { query, operationName = null, variables = null } = fields
  if (typeof query !== 'string') return null
  if (operationName !== null && typeof operationName !== 'string') return 'operationName must be a text'
  if (variables !== null && !isRecord(variables)) return 'variables must be an object'
  return { query, operationName: operationName === '' ? null : operationName, variables: variables ?? {} }
}

/** The same of the URL of a GET, where variables are written as JSON. */
export function readUrl(url: string): LiveRequest | string | null {
  const at = url.indexOf('?')
  const parameters = new URLSearchParams(at < 0 ? '' : url.slice(at + 1))
  const variables = parameters.get('variables')
  return readFields({
    query: parameters.get('query') ?? undefined,
    operationName: parameters.get('operationName'),
    variables: variables === null || variables === '' ? null : parseJson(variables),
  })
}

/** @returns undefined, which is no object, for what is not JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return false
  }
}
