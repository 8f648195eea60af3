// A vendor that repeats rows on a later page, and so leaves out others, is not reported as complete.

import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Intercepted, startIntercepted } from '../../support/interceptor.js'
import { valueAt } from '../../support/path-query.js'

const RESTCOMM = 'restcomm-demo'
const CALLS = 1500

let stack: Intercepted
beforeAll(async () => {
  stack = await startIntercepted(RESTCOMM, '/restcomm-sbc/2012-04-24', {
    vendors: ['restcomm'],
    world: { history: 6000, customers: 8 },
    overrides: { [RESTCOMM]: { format: 'json', retries: 0, maxConcurrency: 20 } },
  })
})
afterAll(() => stack?.close())
beforeEach(() => {
  // Longer than a whole list is shared.
  stack.clock.nowMs += 700_000
})

interface CallList {
  readonly page: number
  readonly page_size: number
  total: number
  calls: { readonly sid: string }[]
}

let newest: CallList['calls'] = []

/** Returns the newest 1500 calls, and on later pages the first five calls of the list in place of five others. */
function repeatRows(isRepeating: (readings: number) => boolean): void {
  let readings = 0
  const rewrite = (body: string): string => {
    const list: CallList = JSON.parse(body)
    const start = list.page * list.page_size
    list.total = CALLS
    list.calls = list.calls.slice(0, Math.max(0, CALLS - start))
    if (start === 0) readings++
    if (start === 0) newest = list.calls.slice(0, 5)
    if (start > 0 && isRepeating(readings)) list.calls.splice(400, newest.length, ...newest)
    return JSON.stringify(list)
  }
  stack.setFate(({ path }) => (path.endsWith('/Calls.json') ? { rewrite } : 'pass'))
}

async function wholeList() {
  const { body } = await stack.query(`{ calls(first: 1000, sources: ["${RESTCOMM}"]) {
    totalCount total { precision } nodes { nativeId } sources { status totalCount error { code message } }
  } }`)
  expect(body.errors).toBeUndefined()
  return body.data
}

test('a list of which each row comes once is complete', async () => {
  repeatRows(() => false)
  expect(await wholeList()).toMatchObject({ calls: { totalCount: CALLS, sources: [{ status: 'OK' }] } })
})

test('the rows that are still missing when the list is read again are reported', async () => {
  repeatRows(() => true)
  expect(await wholeList()).toMatchObject({
    calls: {
      totalCount: null,
      sources: [
        {
          status: 'PARTIAL',
          totalCount: null,
          error: { code: 'PROTOCOL', message: expect.stringContaining('more rows') },
        },
      ],
    },
  })
})

test('a list that shows all its rows when it is read again is complete', async () => {
  repeatRows((readings) => readings < 2)
  const data = await wholeList()
  expect(data).toMatchObject({ calls: { totalCount: CALLS, sources: [{ status: 'OK', error: null }] } })
  expect(new Set([valueAt(data, 'calls.nodes.nativeId')].flat()).size).toBe(1000)
})
