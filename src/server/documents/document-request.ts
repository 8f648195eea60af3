import { isRecord } from '../http/is-record.js'
import type { Refusal } from '../http/refusal.js'
import type { DocumentStore } from './document-store.js'

/** A request by the id of its document, as far as it is not decoded yet. */
export interface DocumentFields {
  readonly query?: unknown
  /** Of the GraphQL over HTTP draft, and of Relay. */
  readonly documentId?: unknown
  /** With `persistedQuery: { version: 1, sha256Hash }`: the protocol of Apollo, and of urql. */
  readonly extensions?: unknown
}

export type ResolvedDocument =
  | {
      readonly query: string
      /** Whether it is in one of the manifests. */
      readonly isTrusted: boolean
      /** What else is in `extensions`; null: nothing. */
      readonly extensions: Readonly<Record<string, unknown>> | null
    }
  | { readonly refusal: Refusal }

/** Apollo Client and urql look for this message, and then send the text. As with Apollo Server, the status is 200. */
const NOT_FOUND: Refusal = { status: 200, code: 'PERSISTED_QUERY_NOT_FOUND', message: 'PersistedQueryNotFound' }

export const NOT_TRUSTED: Refusal = {
  status: 403,
  code: 'DOCUMENT_NOT_TRUSTED',
  message: 'Only documents of the manifests in server.documents are executed here, and this is none of them.',
}

const bad = (message: string): { readonly refusal: Refusal } => ({
  refusal: { status: 400, code: 'BAD_REQUEST', message },
})

/**
 * Finds the document of a request, by its id or its text.
 * @returns null for a request that names neither, or one in a form that is refused later.
 */
export function resolveDocument(store: DocumentStore, fields: DocumentFields): ResolvedDocument | null {
  const { query, documentId = null } = fields
  const { persisted, rest } = splitExtensions(fields.extensions ?? null)
  if (query !== undefined && query !== null && typeof query !== 'string') return null
  if (documentId !== null && typeof documentId !== 'string') return bad('documentId must be a text')
  const hashed = persisted === null ? null : hashOf(persisted)
  if (persisted !== null && hashed === null)
    return bad('extensions.persistedQuery must be { version: 1, sha256Hash: <the SHA-256 of the document, as hex> }')
  if (documentId !== null && (hashed !== null || typeof query === 'string'))
    return bad('a request has one document: query, documentId, or extensions.persistedQuery')
  if (typeof query === 'string') {
    if (hashed !== null && !store.register(hashed, query)) return bad('provided sha does not match query')
    return { query, isTrusted: store.isTrusted(query), extensions: rest }
  }
  const id = documentId ?? hashed
  if (id === null) return null
  const found = store.find(id)
  return found === null ? { refusal: NOT_FOUND } : { query: found, isTrusted: store.isTrusted(found), extensions: rest }
}

interface SplitExtensions {
  readonly persisted: unknown
  readonly rest: Readonly<Record<string, unknown>> | null
}

function splitExtensions(extensions: unknown): SplitExtensions {
  // Those in another form are refused later.
  if (!isRecord(extensions)) return { persisted: null, rest: extensions === null ? null : {} }
  const { persistedQuery = null, ...rest } = extensions
  return { persisted: persistedQuery, rest: Object.keys(rest).length === 0 ? null : rest }
}

function hashOf(persisted: unknown): string | null {
  if (!isRecord(persisted) || persisted['version'] !== 1) return null
  const { sha256Hash } = persisted
  return typeof sha256Hash === 'string' && sha256Hash !== '' ? sha256Hash : null
}
