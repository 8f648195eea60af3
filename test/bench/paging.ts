// What paging and merging cost: page 500 against page 1, and the engine against fetching and decoding the same rows.
// Ratios of lower quartiles in one run, contestants interleaved; machines are noisy, so nothing here is a test.

import { mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { startVendors } from './vendors.ts'

type Gateway = typeof import('../../src/gateway/open-source.js')
type Engine = typeof import('../../src/engine/page/list-records.js')
type Memory = typeof import('../../src/engine/lists/list-cache.js')
type Rights = typeof import('../../src/access/rights/rights.js')
type Seal = typeof import('../../src/plan/cursor-seal.js')
type Rows = typeof import('../../src/access/rows/row-view.js')
type SourcesModule = typeof import('../../src/engine/source/sources.js')
type CallContext = import('../../src/engine/source/call-context.js').CallContext
type Config = typeof import('../../src/config/schema.js')
type Adapters = typeof import('../../adapters/index.js')

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const built = async <Module>(path: string): Promise<Module> => import(here(`../../dist/${path}`))

const PAGE = 100
const ROUNDS = 45
const QUICK = process.argv.includes('--quick')
const REPEATS = QUICK ? 5 : 12

await import('reflect-metadata')
const { openSource } = await built<Gateway>('src/gateway/open-source.js')
const { listRecords } = await built<Engine>('src/engine/page/list-records.js')
const { ListCache } = await built<Memory>('src/engine/lists/list-cache.js')
const { unrestrictedAccess } = await built<Rights>('src/access/rights/rights.js')
const { createCursorSeal } = await built<Seal>('src/plan/cursor-seal.js')
const { viewOf } = await built<Rows>('src/access/rows/row-view.js')
const { Sources } = await built<SourcesModule>('src/engine/source/sources.js')
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
const sources = reading.sources.map((configured) => openSource(configured, { now, monotonicNow: now }))
const access = unrestrictedAccess(sources.map(({ name }) => name))
const engine = {
  sources: new Sources(sources),
  cursorSeal: createCursorSeal(),
  listCache: new ListCache({ now, monotonicNow: now }),
  limits: { defaultPageSize: 50, maxPageSize: 1000 },
}
const fields = ['id', 'startedAt', 'answeredAt', 'endedAt', 'caller', 'callee', 'direction', 'sourceIp']
/** As for an operation that is sent again and again. */
const selection = { fields: new Set(fields), rows: true, hasNextPage: true }

async function page(after: string | null, explain?: CallContext['explain']) {
  const callContext = { signal: new AbortController().signal, access, ...(explain === undefined ? {} : { explain }) }
  const connection = await listRecords(engine, 'sessions', { first: PAGE, after }, selection, callContext)
  for (const node of connection.nodes) for (const field of fields) Reflect.get(node, field)
  return connection.pageInfo.endCursor
}

async function requestsOf(after: string | null): Promise<number> {
  let requests = 0
  await page(
    after,
    ({ sources: asked }) => (requests = asked.reduce((sum, { requests: made }) => sum + made.length, 0)),
  )
  return requests
}

/** No merging and no paging: the same windows, fetched, decoded and kept in the same way, and as many records read. */
async function fetchAndDecode() {
  const { signal } = new AbortController()
  await Promise.all(
    sources.map(async (source) => {
      const { declaration, records, options, ask } = source
      const { sessions } = declaration.lists
      if (sessions === undefined || records.sessions === undefined) throw new Error('the vendor has no sessions')
      const window = { style: 'offset' as const, offset: 0, limit: PAGE + 2 }
      const sent = sessions.request({ filter: {}, window, detail: 'condensed' })
      const { result, receivedAtMs } = await ask(sent, sessions.decode, {
        signal,
        access,
        freshMs: options.freshnessMs.sessions,
      })
      const view = viewOf(access, source.name, 'sessions', sessions.owners)
      for (const raw of result.rows.slice(0, PAGE / sources.length)) {
        const row = view.see(raw)
        if (row === null) continue
        const record = records.sessions(row, receivedAtMs)
        for (const field of fields) Reflect.get(record, field)
      }
    }),
  )
}

/** A disturbance can only slow a round: the rounds that were disturbed least show what the work itself costs. */
const quartile = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 4)] ?? Number.NaN

/** What a piece of work costs, in milliseconds: by the clock, and of the processor, which a busy machine changes less. */
interface Cost {
  readonly time: number
  readonly processor: number
}
async function timed(work: () => Promise<unknown>): Promise<Cost> {
  const startedAt = performance.now()
  const before = process.cpuUsage()
  for (let at = 0; at < REPEATS; at++) await work()
  const { user, system } = process.cpuUsage(before)
  return { time: (performance.now() - startedAt) / REPEATS, processor: (user + system) / 1000 / REPEATS }
}
const costOf = (costs: readonly Cost[], by: keyof Cost): number => quartile(costs.map((cost) => cost[by]))
const ratio = (a: readonly Cost[], b: readonly Cost[], by: keyof Cost): number => costOf(a, by) / costOf(b, by)

let cursor: string | null = null
for (let at = 1; at < 500; at++) cursor = await page(cursor)
const deep = cursor
const requests = { page1: await requestsOf(null), page500: await requestsOf(deep) }
const costs: Record<'page1' | 'page500' | 'base', Cost[]> = { page1: [], page500: [], base: [] }
for (let warm = 0; warm < 5; warm++) await timed(fetchAndDecode)
const heap = { page1: 0, page500: 0 }
for (let round = 0; round < ROUNDS; round++) {
  costs.page1.push(await timed(() => page(null)))
  heap.page1 = Math.max(heap.page1, process.memoryUsage().heapUsed)
  costs.page500.push(await timed(() => page(deep)))
  heap.page500 = Math.max(heap.page500, process.memoryUsage().heapUsed)
  costs.base.push(await timed(fetchAndDecode))
}
const result = {
  date: new Date().toISOString().slice(0, 10),
  node: process.version,
  pageSize: PAGE,
  sources: 2,
  milliseconds: {
    page1: costOf(costs.page1, 'time'),
    page500: costOf(costs.page500, 'time'),
    fetchAndDecode: costOf(costs.base, 'time'),
  },
  ratios: {
    'page 500 / page 1, time': ratio(costs.page500, costs.page1, 'time'),
    'page 500 / page 1, processor time': ratio(costs.page500, costs.page1, 'processor'),
    'page 500 / page 1, requests': requests.page500 / requests.page1,
    'page 500 / page 1, heap': heap.page500 / heap.page1,
    'engine / fetch and decode, time': ratio(costs.page1, costs.base, 'time'),
    'engine / fetch and decode, processor time': ratio(costs.page1, costs.base, 'processor'),
  },
}
mkdirSync(here('results'), { recursive: true })
writeFileSync(here('results/paging.json'), `${JSON.stringify(result, null, 2)}\n`)
console.table(
  Object.fromEntries(Object.entries(result.ratios).map(([name, ratio]) => [name, { ratio: Number(ratio.toFixed(2)) }])),
)
vendors.stop()
await Promise.all(sources.map((each) => each.close()))
