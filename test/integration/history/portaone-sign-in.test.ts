// How the gateway signs in at PortaOne, over HTTP.

import { describe, expect, test } from 'vitest'
import { portaoneSimulator as kit } from '../../../adapters/portaone/simulator.js'
import { callAt, type HistorySwitch, type SwitchParts, startSwitch } from './switch.js'

const NOON = Date.UTC(2026, 2, 3, 12)
const HOUR_MS = 3_600_000
const SECOND_MS = 1000

const start = (parts: Partial<SwitchParts> = {}): Promise<HistorySwitch> => startSwitch({ kit, nowMs: NOON, ...parts })

const paramsOf = (site: HistorySwitch, method: string): readonly unknown[] =>
  site.host.requests
    .filter(({ path }) => path === `/rest/${method}`)
    .map(({ body }) => (JSON.parse(body) as { readonly params: unknown }).params)

describe('signing in', () => {
  const logins = (site: HistorySwitch): number => paramsOf(site, 'Session/login').length

  test('once for many requests, and again when the token has expired', async () => {
    for (const expiry of ['expires_at', 'expires_in']) {
      const site = await start({ options: { tokenSeconds: 600, expiry } })
      site.calls.push(callAt(1, NOON - HOUR_MS))
      for (let minute = 0; minute < 5; minute++) {
        expect((await site.list('first: 10')).sources).toMatchObject([{ status: 'OK' }])
        site.clock.nowMs += 60_000
      }
      expect(logins(site)).toBe(1)
      site.clock.nowMs += 600_000
      expect((await site.list('first: 10')).sources).toMatchObject([{ status: 'OK' }])
      expect(logins(site)).toBe(2)
    }
  })

  test('again when the system refuses a token whose end it has not stated', async () => {
    const site = await start({ options: { tokenSeconds: 600, expiry: 'unstated' } })
    site.calls.push(callAt(1, NOON - HOUR_MS))
    await site.list('first: 10')
    site.clock.nowMs += 601_000
    expect((await site.list('first: 10')).sources).toMatchObject([{ status: 'OK' }])
    expect(logins(site)).toBe(2)
  })

  test('with an API token', async () => {
    const site = await start({ keys: { auth: { username: 'demo', token: 'demo-token' } } })
    site.calls.push(callAt(1, NOON - HOUR_MS))
    expect((await site.list('first: 10')).nodes).toHaveLength(1)
    expect(paramsOf(site, 'Session/login')).toEqual([{ login: 'demo', token: 'demo-token' }])
  })

  test('with a wrong password not more than twice a minute: no login is locked', async () => {
    const site = await start({ keys: { auth: { username: 'demo', password: 'demo-password-2' } } })
    const [failures] = await Promise.all([site.failure('first: 10'), site.failure('first: 11')])
    expect(JSON.stringify(failures)).toContain('UNAUTHENTICATED')
    for (let second = 0; second < 59; second++) {
      site.clock.nowMs += SECOND_MS
      await site.failure(`first: ${20 + second}`)
    }
    expect(logins(site)).toBeLessThanOrEqual(2)
    expect(logins(site)).toBeGreaterThan(0)
  })
})
