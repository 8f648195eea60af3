// One operation, answered by graphql-js and by the compiled query, and what has to be equal about the two answers.

import { setImmediate as nextTurn } from 'node:timers/promises'
import { type DocumentNode, type ExecutionResult, execute, type GraphQLSchema } from 'graphql'
import { expect } from 'vitest'
import { compileQuery } from '../../../../src/execution/compile.js'

export interface Operation {
  readonly schema: GraphQLSchema
  readonly document: DocumentNode
  readonly operationName?: string
  readonly variables?: Readonly<Record<string, unknown>>
  readonly root?: unknown
  readonly context?: unknown
}

type Answer = ExecutionResult | Promise<ExecutionResult>

export const byGraphqlJs = ({ schema, document, operationName, variables, root, context }: Operation): Answer =>
  execute({ schema, document, operationName, variableValues: variables, rootValue: root, contextValue: context })

/** @returns null where the operation is left to graphql-js. */
export function byCompiledQuery(operation: Operation): Answer | null {
  const { schema, document, operationName = null, variables = {}, root, context } = operation
  return (
    compileQuery(schema, document, operationName)?.prepare(variables)?.run(context, undefined, undefined, root) ?? null
  )
}

/** The path that is null because of an error: the first null on the path of the error. */
function nullFor(data: unknown, path: readonly (string | number)[]): string {
  let value = data
  let depth = 0
  for (; value !== null && value !== undefined && depth < path.length; depth++)
    value = Reflect.get(Object(value), path[depth] ?? '')
  return JSON.stringify(path.slice(0, depth))
}

const toPlainErrors = ({ errors = [] }: ExecutionResult) =>
  errors.map((error) => ({ ...error.toJSON(), original: error.originalError?.message }))

/** An answer with its errors by the null that they caused: concurrent errors come in an order that no rule fixes. */
export function byNull(answer: ExecutionResult) {
  const nulls = Map.groupBy(toPlainErrors(answer), ({ path = [] }) => nullFor(answer.data, path))
  return { text: JSON.stringify(answer.data), nulls: new Map([...nulls].toSorted(([a], [b]) => (a < b ? -1 : 1))) }
}

/** Of several errors under one null, whichever came first made it null, and of the others some come too late. */
export function expectSame(given: ReturnType<typeof byNull>, wanted: ReturnType<typeof byNull>): void {
  expect(given.text).toEqual(wanted.text)
  expect([...given.nulls.keys()]).toEqual([...wanted.nulls.keys()])
  for (const [at, errors] of wanted.nulls) {
    const others = given.nulls.get(at)
    if (errors.length === 1 && others?.length === 1 && String(errors[0]?.path) === String(others[0]?.path))
      expect(others).toEqual(errors)
  }
}

/** Everything that a client sees; errors in the order in which they come. */
export const exactly = (answer: ExecutionResult) => ({
  text: JSON.stringify(answer.data),
  errors: toPlainErrors(answer),
})

/** graphql-js itself leaves rejections unhandled where an item of a list throws while others are awaited. */
export async function ignoringRejections<Result>(run: () => Promise<Result>): Promise<Result> {
  const listeners = process.listeners('unhandledRejection')
  process.removeAllListeners('unhandledRejection').on('unhandledRejection', () => undefined)
  try {
    const result = await run()
    await nextTurn()
    return result
  } finally {
    process.removeAllListeners('unhandledRejection')
    for (const listener of listeners) process.on('unhandledRejection', listener)
  }
}
