// The soak of subscriptions: `npm run soak:live -- --minutes 60`. Simulators of which every 25th answer is wrong, the
// gateway as it is built, and clients that put the calls together from events. The simulated world is paused repeatedly,
// and then what each client has must equal a fresh query. No call may be reported as ended that the simulator still has.
// Each minute it writes the memory of the gateway; its last line, and its exit status, are the verdict.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { isDeepStrictEqual, parseArgs } from 'node:util'
import type { RunningSimulators, SimulatorsOptions } from '../../src/simulator/demo.js'
import { failEvery } from './live/failing-simulators.ts'
import { MemoryWatch, WATCHED } from './live/memory-watch.ts'
import { FIELDS, ReplayingClient, type SoakedCall } from './live/replaying-client.ts'

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '60' },
    /** One of this many answers of a vendor is wrong. */
    every: { type: 'string', default: '25' },
    /** How long the world runs between two checks. */
    seconds: { type: 'string', default: '10' },
  },
})
const [minutes, every, seconds] = [Number(values.minutes), Number(values.every), Number(values.seconds)]
if (!(minutes > 0 && every > 1 && seconds > 0))
  throw new Error('--minutes and --seconds take a number above 0, --every one above 1')
/** Vendors fail during a check as well: then it takes further polls until both sides have all calls. */
const SETTLED_WITHIN_MS = 30_000
const POLL_MS = 250

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const built = async <Module>(path: string): Promise<Module> => import(here(`../../dist/${path}`))

/** The clock of the simulated world, which can be paused. */
const world = {
  aheadMs: 0,
  stoppedMs: null as number | null,
  now: (): number => world.stoppedMs ?? Date.now() + world.aheadMs,
  stop(): void {
    world.stoppedMs = world.now()
  },
  goOn(): void {
    if (world.stoppedMs !== null) world.aheadMs = world.stoppedMs - Date.now()
    world.stoppedMs = null
  },
}

type Kits = NonNullable<SimulatorsOptions['kits']>
const { startSimulators } = await built<{ startSimulators(options: SimulatorsOptions): Promise<RunningSimulators> }>(
  'src/simulator/demo.js',
)
const { demoSimulators } = await built<{ demoSimulators: Kits }>('adapters/simulators.js')
const failing = failEvery(demoSimulators, every)
const simulators = await startSimulators({ now: world.now, kits: failing.kits, world: { callsPerSecond: 2 } })
const names = Object.keys(simulators.configuration)

/** Without retries, so that a wrong answer is a failed poll; of every other source old answers may be used. */
const sources = Object.fromEntries(
  Object.entries(simulators.configuration).map(([name, keys], at) => [
    name,
    { ...keys, retries: 0, ...(at % 2 === 0 ? { staleOnError: 0 } : {}) },
  ]),
)
const directory = mkdtempSync(join(tmpdir(), 'trunkline-soak-live-'))
const file = join(directory, 'trunkline.yaml')
// Streams are cut after an hour by default, and not all of these clients reconnect.
writeFileSync(file, JSON.stringify({ server: { port: 0 }, live: { maxAge: '24h' }, sources }))
const program = [here('../../dist/src/main.js'), '--config', file, '--log-level', 'error']
const gateway = spawn(process.execPath, [...WATCHED, ...program])
// Where this process fails, too.
process.on('exit', () => void gateway.kill('SIGKILL'))
const url = await new Promise<string>((resolve, reject) => {
  gateway.once('exit', (status) => reject(new Error(`the gateway has ended with ${status}`)))
  for (const input of [gateway.stdout, gateway.stderr])
    createInterface({ input }).on('line', (line) => {
      const [found] = /http:\/\/127\.0\.0\.1:\d+/.exec(line) ?? []
      if (found !== undefined) resolve(`${found}/graphql`)
    })
})

const ended = new Map<string, SoakedCall>()
/** Ids of calls that were reported as ended though they had not. */
const falseEnds = new Set<string>()

/** Whether the simulator still has the call; by the Call-ID, where the vendor reports it. */
function isInProgress({ sipCallId, source }: SoakedCall): boolean {
  const vendor = source.name.replace(/-demo$/, '')
  const nowMs = world.now()
  return (
    sipCallId !== null &&
    simulators.world.calls(vendor, nowMs).some((call) => call.sipCallId === sipCallId && call.endedAtMs > nowMs)
  )
}
const onGone = (call: SoakedCall): void => {
  if (ended.has(call.id)) return
  ended.set(call.id, call)
  if (isInProgress(call)) falseEnds.add(call.id)
}
/** No call of the simulators comes back after its end. */
const onStarted = ({ id }: SoakedCall): void => void (ended.has(id) && falseEnds.add(id))

const common = { url, reconnectMs: null, onGone, onStarted }
const clients = [
  { name: 'all calls', variables: {} },
  { name: 'two sources', variables: { sources: names.slice(0, 2) } },
  { name: 'the other sources', variables: { sources: names.slice(2) } },
  { name: 'a direction', variables: { filter: { direction: 'INBOUND' } } },
  { name: 'every 5 seconds', variables: { everyMs: 5000 } },
  { name: 'reconnects every 7 s', variables: {}, reconnectMs: 7000 },
  { name: 'reconnects every 31 s', variables: {}, reconnectMs: 31_000 },
].map((options) => new ReplayingClient({ ...common, ...options }))

interface Answer {
  readonly data: {
    readonly activeCalls: {
      readonly nodes: readonly SoakedCall[]
      readonly totalCount: number | null
      readonly pageInfo: { readonly hasNextPage: boolean }
      readonly sources: readonly { readonly status: string; readonly stale: boolean }[]
    }
  }
}

/** Answers to queries whose number of calls was not that of their calls. */
let wrongTotals = 0

/** The calls by a query; null where a source has failed. */
async function queried(variables: object): Promise<ReadonlyMap<string, SoakedCall> | null> {
  const query = `query ($filter: ActiveCallFilter, $sources: [String!]) {
    activeCalls(first: 1000, filter: $filter, sources: $sources) {
      nodes { ${FIELDS} } totalCount pageInfo { hasNextPage } sources { status stale }
    }
  }`
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  })
  const { data }: Answer = JSON.parse(await response.text())
  const { nodes, totalCount, pageInfo, sources: reports } = data.activeCalls
  if (reports.some(({ status, stale }) => status !== 'OK' || stale)) return null
  if (pageInfo.hasNextPage) throw new Error('there are more calls than a page of a query has')
  if (totalCount !== null && totalCount !== nodes.length) wrongTotals++
  return new Map(nodes.map((call) => [call.id, call]))
}

const sorted = (calls: ReadonlyMap<string, SoakedCall>) => [...calls].sort(([a], [b]) => (a < b ? -1 : 1))

/** Whether what a client has equals a fresh query soon. */
async function isSettled({ calls, options: { variables } }: ReplayingClient, untilMs: number): Promise<boolean> {
  const { filter, sources: asked } = variables
  for (;;) {
    const fresh = await queried({ filter, sources: asked })
    for (const id of fresh?.keys() ?? []) if (ended.has(id)) falseEnds.add(id)
    if (fresh !== null && fresh.size > 0 && isDeepStrictEqual(sorted(calls), sorted(fresh))) return true
    if (performance.now() > untilMs) return false
    await sleep(POLL_MS)
  }
}

const checks = new Map(clients.map((client) => [client, { equal: 0, different: 0 }]))
async function check(): Promise<void> {
  world.stop()
  const untilMs = performance.now() + SETTLED_WITHIN_MS
  for (const [client, counts] of checks)
    if (await isSettled(client, untilMs)) counts.equal++
    else counts.different++
  world.goOn()
}

const running = clients.map((client) => client.run())
const endMs = performance.now() + minutes * 60_000
const memory = new MemoryWatch(gateway)
try {
  while (performance.now() < endMs) {
    await sleep(Math.min(seconds * 1000, Math.max(0, endMs - performance.now())))
    await check()
  }
} finally {
  for (const client of clients) client.stop()
  await Promise.all(running)
}
memory.stop()
gateway.removeAllListeners('exit')
gateway.kill('SIGTERM')
await once(gateway, 'exit')
await simulators.close()
rmSync(directory, { recursive: true })

console.table(
  [...checks].map(([{ options, counts, faults, calls }, { equal, different }]) => ({
    client: options.name,
    ...counts,
    calls: calls.size,
    equal,
    different,
    faults: faults.length,
  })),
)
const withCallId = [...ended.values()].filter(({ sipCallId }) => sipCallId !== null).length
const { counts } = failing
console.log(
  `${minutes} minutes, ${counts.answers} answers of vendors; wrong ones: ${[...counts.faults].map(([name, count]) => `${count} ${name}`).join(', ')}`,
)
console.log(`${ended.size} calls have ended (${withCallId} looked up in the simulator); false ends: ${falseEnds.size}`)
console.log(memory.summary)
for (const { options, faults } of clients)
  for (const fault of faults.slice(0, 3)) console.log(`${options.name}: ${fault}`)
const whether = (isSo: boolean, fault: string): readonly string[] => (isSo ? [fault] : [])
const results = [...checks.values()]
const failures = [
  ...whether(falseEnds.size > 0, `${falseEnds.size} calls were reported as ended that had not`),
  ...whether(counts.faults.size === 0, 'no vendor has failed'),
  ...whether(ended.size === 0, 'no call has ended'),
  ...whether(wrongTotals > 0, `${wrongTotals} answers had another total than calls`),
  ...whether(
    clients.some(({ faults }) => faults.length > 0),
    'clients have seen faults',
  ),
  ...whether(
    results.some(({ equal, different }) => equal === 0 || different > 0),
    'a client had other calls than a query',
  ),
  ...(memory.fault === null ? [] : [memory.fault]),
]
console.log(failures.length === 0 ? 'verdict: PASSED' : `verdict: FAILED: ${failures.join('; ')}`)
process.exitCode = failures.length === 0 ? 0 : 1
