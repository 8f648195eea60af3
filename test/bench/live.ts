// What subscriptions cost: `npm run bench:live -- --readers 10000 --seconds 20`. A vendor, the gateway and the readers are
// separate processes, on loopback. It measures
//
//   readers   many readers of one subscription: processor time for an event, the longest turn of the event loop, and the
//             memory of each reader; all of them must get the same bytes
//   filters   1000 readers with 100 different filters: requests to the vendor in a second
//   clients   how long each client waits until it is connected, until it has an event, and until it is disconnected

import { type ChildProcess, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { OTHERS, onCore, SERVERS } from './cores.ts'
import { MOST_MS, measureDelays, medianOf } from './live/clients.ts'
import { runningMs } from './process-cost.ts'

const { values } = parseArgs({
  options: {
    readers: { type: 'string', default: '10000' },
    seconds: { type: 'string', default: '20' },
    calls: { type: 'string', default: '200' },
    churn: { type: 'string', default: '6' },
    only: { type: 'string', default: 'readers,filters,clients' },
  },
})
const SECONDS = Number(values.seconds)
const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

const FIELDS =
  '{ kind position at more started { id state startedAt } changed { id state } ended { id reason } totalCount }'
const WATCH = { query: `subscription { activeCallUpdates { ${FIELDS.slice(1)} }` }

interface Gateway {
  readonly port: string
  readonly pid: number
  /** What it has done since it was asked last, and its memory after a full collection, in bytes. */
  take(): Promise<Taken>
}

interface Taken {
  /** The longest turn of the event loop by the clock, and by the processor time of its thread, in milliseconds. */
  readonly longestMs: number
  readonly p99Ms: number
  readonly longestCpuMs: number
  /** Collections of garbage by kind. */
  readonly collections: Readonly<Record<string, { readonly count: number; readonly longestMs: number }>>
  readonly rss: number
  readonly heapUsed: number
}

interface Read {
  readonly events: number
  readonly broken: number
  readonly least: number
  readonly most: number
  readonly all: number
}

const children: ChildProcess[] = []

function lines(child: ChildProcess, pattern: RegExp): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  for (const input of [child.stdout, child.stderr]) {
    if (input === null) continue
    const read = createInterface({ input })
    read.on('line', (line) => {
      const [found] = pattern.exec(line) ?? []
      if (found !== undefined) resolve(found)
    })
  }
  child.once('exit', (status) => reject(new Error(`a process has ended with ${status}`)))
  return promise
}

function start(core: number, args: readonly string[]): ChildProcess {
  const [command = '', ...rest] = onCore(core, [process.execPath, ...args])
  const child = spawn(command, rest, { stdio: ['ignore', 'pipe', 'pipe'] })
  children.push(child)
  return child
}

const startVendor = (): Promise<string> =>
  lines(
    start(OTHERS, [here('live/vendor.ts'), '--calls', values.calls, '--churn', values.churn]),
    /http:\/\/127\.0\.0\.1:\d+/,
  )

async function startGateway(vendor: string, directory: string): Promise<Gateway> {
  const file = join(directory, 'trunkline.yaml')
  const source = {
    vendor: 'portasip',
    url: `${vendor}/xmlapi/xmlapi`,
    auth: { username: 'demo', password: 'demo-password' },
    callRecords: { longestCallMinutes: 1 },
  }
  const live = { maxPerClient: 1_000_000, maxSubscribers: 1_000_000 }
  const server = { port: 0, maxConnections: 20_000 }
  writeFileSync(file, JSON.stringify({ server, live, sources: { switch: source } }))
  const child = start(SERVERS, [
    ...['--expose-gc', '--import', here('live/watch-loop.mjs')],
    ...[here('../../dist/src/main.js'), '--config', file, '--log-level', 'error'],
  ])
  const url = await lines(child, /http:\/\/127\.0\.0\.1:\d+/)
  const { stderr } = child
  if (stderr === null) throw new Error('the gateway has no output')
  const reports = createInterface({ input: stderr })
  return {
    port: new URL(url).port,
    pid: child.pid ?? 0,
    async take() {
      const report = new Promise<string>((resolve) =>
        reports.on('line', (line) => {
          if (line.startsWith('@live ')) resolve(line.slice('@live '.length))
        }),
      )
      child.kill('SIGUSR2')
      return JSON.parse(await report)
    },
  }
}

async function openReaders(port: string, readers: number, bodies: readonly object[]): Promise<() => Promise<Read>> {
  const args = ['--port', port, '--readers', String(readers), '--bodies', JSON.stringify(bodies)]
  const child = fork(here('live/readers.ts'), args)
  children.push(child)
  await once(child, 'message')
  return async () => {
    child.send('read')
    const [read]: Read[] = await once(child, 'message')
    if (read === undefined) throw new Error('the readers have ended')
    return read
  }
}

async function measureReaders(gateway: Gateway): Promise<void> {
  const readers = Number(values.readers)
  const one = await openReaders(gateway.port, 1, [WATCH])
  await sleep(3000)
  const before = await gateway.take()
  const aloneFrom = runningMs(gateway.pid)
  await sleep(5000)
  const aloneMs = (runningMs(gateway.pid) - aloneFrom) / 5
  const read = await openReaders(gateway.port, readers, [WATCH])
  await sleep(3000)
  const opened = await gateway.take()
  const [first, cpuFrom] = [await read(), runningMs(gateway.pid)]
  await sleep(SECONDS * 1000)
  const [last, cpuMs] = [await read(), runningMs(gateway.pid) - cpuFrom]
  const after = await gateway.take()
  const events = last.events - first.events
  const perEvent = (value: number): string => (value / events).toFixed(1)
  console.log(
    `${readers} readers of one subscription, ${events} events in ${SECONDS} s, ${(await one()).broken + last.broken} broken`,
  )
  console.log(
    `  processor time for an event  ${perEvent(cpuMs)} ms (with one reader ${aloneMs.toFixed(1)} ms in a second); at most 300`,
  )
  console.log(`  longest turn of the loop     ${describeTurns(after)}; at most 20`)
  console.log(`  while the readers connected  ${describeTurns(opened)}`)
  console.log(
    `  memory for each reader       ${((opened.rss - before.rss) / 1024 / readers).toFixed(1)} KB, at the end ${((after.rss - before.rss) / 1024 / readers).toFixed(1)} KB; at most 30`,
  )
  console.log(`  bytes of an event            ${perEvent((last.all - first.all) / readers)}`)
}

const describeTurns = ({ longestMs, longestCpuMs, p99Ms, collections }: Taken): string => {
  const pauses = Object.entries(collections).map(
    ([kind, { count, longestMs: ms }]) => `${count} ${kind} ${ms.toFixed(1)}`,
  )
  return `${longestMs.toFixed(1)} ms (${longestCpuMs.toFixed(1)} of processor time), p99 ${p99Ms.toFixed(1)} ms; collections: ${pauses.join(', ')}`
}

async function measureFilters(gateway: Gateway, vendor: string): Promise<void> {
  const bodies = Array.from({ length: 100 }, (_, at) => ({
    query: `subscription ($filter: ActiveCallFilter) { activeCallUpdates(filter: $filter) ${FIELDS} }`,
    variables: { filter: { minDurationSeconds: at } },
  }))
  const read = await openReaders(gateway.port, 1000, bodies)
  await sleep(3000)
  const requests = async (): Promise<number> => Number(await (await fetch(`${vendor}/-/requests`)).text())
  await requests()
  await gateway.take()
  const cpuFrom = runningMs(gateway.pid)
  await sleep(SECONDS * 1000)
  const rate = (await requests()) / SECONDS
  const cpu = (runningMs(gateway.pid) - cpuFrom) / SECONDS
  console.log(
    `1000 readers with 100 filters: ${rate.toFixed(2)} requests to the vendor in a second, at most 1.25; ${cpu.toFixed(0)} ms of processor time; ${(await read()).broken} broken`,
  )
  console.log(`  longest turn of the loop     ${describeTurns(await gateway.take())}`)
}

/** @throws where a client waits for longer than it may. */
async function measureClients({ port }: Gateway): Promise<void> {
  const delays = await measureDelays(`http://127.0.0.1:${port}`, SECONDS)
  const cell = (times: readonly number[]): string => `${medianOf(times).toFixed(1)} (${Math.max(...times).toFixed(1)})`
  const rows = delays.map(({ client, connectMs, eventMs, disconnectMs }) => ({
    client,
    ...{ connect: cell(connectMs), event: cell(eventMs), disconnect: cell(disconnectMs) },
  }))
  console.log(`Median (and longest) time of each client in milliseconds; medians at most ${MOST_MS}`)
  console.table(rows)
  const late = delays.filter((each) =>
    [each.connectMs, each.eventMs, each.disconnectMs].some((times) => medianOf(times) > MOST_MS),
  )
  if (late.length > 0) throw new Error(`too slow: ${late.map(({ client }) => client).join(', ')}`)
}

const directory = mkdtempSync(join(tmpdir(), 'trunkline-live-'))
try {
  for (const what of values.only.split(',')) {
    const vendor = await startVendor()
    const gateway = await startGateway(vendor, directory)
    if (what === 'readers') await measureReaders(gateway)
    else if (what === 'filters') await measureFilters(gateway, vendor)
    else await measureClients(gateway)
    for (const child of children.splice(0)) child.kill('SIGKILL')
  }
} finally {
  for (const child of children) child.kill('SIGKILL')
  rmSync(directory, { recursive: true })
}
