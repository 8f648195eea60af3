// A real Chromium, where this machine has one: TRUNKLINE_CHROMIUM names it, or it is where packages put it.

import { existsSync } from 'node:fs'
import { type BrowserContext, chromium } from 'playwright-core'
import { onTestFinished } from 'vitest'

const USUAL = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** The program; undefined: there is none, and tests that need one do not run. */
export const CHROMIUM = [process.env['TRUNKLINE_CHROMIUM'] ?? '', ...USUAL].find((path) => existsSync(path))

/** Opens a browser without cookies. Closed when the test ends. */
export async function openChromium(): Promise<BrowserContext> {
  const browser = await chromium.launch({ executablePath: CHROMIUM ?? '', args: ['--no-sandbox', '--disable-gpu'] })
  onTestFinished(() => browser.close())
  return browser.newContext()
}
