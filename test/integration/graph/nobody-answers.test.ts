// When none of the queried sources can answer, nothing was counted: that is not a count of zero.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type GraphAnswer, type Stack, startStack } from '../../support/stack.js'

let stack: Stack
beforeAll(async () => {
  stack = await startStack()
})
afterAll(() => stack?.close())

const PAGE = 'totalCount total { count precision } nodes { __typename } sources { source { name } status totalCount }'
const unknown = (name: string) => ({
  totalCount: null,
  total: { count: null, precision: 'UNKNOWN' },
  nodes: [],
  sources: [{ source: { name }, status: 'UNSUPPORTED', totalCount: null }],
})

const LISTS = [
  ['a filter that the source lacks', 'restcomm-demo', 'calls', 'filter: { customerId: "4" }'],
  ['a list that the source lacks', 'mor-demo', 'sipAccounts', 'first: 5'],
  ['another one', 'portasip-demo', 'sessions', 'first: 5'],
  ['and another', 'restcomm-demo', 'sipAccounts', 'first: 5'],
] as const

const refused = ({ body }: GraphAnswer) =>
  body.errors?.map(({ message, extensions }) => [extensions?.['code'], message])

describe.each(LISTS)('%s (%s)', (_what, source, list, args) => {
  test('has an unknown total', async () => {
    const { body } = await stack.query(`{ list: ${list}(sources: ["${source}"], ${args}) { ${PAGE} } }`)
    expect(body).toEqual({ data: { list: unknown(source) } })
  })

  test('is an error where all sources are required', async () => {
    const document = `{ list: ${list}(sources: ["${source}"], ${args}, requireAllSources: true) { totalCount } }`
    expect(refused(await stack.query(document))).toEqual([['SOURCES_FAILED', `no answer from ${source} (UNSUPPORTED)`]])
  })
})

describe('required are', () => {
  const listOf = (list: string, args = '') =>
    stack.query(`{ list: ${list}(first: 1, requireAllSources: true${args}) { totalCount } }`)

  test('without names, the sources that have such a list', async () => {
    const { body } = await listOf('sessions')
    expect(body).toMatchObject({ data: { list: { totalCount: expect.any(Number) } } })
  })

  test('also those that cannot apply the filter', async () => {
    expect(refused(await listOf('calls', ', filter: { customerId: "4" }'))).toEqual([
      ['SOURCES_FAILED', 'no answer from restcomm-demo (UNSUPPORTED)'],
    ])
  })

  test('all that are named', async () => {
    expect(refused(await listOf('sessions', ', sources: ["telecomx-demo", "mor-demo"]'))).toEqual([
      ['SOURCES_FAILED', 'no answer from mor-demo (UNSUPPORTED)'],
    ])
  })
})

test('the lists of a number have an unknown total', async () => {
  const { body } = await stack.query(
    `{ phoneNumber(number: "+4570305050") { sessions(sources: ["mor-demo"]) { ${PAGE} } } }`,
  )
  expect(body).toEqual({ data: { phoneNumber: { sessions: unknown('mor-demo') } } })
})

test('so have the lists of a record at a source that lacks them', async () => {
  const { body } = await stack.query(`{ activeCalls(first: 1, sources: ["portasip-demo"]) {
    nodes { customer { sessions { ${PAGE} } } } } }`)
  expect(body).toEqual({
    data: { activeCalls: { nodes: [{ customer: { sessions: unknown('portasip-demo') } }] } },
  })
})

test('statistics are an error, and not zero', async () => {
  const answer = await stack.query(`{ activeCallStats(sources: ["restcomm-demo"], filter: { customerId: "4" }) {
    total connected distinctCalls groups { total } } }`)
  expect(answer.body.data).toEqual({ activeCallStats: null })
  expect(refused(answer)).toEqual([['SOURCES_FAILED', 'no answer from restcomm-demo (UNSUPPORTED)']])
})

test('a trace names the sources that cannot search for a SIP Call-ID', async () => {
  const { body } = await stack.query(`{ callTrace(sipCallId: "nobody-knows-this@192.0.2.11") {
    records { __typename } sources { source { name } status totalCount requests } } }`)
  const report = (name: string, status: string, totalCount: number | null) =>
    expect.objectContaining({ source: { name }, status, totalCount })
  expect(body.data).toEqual({
    callTrace: {
      records: [],
      sources: expect.arrayContaining([
        report('telecomx-demo', 'OK', 0),
        report('portasip-demo', 'OK', 0),
        report('restcomm-demo', 'UNSUPPORTED', null),
        report('mor-demo', 'UNSUPPORTED', null),
      ]),
    },
  })
})
