import { test } from 'vitest'
import { SLICED_KINDS } from './simulated-sources.js'
import { askPage, edgesOf, namesOf, setStage } from './walk.js'

test('x', async () => {
  const c = {
    agoMs: 0,
    length: 'lasting',
    answer: 'at once',
    seconds: 0,
    outcome: 'completed',
    direction: 'outbound',
    seenBy: [],
  } as const
  const stage = setStage({
    list: 'calls',
    orderBy: 'NEWEST_FIRST',
    filter: { direction: 'OUTBOUND' },
    kinds: [SLICED_KINDS[0]!],
    mostRows: 8,
    first: { calls: [c, c, c, c], accounts: [] },
    wantsFull: false,
  })
  const send = stage.sources[0]!
  let n = 0
  let cursor: string | null = null
  const orig = stage.sources[0]!.source.ask
  ;(stage.sources[0]!.source as any).ask = async (r: any, ...rest: any[]) => {
    const w = JSON.parse(r.body.text).window
    const res = await (orig as any).call(stage.sources[0]!.source, r, ...rest)
    console.log(
      ++n,
      (w.fromMs - Date.UTC(2026, 2, 3, 12)) / 1000,
      (w.toMs - w.fromMs) / 1000,
      w.offset,
      w.limit,
      '->',
      res.result.rows.length,
    )
    return res
  }
  for (let i = 0; i < 6; i++) {
    const page = await askPage(stage, { size: 1, forward: false }, cursor)
    console.log('PAGE', namesOf(page), page.sources[0]!.status, page.sources[0]!.error?.message)
    const e = edgesOf(page, { size: 1, forward: false })
    cursor = e.cursor ?? cursor
    if (!e.ahead) break
    if (i === 0)
      stage.moving.apply({
        what: 'arrive',
        count: 4,
        course: {
          length: 'lasting',
          answer: 'at once',
          seconds: 0,
          outcome: 'completed',
          direction: 'outbound',
          seenBy: ['telecomx', 'portasip'],
        },
      })
  }
})
