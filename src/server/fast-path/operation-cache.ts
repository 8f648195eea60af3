import type { ApolloServerPlugin } from '@apollo/server'
import type { DocumentNode, GraphQLSchema } from 'graphql'
import { LRUCache } from 'lru-cache'
import { type CompiledQuery, compileQuery } from '../../execution/compile.js'
import { interpretQuery } from '../../execution/interpret.js'

/** The executor of repeated queries: our own, or graphql-js. */
export type ExecutorName = 'compiled' | 'graphql-js'

const EXECUTORS: Readonly<Record<ExecutorName, typeof compileQuery>> = {
  compiled: compileQuery,
  'graphql-js': interpretQuery,
}

interface Known {
  readonly document: DocumentNode
  readonly operationName: string | null
  /** Undefined until the operation is repeated; null when it is left to graphql-js. */
  compiled?: CompiledQuery | null
  /** The size of its plans. */
  plannedBytes: number
}

/** Estimated bytes of the cached documents and plans: a few hundred operations of usual length. */
const REMEMBERED_BYTES = 64 * 1024 * 1024
/** The size of one character of a parsed document, and of one field of a plan with its code. */
const BYTES_PER_CHARACTER = 120
const BYTES_PER_FIELD = 1000
/** The smallest size of an entry. */
const LEAST_BYTES = 10_000

/** The operations that were answered lately. Apollo validates each one; when it is repeated, it is compiled. */
export class OperationCache {
  readonly #known: LRUCache<string, Known>

  /** @param cacheShare which part of its full size the cache of operations may have. */
  constructor(
    private readonly schema: GraphQLSchema,
    private readonly executor: ExecutorName = 'compiled',
    cacheShare = 1,
  ) {
    this.#known = new LRUCache({
      maxSize: Math.ceil(REMEMBERED_BYTES * cacheShare),
      sizeCalculation: ({ plannedBytes }, key) => LEAST_BYTES + key.length * BYTES_PER_CHARACTER + plannedBytes,
    })
  }

  /** Remembers the operations that Apollo is about to execute: these are parsed, valid and within the limits. */
  readonly plugin: ApolloServerPlugin = {
    requestDidStart: async () => ({
      didResolveOperation: async ({ source, document, request }) => {
        this.remember(source, document, request.operationName ?? null)
      },
    }),
  }

  remember(source: string, document: DocumentNode, operationName: string | null): void {
    const key = keyOf(source, operationName)
    if (!this.#known.has(key)) this.#known.set(key, { document, operationName, plannedBytes: 0 })
  }

  /** @returns null for an operation that is new, or that is not compiled. */
  find(source: string, operationName: string | null): CompiledQuery | null {
    const key = keyOf(source, operationName)
    const known = this.#known.get(key)
    if (known === undefined) return null
    if (known.compiled === undefined) {
      const grow = (fields: number) => this.#grow(key, known, fields)
      known.compiled = EXECUTORS[this.executor](this.schema, known.document, known.operationName, grow)
    }
    return known.compiled
  }

  #grow(key: string, known: Known, fields: number): void {
    known.plannedBytes += fields * BYTES_PER_FIELD
    // Sets the new size, unless the entry has been evicted meanwhile.
    if (this.#known.delete(key)) this.#known.set(key, known)
  }
}

/** No document contains a zero byte. */
const keyOf = (source: string, operationName: string | null): string =>
  operationName === null ? source : `${operationName}\0${source}`
