import { request } from 'undici'
import { describe, expect, test } from 'vitest'
import { fates } from '../../../../src/simulator/chaos.js'
import type { SimulatorHost } from '../../../../src/simulator/host.js'
import { start } from './echo.js'

describe('faults', () => {
  const statusOf = async (host: SimulatorHost) => {
    const { statusCode, body } = await request(host.url)
    await body.dump()
    return statusCode
  }

  test('fail a share of the requests, the same ones for the same seed', async () => {
    const outcomes = async () => {
      const host = await start({ faults: { errorRate: 0.5 } })
      const statuses: number[] = []
      for (let n = 0; n < 20; n += 1) statuses.push(await statusOf(host))
      return statuses
    }
    const [first, again] = [await outcomes(), await outcomes()]
    expect(first).toEqual(again)
    expect(new Set(first)).toEqual(new Set([201, 503]))
  })

  test('are decided by the shares and the seed alone', () => {
    const many = (faults: Parameters<typeof fates>[0]) => {
      const next = fates(faults)
      return Array.from({ length: 1000 }, next)
    }
    const failing = many({ errorRate: 0.2 }).flatMap((fate, n) => (fate === 'fail' ? [n] : []))
    expect(failing.length).toBeGreaterThan(150)
    expect(failing.length).toBeLessThan(250)
    const more = many({ errorRate: 0.4 })
    expect(failing.every((n) => more[n] === 'fail')).toBe(true)
    const alsoHanging = many({ errorRate: 0.2, hangRate: 0.5 })
    expect(failing.every((n) => alsoHanging[n] !== 'answer')).toBe(true)
    expect(many({ errorRate: 0.2, seed: 2 })).not.toEqual(many({ errorRate: 0.2 }))
    expect(new Set(many({ hangRate: 0.3, errorRate: 0.3 }))).toEqual(new Set(['answer', 'fail', 'hang']))
    expect(new Set(many({ down: true, hangRate: 1 }))).toEqual(new Set(['break']))
    expect(new Set(many({}))).toEqual(new Set(['answer']))
  })

  test('come and go while the host runs', async () => {
    const host = await start()
    host.setFaults({ errorRate: 1 })
    expect(await statusOf(host)).toBe(503)
    host.setFaults({ down: true })
    await expect(statusOf(host)).rejects.toThrow()
    host.setFaults({})
    expect(await statusOf(host)).toBe(201)
  })

  test('a request that hangs is never answered, and ends with the host', async () => {
    const host = await start({ faults: { hangRate: 1 } })
    const ended = statusOf(host).then(
      () => 'answered',
      () => 'broken',
    )
    await until(() => host.requests.length === 1)
    await host.close()
    expect(await ended).toBe('broken')
  })

  test('a slow answer is abandoned when the host stops', async () => {
    const host = await start({ latencyMs: 3_600_000 })
    const ended = statusOf(host).then(
      () => 'answered',
      () => 'broken',
    )
    await until(() => host.requests.length === 1)
    host.setFaults({ latencyMs: 1 })
    expect(await statusOf(host)).toBe(201)
    await host.close()
    expect(await ended).toBe('broken')
  })
})

/** Waits for something that other turns of the event loop bring about. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve))
}
