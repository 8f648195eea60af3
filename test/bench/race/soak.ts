// The soak: full load of every kind, vendors that fail, and samples of the memory. No growth after the first minute.

import { mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import autocannon from 'autocannon'
import { bindTo, OTHERS } from '../cores.ts'
import { residentBytes } from '../process-cost.ts'
import { startVendors } from '../vendors.ts'
import { type Contestant, sourceOf, startServer } from './contestants.ts'
import { documents } from './workloads.ts'

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '10' }, every: { type: 'string', default: '25' } },
})
const [minutes, every] = [Number(values.minutes), Number(values.every)]
if (!(minutes >= 2)) throw new Error('--minutes takes 2 or more: the first does not count')
const CONNECTIONS = 32
const MINUTE_MS = 60_000
const SAMPLE_MS = 1000
/** Memory that grows by less than this share is flat. */
const FLAT = 0.1

/** An endless supply of bodies: operations that nobody has sent before, customers that nobody has asked for. */
let next = 0
function nextBody(): string {
  const at = next++
  const [sources, n] = [['sippy-0', 'mor-0'], `C${String(at).padStart(23, '0')}`]
  const asked = [
    { query: documents.W1, operationName: 'W1', variables: { n } },
    { query: documents.W4, operationName: 'W4', variables: { sources } },
    { query: documents.W5, operationName: 'W5', variables: { sources: ['tx-0', 'rc-0'] } },
    { query: documents.W3, operationName: 'W3', variables: { n } },
    { query: `{ a${at}: activeCalls(first: 20) { totalCount nodes { id state } sources { status error { code } } } }` },
    {
      query: `{ activeCalls(first: 20, filter: { minDurationSeconds: ${at % 900} }) { nodes { id caller { e164 } } } }`,
    },
  ]
  return JSON.stringify(asked[at % asked.length])
}

interface Sample {
  /** Since the load began. */
  readonly atMs: number
  readonly residentBytes: number
  readonly heapBytes: number
}

async function sample(gateway: Contestant, atMs: number): Promise<Sample> {
  const metrics = await (await fetch(new URL('/metrics', gateway.url))).text()
  const heap = /^nodejs_heap_size_used_bytes (\S+)$/m.exec(metrics)?.[1]
  return { atMs, residentBytes: residentBytes(gateway.pid) ?? Number.NaN, heapBytes: Number(heap ?? Number.NaN) }
}

interface Minute {
  readonly minute: number
  readonly heapMegabytes: number
  readonly residentMegabytes: number
}

/** The least that the heap held, which is what is left after a collection. */
const leastHeap = (of: readonly Sample[]): number => Math.min(...of.map(({ heapBytes }) => heapBytes)) / 1e6
const mostResident = (of: readonly Sample[]): number => Math.max(...of.map(({ residentBytes: bytes }) => bytes)) / 1e6

const perMinute = (of: readonly Sample[]): readonly Minute[] =>
  [...Map.groupBy(of, ({ atMs }) => Math.min(minutes, Math.floor(atMs / MINUTE_MS) + 1))].map(([minute, group]) => ({
    minute,
    heapMegabytes: leastHeap(group),
    residentMegabytes: mostResident(group),
  }))

bindTo(OTHERS)
const vendors = await startVendors()
const sources = Object.fromEntries(
  (['tx', 'sippy', 'mor', 'rc'] as const).map((kind) => [`${kind}-0`, sourceOf(kind, '0', vendors.url)]),
)
const gateway = await startServer('trunkline', {
  configuration: { server: { port: 0, maxPageSize: 2000 }, sources },
  vendors: vendors.url,
})
await vendors.setFaults(every)
const samples: Sample[] = []
const startedAt = performance.now()
let sampling: Promise<unknown> = Promise.resolve()
const timer = setInterval(() => {
  sampling = sampling.then(async () => void samples.push(await sample(gateway, performance.now() - startedAt)))
}, SAMPLE_MS)
const served = await autocannon({
  url: gateway.url,
  connections: CONNECTIONS,
  duration: minutes * 60,
  timeout: 60,
  requests: [
    {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      setupRequest: (request) => ({ ...request, body: nextBody() }),
    },
  ],
})
clearInterval(timer)
await sampling
await gateway.stop()
vendors.stop()

const table = perMinute(samples)
const steady = samples.filter(({ atMs }) => atMs >= MINUTE_MS)
const [earlier, later] = [steady.slice(0, steady.length / 2), steady.slice(steady.length / 2)]
const growth = (pick: (of: readonly Sample[]) => number): number => pick(later) / pick(earlier) - 1
const [heapGrowth, residentGrowth] = [growth(leastHeap), growth(mostResident)]
const isFlat = heapGrowth < FLAT && residentGrowth < FLAT
console.table(
  table.map((minute) => ({
    minute: minute.minute,
    'heap MB': Math.round(minute.heapMegabytes),
    'resident MB': Math.round(minute.residentMegabytes),
  })),
)
const percent = (share: number): string => `${(share * 100).toFixed(1)} %`
process.stdout.write(
  `${served.requests.total} requests (${served['2xx']} of them HTTP 200, ${served.errors} errors of the connection) in ${minutes} min; every ${every}th vendor request went wrong.\n` +
    `After the first minute, from the first half to the second, the heap grew by ${percent(heapGrowth)}, resident memory by ${percent(residentGrowth)}: ${isFlat ? 'flat' : 'NOT FLAT'}.\n`,
)
const results = fileURLToPath(new URL('../results/', import.meta.url))
mkdirSync(results, { recursive: true })
writeFileSync(
  `${results}soak.json`,
  JSON.stringify({ minutes, every, requests: served.requests.total, table, heapGrowth, residentGrowth }, null, 2),
)
process.exitCode = isFlat ? 0 : 1
