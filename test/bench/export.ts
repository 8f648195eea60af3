// What a long export takes: `npm run bench:export -- --rows 1000000 --format csv`. A vendor in a separate process pages
// through rows that it makes as they are asked for; the memory of the gateway is sampled every second. It prints rows in a
// second, processor time for a row, and the resident memory from the first tenth of the export to its end, which is flat.

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '1000000' },
    format: { type: 'string', default: 'csv' },
    /** Runs the vendor instead. */
    vendor: { type: 'boolean', default: false },
  },
})
const ROWS = Number(values.rows)
const NEWEST_MS = Date.UTC(2026, 2, 3, 12)
const SAMPLE_EVERY_MS = 1000
const MIB = 1024 * 1024
/** `/proc/<pid>/stat` counts in hundredths of a second. */
const TICKS_PER_S = 100

const mailTime = (ms: number): string => new Date(ms).toUTCString().replace('GMT', '+0000')
const callAt = (at: number) => ({
  sid: `CA${String(1e12 - at)}`,
  from: `+4570305${String(at % 1000).padStart(3, '0')}`,
  to: `+4570306${String(at % 997).padStart(3, '0')}`,
  caller_name: `Caller, "${at}"`,
  status: 'completed',
  direction: 'inbound',
  start_time: mailTime(NEWEST_MS - at * 1000),
  end_time: mailTime(NEWEST_MS - at * 1000 + 5000),
  duration: 5,
  price: '-0.0100',
  price_unit: 'USD',
})

async function listenAsVendor(): Promise<void> {
  const server = createServer(({ url = '' }, response) => {
    const query = new URL(url, 'http://vendor').searchParams
    const [page, size] = [Number(query.get('Page') ?? 0), Number(query.get('PageSize') ?? 50)]
    const start = page * size
    const calls = Array.from({ length: Math.max(0, Math.min(size, ROWS - start)) }, (_, at) => callAt(start + at))
    const about = { page, num_pages: Math.floor(ROWS / size), page_size: size, total: ROWS, start: String(start) }
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ ...about, calls }))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port }: Pick<AddressInfo, 'port'> = Object(server.address())
  console.log(`http://127.0.0.1:${port}`)
}

/** Starts a program that prints its address, and waits for that. */
async function startAt(args: readonly string[]): Promise<{ readonly child: ChildProcess; readonly origin: string }> {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  const found = Promise.withResolvers<string>()
  for (const input of [child.stdout, child.stderr])
    createInterface({ input }).on('line', (line) => {
      const [origin] = /http:\/\/127\.0\.0\.1:\d+/.exec(line) ?? []
      if (origin !== undefined) found.resolve(origin)
    })
  child.once('exit', () => found.reject(new Error(`${args.join(' ')} has ended`)))
  return { child, origin: await found.promise }
}

const residentMiB = (pid: number): number =>
  (Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024) / MIB
function processorS(pid: number): number {
  const [user, system] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ').slice(11, 13) ?? []
  return (Number(user) + Number(system)) / TICKS_PER_S
}

async function measure(): Promise<void> {
  const vendor = await startAt([fileURLToPath(import.meta.url), '--vendor', '--rows', String(ROWS)])
  const directory = mkdtempSync(join(tmpdir(), 'trunkline-export-'))
  const file = join(directory, 'trunkline.yaml')
  const source = { vendor: 'restcomm', url: vendor.origin, auth: { accountSid: 'bench', authToken: 'bench' } }
  const sources = { bench: { ...source, order: 'newest-first' } }
  writeFileSync(file, JSON.stringify({ server: { port: 0 }, sources }))
  const main = fileURLToPath(new URL('../../dist/src/main.js', import.meta.url))
  const gateway = await startAt([main, '--config', file])
  const pid = gateway.child.pid ?? 0
  try {
    const samples: number[] = []
    const timer = setInterval(() => samples.push(residentMiB(pid)), SAMPLE_EVERY_MS)
    const [startedMs, beforeS] = [performance.now(), processorS(pid)]
    const { body } = await fetch(`${gateway.origin}/export/calls.${values.format}`, {
      headers: { 'accept-encoding': 'identity' },
    })
    let bytes = 0
    for await (const piece of body ?? []) bytes += piece.length
    clearInterval(timer)
    const seconds = (performance.now() - startedMs) / 1000
    const later = samples.slice(Math.ceil(samples.length / 10))
    console.log(`${ROWS} rows, ${(bytes / MIB).toFixed(1)} MiB, ${seconds.toFixed(1)} s`)
    console.log(
      `${Math.round(ROWS / seconds)} rows/s, ${(((processorS(pid) - beforeS) * 1e6) / ROWS).toFixed(1)} µs of processor time for a row`,
    )
    console.log(`resident: ${Math.min(...later).toFixed(0)} to ${Math.max(...later).toFixed(0)} MiB`)
  } finally {
    gateway.child.kill()
    vendor.child.kill()
    rmSync(directory, { recursive: true })
  }
}

await (values.vendor ? listenAsVendor() : measure())
