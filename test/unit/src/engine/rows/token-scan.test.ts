// Pages that are continued with tokens: where reading ends.

import { expect, test } from 'vitest'
import type { UnorderedPage } from '../../../../../src/engine/rows/full-scan.js'
import { readByTokens } from '../../../../../src/engine/rows/token-scan.js'

/** A page with one row of this id. */
const page = (nativeId: string, next: string | null, rest: Partial<UnorderedPage> = {}): UnorderedPage => ({
  rows: [{}],
  count: 1,
  entries: [{ rank: 0, nativeId, place: 0, row: {}, index: 0, groupFirst: 0, groupLast: 0 }],
  total: null,
  size: 10,
  fetchedAtMs: 1000,
  stale: false,
  short: true,
  next,
  ...rest,
})

/** Reads pages by their tokens. */
function read(pages: Readonly<Record<string, UnorderedPage>>, limits = {}) {
  const asked: string[] = []
  const pageAt = (token: string): Promise<UnorderedPage> => {
    asked.push(token)
    const found = pages[token]
    return found === undefined ? Promise.reject(new Error(`there is no page ${token}`)) : Promise.resolve(found)
  }
  const first = pages['first'] ?? page('none', null)
  return { asked, reading: readByTokens(first, pageAt, { mostRows: 100, ...limits }) }
}

const idsOf = ({ entries }: Awaited<ReturnType<typeof readByTokens>>) => entries.map(({ nativeId }) => nativeId)

test('each row once, with the age and the size of all pages', async () => {
  const { reading, asked } = read({
    first: page('a', 'second'),
    second: page('a', 'third', { fetchedAtMs: 500, stale: true }),
    third: page('b', null),
  })
  const whole = await reading
  expect(idsOf(whole)).toEqual(['a', 'b'])
  expect(whole).toMatchObject({ fetchedAtMs: 500, stale: true, size: 30, ended: true })
  expect(asked).toEqual(['second', 'third'])
})

test('continues after a page without rows', async () => {
  const { reading } = read({ first: page('a', 'second', { entries: [], rows: [] }), second: page('b', null) })
  expect(idsOf(await reading)).toEqual(['b'])
})

test.each([
  ['itself', { first: page('a', 'second'), second: page('b', 'second') }],
  ['one before it', { first: page('a', 'x'), x: page('b', 'y'), y: page('c', 'x') }],
])('a page that names %s as the next one is a fault, and not read for ever', async (_what, pages) => {
  const { reading, asked } = read(pages)
  await expect(reading).rejects.toMatchObject({ code: 'PROTOCOL' })
  expect(asked.length).toBeLessThanOrEqual(2)
})

test.each([{ mostRows: 2 }, { mostRequests: 2 }])('ends at its limits (%j)', async (limits) => {
  const { reading, asked } = read({ first: page('a', 'x'), x: page('b', 'y'), y: page('c', null) }, limits)
  const whole = await reading
  expect([idsOf(whole), whole.ended, asked]).toEqual([['a', 'b'], false, ['x']])
})
