// The explorer page in a real browser runs a subscription against the gateway itself. Part of `npm run test:long`.

import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { scrape } from '../../support/scrape.js'
import { describeInBrowser } from '../access/chromium.js'
import { fill, openPage, QUERY_EDITOR, useExplorer } from './explorer-browser.js'

const STATS = 'subscription Stats { activeCallStats { kind stats { total connected } } }'
const GUARD_MS = 30_000
/** In three minutes of the simulated world many calls end, and others start. */
const STEP_MS = 180_000

interface Counts {
  readonly total: number
  readonly connected: number
}

describeInBrowser('the explorer page, over the gateway', { timeout: 120_000 }, () => {
  const explorer = useExplorer({
    vendors: ['mor'],
    // No event of the kind ALIVE takes the place of one that a test waits for.
    live: { every: '100ms', linger: '0ms', heartbeat: '1m' },
    overrides: { 'mor-demo': { freshness: { activeCalls: 0 } } },
  })

  const counted = async (): Promise<Counts> => {
    const query = () => explorer.stack.query('{ activeCallStats { total connected } }')
    // The first may share a request that was on its way before the clock moved.
    await query()
    const { body } = await query()
    const { activeCallStats }: { activeCallStats: Counts } = Object(body.data)
    return activeCallStats
  }
  const shows = (page: Page, kind: string, { total, connected }: Counts): Promise<void> =>
    page
      .locator('.result-window .view-lines')
      // The editor shows spaces as ones that do not break.
      .filter({
        hasText: new RegExp(`"kind":\\s*"${kind}".*"total":\\s*${total},\\s*.*"connected":\\s*${connected}\\D`),
      })
      .waitFor({ timeout: GUARD_MS })
  const subscribers = async (): Promise<unknown> =>
    (await scrape(explorer.stack.url)).value('trunkline_live_subscribers', { transport: 'sse' })

  test('shows the first event of a subscription and those after it, and stop ends it at the gateway', async () => {
    const { page, complaints } = await openPage(explorer.browser)
    await page.goto(`${explorer.stack.url}/graphql`)
    await page.locator(`${QUERY_EDITOR} .view-lines`, { hasText: 'ActiveCalls' }).waitFor()
    await fill(page, QUERY_EDITOR, STATS)
    await page.locator('.graphiql-tab', { hasText: 'Stats' }).waitFor()
    await page.getByRole('button', { name: /execute query/i }).click()
    const first = await counted()
    await shows(page, 'SNAPSHOT', first)
    const seen = [first]
    for (let step = 0; step < 3; step++) {
      explorer.stack.clock.nowMs += STEP_MS
      const counts = await counted()
      await shows(page, 'CHANGES', counts)
      seen.push(counts)
    }
    // Otherwise an earlier event would have looked the same.
    expect(new Set(seen.map((counts) => JSON.stringify(counts))).size).toBe(seen.length)
    expect(await subscribers()).toBe(1)
    await page.getByRole('button', { name: /stop query/i }).click()
    await expect.poll(subscribers, { timeout: GUARD_MS }).toBe(0)
    await page.getByRole('button', { name: /execute query/i }).waitFor()
    expect(complaints).toEqual([])
  })
})
