// The wallboard in a real browser, as far as it is fast; all scenes and what happens over time are in browser-*.test.ts,
// which `npm run test:long` runs.

import { expect, test } from 'vitest'
import { describeInBrowser } from '../access/chromium.js'
import { complaintsOf, findingsOf, openStill, overflowsOf, useBrowser } from './board.js'
import { startFakeGateway } from './fake-gateway.js'
import { SCENES } from './scenes.js'

/** Without a browser on this machine it cannot be shown. */
describeInBrowser('the wallboard', () => {
  const browser = useBrowser()

  test('shows the board, to everybody, without a request to elsewhere or a violation of its policy', async () => {
    const gateway = await startFakeGateway(SCENES.usual)
    const page = await (await browser.newContext({ viewport: { width: 1920, height: 1080 } })).newPage()
    const complaints = complaintsOf(page)
    const hosts = new Set<string>()
    page.on('request', (request) => hosts.add(new URL(request.url()).origin))
    await openStill(page, gateway)
    expect(await page.title()).toBe('300 calls – NOC')
    expect(await page.locator('.digits').textContent()).toBe('300')
    expect(await page.getByRole('table').first().getByRole('row').count()).toBe(13)
    expect(await overflowsOf(page)).toEqual([])
    expect(await findingsOf(page)).toEqual([])
    expect(complaints).toEqual([])
    expect([...hosts]).toEqual([gateway.url])
    expect(gateway.requests.filter((line) => line.includes('?'))).toEqual([])
  })
})
