import { afterEach, describe, expect, test } from 'vitest'
import { Agent, request } from 'undici'
import type { OpenSimulator } from '../../adapters/simulation/contract.js'
import { arrayWorld, worldCall } from '../../adapters/simulation/world.js'
import { fates } from '../../src/simulator/faults.js'
import { type SimulatorHost, type SimulatorHostOptions, startSimulatorHost } from '../../src/simulator/host.js'

const LONG = 'x'.repeat(5000)
/** Answers with what it was asked. */
const echo: OpenSimulator = {
  vendor: 'echo',
  basePath: '/echo/v1',
  credentials: { username: 'demo', password: 'demo-password' },
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
const NOW = worldCall({ index: 1 }).startedAtMs

const running: SimulatorHost[] = []
const clients: Agent[] = []
const start = async (more: Partial<SimulatorHostOptions> = {}) => {
  const host = await startSimulatorHost({ simulator: echo, world, now: () => NOW, ...more })
  running.push(host)
  return host
}
const client = () => {
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

describe('a simulator host', () => {
  test('passes on what was asked, under the base path', async () => {
    const host = await start()
    expect(host.url).toBe(`${host.origin}/echo/v1`)
    expect(host.origin).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    const answer = await request(`${host.url}/session/a%40b?number=%2B45&x=1&x=2`, {
      method: 'POST',
      headers: { Accept: 'application/json' },
      body: 'bøf',
    })
    expect(answer.statusCode).toBe(201)
    expect(answer.headers['x-echo']).toBe('yes')
    const text = await answer.body.text()
    expect(answer.headers['content-length']).toBe(String(Buffer.byteLength(text)))
    expect(JSON.parse(text)).toEqual({
      method: 'POST',
      path: '/session/a%40b',
      query: [
        ['number', '+45'],
        ['x', '1'],
        ['x', '2'],
      ],
      accept: 'application/json',
      body: 'bøf',
      nowMs: NOW,
      calls: 2,
    })
    expect(host.requests).toEqual([
      { method: 'POST', path: '/session/a%40b', query: 'number=%2B45&x=1&x=2', body: 'bøf', atMs: NOW },
    ])
  })

  test('answers under the base path itself, and 404 beside it', async () => {
    const host = await start()
    const statuses = await Promise.all(
      ['/echo/v1', '/echo/v1/', '/echo/v1?a=b', '/echo/v12', '/echo', '/'].map(async (path) => {
        const { statusCode, body } = await request(`${host.origin}${path}`)
        await body.dump()
        return statusCode
      }),
    )
    expect(statuses).toEqual([201, 201, 201, 404, 404, 404])
  })

  test('keeps connections for the next request, and packs long answers for those who unpack', async () => {
    const host = await start()
    const agent = client()
    const ask = async (encoding: string) => {
      const answer = await request(`${host.url}/long`, { dispatcher: agent, headers: { 'accept-encoding': encoding } })
      return { encoding: answer.headers['content-encoding'], bytes: (await answer.body.bytes()).length }
    }
    expect(await ask('identity')).toEqual({ encoding: undefined, bytes: LONG.length })
    const packed = await ask('br, gzip')
    expect(packed.encoding).toBe('gzip')
    expect(packed.bytes).toBeLessThan(LONG.length / 10)
    expect(await (await fetch(`${host.url}/long`)).text()).toBe(LONG)
    const short = await request(host.url, { dispatcher: agent, headers: { 'accept-encoding': 'gzip' } })
    expect(short.headers['content-encoding']).toBeUndefined()
    expect(short.headers['connection']).toBe('keep-alive')
    await short.body.dump()
  })

  test('refuses a body of more than a megabyte, and says which bug a simulator has', async () => {
    const host = await start()
    const large = await request(`${host.url}/large`, { method: 'POST', body: 'x'.repeat(1024 * 1024 + 1) })
    expect(large.statusCode).toBe(413)
    await large.body.dump()
    const fits = await request(`${host.url}/fits`, { method: 'POST', body: 'x'.repeat(1024 * 1024) })
    expect(fits.statusCode).toBe(201)
    await fits.body.dump()
    const bug = await request(`${host.url}/bug`)
    expect(bug.statusCode).toBe(500)
    expect(await bug.body.text()).toContain('a bug')
  })

  test('keeps the latest requests only', async () => {
    const host = await start()
    const agent = client()
    for (let n = 0; n < 1005; n += 1) await (await request(`${host.url}/${n}`, { dispatcher: agent })).body.dump()
    expect(host.requests).toHaveLength(1000)
    expect(host.requests[0]?.path).toBe('/5')
  })

  test('cannot be started on a port that is taken', async () => {
    const { origin } = await start()
    await expect(start({ port: Number(new URL(origin).port) })).rejects.toThrow('EADDRINUSE')
  })
})

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

  test('a request that hangs is answered by nobody, and ends with the host', async () => {
    const host = await start({ faults: { hangRate: 1 } })
    const ended = statusOf(host).then(
      () => 'answered',
      () => 'broken',
    )
    await until(() => host.requests.length === 1)
    await host.close()
    expect(await ended).toBe('broken')
  })

  test('a slow answer is given up when the host stops', async () => {
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
