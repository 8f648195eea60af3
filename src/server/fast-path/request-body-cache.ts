import { LRUCache } from 'lru-cache'
import { resolveDocument } from '../documents/document-request.js'
import type { DocumentStore } from '../documents/document-store.js'

/** What a body asks, where it asks nothing out of the ordinary. */
export interface Question {
  readonly query: string
  readonly operationName: string | null
  readonly variables: Readonly<Record<string, unknown>>
  /** Whether its document is in one of the manifests. */
  readonly isTrusted: boolean
}

/** Longer bodies are seldom sent twice. */
const LONGEST = 16_384
/** Characters of the bodies that are remembered. */
const REMEMBERED = 4_000_000

/** Reads bodies. A dashboard sends the same again and again: what it asks is then the same object. */
export class RequestBodyCache {
  readonly #known = new LRUCache<string, Question>({
    maxSize: REMEMBERED,
    sizeCalculation: (_question, text) => text.length + 200,
  })

  /** @param documents what can be requested by id; null: nothing. */
  constructor(private readonly documents: DocumentStore | null = null) {}

  /** @returns null for a body whose faults, or extensions, are Apollo's to deal with. */
  read(text: string): Question | null {
    return this.#known.get(text) ?? readQuestion(parse(text), this.documents)
  }

  remember(text: string, question: Question): void {
    if (text.length <= LONGEST && this.#known.peek(text) === undefined) this.#known.set(text, question)
  }
}

function readQuestion(body: unknown, documents: DocumentStore | null): Question | null {
  if (!isRecord(body)) return null
  const { operationName = null, variables = null } = body
  const document = documents === null ? plainDocument(body) : resolveDocument(documents, body)
  if (document === null || 'refusal' in document || document.extensions !== null) return null
  const { query, isTrusted } = document
  if (operationName !== null && typeof operationName !== 'string') return null
  if (variables !== null && !isRecord(variables)) return null
  return { query, operationName, variables: variables ?? {}, isTrusted }
}

function plainDocument({ query, extensions = null }: Readonly<Record<string, unknown>>) {
  return typeof query === 'string' && extensions === null ? { query, extensions, isTrusted: false } : null
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Names that set a prototype, and letters that are written as numbers, of which such a name could be made. */
const ODD = /__proto__|constructor|\\u00[567]/i

/** Undefined for what is no JSON, or may set a prototype: what comes after says so. */
function parse(text: string): unknown {
  try {
    return ODD.test(text) ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}
