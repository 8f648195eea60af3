import { hash } from 'node:crypto'
import { type GraphQLSchema, parse, specifiedRules, type ValidationRule, validate } from 'graphql'
import { LRUCache } from 'lru-cache'
import { ManifestError, readManifest } from './manifest.js'

export interface DocumentOptions {
  /** The manifests: their names, for messages, and what is in them. */
  readonly manifests: readonly { readonly file: string; readonly text: string }[]
  /** Whether only documents of the manifests are executed. Without it, clients may also register documents (APQ). */
  readonly require: boolean
  /** Whether the documents of the manifests are served at /api, by the names of their operations; false unless given. */
  readonly rest?: boolean
}

export interface DocumentRules {
  readonly schema: GraphQLSchema
  /** Lexical tokens that a document may have. */
  readonly maxTokens: number
  /** Rules beyond those of GraphQL, such as limits. */
  readonly rules: readonly ValidationRule[]
}

/** Documents that clients have registered, in characters of their texts. */
const REGISTERED_CHARACTERS = 4_000_000
/** Characters of the longest document that can be registered. */
const LONGEST_REGISTERED = 65_536
/** What a short document counts. */
const LEAST_CHARACTERS = 200
/** Clients of the GraphQL over HTTP draft name the hash before the digits. */
const SHA256_PREFIX = 'sha256:'

/** The documents that can be requested by id: those of the manifests, and those that clients have registered. */
export class DocumentStore {
  readonly #trusted = new Map<string, string>()
  readonly #trustedTexts = new Set<string>()
  readonly #registered = new LRUCache<string, string>({
    maxSize: REGISTERED_CHARACTERS,
    sizeCalculation: (text) => text.length + LEAST_CHARACTERS,
  })
  readonly isRequired: boolean

  /**
   * Reads the manifests and validates every document.
   * @throws ManifestError, which names the file and the entry.
   */
  constructor(options: DocumentOptions, rules: DocumentRules) {
    this.isRequired = options.require
    const files = new Map<string, string>()
    for (const { file, text } of options.manifests) {
      for (const entry of readManifest(file, text)) {
        const before = this.#trusted.get(entry.id)
        if (before !== undefined && before !== entry.text)
          throw new ManifestError(`${file}: ${entry.id}: ${files.get(entry.id)} has another document with this id`)
        const fault = before === undefined ? faultOf(entry.text, rules) : null
        if (fault !== null) throw new ManifestError(`${file}: ${entry.id}: ${fault}`)
        this.#trusted.set(entry.id, entry.text)
        this.#trustedTexts.add(entry.text)
        files.set(entry.id, file)
      }
    }
  }

  /** How many documents the manifests have. */
  get size(): number {
    return this.#trusted.size
  }

  /** The texts of the manifests, each once. */
  get trusted(): Iterable<string> {
    return this.#trustedTexts
  }

  /** @returns null for an id that is not known. */
  find(id: string): string | null {
    const plain = id.startsWith(SHA256_PREFIX) ? id.slice(SHA256_PREFIX.length) : id
    return this.#trusted.get(id) ?? this.#trusted.get(plain) ?? this.#registered.get(plain) ?? null
  }

  /** Whether a document is in one of the manifests, character by character. */
  isTrusted(text: string): boolean {
    return this.#trustedTexts.has(text)
  }

  /**
   * Keeps a document that a client has sent with its hash, unless only those of the manifests are executed.
   * @returns false where the hash is another one.
   */
  register(id: string, text: string): boolean {
    if (this.#trusted.get(id) === text) return true
    if (hash('sha256', text, 'hex') !== id.toLowerCase()) return false
    if (!this.isRequired && text.length <= LONGEST_REGISTERED) this.#registered.set(id, text)
    return true
  }
}

/** What is wrong with a document; null: nothing. */
function faultOf(text: string, { schema, maxTokens, rules }: DocumentRules): string | null {
  try {
    const [error] = validate(schema, parse(text, { maxTokens }), [...specifiedRules, ...rules], { maxErrors: 1 })
    return error?.message ?? null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
