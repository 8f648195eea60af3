// Prometheus scrapes a running gateway, and its alerts fire when a simulator is killed.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import { readFromRoot } from '../../guards/readme-blocks.js'
import { startStack } from '../../support/stack.js'

const PROMETHEUS = [process.env['TRUNKLINE_PROMETHEUS'] ?? '', '/usr/bin/prometheus'].find((path) => existsSync(path))
const POLL_MS = 250

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address !== null ? address.port : 0
}

/** Starts Prometheus with the alert rules of deploy/, at the pace of a test; stopped when the test ends. */
async function startPrometheus(target: string): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), 'trunkline-prometheus-'))
  const rules = readFromRoot('deploy/prometheus/rules.yaml').replaceAll(/^( +for:) .*$/gm, '$1 2s')
  writeFileSync(join(directory, 'rules.yaml'), rules)
  const configuration = readFromRoot('deploy/prometheus/prometheus.yaml')
    .replaceAll('15s', '1s')
    .replace(/dns_sd_configs:\n.*$/m, `static_configs:\n      - { targets: ['${target}'] }`)
  expect(configuration).toContain(target)
  writeFileSync(join(directory, 'prometheus.yaml'), configuration)
  const address = `127.0.0.1:${await freePort()}`
  const args = [
    `--config.file=${join(directory, 'prometheus.yaml')}`,
    `--storage.tsdb.path=${join(directory, 'data')}`,
    `--web.listen-address=${address}`,
    '--log.level=error',
  ]
  const running = spawn(PROMETHEUS ?? '', args, { stdio: 'inherit' })
  onTestFinished(async () => {
    running.kill('SIGTERM')
    if (running.exitCode === null) await once(running, 'exit')
    rmSync(directory, { recursive: true })
  })
  return `http://${address}`
}

const alertsAnswer = z.object({
  data: z.object({
    alerts: z.array(z.object({ state: z.string(), labels: z.record(z.string(), z.string()) })),
  }),
})

/** The alerts that fire: their names, with the source of each. */
async function firing(prometheus: string): Promise<readonly string[]> {
  const answer = await fetch(`${prometheus}/api/v1/alerts`).catch(() => null)
  if (answer === null || !answer.ok) return []
  const { alerts } = alertsAnswer.parse(await answer.json()).data
  return alerts
    .filter(({ state }) => state === 'firing')
    .map(({ labels: { alertname = '', source = '' } }) => `${alertname} ${source}`.trim())
}

const answer = z.object({ data: z.object({ result: z.array(z.unknown()) }) })

/** Repeats until the condition holds; the time limit of the test ends it otherwise. */
async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await wait(POLL_MS)
}

/** As where there is no browser, tests that need Prometheus do not run where there is none; .ci/run installs it. */
const describeWithPrometheus = PROMETHEUS === undefined ? () => undefined : describe

describeWithPrometheus('Prometheus', () => {
  test('sees a gateway, and reports a source that is killed, and then the gateway', async () => {
    const uncached = { retries: 0, staleOnError: 0, freshness: { activeCalls: 0 } }
    const stack = await startStack({
      vendors: ['mor', 'restcomm'],
      overrides: { 'mor-demo': uncached, 'restcomm-demo': uncached },
      server: { metrics: { port: 0 } },
    })
    let isOpen = true
    onTestFinished(async () => {
      if (isOpen) await stack.close()
    })
    const poll = () => stack.query('{ activeCalls(first: 5) { nodes { id } } }')
    const prometheus = await startPrometheus(new URL(stack.metricsUrl ?? '').host)
    const has = async (query: string): Promise<boolean> => {
      const response = await fetch(`${prometheus}/api/v1/query?query=${encodeURIComponent(query)}`).catch(() => null)
      return response !== null && response.ok && answer.parse(await response.json()).data.result.length > 0
    }
    await poll()
    await until(() => has('count(trunkline_source_up == 1) == 2 and on() up{job="trunkline"} == 1'))
    expect(await firing(prometheus)).toEqual([])

    await stack.hosts['mor-demo']?.close()
    await until(async () => {
      stack.clock.nowMs += 1000
      await poll()
      return (await firing(prometheus)).includes('TrunklineSourceDown mor-demo')
    })
    expect(await firing(prometheus)).not.toContain('TrunklineSourceDown restcomm-demo')

    isOpen = false
    await stack.close().catch(() => undefined)
    await until(async () => (await firing(prometheus)).includes('TrunklineDown'))
  }, 120_000)
})
