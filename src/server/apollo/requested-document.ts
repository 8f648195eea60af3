import type { FastifyRequest } from 'fastify'
import type { DocumentGate } from '../documents/document-gate.js'
import { NOT_TRUSTED, resolveDocument } from '../documents/document-request.js'
import { isRecord } from '../http/is-record.js'
import type { Refusal } from '../http/refusal.js'
import type { Exchange } from '../pipeline/step.js'

type Fields = Readonly<Record<string, unknown>>

/**
 * Finds the document that a request names, or the reason why it is not executed.
 * @returns the request as Apollo reads it: with the text in place of the id.
 */
export function withDocument(
  { store, admits }: DocumentGate,
  request: FastifyRequest,
  exchange: Exchange,
): FastifyRequest | Refusal {
  const isGet = request.method === 'GET'
  const fields = isGet ? searchFields(request.url) : request.body
  if (!isRecord(fields)) return request
  const resolved = resolveDocument(store, fields)
  if (resolved === null) return request
  if ('refusal' in resolved) return resolved.refusal
  if (!admits(resolved.isTrusted, exchange)) return NOT_TRUSTED
  const { documentId, extensions, query, ...others } = fields
  const isByHash = isRecord(extensions) && 'persistedQuery' in extensions
  if (documentId === undefined && !isByHash) return request
  const left = { ...others, query: resolved.query, ...(resolved.extensions && { extensions: resolved.extensions }) }
  return isGet ? overlay(request, 'url', toUrl(request.url, left)) : overlay(request, 'body', left)
}

/** The same request, but for one property. */
export const overlay = (
  request: FastifyRequest,
  property: 'url' | 'body' | 'headers',
  value: unknown,
): FastifyRequest => Object.create(request, { [property]: { value, enumerable: true } })

const queryOf = (url: string): string => (url.includes('?') ? url.slice(url.indexOf('?') + 1) : '')

/** The fields of a GET. Those that cannot be read are left for those who refuse them. */
function searchFields(url: string): Fields {
  const parameters = new URLSearchParams(queryOf(url))
  const fields: Record<string, unknown> = Object.fromEntries(parameters)
  const { extensions } = fields
  if (typeof extensions !== 'string') return fields
  try {
    return { ...fields, extensions: JSON.parse(extensions) }
  } catch {
    return fields
  }
}

/**
 * The fields of a GET as the body of the same request by POST; undefined where they cannot be read, or there is no document.
 * @param url the target of the request.
 */
export function searchAsJson(url: string): string | undefined {
  const { query, operationName, variables, documentId, extensions } = searchFields(url)
  const json = typeof variables === 'string' ? parse(variables) : null
  if (json === undefined || (query === undefined && documentId === undefined && extensions === undefined))
    return undefined
  return JSON.stringify({ operationName, query, documentId, variables: json, extensions })
}

/** Undefined for what is not JSON. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function toUrl(url: string, fields: Fields): string {
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries(fields))
    parameters.set(name, typeof value === 'string' ? value : JSON.stringify(value))
  return `${url.split('?', 1)[0]}?${parameters}`
}
