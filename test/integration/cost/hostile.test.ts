// Hostile operations, generated from the schema, against the gateway over simulators: each is refused with a clear
// error, or answered within the limits, and with no more than was estimated.

import fc from 'fast-check'
import { getOperationAST, getVariableValues, parse, validate } from 'graphql'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { estimateCost } from '../../../src/cost/estimate.js'
import { fragmentsOf } from '../../../src/execution/compile.js'
import { buildGraphSchema } from '../../../src/graphql/schema/build-schema.js'
import { runs } from '../../support/runs.js'
import { type Stack, startStack } from '../../support/stack.js'
import { type HostileOperation, hostileOperation } from './hostile-operations.js'

const schema = buildGraphSchema()
const LIMITS = { records: 20_000, lists: 100, vendorRequests: 100, bytes: 8 * 1024 * 1024 }
const SIZES = { defaultPageSize: 50, maxPageSize: 1000, sources: 4 }
const REFERENCES = [
  { __typename: 'PhoneNumber', number: '+4570305001' },
  { __typename: 'PhoneNumber', number: '+4570305002' },
  { __typename: 'Source', name: 'mor-demo' },
]

let stack: Stack
beforeAll(async () => {
  stack = await startStack({ world: { history: 120, customers: 6 }, logLevel: 'silent', server: { limits: LIMITS } })
})
afterAll(() => stack?.close())

function estimateOf({ query, variables }: HostileOperation) {
  const document = parse(query)
  expect(validate(schema, document)).toEqual([])
  const operation = getOperationAST(document)
  if (!operation) throw new Error('there is no operation')
  const { coerced = {} } = getVariableValues(schema, operation.variableDefinitions ?? [], variables)
  return estimateCost({ schema, operation, fragments: fragmentsOf(document) }, coerced, SIZES)
}

/** Items of all lists of objects in an answer. */
function recordsIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  const own = Array.isArray(value) && value.some((item) => typeof item === 'object') ? value.length : 0
  return Object.values(value).reduce<number>((sum, part) => sum + recordsIn(part), own)
}

const seen = { refused: 0, stopped: 0, answered: 0 }

async function tryOperation(operation: HostileOperation): Promise<void> {
  const estimate = estimateOf(operation)
  const { status, text, body } = await stack.query(operation.query, operation.variables)
  const codes = new Set((body.errors ?? []).map(({ extensions }) => extensions?.['code']))
  const isTooCostly = codes.has('OPERATION_TOO_COSTLY')
  const isRefused = !('data' in body)
  // A document that is too deep, or has too many aliases, is refused before its cost is estimated.
  if (isRefused) expect(isTooCostly || codes.has('GRAPHQL_VALIDATION_FAILED')).toBe(true)
  expect(status).toBe(isRefused ? 400 : 200)
  seen[isRefused ? 'refused' : isTooCostly ? 'stopped' : 'answered']++
  expect(codes).not.toContain('INTERNAL')
  const records = recordsIn(body.data)
  expect(records).toBeLessThanOrEqual(Math.min(estimate.records, LIMITS.records))
  expect(text.length).toBeLessThanOrEqual(LIMITS.bytes)
}

test('hostile operations are refused, or answered within what was estimated', async () => {
  await fc.assert(fc.asyncProperty(hostileOperation(schema, REFERENCES), tryOperation), { numRuns: runs(120) })
  expect(seen.refused).toBeGreaterThan(0)
  expect(seen.answered).toBeGreaterThan(0)
})
