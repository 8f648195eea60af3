// Every scene at every size, in both colour schemes: everything fits, axe-core finds nothing, and the structure is that of
// structure/*.yml. In `npm run test:long`.

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { describeInBrowser } from '../access/chromium.js'
import {
  complaintsOf,
  findingsOf,
  openPaused,
  openStill,
  overflowsOf,
  pass,
  SCHEMES,
  SIZES,
  useBrowser,
} from './board.js'
import { type FakeGateway, startFakeGateway } from './fake-gateway.js'
import { SCENES, type Scene } from './scenes.js'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))
/** The folder that pictures are written to, such as screenshots/ beside this file; nothing compares them. */
const PICTURES = process.env['TRUNKLINE_SCREENSHOTS'] ?? null
/** The rest differs too little from these to be kept. */
const KEPT =
  /^usual-|^one-source-down-(1920|390)|^stale-(1920|390)|^(all-down|long-names|right-to-left|many)-1920-light/
/** Half of the size is enough to look at. */
const SCALE = 0.5

async function takePicture(page: Page, name: string): Promise<void> {
  if (PICTURES === null || !KEPT.test(name)) return
  mkdirSync(PICTURES, { recursive: true })
  const session = await page.context().newCDPSession(page)
  const clip = {
    x: 0,
    y: 0,
    width: page.viewportSize()?.width ?? 0,
    height: page.viewportSize()?.height ?? 0,
    scale: SCALE,
  }
  const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: 60, clip })
  writeFileSync(join(PICTURES, `${name}.webp`), Buffer.from(data, 'base64'))
}

type Open = (page: Page, gateway: FakeGateway) => Promise<void>

const openStale: Open = async (page, gateway) => {
  await openPaused(page, gateway)
  gateway.isMute = true
  await pass(page, gateway, 60)
  await page.getByRole('alert').waitFor()
}

const STAGES: readonly (readonly [name: string, scene: Scene, open: Open])[] = [
  ...Object.entries(SCENES).map(([name, scene]) => [name, scene, openStill] as const),
  ['stale', SCENES.usual, openStale],
]

describeInBrowser('the wallboard', { timeout: 60_000 }, () => {
  const browser = useBrowser()

  describe.each(STAGES)('in the scene "%s"', (name, scene, open) => {
    test.each(SIZES)('fits into %o, and is accessible', async ({ width, height }) => {
      const gateway = await startFakeGateway(scene)
      for (const colorScheme of SCHEMES) {
        const context = await browser.newContext({ viewport: { width, height }, colorScheme })
        const page = await context.newPage()
        const complaints = complaintsOf(page)
        await open(page, gateway)
        // axe-core waits by timers of the page.
        if (open === openStale) await page.clock.resume()
        await takePicture(page, `${name.replaceAll(' ', '-')}-${width}-${colorScheme}`)
        expect(await overflowsOf(page)).toEqual([])
        expect(await findingsOf(page)).toEqual([])
        expect(complaints).toEqual([])
        gateway.isMute = false
        await context.close()
      }
    })

    test('has its structure', async () => {
      const gateway = await startFakeGateway(scene)
      const page = await (await browser.newContext({ viewport: SIZES[0] })).newPage()
      await open(page, gateway)
      const structure = await page.locator('body').ariaSnapshot()
      await expect(`${structure}\n`).toMatchFileSnapshot(here(`structure/${name.replaceAll(' ', '-')}.yml`))
    })
  })
})
