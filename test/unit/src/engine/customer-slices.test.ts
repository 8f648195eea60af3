// A list in slices for a viewer of several customers, with requests for each of them.

import { expect, test } from 'vitest'
import { createAccess } from '../../../../src/access/rights/access.js'
import { listRecords } from '../../../../src/engine/page/list-records.js'
import type { Source } from '../../../../src/engine/source/source.js'
import { Sources } from '../../../../src/engine/source/sources.js'
import { slicePaging } from '../plan/slice-paging.js'
import type { ModelRow, ModelSource } from './model-source.js'
import { everything, namesOf, worldOf } from './model-world.js'

const SECOND = 1000
const DAY = 86_400_000

/** The ids of its rows begin with their customer. */
function withOwners({ source }: ModelSource): Source {
  const { calls } = source.declaration.lists
  if (calls === undefined) throw new Error('the model has no calls')
  const list: typeof calls = {
    ...calls,
    owners: {
      from: ['id'],
      read: ({ id }) => [String(id).slice(0, 2)],
      parties: [],
      completeByCustomer: true,
      mostByCustomer: 5,
    },
    pushdown: { ...calls.pushdown, customerId: 'exact' },
    request: (asked) => {
      const request = calls.request(asked)
      return { ...request, query: [...(request.query ?? []), ['customerId', asked.filter.customerId ?? '']] }
    },
  }
  return { ...source, declaration: { ...source.declaration, lists: { calls: list } } }
}

const access = createAccess(
  [{ scopes: new Set(['calls:read'] as const), sources: new Map([['a', new Set(['c1', 'c2'])]]), mask: 0 }],
  ['a'],
)

test('each of the customers is requested, slice by slice, and nobody else', async () => {
  const rows = Array.from({ length: 3000 }, (_, at): ModelRow => {
    return { id: `c${at % 10}-${String(at).padStart(4, '0')}`, time: DAY - (at + 1) * 20 * SECOND, kind: 'INBOUND' }
  })
  const paging = slicePaging({ inside: { style: 'offset', maxLimit: 100 } })
  const { engine, models } = worldOf([{ name: 'a', paging, order: 'none', tellsTotal: false }], [rows])
  const [model] = models
  if (model === undefined) throw new Error('there is no source')
  const sources = new Sources([withOwners(model)])
  const callContext = { signal: new AbortController().signal, access }
  const seen: string[] = []
  let after: string | null = null
  for (let page = 0; page < 20; page += 1) {
    const read = await listRecords({ ...engine, sources }, 'calls', { first: 100, after }, everything, callContext)
    expect(read.sources.map(({ status }) => status)).toEqual(['OK'])
    seen.push(...namesOf(read))
    if (!read.pageInfo.hasNextPage) break
    after = read.pageInfo.endCursor
  }
  const own = rows.filter(({ id }) => id.startsWith('c1') || id.startsWith('c2'))
  expect(seen).toEqual(own.map(({ id }) => `a/${id}`))
  expect(new Set(model.windows.map(({ customerId }) => customerId))).toEqual(new Set(['c1', 'c2']))
  expect(model.windows.length).toBeLessThanOrEqual(100)
})
