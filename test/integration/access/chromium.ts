// A real Chromium, where this machine has one: TRUNKLINE_CHROMIUM names it, or it is where packages put it.

import { existsSync } from 'node:fs'
import { type Browser, type BrowserContext, chromium } from 'playwright-core'
import { describe, onTestFinished } from 'vitest'

const USUAL = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

const CHROMIUM = [process.env['TRUNKLINE_CHROMIUM'] ?? '', ...USUAL].find((path) => existsSync(path))

/** Tests that need a browser do not run where there is none. */
export const describeInBrowser = CHROMIUM === undefined ? () => undefined : describe

export const launchChromium = (...args: readonly string[]): Promise<Browser> =>
  chromium.launch({ executablePath: CHROMIUM ?? '', args: ['--no-sandbox', '--disable-gpu', ...args] })

/** Opens a browser without cookies. Closed when the test ends. */
export async function openChromium(): Promise<BrowserContext> {
  const browser = await launchChromium()
  onTestFinished(() => browser.close())
  return browser.newContext()
}
