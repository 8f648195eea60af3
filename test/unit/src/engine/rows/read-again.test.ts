// Windows of a list with a freshness that were read at different moments, so that rows slipped between them.

import { expect, test } from 'vitest'
import { RowEntries } from '../../../../../src/engine/rows/row-entries.js'
import { RowFetcher } from '../../../../../src/engine/rows/row-fetcher.js'
import type { Source } from '../../../../../src/engine/source/source.js'
import { callOn } from '../../../../support/unrestricted.js'
import { type ModelRow, modelSource } from '../model-source.js'

test('are read once more, and the new answers replace the fresh ones', async () => {
  const rows: ModelRow[] = Array.from({ length: 8 }, (_, at) => ({ id: `r${at}`, time: at, kind: 'INBOUND' }))
  const model = modelSource(
    { name: 'a', paging: { style: 'offset', maxLimit: 3 }, order: 'newest-first', tellsTotal: true },
    rows,
    () => 0,
  )
  const { options, ask } = model.source
  const asked: unknown[] = []
  let before: Promise<unknown> = Promise.resolve()
  const source: Source = {
    ...model.source,
    options: { ...options, freshnessMs: { ...options.freshnessMs, calls: 1000 } },
    ask: async (request, start, callContext) => {
      asked.push([callContext.freshMs, callContext.replaceKept])
      const answer = before.then(() => ask(request, start, callContext))
      // Two calls are gone by the time the second window is read.
      before = answer.then(() => (model.rows = rows.slice(0, -2)))
      return answer
    },
  }
  const declaration = source.declaration.lists.calls
  if (declaration === undefined) throw new Error('no calls')
  const list = { list: 'calls', declaration, pushed: {}, order: 'NEWEST_FIRST', detail: 'full' } as const
  await new RowFetcher(source, list, callOn([source]), new RowEntries()).fetch(0, 5, 'first')
  expect(asked.slice(0, 4)).toEqual([
    [1000, false],
    [1000, false],
    [0, true],
    [0, true],
  ])
})
