// The limits of an export, in place of those of one request; and what is wrong with a request, named.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { toGlobalId } from '../../../src/engine/source/global-id.js'
import { type Stack, startStack } from '../../support/stack.js'
import { csvOf, ndjsonOf, request } from './exporting.js'

const MAX_ROWS = 40

let stack: Stack
beforeAll(async () => {
  stack = await startStack({
    vendors: ['telecomx', 'portasip'],
    // One request could not be answered with so little.
    server: { limits: { records: 1, lists: 1, vendorRequests: 1, bytes: '1KiB' }, export: { maxRows: MAX_ROWS } },
  })
})
afterAll(() => stack?.close())

describe('an export of more rows than it may have', () => {
  test('is cut, and says so', async () => {
    const { rows, report } = await ndjsonOf(stack, 'calls.ndjson?columns=nativeId')
    expect(rows).toHaveLength(MAX_ROWS)
    expect(report).toMatchObject({ rows: MAX_ROWS, complete: false, endedBy: 'maxRows' })
  })

  test('says so in CSV, too', async () => {
    const { lines } = await csvOf(stack, 'calls.csv?columns=nativeId')
    expect(lines).toHaveLength(MAX_ROWS + 1)
    expect(lines.at(-1)).toEqual(['', 'INCOMPLETE: ended by export.maxRows'])
  })

  test('is whole where it has just as many', async () => {
    const { rows } = await ndjsonOf(stack, 'calls.ndjson?columns=startedAt&sources=telecomx-demo')
    const times = rows.map(({ startedAt }) => String(startedAt))
    const from = times.at(-1)
    const path = `calls.ndjson?columns=startedAt&sources=telecomx-demo&startedFrom=${from}`
    const { report } = await ndjsonOf(stack, path)
    expect(report).toMatchObject({ rows: MAX_ROWS, complete: true, endedBy: null })
  })
})

test('an export for which there is no time ends with what it has', async () => {
  const hurried = await startStack({ vendors: ['telecomx', 'portasip'], server: { export: { maxSeconds: 1 } } })
  try {
    hurried.hosts['portasip-demo']?.setFaults({ hangRate: 1 })
    const { rows, report } = await ndjsonOf(hurried, 'activeCalls.ndjson')
    expect(report).toMatchObject({ complete: false, endedBy: 'maxSeconds' })
    expect(report.sources).toMatchObject([
      { source: 'portasip-demo', status: 'FAILED', rows: 0, error: { code: 'DEADLINE' } },
      { source: 'telecomx-demo', status: 'OK', rows: rows.length },
    ])
    expect((await request(hurried, 'activeCalls.csv?sources=portasip-demo')).status).toBe(502)
    hurried.hosts['portasip-demo']?.setFaults({})
  } finally {
    await hurried.close()
  }
})

describe('a request is refused with what is wrong and what would be right', () => {
  const AMONG = expect.stringContaining('startedFrom')
  test.each<[string, string, unknown]>([
    ['calls.csv?starttime=1', 'starttime', AMONG],
    ['calls.csv?filter.startedFrom=2026-03-03T00:00:00Z', 'filter.startedFrom', AMONG],
    ['calls.csv?first=10', 'first', AMONG],
    ['calls.csv?status=DONE', 'status', expect.stringContaining('COMPLETED')],
    ['calls.csv?startedFrom=yesterday', 'startedFrom', expect.stringContaining('RFC 3339')],
    [
      'calls.csv?startedFrom=2026-03-03T12:00:00Z&startedTo=2026-03-03T11:00:00Z',
      'filter',
      expect.stringContaining('startedFrom is after startedTo'),
    ],
    ['calls.csv?startedFrom=', 'startedFrom', expect.stringContaining('has no value')],
    ['calls.csv?direction=INBOUND&direction=OUTBOUND', 'direction', expect.stringContaining('takes one value')],
    ['calls.csv?international=yes', 'international', expect.stringContaining('true or false')],
    ['calls.csv?columns=nativeid', 'columns', expect.stringContaining('nativeId')],
    ['calls.csv?columns=nativeId,nativeId', 'columns', expect.stringContaining('twice')],
    ['calls.csv?sources=telecomx', 'sources', expect.stringContaining('telecomx-demo')],
    [`calls.csv?customerId=${'x'.repeat(300)}`, 'customerId', expect.stringContaining('at most 256')],
    [`calls.csv?parentCallId=${toGlobalId('Session', 'a', 'b')}`, 'parentCallId', expect.stringContaining('Session')],
    ['activeCalls.csv?minDurationSeconds=long', 'minDurationSeconds', expect.stringContaining('a number')],
    ['activeCalls.csv?orderBy=RANDOM', 'orderBy', expect.stringContaining('OLDEST_FIRST')],
    ['customers.csv?balanceBelow.amount=5', 'balanceBelow.currency', expect.stringContaining('balanceBelow')],
  ])('%s', async (path, argument, message) => {
    const response = await request(stack, path)
    const { errors }: { errors: readonly { message: string; extensions: object }[] } = JSON.parse(await response.text())
    expect(response.status).toBe(400)
    expect(response.headers.get('content-disposition')).toBeNull()
    expect(errors).toEqual([{ message, extensions: { code: 'BAD_USER_INPUT', argument } }])
    expect(errors[0]?.message.startsWith(`${argument}: `)).toBe(true)
  })

  test('and nothing else is served there', async () => {
    expect((await request(stack, 'customer.csv')).status).toBe(404)
    expect((await request(stack, 'calls.xlsx')).status).toBe(404)
    const post = await fetch(`${stack.url}/export/calls.csv`, { method: 'POST' })
    expect([post.status, post.headers.get('allow')]).toEqual([405, 'GET, HEAD'])
  })
})
