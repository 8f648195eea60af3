// How the wallboard page is served, and what it learns about itself and about its reader.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { startStack } from '../../support/stack.js'
import { accessKeys, key, openSignedInStack, scraperKey, tenantKey } from '../access/signed-in-stack.js'
import { startSmallServer } from '../server/small-server.js'

let directory: string
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'trunkline-wallboard-'))
  mkdirSync(join(directory, 'assets'))
  writeFileSync(join(directory, 'index.html'), '<!doctype html><title>Wallboard</title>')
  writeFileSync(join(directory, 'assets', 'index-1a2b3c4d.js'), 'export {}\n')
})
afterAll(() => rmSync(directory, { recursive: true }))

const ALARMS = { longerThanMs: 14_400_000 }
const start = () => startSmallServer({ wallboard: { title: 'NOC', alarms: ALARMS, directory } })

describe('the wallboard page', () => {
  test('is sent with a policy that allows nothing from elsewhere and nothing inline', async () => {
    const { url } = await start()
    const response = await fetch(`${url}/wallboard`)
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
    expect(await response.text()).toContain('<title>Wallboard</title>')
    const policy = response.headers.get('content-security-policy') ?? ''
    expect(policy.split('; ')).toEqual([
      "default-src 'none'",
      "script-src 'self'",
      "connect-src 'self'",
      "style-src 'self'",
      "img-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ])
  })

  test('is revalidated each time, and its parts are kept', async () => {
    const { url, logLines } = await start()
    const { headers } = await fetch(`${url}/wallboard`)
    const again = await fetch(`${url}/wallboard`, {
      headers: { 'if-none-match': headers.get('etag') ?? '', 'cache-control': 'max-age=0' },
    })
    const part = await fetch(`${url}/wallboard/assets/index-1a2b3c4d.js`)
    expect([headers.get('cache-control'), again.status]).toEqual(['no-cache', 304])
    expect([part.status, part.headers.get('cache-control')]).toEqual([200, 'public, max-age=31536000, immutable'])
    expect((await fetch(`${url}/wallboard/assets/other.js`)).status).toBe(404)
    expect(logLines).toEqual([])
  })

  test('gets its title and its build, which changes with its content', async () => {
    const factsAt = async () => (await fetch(`${(await start()).url}/wallboard/page.json`)).json()
    const before = await factsAt()
    expect(before).toEqual({
      title: 'NOC',
      build: expect.any(String),
      silenceMs: 25_000,
      signIn: { isRequired: false, canLogIn: false },
    })
    expect(await factsAt()).toEqual(before)
    writeFileSync(join(directory, 'index.html'), '<!doctype html><title>Wallboard</title><p>new</p>')
    expect((await factsAt()).build).not.toBe(before.build)
  })

  test('is not served unless it is enabled, and the log says so when it has not been built', async () => {
    const without = await startSmallServer()
    const unbuilt = await startSmallServer({
      wallboard: { title: 'NOC', alarms: {}, directory: join(directory, 'no') },
    })
    for (const { url } of [without, unbuilt])
      for (const path of ['/wallboard', '/wallboard/page.json', '/wallboard/viewer.json'])
        expect((await fetch(`${url}${path}`)).status).toBe(404)
    expect(unbuilt.logLines.join()).toContain('the wallboard page has not been built')
    expect(without.logLines.join()).not.toContain('wallboard')
  })
})

describe('who reads the board', () => {
  const alarms = { longerThan: '4h', countryShare: { of: ['SO'], above: 0.2 } }
  const overrides = { 'mor-demo': { probeEvery: '10s' } }
  const viewerAt = async (url: string, key?: string) => {
    const response = await fetch(`${url}/wallboard/viewer.json`, {
      headers: key === undefined ? {} : { authorization: `Bearer ${key}` },
    })
    return { status: response.status, body: await response.json() }
  }

  test('sees the alarms with unrestricted access, and nothing without a credential', async () => {
    const { url } = await openSignedInStack(
      {},
      {
        overrides,
        access: { ...accessKeys(), wallboard: { title: 'Night desk', alarms } },
      },
    )
    const facts = await (await fetch(`${url}/wallboard/page.json`)).json()
    expect(facts).toMatchObject({ title: 'Night desk', signIn: { isRequired: true, canLogIn: false } })
    expect(JSON.stringify(facts)).not.toContain('SO')
    expect(await viewerAt(url)).toMatchObject({ status: 401 })
    const noc = await viewerAt(url, key.key)
    expect(noc).toMatchObject({
      status: 200,
      body: {
        name: 'wallboard',
        seesTotals: true,
        alarms: { longerThanMs: 14_400_000, countryShare: alarms.countryShare },
      },
    })
    const tenant = await viewerAt(url, tenantKey.key)
    expect(tenant.body).toMatchObject({ name: 'portal', seesTotals: false, alarms: null })
    // Tabs of different principals do not share what they receive.
    const other = await viewerAt(url, scraperKey.key)
    expect(new Set([noc, tenant, other].map(({ body }) => body.sharingKey)).size).toBe(3)
  })

  test('is everybody where nobody signs in; without subscriptions there is no board', async () => {
    const open = await startStack({ vendors: ['mor'] })
    onTestFinished(() => open.close())
    expect(await viewerAt(open.url)).toMatchObject({ status: 200, body: { seesTotals: true, alarms: {} } })
    const without = await startStack({ vendors: ['mor'], access: { live: { maxSubscribers: 0 } } })
    onTestFinished(() => without.close())
    expect(await viewerAt(without.url)).toMatchObject({ status: 404 })
  })
})
