// How steady the gateway is: a thousand polls a second of one live list, evenly paced, and how long until it is ready.
// Writes findings to the file that it is given.

import { writeFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { type Dispatcher, Pool } from 'undici'
import { bindTo, OTHERS } from '../cores.ts'
import { type Finding, median } from '../results.ts'
import { startVendors } from '../vendors.ts'
import { sourceOf, startServer } from './contestants.ts'

const POLLS_PER_SECOND = 1000
const STARTS = 5
const [seconds = '10', file] = process.argv.slice(2)

bindTo(OTHERS)
const vendors = await startVendors()
const configuration = {
  server: { port: 0 },
  sources: { 'sippy-0': sourceOf('sippy', '0', vendors.url), 'mor-0': sourceOf('mor', '0', vendors.url) },
}
const query = `{ activeCalls(first: 50) { nodes { nativeId state startedAt durationSeconds caller { number } callee { number } source { name } }
  sources { source { name } status } } }`

/** From the start of the process to its first answer of /readyz, in milliseconds; a median. */
async function startToReady(): Promise<number> {
  const times: number[] = []
  for (let at = 0; at < STARTS; at++) {
    const startedAt = performance.now()
    const gateway = await startServer('trunkline', { configuration, vendors: vendors.url })
    const ready = await fetch(new URL('/readyz', gateway.url))
    if (ready.status !== 200) throw new Error(`/readyz answered ${ready.status}`)
    times.push(performance.now() - startedAt)
    await gateway.stop()
  }
  return median(times)
}

interface Polled {
  /** How long each poll took, in order, counted from when it was due: one that waits to be sent has waited. */
  readonly tookMs: Float64Array
  readonly answeredPerSecond: number
}

type Ended = (tookMs: number, failure: string | null) => void

/** One poll, with as little garbage as can be: the pauses of this process's garbage collector would be measured, too. */
class Poll implements Dispatcher.DispatchHandler {
  readonly #dueAt: number
  readonly #ended: Ended
  #status = 0
  #text = ''

  constructor(dueAt: number, ended: Ended) {
    this.#dueAt = dueAt
    this.#ended = ended
  }

  onRequestStart(): void {}
  onResponseStart(_controller: Dispatcher.DispatchController, status: number): void {
    this.#status = status
  }
  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#text += chunk.toString('latin1')
  }
  onResponseEnd(): void {
    const isGood = this.#status === 200 && !this.#text.includes('FAILED')
    this.#ended(performance.now() - this.#dueAt, isGood ? null : `HTTP ${this.#status}: ${this.#text.slice(0, 200)}`)
  }
  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#ended(performance.now() - this.#dueAt, String(error))
  }
}

async function poll(url: string, forSeconds: number): Promise<Polled> {
  const { origin, pathname: path } = new URL(url)
  const pool = new Pool(origin, { connections: 64 })
  const asked = {
    path,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  } as const
  const took = new Float64Array(forSeconds * POLLS_PER_SECOND)
  const failures: string[] = []
  let [sent, ended] = [0, 0]
  const { promise: allEnded, resolve: end } = Promise.withResolvers<void>()
  const finish: Ended = (tookMs, failure) => {
    took[ended++] = tookMs
    if (failure !== null) failures.push(failure)
    if (ended === took.length) end()
  }
  const startedAt = performance.now()
  while (sent < took.length) {
    const due = Math.min(took.length, Math.floor(((performance.now() - startedAt) / 1000) * POLLS_PER_SECOND))
    for (; sent < due; sent++) pool.dispatch(asked, new Poll(startedAt + (sent / POLLS_PER_SECOND) * 1000, finish))
    await pause(1)
  }
  await allEnded
  const answeredPerSecond = took.length / ((performance.now() - startedAt) / 1000)
  await pool.close()
  if (failures.length > 0) throw new Error(`${failures.length} polls failed, the first with ${failures[0]}`)
  return { tookMs: took.toSorted(), answeredPerSecond }
}
const percentile = (sorted: Float64Array, percent: number): number =>
  sorted[Math.floor((sorted.length * percent) / 100)] ?? Number.NaN

const ready = await startToReady()
const gateway = await startServer('trunkline', { configuration, vendors: vendors.url })
await poll(gateway.url, Number(seconds) / 2)
await vendors.takeRequests()
const { tookMs, answeredPerSecond } = await poll(gateway.url, Number(seconds))
const vendorRequests = (await vendors.takeRequests()) / Number(seconds)
await gateway.stop()
vendors.stop()
const [p50, p99] = [percentile(tookMs, 50), percentile(tookMs, 99)]
const findings: readonly Finding[] = [
  { what: 'start to ready', value: ready / 1000, unit: 's', atMost: 1.5 },
  {
    what: `${POLLS_PER_SECOND} polls a second of a shared list of calls in progress, answered`,
    value: answeredPerSecond,
    unit: 'a second',
    atLeast: POLLS_PER_SECOND * 0.95,
  },
  { what: '… p50', value: p50, unit: 'ms' },
  { what: '… p99', value: p99, unit: 'ms' },
  { what: '… p99 : p50', value: p99 / p50, unit: '', atMost: 10 },
  { what: '… vendor requests a second', value: vendorRequests, unit: '', atMost: 2.5 },
]
if (file === undefined) process.stdout.write(`${JSON.stringify(findings, null, 2)}\n`)
else writeFileSync(file, JSON.stringify(findings))
