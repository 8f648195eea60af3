// The race: every workload, every contestant that can do it, in turns, and what each costs. Called by ../bench.ts;
// writes its result as JSON to the file that it is given.

import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { Pool } from 'undici'
import { bindTo, OTHERS } from '../cores.ts'
import { type Options, readOptions } from '../options.ts'
import { cpuSeconds, peakBytes } from '../process-cost.ts'
import { type Measured, median, type RaceRow } from '../results.ts'
import { startVendors, type Vendors } from '../vendors.ts'
import { type Contestant, startContestant } from './contestants.ts'
import { fire, type Served } from './load.ts'
import { fromMesh } from './mesh-shape.ts'
import { bodyOf, type ContestantName, labelOf, type Workload, workloads } from './workloads.ts'

interface Round extends Served {
  readonly cpuSeconds: number | null
  readonly vendorRequests: number
}

/** The answer of one contestant to what one connection asks. @throws when it is an error. */
async function ask(
  contestant: Contestant,
  workload: Workload,
  connection: number,
): Promise<{ data: unknown; bytes: number }> {
  const response = await fetch(contestant.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: bodyOf(contestant.name, workload, connection),
  })
  const text = await response.text()
  const answer: { data: object; errors?: unknown } = JSON.parse(text)
  if (answer.errors !== undefined) throw new Error(`${contestant.name}: ${text.slice(0, 1000)}`)
  const data = contestant.name === 'mesh' ? fromMesh(workload.operation, answer.data) : answer.data
  return { data, bytes: Buffer.byteLength(text) }
}

const recordsIn = (data: unknown): number => {
  const [list]: readonly unknown[] = typeof data === 'object' && data !== null ? Object.values(data) : []
  const nodes =
    typeof list !== 'object' || list === null ? [] : 'nodes' in list ? list.nodes : 'groups' in list ? list.groups : []
  return Array.isArray(nodes) ? nodes.length : 0
}

/** Every contestant gives the same rows and fields, to the first connection and to the last one. */
async function checkAnswers(
  workload: Workload,
  contestants: readonly Contestant[],
): Promise<ReadonlyMap<ContestantName, number>> {
  const sizes = new Map<ContestantName, number>()
  const last =
    workload.sharing === 'unshared' ? Math.min(workload.connections, connectionsOf('floor', workload)) - 1 : 0
  for (const connection of new Set([0, last])) {
    let expected: unknown
    for (const contestant of contestants) {
      const { data, bytes } = await ask(contestant, workload, connection)
      expected ??= data
      if (recordsIn(data) !== workload.rows)
        throw new Error(`${contestant.name}: ${recordsIn(data)} records in ${labelOf(workload)}`)
      if (!isDeepStrictEqual(data, expected))
        throw new Error(
          `${contestant.name} answers ${labelOf(workload)} otherwise than ${contestants[0]?.name}: ${difference(data, expected)}`,
        )
      sizes.set(contestant.name, bytes)
    }
  }
  return sizes
}

/** The first difference of two answers, to help with fixing a contestant. */
function difference(one: unknown, other: unknown): string {
  const [a, b] = [JSON.stringify(one), JSON.stringify(other)]
  const at = [...a].findIndex((character, index) => character !== b[index])
  return `${a.slice(Math.max(0, at - 80), at + 80)} / ${b.slice(Math.max(0, at - 80), at + 80)}`
}

const connectionsOf = (name: ContestantName, { connections, connectionsOfPeers = connections }: Workload): number =>
  name === 'trunkline' ? connections : connectionsOfPeers

async function round(contestant: Contestant, workload: Workload, amount: number, vendors: Vendors): Promise<Round> {
  const connections = connectionsOf(contestant.name, workload)
  await vendors.takeRequests()
  const before = cpuSeconds(contestant.pid)
  const served = await fire({
    url: contestant.url,
    connections,
    amount: Math.max(amount, connections),
    bodyOf: (at) => bodyOf(contestant.name, workload, at),
  })
  const after = cpuSeconds(contestant.pid)
  const vendorRequests = (await vendors.takeRequests()) / served.requests
  return { ...served, vendorRequests, cpuSeconds: before === null || after === null ? null : after - before }
}

/** Warms up until the code is compiled, and finds how many requests fill a round. */
async function warmUp(
  contestant: Contestant,
  workload: Workload,
  { seconds, warmUpSeconds }: Options,
  vendors: Vendors,
): Promise<number> {
  let amount = connectionsOf(contestant.name, workload)
  let perSecond = 0
  const endsAt = performance.now() + warmUpSeconds * 1000
  do {
    const { requests, seconds: took } = await round(contestant, workload, amount, vendors)
    perSecond = requests / took
    amount = Math.ceil(Math.min(perSecond / 2, requests * 20))
  } while (performance.now() < endsAt)
  return Math.ceil(perSecond * seconds)
}

async function race(workload: Workload, options: Options, vendors: Vendors): Promise<RaceRow> {
  const names = options.contestants.filter((name) => !workload.cannot.includes(name))
  const contestants: Contestant[] = []
  try {
    for (const name of names) contestants.push(await startContestant(name, workload, vendors.url))
    const sizes = await checkAnswers(workload, contestants)
    const runners = []
    for (const contestant of contestants)
      runners.push({ contestant, amount: await warmUp(contestant, workload, options, vendors), rounds: [] as Round[] })
    for (let at = 0; at < options.rounds; at++)
      for (const { contestant, amount, rounds } of runners)
        rounds.push(await round(contestant, workload, amount, vendors))
    const burst =
      workload.name === 'W6'
        ? await burstOf(
            contestants.find(({ name }) => name === 'trunkline'),
            workload,
            vendors,
            options.quick ? QUICK_BURSTS : BURSTS,
          )
        : {}
    const measured = runners.map(({ contestant, rounds }) =>
      summarise(contestant, rounds, sizes.get(contestant.name) ?? 0),
    )
    return { ...rowOf(workload), ...burst, measured }
  } finally {
    await Promise.all(contestants.map((contestant) => contestant.stop()))
  }
}

const BURSTS = 9
const QUICK_BURSTS = 3

/**
 * Polls over connections that are open already, all at once: how many requests to vendors they make together. By fetch,
 * and with answers of half a megabyte to read, the last one would leave after the first was answered. On a busy machine
 * that happens anyway, so the median counts.
 */
async function burstOf(
  contestant: Contestant | undefined,
  workload: Workload,
  vendors: Vendors,
  bursts: number,
): Promise<Pick<RaceRow, 'burst'>> {
  if (contestant === undefined) return {}
  const polls = workload.connections
  const { origin, pathname: path } = new URL(contestant.url)
  const pool = new Pool(origin, { connections: polls })
  const headers = { 'content-type': 'application/json', accept: 'application/json' }
  const asked = { path, method: 'POST', headers, body: bodyOf(contestant.name, workload, 0) } as const
  const poll = async () => {
    const { statusCode, body } = await pool.request(asked)
    await body.arrayBuffer()
    if (statusCode !== 200) throw new Error(`${contestant.name}: HTTP ${statusCode}`)
  }
  const pollAll = () => Promise.all(Array.from({ length: polls }, poll))
  await pollAll()
  await vendors.takeRequests()
  const counts: number[] = []
  for (let at = 0; at < bursts; at++) {
    await pollAll()
    counts.push(await vendors.takeRequests())
  }
  await pool.close()
  return { burst: { polls, vendorRequests: median(counts) } }
}

const rowOf = ({ name, title, sharing, goals, cannot }: Workload): Omit<RaceRow, 'measured'> => ({
  workload: name,
  title,
  sharing,
  cannot,
  ...(goals === undefined ? {} : { goals }),
})

/** HTTP headers, and names of sources that are longer than the first, make up less than this. */
const BESIDE_THE_BODY = 2048

function summarise({ name, pid, startMs }: Contestant, rounds: readonly Round[], bytes: number): Measured {
  const cpu = rounds.map((each) => (each.cpuSeconds === null ? Number.NaN : (each.cpuSeconds / each.requests) * 1000))
  const peak = peakBytes(pid)
  return {
    contestant: name,
    requestsPerSecond: median(rounds.map((each) => each.requests / each.seconds)),
    rounds: rounds.map((each) => each.requests / each.seconds),
    vendorRequestsPerRequest: median(rounds.map((each) => each.vendorRequests)),
    cpuSecondsPer1000: cpu.some(Number.isNaN) ? null : median(cpu),
    peakMegabytes: peak === null ? null : peak / 1e6,
    answerBytes: bytes,
    sound: rounds.every((each) => each.bytes >= bytes && each.bytes <= bytes * 1.02 + BESIDE_THE_BODY),
    startMs,
  }
}

const options = readOptions(process.argv.slice(2))
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))
bindTo(OTHERS)
const vendors = await startVendors()
const rows: RaceRow[] = []
try {
  for (const workload of workloads.filter(options.includes)) {
    const startedAt = performance.now()
    const row = await race(workload, options, vendors)
    rows.push(row)
    const line = row.measured.map(
      ({ contestant, requestsPerSecond }) => `${contestant} ${requestsPerSecond.toPrecision(3)}`,
    )
    process.stderr.write(
      `${labelOf(workload)}: ${line.join(', ')}  (${((performance.now() - startedAt) / 1000).toFixed(0)} s)\n`,
    )
  }
} finally {
  vendors.stop()
}
if (options.output !== null) {
  mkdirSync(dirname(options.output), { recursive: true })
  writeFileSync(options.output, JSON.stringify(rows, null, 2))
}
