// Sources that are asked before the gateway is ready (server.checkBeforeReady).

import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { stringify } from 'yaml'
import { makeDirectory } from '../../support/config-files.js'
import { start } from '../cli/terminal.js'
import { startReloading } from '../reload/reloading.js'

/** A source that answers, with 503, only when the test says so. */
async function startHeldSource() {
  const held: ServerResponse[] = []
  const arrived = Promise.withResolvers<void>()
  const server = createServer((_request, response) => {
    held.push(response)
    arrived.resolve()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const keys = {
    vendor: 'mor',
    url: `http://127.0.0.1:${address.port}`,
    auth: { username: 'demo', secretKey: 'demo-word' },
    retries: 0,
  }
  const release = () => {
    for (const response of held.splice(0)) response.writeHead(503).end()
  }
  return { keys, arrived: arrived.promise, release }
}

async function readyzOf(url: string): Promise<readonly [number, unknown]> {
  const response = await fetch(`${url}/readyz`)
  return [response.status, await response.json()]
}

const TEN_SECONDS = { timeout: 10_000 }
const READY = [200, { status: 'ready' }]
const STARTING = [503, { status: 'starting' }]

test('report: the gateway is ready when all have answered or failed, which is in the log', async () => {
  const { keys, arrived, release } = await startHeldSource()
  const { url, log, query } = await startReloading({ server: { checkBeforeReady: 'report' }, sources: { held: keys } })
  await arrived
  expect(await readyzOf(url)).toEqual(STARTING)
  // It serves meanwhile.
  expect((await query('{ sources { name } }')).text).toContain('held')
  release()
  await expect.poll(() => readyzOf(url), TEN_SECONDS).toEqual(READY)
  expect(log.map((line): unknown => JSON.parse(line))).toContainEqual(
    expect.objectContaining({ level: 40, type: 'source-check', source: 'held', outcome: 'UNAVAILABLE' }),
  )
})

test('require: it never is when one has failed; when all answer, it is', async () => {
  const { keys, release, arrived } = await startHeldSource()
  const failing = await startReloading({ server: { checkBeforeReady: 'require' }, sources: { held: keys } })
  await arrived
  release()
  expect(await failing.gateway.missing).toEqual(['held'])
  expect(await readyzOf(failing.url)).toEqual(STARTING)
  const { gateway, url, log } = await startReloading({ server: { checkBeforeReady: 'require' } })
  expect(await gateway.missing).toEqual([])
  expect(await readyzOf(url)).toEqual(READY)
  expect(log.join()).toContain('"type":"source-check","source":"mor-demo","outcome":"OK"')
})

test('off: no source is asked', async () => {
  const { gateway, url, hosts } = await startReloading()
  expect(await readyzOf(url)).toEqual(READY)
  expect(await gateway.missing).toEqual([])
  expect(hosts['mor-demo']?.requests).toEqual([])
})

test('require: the command ends with 1 and says which source did not answer', async () => {
  const { keys } = await startHeldSource()
  const sources = { 'mor-a': { ...keys, url: 'http://127.0.0.1:1' }, 'mor-b': { ...keys, url: 'http://127.0.0.1:1' } }
  const file = stringify({ server: { port: 0, checkBeforeReady: 'require' }, sources })
  const path = join(makeDirectory({ 'trunkline.yaml': file }), 'trunkline.yaml')
  const { status, errors } = await start(['--config', path, '--log-level', 'silent']).ended
  expect(status).toBe(1)
  expect(errors).toContain(
    'trunkline: no answer from mor-a, mor-b, which server.checkBeforeReady requires; the log says why',
  )
})
