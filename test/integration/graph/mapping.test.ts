// Only the rows that are needed are mapped: how often the adapters' fields are read, while thousands of calls are in
// progress.

import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { AnyAdapter, FieldReader } from '../../../adapters/contract.js'
import { adapters } from '../../../adapters/index.js'
import { dataOf } from '../../support/ask.js'
import { type Stack, startStack } from '../../support/stack.js'

/** How often each field of a call in progress was read. */
const reads = new Map<string, number>()
const counted = new WeakSet<object>()

function countReads(name: string, reader: FieldReader<unknown>): void {
  if (counted.has(reader)) return
  counted.add(reader)
  const { read } = reader
  const counting: typeof read = (row) => {
    reads.set(name, (reads.get(name) ?? 0) + 1)
    return read(row)
  }
  Object.defineProperty(reader, 'read', { value: counting })
}

const counting = (adapter: AnyAdapter): AnyAdapter => ({
  ...adapter,
  declare: (settings) => {
    const declaration = adapter.declare(settings)
    const fields = Object.entries<FieldReader<unknown>>(declaration.lists.activeCalls?.fields ?? {})
    for (const [name, reader] of fields) countReads(name, reader)
    return declaration
  },
})

let stack: Stack
let inProgress = 0
beforeAll(async () => {
  stack = await startStack({
    adapters: adapters.map(counting),
    world: { history: 6000, callsPerSecond: 20, customers: 20 },
    server: { metrics: false },
  })
  const { activeCalls } = await dataOf<{ activeCalls: { totalCount: number } }>(
    stack,
    '{ activeCalls(first: 1) { totalCount } }',
  )
  inProgress = activeCalls.totalCount
})
afterAll(() => stack?.close())
beforeEach(() => {
  stack.clock.nowMs += 1001
  reads.clear()
})

const FIELDS = ['caller', 'callee', 'sipCallId', 'customer', 'portasip', 'mor', 'vendorState']
const SELECTION =
  'id caller { e164 } callee { e164 } sipCallId customer { name } portasip { nodeId } mor { providerName } vendorState'
const most = (names: readonly string[] = FIELDS): number => Math.max(...names.map((name) => reads.get(name) ?? 0))

test.for(['NEWEST_FIRST', 'OLDEST_FIRST', 'LONGEST_FIRST'])(
  'ten calls of thousands, %s: ten rows are mapped, not thousands',
  async (orderBy) => {
    expect(inProgress).toBeGreaterThan(2000)
    const document = `{ activeCalls(first: 10, orderBy: ${orderBy}) { nodes { ${SELECTION} } totalCount pageInfo { hasNextPage endCursor } sources { totalCount } } }`
    const { activeCalls } = await dataOf<{
      activeCalls: { nodes: readonly object[]; pageInfo: { endCursor: string } }
    }>(stack, document)
    expect(activeCalls.nodes).toHaveLength(10)
    expect(Object.fromEntries(FIELDS.map((name) => [name, reads.get(name) ?? 0]))).toEqual(
      Object.fromEntries(FIELDS.map((name) => [name, expect.toSatisfy((count: number) => count <= 10)])),
    )
    expect(most()).toBe(10)
  },
)

test('what is not selected is not read, whatever else is', async () => {
  await dataOf(stack, '{ activeCalls(first: 1000) { nodes { id sipCallId } totalCount } }')
  expect(reads.get('sipCallId')).toBe(1000)
  expect(most(['caller', 'callee', 'customer', 'portasip', 'mor'])).toBe(0)
})

test('a condition that the gateway checks reads its own field of every row, and the others of those that are shown', async () => {
  await dataOf(
    stack,
    '{ activeCalls(first: 10, sources: ["portasip-demo"], filter: { minDurationSeconds: 5 }) { nodes { caller { number } callee { number } } } }',
  )
  expect(most(['caller', 'callee'])).toBe(10)
  expect(reads.get('durationSeconds')).toBeGreaterThan(300)
})
