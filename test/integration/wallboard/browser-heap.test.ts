// A wall stays open for weeks: its memory is flat over an hour of its clock. In `npm run test:long`.

import { expect, test } from 'vitest'
import { describeInBrowser } from '../access/chromium.js'
import { openPaused, pass, useBrowser } from './board.js'
import { startFakeGateway } from './fake-gateway.js'
import { SCENES } from './scenes.js'

const MEGABYTE = 1_000_000

describeInBrowser('the wallboard', { timeout: 300_000 }, () => {
  const browser = useBrowser()

  test('takes no more memory after an hour of changes than after five minutes', async () => {
    const gateway = await startFakeGateway(SCENES.usual)
    const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage()
    await openPaused(page, gateway)
    const session = await page.context().newCDPSession(page)
    const usedBytes = async (): Promise<number> => {
      await session.send('HeapProfiler.collectGarbage')
      return (await session.send('Runtime.getHeapUsage')).usedSize
    }
    const nodes = () => page.evaluate('document.querySelectorAll("*").length')
    const minutes = async (count: number) => {
      for (let minute = 0; minute < count; minute++) {
        gateway.show({ ...SCENES.usual, calls: 200 + ((minute * 37) % 150) })
        await pass(page, gateway, 60)
      }
    }
    await minutes(5)
    const [before, nodesBefore] = [await usedBytes(), await nodes()]
    await minutes(55)
    // Chromium itself keeps some more of what it has compiled and laid out.
    const after = await usedBytes()
    expect(after - before).toBeLessThan(MEGABYTE)
    expect(await nodes()).toBeLessThan(Number(nodesBefore) + 10)
  })
})
