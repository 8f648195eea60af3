// What `trunkline check` says of the store, for people and for programs.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createClient } from '@redis/client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { stringify } from 'yaml'
import { simulators as kits } from '../../../adapters/simulators.js'
import { type RunningSimulators, startSimulators } from '../../../src/simulator/demo.js'
import { makeDirectory } from '../../support/config-files.js'
import { hasRedis, type RedisServer, startRedis } from '../../support/store/redis-server.js'
import { run } from '../cli/terminal.js'
import { SECRET } from './instances.js'

const PASSWORD = 'only-for-this-test'
const DOCUMENT = join(import.meta.dirname, '../../../docs/operations.md')

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
          /^reachable, \S+ \S+; eviction policy noeviction \(every policy works\); its user has all permissions that instances need$/,
        ),
      },
    })
  })

  test('fails where its user may not do all, and says what is missing', async () => {
    await redis.command('ACL', 'SETUSER', 'narrow', 'on', `>${PASSWORD}`, '~other:*', '&other:*', '+@all', '-subscribe')
    const url = redis.url.replace('redis://', 'redis://narrow@')
    const { status, cluster } = await check({ url, password: PASSWORD })
    expect({ status, cluster }).toMatchObject({ status: 1, cluster: { ok: false, reachable: true, permitted: false } })
    expect(cluster.message).toMatch(
      /must be able to write and read keys in scripts \(~tl:\*.*must be able to receive messages \(\+subscribe, &tl:\*\)/,
    )
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

  test('finds that what docs/operations.md grants suffices', async () => {
    const [, rights = ''] = /^user trunkline (on >PASSWORD .*)$/m.exec(readFileSync(DOCUMENT, 'utf8')) ?? []
    await redis.command('ACL', 'SETUSER', 'trunkline', ...rights.replace('PASSWORD', PASSWORD).split(' '))
    const url = redis.url.replace('redis://', 'redis://trunkline@')
    expect(await check({ url, password: PASSWORD })).toMatchObject({ status: 0, cluster: { permitted: true } })
    const client = createClient({ url: redis.url, username: 'trunkline', password: PASSWORD })
    client.on('error', () => undefined)
    await client.connect()
    await expect(client.sendCommand(['FLUSHALL'])).rejects.toThrow('permission')
    client.destroy()
  })
})
