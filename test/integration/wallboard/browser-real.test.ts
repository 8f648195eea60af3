// The wallboard over the real gateway and simulated systems, end to end. In `npm run test:long`.

import { once } from 'node:events'
import { createServer } from 'node:net'
import type { Page } from 'playwright-core'
import { expect, onTestFinished, test } from 'vitest'
import { startStack } from '../../support/stack.js'
import { describeInBrowser } from '../access/chromium.js'
import { accessKeys, key, tenantKey } from '../access/signed-in-stack.js'
import { complaintsOf, findingsOf, overflowsOf, useBrowser } from './board.js'

/** Against hanging only. */
const WITHIN = { timeout: 20_000 }
const alarms = { longerThan: '1m' }
const probed = (...names: readonly string[]) => Object.fromEntries(names.map((name) => [name, { probeEvery: '1s' }]))

async function signIn(page: Page, url: string, credential: string): Promise<void> {
  await page.goto(`${url}/wallboard`)
  await page.getByLabel('API key or token').fill(credential)
  await page.keyboard.press('Enter')
}
const digits = (page: Page) => page.locator('.digits')

/** A port that was free a moment ago: the gateway has to be found again at the same one. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('a listening server has a port')
  return address.port
}

describeInBrowser('the wallboard over a gateway', { timeout: 120_000 }, () => {
  const browser = useBrowser()
  const openPage = async () => (await browser.newContext({ viewport: { width: 1920, height: 1080 } })).newPage()

  test('shows what a query returns, the alarms, and that a source is down', async () => {
    const vendors = ['telecomx', 'portasip', 'restcomm', 'mor']
    const names = vendors.map((vendor) => `${vendor}-demo`)
    const stack = await startStack({
      vendors,
      access: { wallboard: { title: 'Night desk', alarms } },
      overrides: probed(...names),
    })
    onTestFinished(() => stack.close())
    const { body } = await stack.query('{ activeCallStats { total } }')
    const page = await openPage()
    const complaints = complaintsOf(page)
    await page.goto(`${stack.url}/wallboard`)
    await page.locator('.link.is-live').waitFor()
    const total = await digits(page).textContent()
    expect(body.data).toEqual({ activeCallStats: { total: Number(total) } })
    expect(await page.locator('.tile').count()).toBe(4)
    expect(await page.locator('.calls tbody tr').count()).toBe(12)
    await page.locator('.alarms.is-raised').filter({ hasText: 'a call lasts too long' }).waitFor()
    expect(await overflowsOf(page)).toEqual([])
    expect(await findingsOf(page)).toEqual([])
    expect(complaints).toEqual([])
  })

  test('is signed in by a key; a tenant sees its own calls, and no alarms', async () => {
    const access = accessKeys()
    const stack = await startStack({
      vendors: ['mor'],
      access: {
        ...access,
        roles: { ...access.roles, tenant: { scopes: ['active:read', 'stats:read'] } },
        wallboard: { alarms },
      },
      overrides: probed('mor-demo'),
    })
    onTestFinished(() => stack.close())
    const totalFor = async (credential: string) => {
      const headers = { authorization: `Bearer ${credential}` }
      const { body } = await stack.query('{ activeCallStats { total } }', {}, headers)
      return JSON.stringify(body.data).match(/\d+/)?.[0]
    }
    for (const [credential, seesAlarms] of [
      [key.key, true],
      [tenantKey.key, false],
    ] as const) {
      const page = await openPage()
      const complaints = complaintsOf(page)
      await signIn(page, stack.url, credential)
      await page.locator('.link.is-live').waitFor()
      await expect.poll(() => digits(page).textContent(), WITHIN).toBe(await totalFor(credential))
      await page.locator('.tile').waitFor()
      if (seesAlarms) await page.locator('.alarms.is-raised').waitFor()
      else expect(await page.locator('.alarms').count()).toBe(0)
      expect(complaints.filter((line) => !line.includes('401'))).toEqual([])
    }
    expect(await totalFor(tenantKey.key)).not.toBe(await totalFor(key.key))
  })

  test('comes back after the gateway was started again', async () => {
    const stack = await startStack({ vendors: ['mor'], server: { port: await freePort() } })
    onTestFinished(() => stack.close())
    const page = await openPage()
    await page.goto(`${stack.url}/wallboard`)
    await page.locator('.link.is-live').waitFor()
    const before = await digits(page).textContent()
    await page.evaluate("document.querySelector('.wall').dataset.mark = 'not loaded again'")
    await stack.restart()
    const heardAt = Number(await page.locator('.wall').getAttribute('data-heard-at'))
    await expect
      .poll(async () => Number(await page.locator('.wall').getAttribute('data-heard-at')), WITHIN)
      .toBeGreaterThan(heardAt)
    await page.locator('.link.is-live').waitFor()
    expect(await digits(page).textContent()).toBe(before)
    expect(await page.locator('.wall').getAttribute('data-mark')).toBe('not loaded again')
  })
})
