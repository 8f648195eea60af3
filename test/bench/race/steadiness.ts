// How steady the gateway is: a thousand polls a second of one live list, evenly paced, and how long until it is ready.
// Writes findings to the file that it is told.

import { writeFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { Pool } from 'undici'
import { bindTo, OTHERS } from '../cores.ts'
import { type Finding, median } from '../results.ts'
import { startVendors } from '../vendors.ts'
import { sourceOf, startServer } from './contestants.ts'

const POLLS_PER_SECOND = 1000
const STARTS = 5
const [seconds = '10', file] = process.argv.slice(2)

bindTo(OTHERS)
const vendors = await startVendors()
const configuration = { server: { port: 0 }, sources: { 'sippy-0': sourceOf('sippy', '0', vendors.url), 'mor-0': sourceOf('mor', '0', vendors.url) } }
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
  readonly tookMs: readonly number[]
  readonly answeredPerSecond: number
}

async function poll(url: string, forSeconds: number): Promise<Polled> {
  const { origin, pathname } = new URL(url)
  const pool = new Pool(origin, { connections: 64 })
  const body = JSON.stringify({ query })
  const took: number[] = []
  const failures: unknown[] = []
  const send = async (dueAt: number) => {
    const answer = await pool.request({ path: pathname, method: 'POST', headers: { 'content-type': 'application/json' }, body })
    const text = await answer.body.text()
    took.push(performance.now() - dueAt)
    if (answer.statusCode !== 200 || text.includes('FAILED')) throw new Error(`HTTP ${answer.statusCode}: ${text.slice(0, 200)}`)
  }
  const sending: Promise<unknown>[] = []
  const startedAt = performance.now()
  for (let sent = 0; sent < forSeconds * POLLS_PER_SECOND; ) {
    const due = Math.floor(((performance.now() - startedAt) / 1000) * POLLS_PER_SECOND)
    for (; sent < due; sent++) sending.push(send(startedAt + (sent / POLLS_PER_SECOND) * 1000).catch((error: unknown) => failures.push(error)))
    await pause(1)
  }
  await Promise.all(sending)
  const answeredPerSecond = took.length / ((performance.now() - startedAt) / 1000)
  await pool.close()
  if (failures.length > 0) throw new Error(`${failures.length} polls failed, the first with ${String(failures[0])}`)
  return { tookMs: took.toSorted((a, b) => a - b), answeredPerSecond }
}
const percentile = (sorted: readonly number[], percent: number): number => sorted[Math.floor((sorted.length * percent) / 100)] ?? Number.NaN

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
  { what: `${POLLS_PER_SECOND} polls a second of a shared list of calls in progress, answered`, value: answeredPerSecond, unit: 'a second', atLeast: POLLS_PER_SECOND * 0.95 },
  { what: '… p50', value: p50, unit: 'ms' },
  { what: '… p99', value: p99, unit: 'ms' },
  { what: '… p99 : p50', value: p99 / p50, unit: '', atMost: 10 },
  { what: '… vendor requests a second', value: vendorRequests, unit: '', atMost: 2.5 },
]
if (file === undefined) process.stdout.write(`${JSON.stringify(findings, null, 2)}\n`)
else writeFileSync(file, JSON.stringify(findings))
