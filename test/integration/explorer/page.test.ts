// The explorer page in a real browser. Part of `npm run test:long`.

import { readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { writeLink } from '../../../src/explorer/page/links.js'
import { exampleOperations } from '../../../src/gateway/example-operations.js'
import { describeInBrowser } from '../access/chromium.js'
import { key, openSignedInStack } from '../access/signed-in-stack.js'
import {
  brokenRules,
  fill,
  openPage,
  picture,
  press,
  QUERY_EDITOR,
  shown,
  showsStatus,
  useExplorer,
  VARIABLE_EDITOR,
} from './explorer-browser.js'
import { startLiveProxy } from './live-proxy.js'

const FIRST_ROWS = /^\d+ of \d+ rows of activeCalls$/

describeInBrowser('the explorer page', { timeout: 120_000 }, () => {
  const explorer = useExplorer()
  const openExplorer = async (options?: Parameters<typeof openPage>[1]) => {
    const opened = await openPage(explorer.browser, options)
    await opened.page.goto(`${explorer.stack.url}/graphql`)
    await showsStatus(opened.page, FIRST_ROWS)
    return opened
  }

  test('begins with the first example, run once, in one tab, with no pane open and nothing in the console', async () => {
    const { page, posted, complaints } = await openExplorer()
    expect(await shown(page, QUERY_EDITOR)).toContain('query ActiveCalls')
    expect(await shown(page, '.result-window')).toContain('"activeCalls"')
    expect(posted).toHaveLength(1)
    expect(await page.locator('.graphiql-tab').count()).toBe(1)
    expect(await page.locator('.graphiql-plugin').isVisible()).toBe(false)
    await page.reload()
    await page.locator(`${QUERY_EDITOR} .view-lines`).waitFor()
    await press(page, 'Table')
    // What a visitor left is there again, and nothing is run without being asked for.
    expect(posted).toHaveLength(1)
    expect(complaints).toEqual([])
  })

  test('lists all examples under a title, whatever happens to the tabs, and opens and runs each in its own tab', async () => {
    const { page, posted, complaints } = await openExplorer()
    await press(page, 'Examples')
    const list = page.getByRole('region', { name: 'Examples' })
    expect(await list.getByRole('heading').textContent()).toBe('Examples')
    expect(await list.locator('b').allTextContents()).toEqual(exampleOperations.map(({ name }) => name))
    const example = list.getByRole('button', { name: /^Last calls of a number/ })
    await example.click()
    await showsStatus(page, /rows of calls/)
    expect(posted.at(-1)).toContain('"number":"+4570305"')
    expect(await shown(page, VARIABLE_EDITOR)).toContain('+4570305')
    await list.getByRole('button', { name: /^Active calls on every system/ }).click()
    await showsStatus(page, FIRST_ROWS)
    await example.click()
    await showsStatus(page, /rows of calls/)
    expect(await page.locator('.graphiql-tab').count()).toBe(2)
    await page.getByRole('button', { name: 'Close Tab' }).first().click()
    expect(await page.locator('.graphiql-tab').count()).toBe(1)
    await page.reload()
    await list.waitFor()
    expect(await list.locator('b').count()).toBe(exampleOperations.length)
    expect(complaints).toEqual([])
  })

  test('traps no keyboard: Tab goes through all of it, and leaves each editor in both directions', async () => {
    const { page } = await openExplorer()
    await press(page, 'Variables')
    const focused = () =>
      page.evaluate<string>(
        'document.activeElement.getAttribute("aria-label") ?? document.activeElement.textContent ?? document.activeElement.tagName',
      )
    await page.evaluate('document.activeElement.blur()')
    const stops: string[] = []
    while (stops.length < 100 && !(stops.length > 1 && stops.at(-1) === stops[0])) {
      await page.keyboard.press('Tab')
      stops.push(await focused())
    }
    // It comes round to where it began.
    expect(stops.length).toBeLessThan(60)
    for (const name of ['Operation', 'Variables', 'Answer'])
      expect(stops).toContain(`${name}: press Enter to go into the text`)
    for (const stop of ['Examples', 'JSON', 'Table', 'Chart', 'Save CSV']) expect(stops).toContain(stop)
    for (const name of ['Operation', 'Variables', 'Answer']) {
      for (const leave of ['Tab', 'Shift+Tab']) {
        await page.getByRole('group', { name: `${name}: press Enter` }).focus()
        await page.keyboard.press('Enter')
        expect(await focused()).toMatch(new RegExp(`^${name}\\. Tab leaves the editor`))
        const before = await page.locator(`${QUERY_EDITOR} .view-lines`).textContent()
        await page.keyboard.press(leave)
        expect(await focused()).not.toMatch(/Tab leaves the editor/)
        expect(await page.locator(`${QUERY_EDITOR} .view-lines`).textContent()).toBe(before)
      }
    }
  })

  const SIZES = [
    [1440, 900, 'light'],
    [1440, 900, 'dark'],
    [820, 1180, 'light'],
    [390, 844, 'light'],
    [390, 844, 'dark'],
  ] as const
  test.each(SIZES)(
    'at %i by %i, %s, everything is in reach, and no rule of axe is broken',
    async (width, height, scheme) => {
      const { page, complaints } = await openExplorer({ viewport: { width, height }, colorScheme: scheme })
      const check = async (name: string) => {
        await page.evaluate('Promise.allSettled(document.getAnimations().map((animation) => animation.finished))')
        await picture(page, `${name}-${width}-${scheme}`)
        expect(await brokenRules(page), name).toEqual([])
        expect(await page.evaluate('document.documentElement.scrollWidth'), name).toBe(width)
      }
      const reach = async () => {
        for (const button of [/execute query/i, 'Examples', 'Table', 'Chart', 'Save CSV', 'Variables'] as const) {
          const box = await page.getByRole('button', { name: button, exact: true }).boundingBox()
          expect(box, String(button)).not.toBeNull()
          const { x, y, width: wide, height: high } = box ?? { x: -1, y: -1, width: 0, height: 0 }
          expect(x >= 0 && y >= 0 && x + wide <= width && y + high <= height, String(button)).toBe(true)
        }
      }
      await check('start')
      await reach()
      await press(page, 'Table')
      expect((await page.getByRole('region', { name: 'Rows of activeCalls' }).boundingBox())?.height).toBeGreaterThan(
        150,
      )
      await reach()
      await check('table')
      await press(page, 'Chart')
      await check('chart')
      await press(page, 'Examples')
      await check('examples')
      await page.getByRole('button', { name: /^Fraud desk/ }).click()
      await showsStatus(page, /rows? of (long|countries|international|blocked)/)
      expect((await page.locator(`${VARIABLE_EDITOR} .view-lines`).boundingBox())?.height).toBeGreaterThan(50)
      await check('fraud-desk')
      for (const pane of ['Documentation Explorer', 'GraphiQL Explorer']) {
        await press(page, `Show ${pane}`)
        await check(pane)
        await press(page, `Hide ${pane}`)
      }
      expect(complaints).toEqual([])
    },
  )

  test('shows the rows of a list as a table, and saves them as CSV', async () => {
    const { page, posted } = await openExplorer()
    await press(page, 'Table')
    const headers = await page.locator('thead th').allTextContents()
    expect(headers.slice(0, 4)).toEqual(['source.name', 'source.vendor', 'state', 'caller.number'])
    const rows = await page.locator('tbody tr').evaluateAll(cellsOf)
    const saved = page.waitForEvent('download')
    await press(page, 'Save CSV')
    const download = await saved
    expect(download.suggestedFilename()).toBe('trunkline-activeCalls.csv')
    const csv = readFileSync(await download.path(), 'utf8')
    expect(parse(csv, { bom: true })).toEqual([headers, ...rows])
    await page.getByLabel('of', { exact: true }).selectOption('activeCalls.sources')
    expect(await page.locator('tbody tr').count()).toBeGreaterThan(1)
    expect(posted).toHaveLength(1)
  })

  test('draws the rows by group and by time', async () => {
    const { page } = await openExplorer()
    await press(page, 'Chart')
    await page.getByRole('img', { name: /^number of rows by source\.name: / }).waitFor()
    await page.getByRole('combobox', { name: 'Show', exact: true }).selectOption('sum of durationSeconds')
    await page.getByRole('combobox', { name: 'by', exact: true }).selectOption('state')
    await page.getByRole('img', { name: /^sum of durationSeconds by state: / }).waitFor()
    await press(page, 'Examples')
    await page.getByRole('button', { name: /^Last calls of a number/ }).click()
    await page.getByRole('img', { name: /^number of rows by startedAt: \d{4}-/ }).waitFor()
  })

  test('opens a link with its variables, does not run it, and makes such links', async () => {
    const { page, posted, complaints } = await openPage(explorer.browser)
    const query = 'query Linked($first: Int!) { activeCalls(first: $first) { nodes { state } } }'
    await page.goto(writeLink(`${explorer.stack.url}/graphql`, { query, variables: '{"first":3}' }) ?? '')
    await page.locator('.graphiql-tab', { hasText: 'Linked' }).waitFor()
    await page.locator(`${VARIABLE_EDITOR} .view-lines`, { hasText: 'first' }).waitFor()
    expect(posted).toEqual([])
    await page.getByRole('button', { name: /execute query/i }).click()
    await showsStatus(page, '3 rows of activeCalls')
    await fill(page, VARIABLE_EDITOR, '{ "first": 2 }')
    await page.getByRole('button', { name: /copy a link/i }).click()
    await page.getByText(/in the address bar/).waitFor()
    const { searchParams } = new URL(page.url())
    expect([searchParams.get('query'), searchParams.get('variables')]).toEqual([query, '{"first":2}'])
    // With the tabs of an earlier visit, whose variables are not those of this operation.
    await page.goto(
      writeLink(`${explorer.stack.url}/graphql`, { query: 'query Again { sources { name } }', variables: null }) ?? '',
    )
    await page.locator('.graphiql-tab-active', { hasText: 'Again' }).waitFor()
    expect(await page.locator('.graphiql-tab').count()).toBe(2)
    await page.getByRole('button', { name: /execute query/i }).click()
    await showsStatus(page, /rows of sources/)
    expect(posted.at(-1)).not.toContain('first')
    expect(complaints).toEqual([])
  })

  test('shows the graph without federation, and with an introduction', async () => {
    const { page } = await openExplorer()
    await press(page, 'Show Documentation Explorer')
    const pane = page.locator('.graphiql-doc-explorer-content')
    await pane.getByText('answers one query from every billing and switching system').waitFor()
    expect(await pane.textContent()).not.toMatch(/_Service|_Any|_Entity|federation__|link__/)
    await pane.getByRole('link', { name: 'Query', exact: true }).click()
    await pane.getByRole('link', { name: 'activeCalls', exact: true }).waitFor()
    expect(await pane.textContent()).not.toMatch(/_service|_entities/)
  })

  test('says so when a proxy answers in place of the gateway', async () => {
    const { page } = await openExplorer()
    await page.route('**/graphql', (route) =>
      route.fulfill({ status: 502, contentType: 'text/html', body: '<html><title>502 Bad Gateway</title></html>' }),
    )
    await page.getByRole('button', { name: /execute query/i }).click()
    await showsStatus(page, /^1 error/)
    expect(await shown(page, '.result-window')).toContain('The answer has status 502 and is an HTML page')
    await press(page, 'Table')
    await page.getByRole('listitem').filter({ hasText: 'It could not reach the gateway' }).waitFor()
  })

  test('shows each event of a subscription, and ends it on request', async () => {
    const proxy = await startLiveProxy(explorer.stack.url)
    const { page } = await openPage(explorer.browser)
    await page.goto(`${proxy.url}/graphql`)
    await showsStatus(page, FIRST_ROWS)
    await fill(page, QUERY_EDITOR, 'subscription Live { activeCallUpdates { started { id state } } }')
    await page.locator('.graphiql-tab', { hasText: 'Live' }).waitFor()
    await page.getByRole('button', { name: /execute query/i }).click()
    const stream = await proxy.opened
    stream.send({ activeCallUpdates: { started: [{ id: 'a', state: 'RINGING' }] } })
    await showsStatus(page, '1 row of activeCallUpdates.started')
    await press(page, 'Table')
    stream.send({
      activeCallUpdates: {
        started: [
          { id: 'b', state: 'RINGING' },
          { id: 'c', state: 'CONNECTED' },
        ],
      },
    })
    await showsStatus(page, '2 rows of activeCallUpdates.started')
    expect(await page.locator('tbody tr').evaluateAll(cellsOf)).toEqual([
      ['b', 'RINGING'],
      ['c', 'CONNECTED'],
    ])
    await page.getByRole('button', { name: /stop query/i }).click()
    await stream.closed
  })

  test('runs its first example only when somebody is signed in, and never what has been typed instead', async () => {
    const signedIn = await openSignedInStack({}, { server: { explorer: true } })
    const { page, posted } = await openPage(explorer.browser)
    await page.goto(`${signedIn.url}/graphql`)
    await page.getByText('Not signed in').waitFor()
    await page.locator(`${QUERY_EDITOR} .view-lines`, { hasText: 'ActiveCalls' }).waitFor()
    expect(await brokenRules(page)).toEqual([])
    await signIn(page)
    await showsStatus(page, FIRST_ROWS)
    expect(posted).toHaveLength(1)

    const typed = await openPage(explorer.browser)
    await typed.page.goto(`${signedIn.url}/graphql`)
    await fill(typed.page, QUERY_EDITOR, 'query Typed { sources { name } }')
    await signIn(typed.page)
    await typed.page.getByText('Signed in as').waitFor()
    await typed.page.getByRole('button', { name: /execute query/i }).click()
    await showsStatus(typed.page, /rows? of sources/)
    expect(typed.posted).toHaveLength(1)
    expect(typed.posted[0]).toContain('query Typed')
  })
})

const cellsOf = (rows: readonly { readonly children: Iterable<{ readonly textContent: string | null }> }[]) =>
  rows.map(({ children }) => Array.from(children, ({ textContent }) => textContent))

async function signIn(page: Page): Promise<void> {
  await press(page, 'Headers')
  await fill(page, VARIABLE_EDITOR, `{ "Authorization": "Bearer ${key.key}" }`)
  await page.getByRole('button', { name: /re-fetch graphql schema/i }).click()
  await page.getByText('Signed in as wallboard').waitFor()
}
