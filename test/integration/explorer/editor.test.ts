// The editors of the explorer page in a real browser: completion, hints and checks, which web workers do. Part of `npm run test:long`.

import { errors, type Locator, type Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { describeInBrowser } from '../access/chromium.js'
import { fill, openPage, press, QUERY_EDITOR, useExplorer, VARIABLE_EDITOR } from './explorer-browser.js'

describeInBrowser('the editors of the explorer page', { timeout: 120_000 }, () => {
  const explorer = useExplorer()
  const open = async (query: string) => {
    const opened = await openPage(explorer.browser)
    await opened.page.goto(`${explorer.stack.url}/graphql`)
    await opened.page.locator(`${QUERY_EDITOR} .view-lines`, { hasText: 'ActiveCalls' }).waitFor()
    await fill(opened.page, QUERY_EDITOR, query)
    return opened
  }

  test('the query is completed, checked and explained by the graph', async () => {
    const { page, complaints } = await open('query Names { sources { nam } }')
    const fault = page.locator(`${QUERY_EDITOR} .squiggly-error`)
    await fault.waitFor()
    await page.keyboard.press('ArrowLeft')
    await page.keyboard.press('ArrowLeft')
    await page.keyboard.press('ArrowLeft')
    await page.keyboard.press('ArrowLeft')
    await complete(page, 'name')
    await fault.waitFor({ state: 'detached' })
    await showsText(page, QUERY_EDITOR, /^query.Names.{.sources.{.name.}.}$/)

    await explains(
      page,
      page.locator(`${QUERY_EDITOR} .view-line span span`, { hasText: 'sources' }).last(),
      'Query.sources',
    )

    await page.getByRole('button', { name: /prettify query/i }).click()
    await page.locator(`${QUERY_EDITOR} .view-line`).nth(2).waitFor()
    expect(complaints).toEqual([])
  })

  test('variables are completed and checked as JSON, and by the query', async () => {
    const { page, complaints } = await open('query Some($first: Int!) { calls(first: $first) { nodes { id } } }')
    await press(page, 'Variables')
    const fault = page.locator(`${VARIABLE_EDITOR} .squiggly-error`)
    await fill(page, VARIABLE_EDITOR, '{ "first": "one" }')
    await explains(page, fault, 'Incorrect type. Expected "integer"')
    await fill(page, VARIABLE_EDITOR, '{ "first": 1 }')
    await fault.waitFor({ state: 'detached' })

    await fill(page, VARIABLE_EDITOR, '{ ')
    await complete(page, 'first')
    await page.locator(`${VARIABLE_EDITOR} .view-lines`, { hasText: '"first"' }).waitFor()
    await fill(page, VARIABLE_EDITOR, '{ "first": 1 ] ')
    await page.locator(`${VARIABLE_EDITOR} .squiggly-error`).first().waitFor()
    expect(complaints).toEqual([])
  })

  test('three web workers do it, each from a file of the page', async () => {
    const { page, complaints } = await open('{ sources { name } }')
    await press(page, 'Variables')
    await fill(page, VARIABLE_EDITOR, '{}')
    // A worker ends and another one starts when its settings change.
    const urls = () => [...new Set(page.workers().map((worker) => new URL(worker.url()).pathname))]
    while (urls().length < 3) await page.waitForEvent('worker')
    expect(urls().sort()).toEqual([
      expect.stringMatching(/^\/explorer\/assets\/editor\.worker-[^/]+\.js$/),
      expect.stringMatching(/^\/explorer\/assets\/graphql\.worker-[^/]+\.js$/),
      expect.stringMatching(/^\/explorer\/assets\/json\.worker-[^/]+\.js$/),
    ])
    expect(complaints).toEqual([])
  })
})

/** Waits for the text of an editor, which is drawn some time after it has changed, with spaces of other kinds. */
const showsText = (page: Page, editor: string, text: RegExp) =>
  page.locator(`${editor} .view-lines`, { hasText: text }).waitFor({ state: 'attached' })

/** A worker that has not read the text yet has nothing to say, and the editor does not ask again by itself. */
async function withRetries(attempt: () => Promise<void>): Promise<void> {
  for (let left = 10; ; left--)
    try {
      return await attempt()
    } catch (error) {
      if (left === 0 || !(error instanceof errors.TimeoutError)) throw error
    }
}
const PATIENCE = { timeout: 3000 }

/** Chooses a completion at the cursor. */
const complete = (page: Page, label: string): Promise<void> =>
  withRetries(async () => {
    await page.keyboard.press('ControlOrMeta+Space')
    const suggestions = page.locator('.suggest-widget.visible .monaco-list-row .label-name')
    await suggestions.filter({ hasText: new RegExp(`^${label}$`) }).click(PATIENCE)
  })

/** Waits for what the editor says of a place in its text. The text itself lies above the line that marks a fault. */
const explains = (page: Page, place: Locator, text: string): Promise<void> =>
  withRetries(async () => {
    await page.mouse.move(0, 0)
    await place.hover({ ...PATIENCE, force: true })
    await page.locator('.monaco-hover-content', { hasText: text }).waitFor(PATIENCE)
  })
