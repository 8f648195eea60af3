import type { ApolloServerPlugin } from '@apollo/server'
import type { DocumentNode, GraphQLSchema } from 'graphql'
import { LRUCache } from 'lru-cache'
import { type CompiledQuery, compileQuery } from '../execution/compile.js'

interface Known {
  readonly document: DocumentNode
  readonly operationName: string | null
  /** Undefined until it is asked for again; null when it is left to graphql-js. */
  compiled?: CompiledQuery | null
}

/** Text of the documents that are remembered, in characters; what is made of them takes a multiple of it. */
const REMEMBERED_CHARACTERS = 1024 * 1024
/** What a short document takes all the same. */
const LEAST_SIZE = 1000

/** The operations that were answered lately. Apollo parses and validates each one first; asked again, it is compiled. */
export class Operations {
  readonly #known = new LRUCache<string, Known>({
    maxSize: REMEMBERED_CHARACTERS,
    sizeCalculation: (_known, key) => key.length + LEAST_SIZE,
  })

  constructor(private readonly schema: GraphQLSchema) {}

  /** What Apollo is about to execute has been parsed, validated, and found within the limits. */
  readonly plugin: ApolloServerPlugin = {
    requestDidStart: async () => ({
      didResolveOperation: async ({ source, document, request }) => {
        const operationName = request.operationName ?? null
        const key = keyOf(source, operationName)
        if (!this.#known.has(key)) this.#known.set(key, { document, operationName })
      },
    }),
  }

  /** @returns null for an operation that has not been asked before, or that is not compiled. */
  find(source: string, operationName: string | null): CompiledQuery | null {
    const known = this.#known.get(keyOf(source, operationName))
    if (known === undefined) return null
    if (known.compiled === undefined) known.compiled = compileQuery(this.schema, known.document, known.operationName)
    return known.compiled
  }
}

/** No document holds a zero byte. */
const keyOf = (source: string, operationName: string | null): string =>
  operationName === null ? source : `${operationName}\0${source}`
