// Every response has the id by which its request is found in the log.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Stack, startStack } from '../../support/stack.js'

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/
const QUERY = JSON.stringify({ query: '{ activeCalls(first: 5) { totalCount } }' })
const JSON_TYPE = { 'content-type': 'application/json' }

let stack: Stack
beforeAll(async () => {
  stack = await startStack({ vendors: ['mor'] })
})
afterAll(() => stack.close())

const send = async (path: string, init: RequestInit & { headers?: Record<string, string> }): Promise<string | null> => {
  const response = await fetch(`${stack.url}${path}`, init)
  await response.arrayBuffer()
  return response.headers.get('x-request-id')
}
const post = (headers: Record<string, string> = {}, body = QUERY) =>
  send('/graphql', { method: 'POST', headers: { ...JSON_TYPE, ...headers }, body })

/** The ids in the lines of a type that were logged meanwhile. */
const idsIn = (type: string, from: number): readonly unknown[] =>
  stack.log
    .slice(from)
    .map((text): Record<string, unknown> => JSON.parse(text))
    .flatMap((line) => (line['type'] === type ? [line['requestId']] : []))

describe('the id of a request', () => {
  test('is that of the client, whichever way the request is answered, and is in its line of the log', async () => {
    const from = stack.log.length
    // The first is answered by Apollo; the others from what is compiled, and from a response that is still fresh.
    const ids = ['first', 'second-2', 'f0:3.x_y+/=', '4']
    for (const id of ids) expect(await post({ 'x-request-id': id })).toBe(id)
    expect(idsIn('operation-answered', from)).toEqual(ids)
  })

  test('is a new UUID where the client sent none', async () => {
    const from = stack.log.length
    const ids = [await post(), await post()]
    for (const id of ids) expect(id).toMatch(UUID)
    expect(new Set(ids).size).toBe(2)
    expect(idsIn('operation-answered', from)).toEqual(ids)
  })

  test.each(['', 'with space', 'a"b', '<b>', 'x'.repeat(129), 'a, b'])(
    'replaces what no log should have: %s',
    async (id) => {
      expect(await post({ 'x-request-id': id })).toMatch(UUID)
    },
  )

  test('is in refusals, and in their lines of the log', async () => {
    const from = stack.log.length
    expect(await post({ 'x-request-id': 'syntax' }, '{')).toBe('syntax')
    expect(await send('/nothing', { headers: { 'x-request-id': 'nothing' } })).toBe('nothing')
    expect(idsIn('request-refused', from).slice(0, 2)).toEqual(['syntax', 'nothing'])
  })

  test('is in every other response', async () => {
    for (const path of ['/livez', '/readyz', '/metrics', '/export/calls.csv']) {
      expect(await send(path, { headers: { 'x-request-id': path } })).toBe(path)
    }
  })

  test('does not keep requests from sharing a response', async () => {
    const from = stack.log.length
    await post({ 'x-request-id': 'one' })
    await post({ 'x-request-id': 'two' })
    const shared = stack.log
      .slice(from)
      .map((text): Record<string, unknown> => JSON.parse(text))
      .flatMap((line) => (line['type'] === 'operation-answered' ? [line['shared']] : []))
    expect(shared).toEqual([true, true])
  })
})
