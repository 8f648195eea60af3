// The explorer page in a real browser: what it shows of who is signed in, by log-in, by key, and after both have ended.

import type { Page } from 'playwright-core'
import { expect, onTestFinished, test } from 'vitest'
import { startStack } from '../../support/stack.js'
import { describeInBrowser, openChromium } from './chromium.js'
import { openLogInStack } from './log-in-stack.js'
import { key, openSignedInStack } from './signed-in-stack.js'

const bar = (page: Page) => page.getByRole('status').filter({ hasText: /igned in/ })
const showsBar = async (page: Page, text: string) => {
  await bar(page).filter({ hasText: text }).waitFor()
  return bar(page).textContent()
}

/** Types into one of the editors of the page, in place of what is in it. */
async function type(page: Page, editor: string, text: string): Promise<void> {
  await page.locator(editor).click()
  await page.keyboard.press('ControlOrMeta+A')
  await page.keyboard.press('Delete')
  await page.keyboard.insertText(text)
}

/** Runs the operation in place of that of the first tab. */
async function run(page: Page): Promise<string> {
  // The page derives the name of the operation from its text, a little later, and sends it as well.
  await page.locator('.graphiql-tab', { hasText: 'runByTest' }).waitFor()
  const answered = page.waitForResponse((response) => response.request().postData()?.includes('runByTest') ?? false)
  await page.getByRole('button', { name: /execute query/i }).click()
  return (await answered).text()
}

const QUERY = 'query runByTest { sources { name } }'

test('the page shows how to sign in, before anybody has', async () => {
  const waysAt = async (url: string) => (await fetch(`${url}/explorer/sign-in.json`)).json()
  const withLogIn = await openLogInStack({ server: { explorer: true } })
  expect(await waysAt(withLogIn.stack.url)).toEqual({ isRequired: true, canLogIn: true })
  const withKeys = await openSignedInStack({}, { server: { explorer: true } })
  expect(await waysAt(withKeys.url)).toEqual({ isRequired: true, canLogIn: false })
  const open = await startStack({ vendors: ['mor'], server: { explorer: true } })
  onTestFinished(() => open.close())
  expect(await waysAt(open.url)).toEqual({ isRequired: false, canLogIn: false })
  expect(await (await fetch(`${open.url}/auth/session`)).json()).toMatchObject({ kind: 'local', name: 'local' })
})

/** Without a browser on this machine the flows are tested by log-in.test.ts alone. */
describeInBrowser('the explorer page', { timeout: 120_000 }, () => {
  test('logs in and out, and says who it is; no script reads the cookie', async () => {
    const { stack, provider } = await openLogInStack({ server: { explorer: true } })
    const context = await openChromium()
    const page = await context.newPage()
    const errors: string[] = []
    page.on('pageerror', ({ message }) => errors.push(message))
    await page.goto(`${stack.url}/graphql`)
    expect(await showsBar(page, 'Not signed in: sign-in is required')).toContain('Authorization')

    await page.getByRole('link', { name: 'Log in' }).click()
    await page.waitForURL(`${provider.issuer}/interaction/*`)
    await page.locator('input[name=login]').fill('alice')
    await page.getByRole('button', { name: 'Log in' }).click()
    await page.waitForURL(`${stack.url}/graphql`)
    await showsBar(page, 'Signed in as Alice Andersen (session, noc)')
    const cookies = await context.cookies(stack.url)
    expect(cookies).toMatchObject([{ name: 'trunkline', httpOnly: true, sameSite: 'Strict', path: '/' }])
    expect(await page.evaluate('document.cookie')).toBe('')

    await type(page, '.graphiql-query-editor .monaco-editor', QUERY)
    expect(JSON.parse(await run(page))).toEqual({ data: { sources: [{ name: 'mor-demo' }] } })

    await page.getByRole('button', { name: 'Log out' }).click()
    await showsBar(page, 'Not signed in: sign-in is required')
    expect(await context.cookies(stack.url)).toEqual([])
    expect(await run(page)).toContain('UNAUTHENTICATED')
    expect(errors).toEqual([])
  })

  test('of another site cannot use the session, by a form, a script or a frame', async () => {
    const { stack, provider } = await openLogInStack({ server: { explorer: true } })
    const context = await openChromium()
    const page = await context.newPage()
    await page.goto(`${stack.url}/auth/login`)
    await page.locator('input[name=login]').fill('alice')
    await page.getByRole('button').click()
    await showsBar(page, 'Signed in as Alice Andersen')

    const evil = await context.newPage()
    await evil.goto(`${provider.issuer}/interaction/none`)
    const target = JSON.stringify(`${stack.url}/graphql`)
    const body = JSON.stringify(JSON.stringify({ query: QUERY }))
    const outcome = await evil.evaluate(
      `fetch(${target}, { method: 'POST', credentials: 'include', headers: { 'content-type': 'application/json' }, body: ${body} }).then(() => 'read', () => 'not read')`,
    )
    expect(outcome).toBe('not read')
    const statuses: number[] = []
    evil.on('response', (response) => void statuses.push(response.status()))
    await evil.evaluate(
      `{ const form = document.createElement('form'); form.method = 'post'; form.action = ${JSON.stringify(`${stack.url}/auth/logout`)}; document.body.append(form); form.submit() }`,
    )
    await evil.waitForURL(`${stack.url}/auth/logout`)
    expect(statuses).toEqual([expect.toSatisfy((status: number) => status >= 400)])
    await page.reload()
    await showsBar(page, 'Signed in as Alice Andersen')
  })

  test('works with a key from its header editor, which no storage keeps beyond the tab', async () => {
    const stack = await openSignedInStack({}, { server: { explorer: true } })
    const context = await openChromium()
    const page = await context.newPage()
    await page.goto(`${stack.url}/graphql`)
    expect(await showsBar(page, 'Not signed in')).not.toContain('Log in')
    await page.getByRole('button', { name: 'Headers', exact: true }).click()
    await type(
      page,
      '.graphiql-editor-tool .graphiql-editor:not(.hidden) .monaco-editor',
      `{ "Authorization": "Bearer ${key.key}" }`,
    )
    await page.getByRole('button', { name: /re-fetch graphql schema/i }).click()
    await showsBar(page, 'Signed in as wallboard (API key, noc)')
    await type(page, '.graphiql-query-editor .monaco-editor', QUERY)
    expect(JSON.parse(await run(page))).toEqual({ data: { sources: [{ name: 'mor-demo' }] } })
    expect(await page.evaluate('JSON.stringify(localStorage)')).not.toContain(key.key)
    await page.reload()
    await showsBar(page, 'Signed in as wallboard (API key, noc)')
    const other = await context.newPage()
    await other.goto(`${stack.url}/graphql`)
    await showsBar(other, 'Not signed in')
  })
})
