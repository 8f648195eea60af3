// Answers for a source that fails: for a while its older answers, which are marked as stale.

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type Stack, startStack } from '../support/stack.js'
import { type Connection, connectionOf, reportOf } from './chaos-stack.js'

const STALE_MS = 30_000
const quick = { retries: 0 }

let stack: Stack
beforeAll(async () => {
  stack = await startStack({
    overrides: {
      'telecomx-demo': quick,
      'restcomm-demo': quick,
      'portasip-demo': quick,
      'mor-demo': { ...quick, freshness: { activeCalls: 0 } },
    },
    world: { history: 300, customers: 8, callsPerSecond: 2 },
  })
})
afterAll(async () => stack?.close())
afterEach(async () => {
  for (const host of Object.values(stack.hosts)) host.setFaults({})
  // Their circuits are open.
  await stack.restart()
})

const breakAll = (): void => {
  for (const host of Object.values(stack.hosts)) host.setFaults({ errorRate: 1 })
}

const REPORTS = 'sources { source { name } status stale fetchedAt requests error { code message retryAfterSeconds } }'
const pageOf = (list: string, name: string, rest = 'first: 5'): string =>
  `{ list: ${list}(${rest}, sources: ["${name}"]) { nodes { nativeId source { name } } pageInfo { endCursor } ${REPORTS} } }`
const ask = async (document: string): Promise<Connection> => connectionOf(await stack.query(document))
const iso = (atMs: number): string => new Date(atMs).toISOString()

interface Paged {
  readonly list: { readonly pageInfo: { readonly endCursor: string } }
}
async function cursorOf(document: string): Promise<string> {
  const { body } = await stack.query(document)
  return (body.data as Paged).list.pageInfo.endCursor
}

describe('a list that is requested every time', () => {
  test.for([
    ['sessions', 'telecomx-demo', 'first: 5'],
    ['sipAccounts', 'telecomx-demo', 'first: 5'],
    ['calls', 'restcomm-demo', 'first: 5'],
    ['calls', 'restcomm-demo', 'last: 5'],
    ['activeCalls', 'mor-demo', 'first: 5'],
    ['activeCalls', 'telecomx-demo', 'first: 5, orderBy: LONGEST_FIRST'],
  ])('is given as it was while its source fails, and says so: %s of %s (%s)', async ([list = '', name = '', rest]) => {
    const document = pageOf(list, name, rest)
    const fetchedAtMs = stack.clock.nowMs
    const before = await ask(document)
    expect(before.nodes).toHaveLength(5)
    expect(reportOf(before, name)).toMatchObject({ status: 'OK', stale: false, fetchedAt: iso(fetchedAtMs) })
    breakAll()
    stack.clock.nowMs += STALE_MS - 1
    const older = await ask(document)
    expect(older.nodes).toEqual(before.nodes)
    expect(reportOf(older, name)).toMatchObject({ status: 'OK', stale: true, fetchedAt: iso(fetchedAtMs), error: null })
    stack.clock.nowMs += 1
    expect((await stack.query(document)).body.errors).toMatchObject([{ extensions: { code: 'SOURCES_FAILED' } }])
  })

  test('is read again where the source answers', async () => {
    const document = pageOf('sessions', 'telecomx-demo')
    await ask(document)
    stack.clock.nowMs += 1000
    const report = reportOf(await ask(document), 'telecomx-demo')
    expect(report).toMatchObject({ stale: false, fetchedAt: iso(stack.clock.nowMs), requests: 1 })
  })

  test('reports how old its count is', async () => {
    const document = `{ sessions(sources: ["telecomx-demo"]) { totalCount ${REPORTS} } }`
    const counted = async () => {
      const { sessions } = (await stack.query(document)).body.data as {
        sessions: { totalCount: number; sources: readonly { stale: boolean; fetchedAt: string }[] }
      }
      return sessions
    }
    const fetchedAt = iso(stack.clock.nowMs)
    const { totalCount } = await counted()
    breakAll()
    stack.clock.nowMs += 10_000
    expect(await counted()).toMatchObject({ totalCount, sources: [{ stale: true, fetchedAt }] })
  })

  test('does not return a record by its id, as it could not report its age', async () => {
    const document = '{ sessions(first: 1, sources: ["telecomx-demo"]) { nodes { id } } }'
    const { body } = await stack.query(document)
    const id = /"id":"([^"]+)"/.exec(JSON.stringify(body))?.[1]
    const node = () => stack.query('query ($id: ID!) { node(id: $id) { id } }', { id })
    expect((await node()).body.data).toEqual({ node: { id } })
    breakAll()
    expect((await node()).body).toMatchObject({
      data: { node: null },
      errors: [{ extensions: { code: 'UNAVAILABLE' } }],
    })
  })
})

describe('a page of an older list', () => {
  const [list, name] = ['sessions', 'telecomx-demo'] as const
  const behind = (cursor: string): string => pageOf(list, name, `first: 5, after: "${cursor}"`)

  test('is the one behind the cursor, as it was', async () => {
    const cursor = await cursorOf(pageOf(list, name))
    const before = await ask(behind(cursor))
    breakAll()
    const older = await ask(behind(cursor))
    expect(older.nodes).toEqual(before.nodes)
    expect(reportOf(older, name)).toMatchObject({ status: 'OK', stale: true, error: null })
  })

  test('that ends before the cursor reports that records in between were missed', async () => {
    // The windows in which the cursor is looked for.
    await ask(behind(await cursorOf(pageOf(list, name))))
    await ask(pageOf(list, name, 'first: 8'))
    stack.clock.nowMs += 20_000
    const cursor = await cursorOf(pageOf(list, name))
    breakAll()
    const older = await ask(behind(cursor))
    expect(older.nodes).not.toHaveLength(0)
    expect(reportOf(older, name)).toMatchObject({ status: 'PARTIAL', stale: true, error: { code: 'UNAVAILABLE' } })
  })
})
