// A real Chromium that opens the built explorer page, and what the tests ask of it.

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import axe from 'axe-core'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, onTestFinished } from 'vitest'
import { type Stack, type StackOptions, startStack } from '../../support/stack.js'
import { launchChromium } from '../access/chromium.js'

export const QUERY_EDITOR = '.graphiql-query-editor'
export const VARIABLE_EDITOR = '.graphiql-editor-tool .graphiql-editor:not(.hidden)'

/** One gateway with the explorer, and one browser, for all tests of a `describe`. */
export function useExplorer(options: StackOptions = {}): { readonly stack: Stack; readonly browser: Browser } {
  let stack: Stack
  let browser: Browser
  beforeAll(async () => {
    stack = await startStack({ ...options, server: { explorer: true } })
    browser = await launchChromium()
  })
  afterAll(async () => {
    await browser?.close()
    await stack?.close()
  })
  return {
    get stack() {
      return stack
    },
    get browser() {
      return browser
    },
  }
}

export interface OpenPage {
  readonly page: Page
  /** What the console and uncaught errors have said, except for plain information. */
  readonly complaints: readonly string[]
  /** The bodies that were posted to the graph, without those that read the schema. */
  readonly posted: readonly string[]
}

/** Opens a page without cookies and storage; closed when the test ends. */
export async function openPage(browser: Browser, options: BrowserContextOptions = {}): Promise<OpenPage> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options })
  onTestFinished(() => context.close())
  const page = await context.newPage()
  const complaints: string[] = []
  const posted: string[] = []
  page.on('pageerror', ({ message }) => complaints.push(message))
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  page.on('request', (request) => {
    const body = request.postData() ?? ''
    if (request.method() === 'POST' && !body.includes('IntrospectionQuery')) posted.push(body)
  })
  return { page, complaints, posted }
}

/** The accessibility rules that the page breaks now, with the first places: none is the aim. */
export async function brokenRules(page: Page): Promise<readonly string[]> {
  const broken: unknown = await page.evaluate(
    `${axe.source}; axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.slice(0, 3).map(({ html }) => html).join(' ')))`,
  )
  return Array.isArray(broken) ? broken.map(String) : [String(broken)]
}

/** Writes a picture to look at into the folder of TRUNKLINE_SCREENSHOTS, where that is set. */
export async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env['TRUNKLINE_SCREENSHOTS']
  if (folder === undefined) return
  mkdirSync(folder, { recursive: true })
  await page.screenshot({ path: join(folder, `${name}.png`) })
}

/** Waits for the line above the answer. */
export const showsStatus = (page: Page, text: string | RegExp): Promise<void> =>
  page.locator('.result-bar [role=status]').filter({ hasText: text }).waitFor()

/** Puts a text into one of the editors in place of what is in it. */
export async function fill(page: Page, editor: string, text: string): Promise<void> {
  await page.locator(`${editor} .monaco-editor`).first().click()
  await page.keyboard.press('ControlOrMeta+A')
  await page.keyboard.press('Delete')
  await page.keyboard.insertText(text)
}

export const press = (page: Page, name: string): Promise<void> =>
  page.getByRole('button', { name, exact: true }).click()

/** The text of one of the editors, as it is shown. */
export const shown = async (page: Page, editor: string): Promise<string> =>
  ((await page.locator(`${editor} .view-lines`).first().textContent()) ?? '').replaceAll('\u{a0}', ' ')
