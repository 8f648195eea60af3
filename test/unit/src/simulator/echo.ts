// A simulator that answers with the request itself, served for one test.

import { Agent } from 'undici'
import { afterEach } from 'vitest'
import type { OpenSimulator } from '../../../../adapters/simulation/contract.js'
import { arrayWorld, worldCall } from '../../../../adapters/simulation/world.js'
import { type SimulatorHost, type SimulatorHostOptions, startSimulatorHost } from '../../../../src/simulator/host.js'

export const LONG = 'x'.repeat(5000)
/** Answers with the request. */
const echo: OpenSimulator = {
  vendor: 'echo',
  basePath: '/echo/v1',
  credentials: { username: 'demo', password: 'demo-password' },
  customerId: null,
  source: (origin) => ({ vendor: 'echo', url: origin }),
  answer: ({ method, path, query, headers, body }, world, nowMs) => {
    if (path === '/bug') throw new Error('a bug')
    if (path === '/long') return { status: 200, headers: { 'content-type': 'text/plain' }, body: LONG }
    const calls = world.calls('echo', nowMs).length
    const echoed = { method, path, query: [...query], accept: headers['accept'], body, nowMs, calls }
    return {
      status: 201,
      headers: { 'content-type': 'application/json', 'x-echo': 'yes' },
      body: JSON.stringify(echoed),
    }
  },
}
const world = arrayWorld({ calls: [worldCall(), worldCall({ index: 1 })] })
export const NOW = worldCall({ index: 1 }).startedAtMs

const running: SimulatorHost[] = []
const clients: Agent[] = []
/** Serves it until the test is over. */
export const start = async (more: Partial<SimulatorHostOptions> = {}) => {
  const host = await startSimulatorHost({ simulator: echo, world, now: () => NOW, ...more })
  running.push(host)
  return host
}
/** A client with one connection. */
export const client = () => {
  const agent = new Agent({ connections: 1 })
  clients.push(agent)
  return agent
}
afterEach(async () => {
  await Promise.all([
    ...running.splice(0).map((host) => host.close()),
    ...clients.splice(0).map((agent) => agent.destroy()),
  ])
})
