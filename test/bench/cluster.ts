// What instances share: `npm run bench:cluster -- --seconds 20`. Gateways in separate processes, a real redis-server,
// and a proxy between each gateway and the store, while dashboards poll all of them once a second. For each case it prints
// what the vendor received and how long clients waited; --check fails where a promise of docs/operations.md is broken.

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { Agent, request as send } from 'node:http'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { RunningSimulators, SimulatorsOptions } from '../../src/simulator/demo.js'
import { freePort, type RedisServer, startRedis } from '../support/store/redis-server.ts'
import { startProxy, type TcpProxy } from '../support/store/tcp-proxy.ts'
import { CLUSTER_HEAD, type ClusterResult, type ClusterRow, clusterLine } from './cluster-table.ts'

const { values } = parseArgs({
  options: {
    /** How long each case is measured. */
    seconds: { type: 'string', default: '10' },
    /** Of each instance. */
    dashboards: { type: 'string', default: '40' },
    /** Only cases whose name contains this. */
    only: { type: 'string', default: '' },
    check: { type: 'boolean', default: false },
    /** Where the result is kept. */
    output: { type: 'string' },
  },
})
const SECONDS = Number(values.seconds)
const DASHBOARDS = Number(values.dashboards)
const VENDOR_MS = 150
const POLL_MS = 1000
const FRESH_MS = 1000
/** How long a fault lasts. */
const FAULT_MS = 4000
const WARM_UP_MS = 4000
const SOURCE = 'mor-demo'
const QUERY = JSON.stringify({
  query: '{ activeCalls(first: 20) { nodes { nativeId } sources { status error { code } } } }',
})

const WARM_UP = JSON.stringify({ query: '{ calls(first: 1) { nodes { nativeId } sources { status } } }' })

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const built = async <Module>(path: string): Promise<Module> => import(here(`../../dist/${path}`))
const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds))

interface Instance {
  readonly url: URL
  readonly child: ChildProcess
  readonly agent: Agent
  isGone: boolean
}
interface Poll {
  readonly atMs: number
  readonly tookMs: number
  readonly failure: string | null
}
interface Stack {
  readonly instances: readonly Instance[]
  readonly proxies: readonly TcpProxy[]
  readonly redis: RedisServer
  /** When the vendor received requests. */
  readonly requestsAtMs: () => readonly number[]
}

const simulators = await (async (): Promise<RunningSimulators> => {
  const { startSimulators } = await built<{ startSimulators(options: SimulatorsOptions): Promise<RunningSimulators> }>(
    'src/simulator/demo.js',
  )
  const { simulators: kits } = await built<{ simulators: NonNullable<SimulatorsOptions['kits']> }>(
    'adapters/simulators.js',
  )
  const started = await startSimulators({ now: Date.now, kits: kits.filter(({ vendor }) => vendor === 'mor') })
  started.hosts[SOURCE]?.setFaults({ latencyMs: VENDOR_MS })
  return started
})()
const directory = mkdtempSync(join(tmpdir(), 'trunkline-cluster-'))

async function startInstance(storePort: number | null): Promise<Instance> {
  const file = join(directory, `${await freePort()}.json`)
  const sources = { [SOURCE]: simulators.configuration[SOURCE] }
  const cluster = storePort === null ? {} : { cluster: { url: `redis://127.0.0.1:${storePort}` } }
  const server = { port: 0, cursorKeys: ['only for this benchmark, and long enough'], drainMs: 0, metrics: false }
  writeFileSync(file, JSON.stringify({ server, sources, ...cluster }))
  const args = [here('../../dist/src/main.js'), 'serve', '--config', file, '--log-level', 'error']
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] })
  const found = Promise.withResolvers<URL>()
  createInterface({ input: child.stderr }).on('line', (line) => {
    const [origin] = /http:\/\/127\.0\.0\.1:\d+/.exec(line) ?? []
    if (origin !== undefined) found.resolve(new URL('/graphql', origin))
  })
  child.once('exit', () => found.reject(new Error('a gateway has ended')))
  return { url: await found.promise, child, agent: new Agent({ keepAlive: true }), isGone: false }
}

async function withStack<Result>(
  count: number,
  hasStore: boolean,
  work: (stack: Stack) => Promise<Result>,
): Promise<Result> {
  const redis = await startRedis()
  const proxies = await Promise.all(Array.from({ length: count }, () => startProxy(redis.port)))
  const instances = await Promise.all(proxies.map(({ port }) => startInstance(hasStore ? port : null)))
  // Each instance knows by which form of its signature it signs in.
  await Promise.all(instances.map((instance) => ask(instance, WARM_UP)))
  try {
    const requestsAtMs = () => (simulators.hosts[SOURCE]?.requests ?? []).map(({ atMs }) => atMs)
    return await work({ instances, proxies, redis, requestsAtMs })
  } finally {
    for (const { child, agent } of instances) {
      agent.destroy()
      if (child.exitCode === null && child.signalCode === null) {
        const ended = once(child, 'exit')
        child.kill('SIGKILL')
        await ended
      }
    }
    await Promise.all(proxies.map((proxy) => proxy.close()))
    await redis.stop()
  }
}

const poll = (instance: Instance): Promise<Poll> => ask(instance, QUERY)

function ask({ url, agent }: Instance, query: string): Promise<Poll> {
  const atMs = Date.now()
  const startedAtMs = performance.now()
  return new Promise((resolve) => {
    const end = (failure: string | null): void => resolve({ atMs, tookMs: performance.now() - startedAtMs, failure })
    const sent = send(url, { method: 'POST', agent, headers: { 'content-type': 'application/json' } }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (piece: string) => {
        text += piece
      })
      response.on('end', () => end(text.includes('"status":"OK"') ? null : text.slice(0, 200)))
    })
    sent.on('error', (error) => end(error.message))
    sent.end(query)
  })
}

/** Polls until the time is over. What an instance did not answer because it was killed does not count as failed. */
async function pollAll(instances: readonly Instance[], milliseconds: number): Promise<readonly Poll[]> {
  const polls: Poll[] = []
  const untilMs = Date.now() + milliseconds
  const dashboard = async (instance: Instance, at: number): Promise<void> => {
    await pause((POLL_MS * at) / DASHBOARDS)
    while (Date.now() < untilMs && !instance.isGone) {
      const startedAtMs = Date.now()
      const polled = await poll(instance)
      if (!instance.isGone) polls.push(polled)
      await pause(Math.max(0, startedAtMs + POLL_MS - Date.now()))
    }
  }
  await Promise.all(
    instances.flatMap((instance) => Array.from({ length: DASHBOARDS }, (_, at) => dashboard(instance, at))),
  )
  return polls
}

interface Case {
  readonly name: string
  readonly instances: number
  readonly store: boolean
  /** Begins a fault; the returned function ends it. */
  readonly fault?: (stack: Stack) => Promise<() => unknown>
}

const each = (stack: Stack, change: (proxy: TcpProxy) => void): void => stack.proxies.forEach(change)

const FAULTS: readonly Pick<Case, 'name' | 'fault'>[] = [
  {
    name: 'the store is killed, and back after 4 s',
    fault: async ({ redis }) => {
      await redis.kill()
      return () => redis.start()
    },
  },
  {
    name: 'the store is stopped for 4 s',
    fault: async ({ redis }) => {
      const { pid } = redis
      process.kill(pid, 'SIGSTOP')
      return () => process.kill(pid, 'SIGCONT')
    },
  },
  {
    name: 'nothing passes to the store for 4 s',
    fault: async (stack) => {
      each(stack, (proxy) => {
        proxy.blackHole = true
      })
      return () =>
        each(stack, (proxy) => {
          proxy.blackHole = false
        })
    },
  },
  {
    name: 'the store is 200 ms away for 4 s',
    fault: async (stack) => {
      each(stack, (proxy) => {
        proxy.delayMs = 200
      })
      return () =>
        each(stack, (proxy) => {
          proxy.delayMs = 0
        })
    },
  },
  {
    name: 'FLUSHALL every 50 ms for 4 s',
    fault: async ({ redis }) => {
      const timer = setInterval(() => void redis.command('FLUSHALL').catch(() => undefined), 50)
      return () => clearInterval(timer)
    },
  },
  {
    name: 'an instance is killed',
    fault: async ({ instances }) => {
      const [first] = instances
      if (first !== undefined) first.isGone = true
      first?.child.kill('SIGKILL')
      return () => undefined
    },
  },
]

const CASES: readonly Case[] = [
  ...[1, 2, 4].flatMap((instances) => [
    { name: `${instances} without a store`, instances, store: false },
    { name: `${instances} with a store`, instances, store: true },
  ]),
  ...FAULTS.map((fault) => ({ instances: 4, store: true, ...fault })),
]

/** The moments at which a second request came while the answer to the first was still fresh. */
const tooSoon = (times: readonly number[]): readonly number[] =>
  times.filter((atMs, at) => at > 0 && atMs - (times[at - 1] ?? 0) < FRESH_MS * 0.9)

async function measure({ name, instances: count, store, fault }: Case): Promise<ClusterRow> {
  return withStack(count, store, async (stack) => {
    await pollAll(stack.instances, WARM_UP_MS)
    const fromMs = Date.now()
    let repairedAtMs: number | null = null
    const failing = async (): Promise<void> => {
      if (fault === undefined) return
      await pause(1000)
      const repair = await fault(stack)
      await pause(FAULT_MS)
      await repair()
      repairedAtMs = Date.now()
    }
    const milliseconds = Math.max(SECONDS * 1000, fault === undefined ? 0 : FAULT_MS + 6000)
    const [polls] = await Promise.all([pollAll(stack.instances, milliseconds), failing()])
    const lastMs = fromMs + milliseconds
    const times = stack.requestsAtMs().filter((atMs) => atMs >= fromMs && atMs < lastMs)
    const took = polls.map(({ tookMs }) => tookMs).toSorted((a, b) => a - b)
    const at = (share: number): number => took[Math.floor(took.length * share)] ?? Number.NaN
    const windows = times.map((begin) => times.filter((each) => each >= begin && each < begin + FRESH_MS * 0.9).length)
    const repaired = repairedAtMs ?? Number.POSITIVE_INFINITY
    const late = tooSoon(times).filter((each) => each > repaired)
    return {
      name,
      instances: count,
      polls: polls.length,
      failures: polls.flatMap(({ failure }) => failure ?? []),
      vendorPerSecond: times.length / (milliseconds / 1000),
      mostPerWindow: Math.max(0, ...windows),
      p50Ms: at(0.5),
      p99Ms: at(0.99),
      oneAgainMs: repairedAtMs === null ? null : Math.max(0, (late.at(-1) ?? repaired) - repaired),
    }
  })
}

/** Promises of docs/operations.md that were broken. */
function broken(result: ClusterRow, single: ClusterRow | undefined): readonly string[] {
  const { name, failures, mostPerWindow, vendorPerSecond, instances, p99Ms, oneAgainMs } = result
  const isSteady = name.endsWith('with a store')
  return [
    ...(failures.length === 0 ? [] : [`${failures.length} polls failed: ${failures[0]}`]),
    ...(mostPerWindow <= instances ? [] : [`${mostPerWindow} vendor requests in the time of freshness`]),
    ...(isSteady && vendorPerSecond > 1.05 ? [`${vendorPerSecond.toFixed(2)} vendor requests a second`] : []),
    ...(isSteady && single !== undefined && p99Ms > 1.5 * single.p99Ms
      ? [`p99 ${Math.round(p99Ms)} ms; of one instance ${Math.round(single.p99Ms)} ms`]
      : []),
    ...(oneAgainMs !== null && oneAgainMs > 2000
      ? [`more than one request until ${oneAgainMs} ms after the fault`]
      : []),
  ].map((text) => `${name}: ${text}`)
}

const results: ClusterRow[] = []
console.log(CLUSTER_HEAD)
for (const one of CASES.filter(({ name }) => name.includes(values.only))) {
  const result = await measure(one)
  results.push(result)
  console.log(clusterLine(result))
}
await simulators.close()
rmSync(directory, { recursive: true, force: true })
const [cpu] = cpus()
const measured: ClusterResult = {
  date: new Date().toISOString().slice(0, 10),
  node: process.version,
  machine: `${cpus().length} x ${cpu?.model ?? 'unknown'}`,
  ...{ vendorMs: VENDOR_MS, dashboards: DASHBOARDS, seconds: SECONDS },
  results,
}
console.log(`\n${measured.machine}, Node.js ${measured.node}, ${measured.date}`)
if (values.output !== undefined) writeFileSync(values.output, `${JSON.stringify(measured, null, 2)}\n`)
if (values.check) {
  const single = results.find(({ name }) => name === '1 with a store')
  const faults = results.flatMap((result) => broken(result, single))
  for (const text of faults) console.error(text)
  process.exitCode = faults.length === 0 ? 0 : 1
}
