// What the wallboard does over time: it gets stale and comes back, signs out, loads itself again, and shares its streams
// among tabs. In `npm run test:long`.

import type { Page, Request, Response } from 'playwright-core'
import { expect, test } from 'vitest'
import { describeInBrowser } from '../access/chromium.js'
import { HOST_NAME, openPaused, openStill, pass, useBrowser } from './board.js'
import { type FakeGateway, startFakeGateway } from './fake-gateway.js'
import { SCENES } from './scenes.js'

/** Against hanging only. */
const WITHIN = { timeout: 10_000 }

const digits = (page: Page) => page.locator('.digits')
const shows = (page: Page, text: string) => digits(page).filter({ hasText: text }).waitFor()
const board = (gateway: FakeGateway) => `${gateway.url}/wallboard`

/**
 * Lets fake time pass in small steps until something is there. While a request of the page waits for its response, none
 * passes: how long that takes depends on what else the machine does.
 */
async function passUntil(page: Page, isDone: () => Promise<boolean>, atMostMs: number): Promise<number> {
  const waiting = new Set<Request>()
  const begin = (request: Request) => void waiting.add(request)
  const fail = (request: Request) => void waiting.delete(request)
  const answer = (response: Response) => void waiting.delete(response.request())
  page.on('request', begin).on('requestfailed', fail).on('response', answer)
  try {
    for (let passedMs = 0; passedMs < atMostMs; passedMs += 50) {
      await expect.poll(() => waiting.size, WITHIN).toBe(0)
      if (await isDone()) return passedMs
      await page.clock.runFor(50)
    }
    return Number.POSITIVE_INFINITY
  } finally {
    page.off('request', begin).off('requestfailed', fail).off('response', answer)
  }
}

describeInBrowser('the wallboard', { timeout: 60_000 }, () => {
  const browser = useBrowser()
  const openPage = async () => (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage()

  test('is stale 26 s after the last event, and back within 5 s; it continues where it was', async () => {
    const gateway = await startFakeGateway(SCENES.usual)
    const page = await openPage()
    await openPaused(page, gateway)
    await pass(page, gateway, 120)
    const banner = page.getByRole('alert')
    expect(await banner.count()).toBe(0)
    await gateway.kill()
    await page.clock.runFor(24_000)
    expect(await banner.count()).toBe(0)
    await page.clock.runFor(2000)
    expect(await banner.textContent()).toMatch(/^STALE 2[56] s Nothing arrives/)
    expect(await page.title()).toBe('STALE – NOC')
    expect(await digits(page).getAttribute('class')).toContain('is-stale')
    await page.clock.runFor(34_000)
    expect(await banner.textContent()).toMatch(/^STALE (59|60) s/)

    gateway.nowMs += 60_000
    await gateway.start()
    const tookMs = await passUntil(page, async () => (await banner.count()) === 0, 20_000)
    expect(tookMs).toBeLessThanOrEqual(5000)
    await shows(page, '300')
    const calls = gateway.operations.filter(({ query }) => query.includes('activeCallUpdates'))
    expect(calls.at(0)?.variables['since']).toBeNull()
    expect(calls.at(-1)?.variables['since']).toMatch(/^at \d+$/)
    // What it has missed, the gateway has seen. Finer samples of the last hour come first.
    const history = () => gateway.operations.filter(({ query }) => query.startsWith('query'))
    await expect.poll(() => history().map(({ variables }) => variables['minutes']), WITHIN).toEqual([60, 360, 60, 360])
  })

  test('is also stale while the gateway accepts streams and sends nothing', async () => {
    const gateway = await startFakeGateway(SCENES.usual)
    const page = await openPage()
    await openPaused(page, gateway)
    gateway.isMute = true
    await page.clock.runFor(26_000)
    await page.getByRole('alert').waitFor()
    gateway.isMute = false
    gateway.beat(26_000)
    expect(await passUntil(page, async () => (await page.getByRole('alert').count()) === 0, 20_000)).toBeLessThan(5000)
  })

  test('announces an alarm once, and follows the scene', async () => {
    const gateway = await startFakeGateway(SCENES.usual)
    const page = await openPage()
    await openStill(page, gateway)
    const announced = page.locator('[aria-live=assertive] p')
    expect(await announced.count()).toBe(0)
    gateway.show(SCENES['one source down'])
    await shows(page, '231')
    await announced.first().waitFor({ state: 'attached' })
    await page.evaluate("document.querySelector('[aria-live] p').dataset.mark = 'announced'")
    expect(await announced.allTextContents()).toEqual([
      'Alarm: Aarhus: down',
      'Alarm: Copenhagen: a call lasts too long',
      'Alarm: Many calls to watched countries',
    ])
    gateway.show({ ...SCENES['one source down'], calls: 230 })
    await shows(page, '230')
    expect(await announced.first().getAttribute('data-mark')).toBe('announced')
    expect(await page.title()).toBe('▲ 3 – 230 calls – NOC')
    gateway.show(SCENES['all down'])
    await shows(page, '–')
    expect(await page.getByText('No source can be read.').count()).toBe(1)
    expect(await page.getByText('No calls.').count()).toBe(0)
  })

  test('counts talk times on between events', async () => {
    const gateway = await startFakeGateway(SCENES.usual)
    const page = await openPage()
    await openPaused(page, gateway)
    const talk = page.locator('.talk').nth(1)
    const before = await talk.textContent()
    await page.clock.runFor(3000)
    expect(before).toBe('3:04:46')
    // It is written every second, which may be a moment ago.
    expect(await talk.textContent()).toMatch(/^3:04:4[89]$/)
  })

  test('counts no talk time on that it does not know: nothing arrives, or the source is not current', async () => {
    const gateway = await startFakeGateway(SCENES.usual)
    const page = await openPage()
    await openPaused(page, gateway)
    const talk = page.locator('.talk').nth(1)
    const tile = page.locator('.tile').nth(1)
    expect(await tile.textContent()).toContain('● up')
    gateway.isMute = true
    await page.clock.runFor(26_000)
    await page.getByRole('alert').waitFor()
    // As it was with the last event, five seconds after the board was opened.
    expect(await talk.textContent()).toBe('?not current 3:04:46')
    await page.clock.runFor(60_000)
    expect(await talk.textContent()).toBe('?not current 3:04:46')
    expect(await tile.textContent()).toContain('○ not known')
    expect(await page.getByRole('region', { name: 'Alarms' }).textContent()).toContain('is not known')

    gateway.isMute = false
    gateway.nowMs += 86_000
    gateway.show(SCENES['one source down'])
    await passUntil(page, async () => (await page.getByRole('alert').count()) === 0, 20_000)
    await shows(page, '231')
    // As it was reported: the source was read 150 seconds before that.
    const held = '?not current 3:04:41'
    await talk.filter({ hasText: held }).waitFor()
    const others = page.locator('.talk').nth(2)
    const before = await others.textContent()
    await page.clock.runFor(5000)
    expect(await talk.textContent()).toBe(held)
    expect(await others.textContent()).not.toBe(before)
  })

  test('counts no talk time on while nothing arrives about the calls, whatever else does', async () => {
    const gateway = await startFakeGateway(SCENES.usual)
    const page = await openPage()
    await openPaused(page, gateway)
    gateway.mute = 'calls'
    for (let passed = 0; passed < 30; passed += 10) {
      await page.clock.runFor(10_000)
      gateway.beat(10_000)
    }
    await page.getByRole('alert').waitFor()
    expect(await page.locator('.talk').nth(1).textContent()).toBe('?not current 3:04:46')
  })

  test('obeys its keys', async () => {
    const gateway = await startFakeGateway(SCENES.usual)
    const page = await openPage()
    await openStill(page, gateway)
    for (const [key, range] of Object.entries({ 1: '15 min', 2: '30 min', 3: '1 h', 4: '3 h', 5: '6 h' })) {
      await page.keyboard.press(key)
      await page.getByRole('heading', { name: `Calls, last ${range}` }).waitFor()
    }
    await page.keyboard.press('p')
    await page.getByText('PAUSED').waitFor()
    gateway.show({ ...SCENES.usual, calls: 299 })
    await expect.poll(() => page.title(), WITHIN).toBe('299 calls – NOC')
    expect(await digits(page).textContent()).toBe('300')
    await page.keyboard.press('p')
    await shows(page, '299')
    await page.keyboard.press('?')
    const help = page.getByRole('dialog', { name: 'About this board' })
    await help.waitFor()
    expect(await help.textContent()).toContain('A call lasts longer than 4 h.')
    await page.keyboard.press('Escape')
    await help.waitFor({ state: 'detached' })
    await page.keyboard.press('f')
    await expect.poll(() => page.evaluate('document.fullscreenElement !== null'), WITHIN).toBe(true)
    await page.getByRole('button', { name: 'Table' }).click()
    const table = page.getByRole('region', { name: 'Calls over time, as a table' })
    expect(await table.getByRole('row').count()).toBe(13)
  })

  test('is signed in by a key, which ends with the tab, and says when it is signed out', async () => {
    const gateway = await startFakeGateway(SCENES.usual, { signIn: { isRequired: true, canLogIn: true } })
    gateway.key = 'right'
    const context = await browser.newContext()
    const page = await context.newPage()
    await page.goto(board(gateway))
    await page.getByText('Signed out.').waitFor()
    expect(gateway.streams.size).toBe(0)
    const login = page.getByRole('link', { name: 'Log in with your account' })
    expect(await login.getAttribute('href')).toBe('auth/login?returnTo=%2Fwallboard')
    await page.getByLabel('API key or token').fill('wrong')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByText('The key was refused.').waitFor()
    await page.getByLabel('API key or token').fill('right')
    await page.keyboard.press('Enter')
    await shows(page, '300')
    await page.reload()
    await shows(page, '300')
    const other = await context.newPage()
    await other.goto(board(gateway))
    await other.getByText('Signed out.').waitFor()
    await other.close()
    // The key is revoked: the streams end.
    gateway.key = 'other'
    for (const { response } of gateway.streams) response.destroy()
    await page.getByText('Signed out.').waitFor()
    expect(await page.getByText('300').count()).toBe(0)
    expect(await page.evaluate('JSON.stringify(localStorage)')).toBe('{}')
    expect(gateway.requests.filter((line) => line.includes('right'))).toEqual([])
  })

  test('is signed out where a proxy in front asks to log in', async () => {
    const gateway = await startFakeGateway(SCENES.usual)
    const page = await openPage()
    await openStill(page, gateway)
    gateway.redirects = true
    for (const { response } of gateway.streams) response.destroy()
    await page.getByText('Signed out.').waitFor()
    gateway.redirects = false
    await page.getByRole('button', { name: 'Load the page again' }).click()
    await shows(page, '300')
  })

  test('reloads itself when the gateway has another build of it', async () => {
    const gateway = await startFakeGateway(SCENES.usual)
    const page = await openPage()
    await openStill(page, gateway)
    const pages = () => gateway.requests.filter((line) => line.endsWith('/wallboard')).length
    expect(pages()).toBe(1)
    await gateway.kill()
    gateway.build = 'another'
    await gateway.start()
    const reloaded = page.waitForEvent('load')
    for (const { response } of gateway.streams) response.destroy()
    await reloaded
    await shows(page, '300')
    expect(pages()).toBe(2)
  })

  test.each([
    ['with Web Locks', '127.0.0.1'],
    ['without them, as browsers have them only over HTTPS', HOST_NAME],
  ])('works in eight tabs over HTTP/1.1 (redwoodjs/graphql#11782) %s', async (_how, host) => {
    const gateway = await startFakeGateway(SCENES.usual)
    const address = board(gateway).replace('127.0.0.1', host)
    const context = await browser.newContext()
    const opened = () => gateway.operations.filter(({ query }) => query.startsWith('subscription')).length
    const pages: Page[] = []
    for (let tab = 0; tab < 8; tab++) {
      const page = await context.newPage()
      await page.goto(address)
      await shows(page, '300')
      pages.push(page)
    }
    expect(gateway.streams.size).toBe(4)
    gateway.show({ ...SCENES.usual, calls: 299 })
    await Promise.all(pages.map((page) => shows(page, '299')))
    // Another tab leads.
    await pages[0]?.close()
    await expect.poll(opened, WITHIN).toBe(8)
    await expect.poll(() => gateway.streams.size, WITHIN).toBe(4)
    gateway.show({ ...SCENES.usual, calls: 298 })
    await Promise.all(pages.slice(1).map((page) => shows(page, '298')))
  })
})
