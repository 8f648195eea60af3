// What an operation cost and why, as extensions.plan reports it: only on request, and only where that is allowed.

import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { toGlobalId } from '../../../src/engine/source/global-id.js'
import { requestsDuring } from '../../support/ask.js'
import { type Stack, startStack } from '../../support/stack.js'

const [TELECOMX, RESTCOMM] = ['telecomx-demo', 'restcomm-demo'] as const
const CALLS = '{ calls(first: 3, filter: { direction: OUTBOUND, status: [BUSY] }) { nodes { source { name } } } }'
const EXPLAIN = { 'x-trunkline-explain': '1' }
const milliseconds: unknown = expect.any(Number)

let stack: Stack
beforeAll(async () => {
  const overrides = { [TELECOMX]: { retries: 0, staleOnError: 0 } }
  stack = await startStack({ vendors: ['telecomx', 'restcomm', 'mor'], server: { explain: true }, overrides })
})
afterAll(() => stack?.close())
/** Longer than any list is shared for. */
beforeEach(() => void (stack.clock.nowMs += 11_000))

interface Data {
  readonly calls: { readonly nodes: readonly { readonly source: { readonly name: string } }[] }
}
interface SourcePlan {
  readonly source: string
  readonly requests: readonly { readonly answer: string }[]
  readonly rowsRead: number
  readonly rowsKept: number
}

async function planOf(document: string, variables?: object) {
  const { text } = await stack.query(document, variables, EXPLAIN)
  const answer: {
    readonly data: Data
    readonly extensions: { readonly plan: readonly { readonly sources: readonly SourcePlan[] }[] }
  } = JSON.parse(text)
  return { data: answer.data, plan: answer.extensions.plan }
}

describe('a plan', () => {
  test.for([{}, { 'x-trunkline-explain': '0' }, { 'x-trunkline-explain': 'true' }])(
    'is sent only to those who have asked for it: %j',
    async (headers) => {
      for (const round of ['first', 'again']) {
        const { body } = await stack.query(`${CALLS} # ${JSON.stringify(headers)}`, {}, headers)
        expect(body, round).toEqual({ data: expect.anything() })
      }
    },
  )

  test('is never returned where the configuration does not allow it', async () => {
    const silent = await startStack({ vendors: ['mor'] })
    onTestFinished(() => silent.close())
    const { text } = await silent.query('{ activeCalls(first: 1) { nodes { id } } }', {}, EXPLAIN)
    expect(text).toContain('"nodes"')
    expect(text).not.toMatch(/plan|active_calls_get/)
  })

  test('shows what each source applied of a filter, the requests, and how many rows they returned', async () => {
    const { data, plan } = await planOf(CALLS)
    const kept = (name: string) => data.calls.nodes.filter(({ source }) => source.name === name).length
    const parameters = { direction: 'O', full: 'true', limit: expect.stringMatching(/^\d+$/), offset: '0' }
    const asked = { operation: 'GET /sbc/session', path: '/sbc/session', parameters, answer: 'sent', milliseconds }
    expect(plan).toEqual([
      {
        list: 'calls',
        sources: [
          {
            source: 'mor-demo',
            pushed: [],
            residual: ['direction', 'status'],
            requests: expect.any(Array),
            rowsRead: expect.any(Number),
            rowsKept: kept('mor-demo'),
            error: null,
          },
          {
            source: RESTCOMM,
            pushed: [],
            residual: ['direction', 'status'],
            requests: expect.any(Array),
            rowsRead: expect.any(Number),
            rowsKept: kept(RESTCOMM),
            error: null,
          },
          {
            source: TELECOMX,
            pushed: ['direction'],
            residual: ['status'],
            requests: expect.arrayContaining([asked]),
            rowsRead: expect.any(Number),
            rowsKept: kept(TELECOMX),
            error: null,
          },
        ],
      },
    ])
    expect(kept(TELECOMX)).toBeGreaterThan(0)
    for (const { source, rowsRead } of plan[0]?.sources.slice(1) ?? []) expect(rowsRead, source).toBeGreaterThan(3)
  })

  test('shows which answers were shared, and which requests failed', async () => {
    const answers = async (document: string) =>
      (await planOf(document)).plan.flatMap(({ sources }) =>
        sources.flatMap(({ requests }) => requests.map(({ answer }) => answer)),
      )
    expect(
      await answers(`{ a: sessions(first: 1) { nodes { id } } b: sessions(first: 1) { nodes { nativeId } } }`),
    ).toEqual(['sent', 'shared'])
    stack.hosts[TELECOMX]?.setFaults({ errorRate: 1 })
    onTestFinished(() => stack.hosts[TELECOMX]?.setFaults({ errorRate: 0 }))
    const { body } = await stack.query(`{ sessions(first: 1, sources: ["${TELECOMX}"]) { nodes { id } } }`, {}, EXPLAIN)
    expect(body).toMatchObject({
      extensions: {
        plan: [
          {
            sources: [
              {
                source: TELECOMX,
                requests: [{ answer: 'failed', milliseconds }],
                rowsRead: 0,
                rowsKept: 0,
                error: 'UNAVAILABLE',
              },
            ],
          },
        ],
      },
    })
  })
})

test('a record that does not exist is an answer, though the vendor reports it by an error status', async () => {
  const ids = [toGlobalId('Session', TELECOMX, 'nobody@192.0.2.1'), toGlobalId('Call', RESTCOMM, `CA${'0'.repeat(32)}`)]
  let planned: Awaited<ReturnType<typeof planOf>> | undefined
  const sent = await requestsDuring(
    stack,
    async () => (planned = await planOf('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids })),
  )
  expect(sent).toEqual({ [TELECOMX]: 1, [RESTCOMM]: 1 })
  expect(planned?.data).toEqual({ nodes: [null, null] })
  const answered = { pushed: ['id'], requests: [{ answer: 'sent' }], rowsRead: 0, rowsKept: 0, error: null }
  expect(planned?.plan.toSorted((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)))).toMatchObject([
    { list: 'calls', sources: [{ source: RESTCOMM, ...answered }] },
    { list: 'sessions', sources: [{ source: TELECOMX, ...answered }] },
  ])
})
