import { afterEach, describe, expect, test } from 'vitest'
import { adapters } from '../../../../adapters/index.js'
import { demoSimulators, simulators } from '../../../../adapters/simulators.js'
import { readConfiguration } from '../../../../src/config/schema.js'
import { type RunningSimulators, type SimulatorsOptions, startSimulators } from '../../../../src/simulator/demo.js'

const NOW = Date.UTC(2026, 2, 1, 12)
const running: RunningSimulators[] = []
const start = async (more: Partial<SimulatorsOptions> = {}) => {
  const started = await startSimulators({ now: () => NOW, world: { history: 50 }, ...more })
  running.push(started)
  return started
}
afterEach(async () => {
  await Promise.all(running.splice(0).map((started) => started.close()))
})

describe('the demo', () => {
  test('has a simulator for every adapter', () => {
    expect(simulators.map(({ vendor }) => vendor)).toEqual(adapters.map(({ vendor }) => vendor))
  })

  test('serves its vendors, with a configuration that the gateway takes', async () => {
    const started = await start()
    const reading = readConfiguration({ sources: started.configuration }, adapters)
    expect(reading).toMatchObject({ ok: true })
    expect(Object.keys(started.configuration)).toEqual(demoSimulators.map(({ vendor }) => `${vendor}-demo`))
    expect(started.sites.map(({ vendor }) => vendor)).toEqual(demoSimulators.map(({ vendor }) => vendor))
    const control = { makeCall: { urls: ['https://demo.example/'], allowPrivate: ['demo.example'] } }
    for (const source of Object.values(started.configuration)) expect(source['control']).toEqual(control)
    for (const [name, host] of Object.entries(started.hosts)) {
      expect(String(started.configuration[name]?.['url'])).toContain(host.origin)
      expect((await fetch(host.url)).status).not.toBe(500)
      expect(host.requests).toHaveLength(1)
    }
  })

  test('shows its vendors one world, in which calls are seen by several', async () => {
    const { world } = await start()
    for (const { vendor } of demoSimulators) expect(world.calls(vendor, NOW).length).toBeGreaterThan(10)
    const counts = demoSimulators.flatMap(({ vendor }) => world.calls(vendor, NOW)).map((call) => call.seenBy.length)
    expect(Math.max(...counts)).toBeGreaterThan(1)
  })

  test('passes on faults', async () => {
    const { hosts } = await start({ faults: { errorRate: 1 } })
    for (const host of Object.values(hosts)) expect((await fetch(host.url)).status).toBe(503)
  })

  test('reports options and ports that it cannot use', async () => {
    await expect(start({ options: { nobody: {} } })).rejects.toThrow('there is no simulator nobody')
    const [kit] = simulators
    await expect(start({ options: { [kit?.vendor ?? '']: { nonsense: true } } })).rejects.toThrow('nonsense')
    const one = { kits: simulators.slice(0, 1) }
    const { sites } = await start(one)
    await expect(start({ ...one, firstPort: Number(new URL(sites[0]?.url ?? '').port) })).rejects.toThrow('EADDRINUSE')
  })
})
