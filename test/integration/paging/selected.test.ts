// What is not selected is not computed: cursors by how often one is printed, totals by what the vendors are asked.

import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { encodeCursor } from '../../../src/plan/cursor.js'
import { type Stack, startStack } from '../../support/stack.js'

vi.mock('../../../src/plan/cursor.js', { spy: true })

let stack: Stack
beforeAll(async () => {
  stack = await startStack({
    vendors: ['telecomx', 'restcomm'],
    simulatorOptions: { restcomm: { product: 'connect' } },
  })
})
afterAll(() => stack?.close())
beforeEach(() => void vi.mocked(encodeCursor).mockClear())

async function printed(selection: string): Promise<number> {
  const { body } = await stack.query(`{ calls(first: 7) { ${selection} } }`)
  expect(body.errors).toBeUndefined()
  return vi.mocked(encodeCursor).mock.calls.length
}

test.each([
  ['nodes { id }', 0],
  ['totalCount total { count precision } sources { totalCount }', 0],
  ['edges { node { id } }', 0],
  ['nodes { id } pageInfo { hasNextPage hasPreviousPage }', 0],
  ['nodes { id } pageInfo { hasNextPage endCursor }', 1],
  ['pageInfo { startCursor endCursor }', 2],
  ['edges { cursor }', 7],
  ['edges { cursor } pageInfo { startCursor endCursor }', 7],
])('{ %s } prints %i cursors', async (selection, cursors) => {
  expect(await printed(selection)).toBe(cursors)
})

test('totals cost no request, selected or not', async () => {
  const asked = async (selection: string): Promise<number> => {
    const before = Object.values(stack.hosts).map(({ requests }) => requests.length)
    await stack.query(`{ calls(first: 7) { nodes { id } ${selection} } }`)
    return Object.values(stack.hosts).reduce((sum, { requests }, at) => sum + requests.length - (before[at] ?? 0), 0)
  }
  expect(await asked('')).toBe(2)
  expect(await asked('totalCount total { count precision } sources { totalCount }')).toBe(2)
})
