// Random schemas, values and operations, each answered by graphql-js and by the compiled query.

import fc from 'fast-check'
import {
  type ExecutionResult,
  type GraphQLSchema,
  NoUnusedFragmentsRule,
  NoUnusedVariablesRule,
  parse,
  printSchema,
  specifiedRules,
  validate,
  validateSchema,
} from 'graphql'
import { expect, test } from 'vitest'
import { compileQuery } from '../../../../src/execution/compile.js'
import { runs } from '../../../support/runs.js'
import { byGraphqlJs, byNull, exactly, expectSame, ignoringRejections } from './differential.js'
import { type MadeDocument, makeDocument } from './generated-document.js'
import { type Chance, type Choose, makeRoot, makeSchema } from './generated-graph.js'

const RULES = specifiedRules.filter((rule) => rule !== NoUnusedFragmentsRule && rule !== NoUnusedVariablesRule)

/** How often something was seen, so that a property which compares nothing does not pass. */
const seen = { answers: 0, errors: 0, values: 0, async: 0 }

function count(answer: ExecutionResult): void {
  seen.answers++
  seen.errors += answer.errors?.length ?? 0
  seen.values += JSON.stringify(answer.data).length
}

async function compare(choose: Choose, chance: Chance): Promise<void> {
  const schema = makeSchema(choose, chance)
  const made = makeDocument(schema, choose)
  try {
    await compareOperation(schema, made, chance)
  } catch (error) {
    // What was generated cannot be seen in the counterexample: it is a list of choices.
    throw new Error([made.text, JSON.stringify(made.variables), printSchema(schema)].join('\n'), { cause: error })
  }
}

async function compareOperation(schema: GraphQLSchema, made: MadeDocument, chance: Chance): Promise<void> {
  const { text, variables } = made
  const document = parse(text)
  expect([...validateSchema(schema), ...validate(schema, document, RULES)]).toEqual([])
  const compiled = compileQuery(schema, document, null)
  // There is a plan for each combination of conditions, and the first one is used once more.
  for (const yes of [true, false, true]) {
    const given = { ...variables, yes }
    // Each reads a separate source: getters and methods are called as they are needed.
    const root = () => makeRoot(chance, schema)
    await ignoringRejections(async () => {
      const wanted = byGraphqlJs({ schema, document, variables: given, root: root(), context: 'context' })
      const ours = compiled?.prepare(given)?.run('context', undefined, undefined, root())
      if (ours === undefined) throw new Error('it is not compiled')
      expect(ours instanceof Promise).toBe(wanted instanceof Promise)
      if (wanted instanceof Promise) seen.async++
      compareAnswers(await ours, await wanted, chance)
    })
  }
}

function compareAnswers(ours: ExecutionResult, wanted: ExecutionResult, { isAsync }: Chance): void {
  count(wanted)
  // Without promises, even the order of errors is fixed.
  if (isAsync) expectSame(byNull(ours), byNull(wanted))
  else expect(exactly(ours)).toEqual(exactly(wanted))
}

test.each([
  ['values that are there', false],
  ['promises among them', true],
])('any operation on any schema is answered as graphql-js answers it: %s', async (_what, isAsync) => {
  Object.assign(seen, { answers: 0, errors: 0, values: 0, async: 0 })
  await fc.assert(
    fc.asyncProperty(fc.gen(), fc.integer(), (made, seed) =>
      compare((limit) => made(fc.nat, Math.max(limit - 1, 0)), { seed, isAsync }),
    ),
    { numRuns: runs(750) },
  )
  expect(seen.errors).toBeGreaterThan(seen.answers / 4)
  expect(seen.values).toBeGreaterThan(seen.answers * 50)
  expect(seen.async > 0).toBe(isAsync)
})
