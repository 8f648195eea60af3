// Lists that change between the requests for their pages. A page that holds all records of a list counts these: a total
// of the vendor may be of another moment, and would contradict the records beside it.

import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Paging } from '../../../../../adapters/contract.js'
import { runs } from '../../../../support/runs.js'
import type { ModelRow, ModelSource } from '../model-source.js'
import { ask, type ModelWorld, worldOf } from '../model-world.js'

const settings = { numRuns: runs(300), endOnFailure: true }

const rowsOf = (count: number): ModelRow[] =>
  Array.from({ length: count }, (_, at) => ({ id: `r${at}`, time: count - at, kind: 'INBOUND' }))

function worldWith(paging: Paging, count: number, totalIsOffBy = 0): [ModelWorld, ModelSource] {
  const options = { name: 's0', paging, order: 'newest-first', tellsTotal: true, totalIsOffBy } as const
  const world = worldOf([options], [rowsOf(count)])
  const [model] = world.models
  if (model === undefined) throw new Error('there is no source')
  return [world, model]
}

/** Changes the list after each answer. */
function changing(model: ModelSource, change: (answer: number) => ModelRow[]): void {
  let answers = 0
  model.distort = (rows) => {
    model.rows = change(++answers)
    return rows
  }
}

const offset: Paging = { style: 'offset', maxLimit: 10 }
const pages: Paging = { style: 'page', firstPage: 0, maxPageSize: 10, pastTheEnd: 'empty' }

async function answerOf(world: ModelWorld, args: { readonly first: number } | { readonly last: number }) {
  const page = await ask(world, args)
  const { hasNextPage, hasPreviousPage } = page.pageInfo
  const status = page.sources[0]?.status
  return { records: page.nodes.length, totalCount: page.totalCount, isAll: !hasNextPage && !hasPreviousPage, status }
}

test.each([
  ['offset, calls end', offset, 6, 4],
  ['offset, calls begin', offset, 6, 9],
  ['offset, the first call begins', offset, 0, 1],
  ['pages, calls end', pages, 6, 4],
  ['pages, the last full page gets shorter', pages, 10, 7],
])('the total of a page with all records is their number: %s', async (_name, paging, before, after) => {
  const [world, model] = worldWith(paging, before)
  // One row more than ten is requested, so that two answers are needed.
  changing(model, () => rowsOf(after))
  const { records, ...others } = await answerOf(world, { first: 10 })
  expect([before, after]).toContain(records)
  expect(others).toEqual({ totalCount: records, isAll: true, status: 'OK' })
})

test('a list that returns fewer rows than it counts has no total, also where a further page is empty', async () => {
  const [world] = worldWith(offset, 4, 2)
  const { records, totalCount } = await answerOf(world, { first: 10 })
  expect({ records, totalCount }).toEqual({ records: 4, totalCount: null })
})

test('rows behind a page that is shorter than the limit are read', async () => {
  const [world, model] = worldWith(offset, 9)
  // The vendor returns at most four rows, whatever it is asked for.
  model.distort = (rows) => rows.slice(0, 4)
  const { records, totalCount } = await answerOf(world, { first: 10 })
  expect({ records, totalCount }).toEqual({ records: 9, totalCount: 9 })
})

test('whatever changes between two answers, all records and their total agree', async () => {
  const paging = fc.constantFrom(offset, pages)
  const sizes = fc.array(fc.nat(25), { minLength: 1, maxLength: 4 })
  const size = fc.integer({ min: 1, max: 25 })
  await fc.assert(
    fc.asyncProperty(paging, sizes, size, fc.boolean(), async (style, counts, count, forward) => {
      const [world, model] = worldWith(style, counts[0] ?? 0)
      // Calls end at the tail and begin at the head.
      let newest = 1000
      changing(model, (answer) => {
        const wanted = counts[answer] ?? model.rows.length
        const kept = model.rows.slice(0, wanted)
        const begun = Array.from({ length: wanted - kept.length }, (): ModelRow => {
          newest++
          return { id: `n${newest}`, time: newest, kind: 'INBOUND' }
        })
        return [...begun.reverse(), ...kept]
      })
      const { records, totalCount, isAll, status } = await answerOf(world, forward ? { first: count } : { last: count })
      if (isAll && status === 'OK' && totalCount !== null) expect(totalCount).toBe(records)
    }),
    settings,
  )
})
