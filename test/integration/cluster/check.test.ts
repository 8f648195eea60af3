// What `trunkline check` says of the store, for people and for programs.

import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { stringify } from 'yaml'
import { simulators as kits } from '../../../adapters/simulators.js'
import { type RunningSimulators, startSimulators } from '../../../src/simulator/demo.js'
import { makeDirectory } from '../../support/config-files.js'
import { hasRedis, type RedisServer, startRedis } from '../../support/store/redis-server.js'
import { run } from '../cli/terminal.js'
import { SECRET } from './instances.js'

const PASSWORD = 'only-for-this-test'

describe.runIf(hasRedis)('check of a cluster', () => {
  let redis: RedisServer
  let simulators: RunningSimulators
  beforeAll(async () => {
    redis = await startRedis()
    simulators = await startSimulators({ now: Date.now, kits: kits.filter(({ vendor }) => vendor === 'mor') })
  })
  afterAll(async () => {
    await simulators?.close()
    await redis?.stop()
  })

  /** The line of the store, and the same as JSON. */
  const check = async (cluster: Readonly<Record<string, unknown>>) => {
    const sources = simulators.configuration
    const text = stringify({ server: { cursorKeys: [SECRET] }, sources, cluster })
    const file = join(makeDirectory({ 'trunkline.yaml': text }), 'trunkline.yaml')
    const [lines, json] = [await run(['check', '--config', file]), await run(['check', '--config', file, '--json'])]
    expect(json.status).toBe(lines.status)
    const report = JSON.parse(json.printed)
    expect(report.ok).toBe(lines.status === 0)
    expect(report.sources).toMatchObject([{ name: 'mor-demo', ok: true }])
    const line = lines.printed.split('\n').at(-1) ?? ''
    expect(line).toBe(`cluster   ${report.cluster.ok ? 'ok  ' : 'FAIL'}  ${report.cluster.message}`)
    return { status: json.status, cluster: report.cluster }
  }

  test('has its version, its eviction policy, and that its user may do all', async () => {
    expect(await check({ url: redis.url })).toEqual({
      status: 0,
      cluster: {
        ok: true,
        reachable: true,
        version: expect.stringMatching(/^(Redis|Valkey) \d+\.\d+\.\d+$/),
        evictionPolicy: 'noeviction',
        permitted: true,
        message: expect.stringMatching(
          /^reachable, \S+ \S+; eviction policy noeviction: any does; its user may do all that instances need$/,
        ),
      },
    })
  })

  test('fails where its user may not do all, and says what is missing', async () => {
    await redis.command('ACL', 'SETUSER', 'narrow', 'on', `>${PASSWORD}`, '~tl:*', '&tl:*', '+@all', '-subscribe')
    const url = redis.url.replace('redis://', 'redis://narrow@')
    const { status, cluster } = await check({ url, password: PASSWORD })
    expect({ status, cluster }).toMatchObject({ status: 1, cluster: { ok: false, reachable: true, permitted: false } })
    expect(cluster.message).toContain('its user must be able to receive messages (+subscribe, &tl:*)')
  })

  test('fails where there is none', async () => {
    expect(await check({ url: 'redis://127.0.0.1:1' })).toEqual({
      status: 1,
      cluster: {
        ok: false,
        reachable: false,
        version: null,
        evictionPolicy: null,
        permitted: null,
        message: expect.stringMatching(/^not reachable: /),
      },
    })
  })
})
