// What it takes to read 10 000 calls in progress by XML-RPC: beside JSON.parse and npm xmlrpc on the same rows, and
// through the gateway's own path to a source, from the socket, for the event loop and for memory. Times are processor time
// of the process, its collector's threads included: on a separate core that is the elapsed time.
// Run with --expose-gc; writes the results to the file that is given.

import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import Deserializer from 'xmlrpc/lib/deserializer.js'
import type { AnyAdapter, ListDeclaration, Row } from '../../adapters/contract.js'
import type { Finding } from './results.ts'
import { median } from './results.ts'
import { startVendors } from './vendors.ts'

type Gateway = typeof import('../../src/gateway/open-source.js')
type Rights = typeof import('../../src/access/rights/rights.js')
type Config = typeof import('../../src/config/schema.js')
type Adapters = typeof import('../../adapters/index.js')

const built = async <Module>(path: string): Promise<Module> =>
  import(fileURLToPath(new URL(`../../dist/${path}`, import.meta.url)))
const CALLS = 10_000
/** What a socket delivers at once. */
const PIECE = 65_536
const ROUNDS = 7

await import('reflect-metadata')
const { openSource } = await built<Gateway>('src/gateway/open-source.js')
const { unrestrictedAccess } = await built<Rights>('src/access/rights/rights.js')
const { readConfiguration } = await built<Config>('src/config/schema.js')
const { adapters } = await built<Adapters>('adapters/index.js')

const vendors = await startVendors()
const url = `${vendors.url}/portasip/calls-${CALLS}/xmlapi/xmlapi`
const open = `${vendors.url}/open/portasip/calls-${CALLS}/xmlapi/xmlapi`
// The vendor prepares its answer at the first request.
const document = await (await fetch(open, { method: 'POST' })).text()
const pieces = Array.from({ length: Math.ceil(document.length / PIECE) }, (_, at) =>
  document.slice(at * PIECE, (at + 1) * PIECE),
)

function sourceOf(known: readonly AnyAdapter[]) {
  const source = { vendor: 'portasip', url, auth: { username: 'demo', password: 'demo-password' }, timeoutMs: 60_000 }
  const reading = readConfiguration({ sources: { sippy: source } }, known)
  if (!reading.ok) throw new Error(reading.faults.join('\n'))
  const [configured] = reading.sources
  if (configured === undefined) throw new Error('no source')
  return openSource(configured, { now: () => Date.now() })
}
const source = sourceOf(adapters)
const list: ListDeclaration<'activeCalls'> | undefined = source.declaration.lists.activeCalls
if (list === undefined) throw new Error('no list')
const { decode, request } = list

interface Read {
  readonly seconds: number
  /** The longest turn of the event loop, in milliseconds. */
  readonly longestTurnMs: number
  /** The largest growth of memory, in bytes: of the process, and of the JavaScript heap. */
  readonly residentBytes: number
  readonly heapBytes: number
}

/** Reads the list off the socket while every turn of the event loop is timed, and memory is sampled. */
async function readOffSocket(watchMemory: boolean): Promise<Read> {
  globalThis.gc?.()
  await new Promise(setImmediate)
  globalThis.gc?.()
  const before = process.memoryUsage()
  const peak = { rss: before.rss, heap: heapOf(before) }
  let [longest, running, last] = [0, true, processorSeconds()]
  const turn = () => {
    longest = Math.max(longest, processorSeconds() - last)
    if (watchMemory) {
      const memory = process.memoryUsage()
      peak.rss = Math.max(peak.rss, memory.rss)
      peak.heap = Math.max(peak.heap, heapOf(memory))
    }
    last = processorSeconds()
    if (running) setImmediate(turn)
  }
  setImmediate(turn)
  const startedAt = processorSeconds()
  const asked = request({ filter: {}, window: { style: 'snapshot' }, detail: 'condensed' })
  const { result } = await source.ask(asked, decode, {
    signal: new AbortController().signal,
    access: unrestrictedAccess([source.name]),
  })
  if (result.rows.length !== CALLS) throw new Error(`${result.rows.length} calls`)
  const seconds = processorSeconds() - startedAt
  await new Promise(setImmediate)
  running = false
  return {
    seconds,
    longestTurnMs: longest * 1000,
    residentBytes: peak.rss - before.rss,
    heapBytes: peak.heap - heapOf(before),
  }
}
function processorSeconds(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}
const heapOf = ({ heapUsed, external }: NodeJS.MemoryUsage): number => heapUsed + external

function decodeRows(): readonly Row[] {
  const decoder = decode({ contentType: 'text/xml' })
  for (const piece of pieces) decoder.write(piece)
  return decoder.end().rows
}
const json = JSON.stringify(decodeRows())

/** The npm package takes a stream; a whole body at once is the best that can be done for it. */
const readByXmlrpc = (): unknown => {
  let rows: unknown
  const stream = {
    setEncoding: () => {},
    on: () => {},
    pipe: (parser: { end(body: string): void }) => parser.end(document),
  }
  new Deserializer().deserializeMethodResponse(stream, (_, value) => (rows = value))
  if (!Array.isArray(rows) || rows.length !== CALLS) throw new Error('xmlrpc has not read the calls')
  return rows
}
const timed = (work: () => unknown): number => {
  const startedAt = processorSeconds()
  work()
  return processorSeconds() - startedAt
}

const cold = await readOffSocket(true)
const times = { own: [] as number[], json: [] as number[], xmlrpc: [] as number[] }
const reads: Read[] = []
for (let round = 0; round < ROUNDS; round++) {
  times.own.push(timed(decodeRows))
  times.json.push(timed(() => JSON.parse(json)))
  if (round % 3 === 0) times.xmlrpc.push(timed(readByXmlrpc))
  reads.push(await readOffSocket(false))
}
const [own, ofJson, ofXmlrpc] = [median(times.own), median(times.json), median(times.xmlrpc)]
const megabytes = document.length / 1e6
const findings: readonly Finding[] = [
  {
    what: `decoding ${CALLS} active calls (${megabytes.toFixed(1)} MB XML-RPC)`,
    value: megabytes / own,
    unit: 'MB/s',
    atLeast: 150,
  },
  { what: '… rows per second against JSON.parse of the same rows', value: ofJson / own, unit: '', atLeast: 0.2 },
  { what: '… against npm xmlrpc', value: ofXmlrpc / own, unit: '', atLeast: 25 },
  { what: '… off the socket', value: megabytes / median(reads.map(({ seconds }) => seconds)), unit: 'MB/s' },
  {
    what: '… longest turn of the event loop meanwhile',
    value: median(reads.map(({ longestTurnMs }) => longestTurnMs)),
    unit: 'ms',
    atMost: 20,
  },
  { what: '… the first time, before anything is compiled', value: cold.longestTurnMs, unit: 'ms' },
  {
    what: '… peak memory of the process above what it had, in documents',
    value: cold.residentBytes / document.length,
    unit: '',
    atMost: 3,
  },
  { what: '… peak heap above what it had, in documents', value: cold.heapBytes / document.length, unit: '' },
]
await source.close()
vendors.stop()
const [file] = process.argv.slice(2)
if (file === undefined) process.stdout.write(`${JSON.stringify(findings, null, 2)}\n`)
else writeFileSync(file, JSON.stringify(findings))
