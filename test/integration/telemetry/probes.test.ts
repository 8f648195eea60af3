// Sources that nobody asks: their health and gauges are those of the present, or are left out.

import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { scrape } from '../../support/scrape.js'
import { type Stack, startStack } from '../../support/stack.js'

// Only intervals are fake: HTTP goes on.
beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }))
afterEach(() => void vi.useRealTimers())

const SOURCE = { source: 'mor-demo' }
const TEN_MINUTES_MS = 600_000

async function start(keys: object): Promise<Stack> {
  const stack = await startStack({
    vendors: ['mor'],
    overrides: { 'mor-demo': { retries: 0, staleOnError: 0, freshness: { activeCalls: 0 }, ...keys } },
  })
  onTestFinished(() => stack.close())
  return stack
}

const upIn = async ({ url }: Stack): Promise<number | undefined> =>
  (await scrape(url)).value('trunkline_source_up', SOURCE)

test('a source with probeEvery is asked, and its state and calls in progress are known', async () => {
  const stack = await start({ probeEvery: '10s' })
  expect(await upIn(stack)).toBeUndefined()
  vi.advanceTimersByTime(10_000)
  await expect.poll(() => upIn(stack)).toBe(1)
  const { by } = await scrape(stack.url)
  expect(Object.values(by('state', 'trunkline_active_calls', SOURCE)).some((count) => count > 0)).toBe(true)
  stack.hosts['mor-demo']?.setFaults({ errorRate: 1 })
  for (let failed = 1; failed <= 3; failed++) {
    stack.clock.nowMs += 10_000
    const before = stack.hosts['mor-demo']?.requests.length ?? 0
    vi.advanceTimersByTime(10_000)
    await expect.poll(() => stack.hosts['mor-demo']?.requests.length).toBe(before + 1)
    await expect.poll(() => stack.log.filter((line) => line.includes('"outcome":"UNAVAILABLE"')).length).toBe(failed)
  }
  expect(await upIn(stack)).toBe(0)
})

test('a source without it is asked by nobody', async () => {
  const stack = await start({})
  vi.advanceTimersByTime(TEN_MINUTES_MS)
  await stack.query('{ sources { name } }')
  expect(stack.hosts['mor-demo']?.requests).toEqual([])
})

test('gauges that nothing has confirmed for ten minutes disappear, and come back', async () => {
  const stack = await start({})
  const query = '{ activeCalls(first: 1) { nodes { id } totalCount } }'
  await stack.query(query)
  const NAMES = ['trunkline_source_up', 'trunkline_active_calls_seen_timestamp_seconds'] as const
  const seen = async () => {
    const { value } = await scrape(stack.url)
    return NAMES.map((name) => value(name, SOURCE) !== undefined)
  }
  expect(await seen()).toEqual([true, true])
  stack.clock.nowMs += TEN_MINUTES_MS
  expect(await seen()).toEqual([true, true])
  stack.clock.nowMs += 1
  expect(await seen()).toEqual([false, false])
  expect((await scrape(stack.url)).by('state', 'trunkline_active_calls', SOURCE)).toEqual({})
  await stack.query(query)
  expect(await seen()).toEqual([true, true])
})
