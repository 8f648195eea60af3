import type { ApolloServerPlugin } from '@apollo/server'
import type { DocumentNode, GraphQLSchema } from 'graphql'
import { LRUCache } from 'lru-cache'
import { type CompiledQuery, compileQuery } from '../../execution/compile.js'
import { interpretQuery } from '../../execution/interpret.js'

/** What executes the queries that were answered before: our own executor, or graphql-js. */
export type ExecutorName = 'compiled' | 'graphql-js'

const EXECUTORS: Readonly<Record<ExecutorName, typeof compileQuery>> = {
  compiled: compileQuery,
  'graphql-js': interpretQuery,
}

interface Known {
  readonly document: DocumentNode
  readonly operationName: string | null
  /** Undefined until it is asked for again; null when it is left to graphql-js. */
  compiled?: CompiledQuery | null
  /** What its plans take. */
  plannedBytes: number
}

/** Bytes of what is made of the operations that are remembered: a few hundred of usual length. */
const REMEMBERED_BYTES = 64 * 1024 * 1024
/** What one character of a document takes once it is parsed, and one field of a plan with its code. */
const BYTES_PER_CHARACTER = 120
const BYTES_PER_FIELD = 1000
/** What a short document takes all the same. */
const LEAST_BYTES = 10_000

/** The operations that were answered lately. Apollo parses and validates each one first; asked again, it is compiled. */
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

  /** What Apollo is about to execute has been parsed, validated, and found within the limits. */
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

  /** @returns null for an operation that has not been asked before, or that is not compiled. */
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
    // Weighed anew; not where it has been forgotten meanwhile.
    if (this.#known.delete(key)) this.#known.set(key, known)
  }
}

/** No document holds a zero byte. */
const keyOf = (source: string, operationName: string | null): string =>
  operationName === null ? source : `${operationName}\0${source}`
