// What paging and merging cost: page 500 against page 1, and the engine against fetching and decoding the same rows.
// Ratios of medians in one run, contestants interleaved; machines are noisy, so nothing here is a test.

import { mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { startVendors } from './vendors.ts'

type Gateway = typeof import('../../src/gateway.js')
type Engine = typeof import('../../src/engine/list.js')
type Memory = typeof import('../../src/engine/source-memory.js')
type Config = typeof import('../../src/config/schema.js')
type Adapters = typeof import('../../adapters/index.js')

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const built = async <Module>(path: string): Promise<Module> => import(here(`../../dist/${path}`))

const PAGE = 100
const ROUNDS = 7
const QUICK = process.argv.includes('--quick')
const REPEATS = QUICK ? 20 : 60

await import('reflect-metadata')
const { openSource } = await built<Gateway>('src/gateway.js')
const { listRecords } = await built<Engine>('src/engine/list.js')
const { SourceMemory } = await built<Memory>('src/engine/source-memory.js')
const { readConfiguration } = await built<Config>('src/config/schema.js')
const { adapters } = await built<Adapters>('adapters/index.js')

const vendors = await startVendors()
const url = `${vendors.url}/telecomx/0`
// The dialect with offset and limit: any vendor's whose pages are JSON.
const [adapter] = adapters
const source = { vendor: adapter?.vendor, url, auth: { token: 'bench-token' } }
const reading = readConfiguration({ sources: { a: source, b: source } }, adapters)
if (!reading.ok) throw new Error(reading.faults.join('\n'))
const now = () => Date.now()
const sources = reading.sources.map((configured) => openSource(configured, { now }))
const engine = { sources, memory: new SourceMemory(now), limits: { defaultPageSize: 50, maxPageSize: 1000 }, withheld: new Set<string>() }
const fields = ['id', 'startedAt', 'answeredAt', 'endedAt', 'caller', 'callee', 'direction', 'sourceIp']

async function page(after: string | null) {
  let requests = 0
  const asking = { signal: new AbortController().signal, explain: (plan: { sources: readonly { requests: readonly unknown[] }[] }) => {
    requests = plan.sources.reduce((sum, { requests: made }) => sum + made.length, 0)
  } }
  const connection = await listRecords(engine, 'sessions', { first: PAGE, after }, { fields: new Set(fields), rows: true, hasNextPage: true }, asking)
  for (const node of connection.nodes) for (const field of fields) Reflect.get(node, field)
  return { endCursor: connection.pageInfo.endCursor, rows: connection.nodes.length, requests }
}

/** No merging and no paging: the same windows fetched and decoded by the same transport, as many records read. */
async function fetchAndDecode() {
  await Promise.all(
    sources.map(async ({ declaration, records, ask }) => {
      const { sessions } = declaration.lists
      if (sessions === undefined || records.sessions === undefined) throw new Error('the vendor has no sessions')
      const window = { style: 'offset' as const, offset: 0, limit: PAGE + 2 }
      const sent = sessions.request({ filter: {}, window, detail: 'condensed' })
      const { result, receivedAtMs } = await ask(sent, sessions.decode, { signal: new AbortController().signal })
      for (const row of result.rows.slice(0, PAGE / sources.length)) {
        const record = records.sessions(row, receivedAtMs)
        for (const field of fields) Reflect.get(record, field)
      }
    }),
  )
}

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now()
  for (let at = 0; at < REPEATS; at++) await work()
  return (performance.now() - startedAt) / REPEATS
}

let cursor: string | null = null
for (let at = 1; at < 500; at++) cursor = (await page(cursor)).endCursor
const deep = cursor
const depth = { page1: await page(null), page500: await page(deep) }
const times = { page1: [] as number[], page500: [] as number[], base: [] as number[] }
const heap = { page1: 0, page500: 0 }
for (let round = 0; round < ROUNDS; round++) {
  times.page1.push(await timed(() => page(null)))
  heap.page1 = Math.max(heap.page1, process.memoryUsage().heapUsed)
  times.page500.push(await timed(() => page(deep)))
  heap.page500 = Math.max(heap.page500, process.memoryUsage().heapUsed)
  times.base.push(await timed(fetchAndDecode))
}
const result = {
  date: new Date().toISOString().slice(0, 10),
  node: process.version,
  pageSize: PAGE,
  sources: 2,
  milliseconds: { page1: median(times.page1), page500: median(times.page500), fetchAndDecode: median(times.base) },
  ratios: {
    'page 500 / page 1, time': median(times.page500) / median(times.page1),
    'page 500 / page 1, requests': depth.page500.requests / depth.page1.requests,
    'page 500 / page 1, heap': heap.page500 / heap.page1,
    'engine / fetch and decode, time': median(times.page1) / median(times.base),
  },
}
mkdirSync(here('results'), { recursive: true })
writeFileSync(here('results/paging.json'), `${JSON.stringify(result, null, 2)}\n`)
console.table(Object.fromEntries(Object.entries(result.ratios).map(([name, ratio]) => [name, { ratio: Number(ratio.toFixed(2)) }])))
vendors.stop()
await Promise.all(sources.map((each) => each.close()))
