import { LRUCache } from 'lru-cache'
import { resolveDocument } from '../documents/document-request.js'
import type { DocumentStore } from '../documents/document-store.js'
import { isRecord } from '../http/is-record.js'

/** The parameters of an ordinary GraphQL request. */
export interface RequestParameters {
  readonly query: string
  readonly operationName: string | null
  readonly variables: Readonly<Record<string, unknown>>
  /** Whether its document is in one of the manifests. */
  readonly isTrusted: boolean
}

/** Longer bodies are rarely repeated. */
const LONGEST = 16_384
/** Characters of the bodies that are remembered. */
const REMEMBERED = 4_000_000

/** Parses bodies. A dashboard repeats the same body; it then yields the same object (the identity contract). */
export class RequestBodyCache {
  readonly #known = new LRUCache<string, RequestParameters>({
    maxSize: REMEMBERED,
    sizeCalculation: (_parameters, text) => text.length + 200,
  })

  /** @param documents what can be requested by id. */
  constructor(private readonly documents: DocumentStore) {}

  /** @returns null for a body with errors or extensions, which Apollo handles. */
  read(text: string): RequestParameters | null {
    return this.#known.get(text) ?? readParameters(parse(text), this.documents)
  }

  remember(text: string, parameters: RequestParameters): void {
    if (text.length <= LONGEST && this.#known.peek(text) === undefined) this.#known.set(text, parameters)
  }
}

function readParameters(body: unknown, documents: DocumentStore): RequestParameters | null {
  if (!isRecord(body)) return null
  const { operationName = null, variables = null } = body
  const document = resolveDocument(documents, body)
  if (document === null || 'refusal' in document || document.extensions !== null) return null
  const { query, isTrusted } = document
  if (operationName !== null && typeof operationName !== 'string') return null
  if (variables !== null && !isRecord(variables)) return null
  return { query, operationName, variables: variables ?? {}, isTrusted }
}

/** Names that set a prototype, and escapes of letters, with which such a name could be written. */
const ODD = /__proto__|constructor|\\u00[567]/i

/** Undefined for invalid JSON, and for JSON that may set a prototype: Fastify reports both. */
function parse(text: string): unknown {
  try {
    return ODD.test(text) ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}
