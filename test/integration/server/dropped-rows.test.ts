// What an operation has read is dropped when it is answered, because promises retain it otherwise. Nothing fails where that
// is forgotten: the gateway only becomes slower, and takes more memory. So it is checked here.

import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { ConnectionPage } from '../../../src/engine/page/connection-page.js'
import { ReadRows, type RowHolder } from '../../../src/engine/source/call-context.js'
import type { CompiledQuery, PreparedQuery } from '../../../src/execution/compile.js'
import { OperationCache } from '../../../src/server/fast-path/operation-cache.js'
import { type Stack, startStack } from '../../support/stack.js'

const SESSIONS = '{ sessions(first: 7) { totalCount nodes { nativeId startedAt } } }'

const add = vi.spyOn(ReadRows.prototype, 'add')
const find = vi.spyOn(OperationCache.prototype, 'find')

let stack: Stack
beforeAll(async () => {
  stack = await startStack({ vendors: ['telecomx'] })
})
afterAll(async () => {
  for (const spy of [add, find]) spy.mockRestore()
  await stack.close()
})

const isPage = (holder: RowHolder): holder is ConnectionPage => 'nodes' in holder

/** What the executions of known queries have returned. */
const results: unknown[] = []
function watch(prepared: PreparedQuery): PreparedQuery {
  const run: PreparedQuery['run'] = (...of) => {
    const result = prepared.run(...of)
    void Promise.resolve(result).then((made) => results.push(made.data))
    return result
  }
  return { ...prepared, run }
}

test('pages and data, by the ordinary path at first and then by the fast path; the answers stay whole', async () => {
  const answers: unknown[] = []
  for (let at = 0; at < 4; at++) {
    const found: CompiledQuery | null | undefined = find.mock.results.at(-1)?.value
    if (found != null && results.length === 0) {
      const prepare = found.prepare.bind(found)
      vi.spyOn(found, 'prepare').mockImplementation((variables) => {
        const prepared = prepare(variables)
        return prepared === null ? null : watch(prepared)
      })
    }
    const { body } = await stack.query(SESSIONS)
    expect(body.errors).toBeUndefined()
    answers.push(body.data)
  }
  expect(answers[0]).toMatchObject({ sessions: { nodes: { length: 7 } } })
  expect(answers.slice(1)).toEqual([answers[0], answers[0], answers[0]])
  const pages = add.mock.calls.map(([holder]) => holder).filter(isPage)
  expect(pages.map(({ nodes }) => nodes)).toEqual([[], [], [], []])
  expect(results.length).toBeGreaterThanOrEqual(2)
  expect(results.slice(-2)).toEqual([{ sessions: null }, { sessions: null }])
})
