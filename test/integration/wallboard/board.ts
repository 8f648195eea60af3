// The board in a real browser, over a fake gateway.

import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll } from 'vitest'
import { launchChromium } from '../access/chromium.js'
import type { FakeGateway } from './fake-gateway.js'

export const SIZES = [
  { width: 1920, height: 1080 },
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
] as const
export const SCHEMES = ['dark', 'light'] as const

/** A name of this machine that browsers do not trust as they trust 127.0.0.1. */
export const HOST_NAME = 'wall.example.net'

/** One browser for all tests of a file. */
export function useBrowser(): { newContext(options?: BrowserContextOptions): Promise<BrowserContext> } {
  let browser: Browser
  beforeAll(async () => {
    browser = await launchChromium(`--host-resolver-rules=MAP ${HOST_NAME} 127.0.0.1`)
  })
  afterAll(() => browser.close())
  return { newContext: (options) => browser.newContext({ timezoneId: 'UTC', locale: 'en-GB', ...options }) }
}

/** Everything that a page complains about, violations of its policy included. */
export function complaintsOf(page: Page): readonly string[] {
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  page.on('pageerror', ({ message }) => void complaints.push(message))
  return complaints
}

/** Opens the board with a clock that stands still, and waits until all of it is there. */
export async function openStill(page: Page, gateway: FakeGateway): Promise<void> {
  await page.clock.setFixedTime(gateway.nowMs)
  await page.goto(`${gateway.url}/wallboard`)
  await untilWhole(page)
}

/** So much time passes while a board is opened whose clock the test moves; it is loaded in small steps of it. */
const OPENING_MS = 5000
const STEP_MS = 10

/** Opens the board with a clock that the test moves. */
export async function openPaused(page: Page, gateway: FakeGateway): Promise<void> {
  // It runs until it is paused, which must not be in the past then.
  await page.clock.install({ time: gateway.nowMs - 60_000 })
  await page.clock.pauseAt(gateway.nowMs)
  await page.goto(`${gateway.url}/wallboard`)
  let isWhole = false
  const opening = untilWhole(page).finally(() => {
    isWhole = true
  })
  // Nothing is rendered while the clock stands still.
  let passedMs = 0
  for (; !isWhole && passedMs < OPENING_MS; passedMs += STEP_MS) await page.clock.runFor(STEP_MS)
  await opening
  await page.clock.runFor(OPENING_MS - passedMs)
  gateway.beat(OPENING_MS)
  await untilHeard(page)
}

/** The streams are there, and the history, whose gap does not begin at the left edge. */
async function untilWhole(page: Page): Promise<void> {
  await page.locator('.link.is-live').waitFor()
  await page.locator('.tile').first().waitFor()
  await page.locator('.areas rect:not([x="0"])').first().waitFor({ state: 'attached' })
}

/** Lets time pass for the page and the gateway, which sends a heartbeat every 10 s. */
export async function pass(page: Page, gateway: FakeGateway, seconds: number): Promise<void> {
  for (let passed = 0; passed < seconds; passed += 10) {
    const step = Math.min(10, seconds - passed)
    await page.clock.runFor(step * 1000)
    gateway.beat(step * 1000)
    if (!gateway.isMute) await untilHeard(page)
  }
}

/** Every stream has had an event at this very time. */
async function untilHeard(page: Page): Promise<void> {
  const now = await page.evaluate('String(Date.now())')
  await page.locator(`.wall[data-heard-at="${String(now)}"]`).waitFor()
}

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js')
/** Its rules, and that of WCAG's level AAA for a contrast of 7:1. */
const RUN_AXE = `axe.run(document, { rules: { 'color-contrast-enhanced': { enabled: true } }, resultTypes: ['violations'] })
  .then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html, failureSummary }) => html + ' ' + failureSummary).join('; ')))`

/** What axe-core finds, one line for each rule. */
export async function findingsOf(page: Page): Promise<readonly string[]> {
  await page.evaluate(await readFile(AXE, 'utf8'))
  return page.evaluate(RUN_AXE)
}

/** What does not fit: the page beyond its window, a panel beyond its place, figures that are cut off. */
export const overflowsOf = (page: Page): Promise<readonly string[]> =>
  page.evaluate(`(() => {
    const root = document.documentElement
    const isWall = innerWidth >= 1100
    const found = []
    if (root.scrollWidth > innerWidth) found.push('page: ' + root.scrollWidth + ' wide')
    if (isWall && root.scrollHeight > innerHeight) found.push('page: ' + root.scrollHeight + ' high')
    for (const panel of document.querySelectorAll('.panel, .sources ul'))
      if (panel.scrollHeight > panel.clientHeight + 1 || panel.scrollWidth > panel.clientWidth + 1) found.push(panel.className)
    for (const cell of document.querySelectorAll('.talk, .from, .to, .countries td, .count, .digits, .tick-x, .tick-y'))
      if (cell.scrollWidth > cell.clientWidth + 1 && getComputedStyle(cell).display !== 'inline') found.push(cell.className + ': ' + cell.textContent)
    return found
  })()`)
