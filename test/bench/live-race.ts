// W10, a live list to many readers: `npm run bench:live-race -- --readers 1000 --seconds 10 --calls 1000 --percent 6`.
// One after the other, each with the same vendor, the same changes in every second, and as many readers:
//
//   poller     whole lists from one shared buffer, without GraphQL
//   trunkline  a snapshot, then what changes
//   yoga       whole lists as a subscription of graphql-yoga

import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { availableParallelism, loadavg } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { bindTo, canPin, OTHERS } from './cores.ts'
import { checkList } from './live/board.ts'
import { changingList, siteOf } from './live/changing-calls.ts'
import { printTable, type Result } from './live/race-table.ts'
import { type Sample, steadyPart } from './live/samples.ts'
import { installPeers } from './preparing.ts'
import { runningMs } from './process-cost.ts'
import { type Contestant, sourceOf, startServer } from './race/contestants.ts'
import { startVendors } from './vendors.ts'

const { values } = parseArgs({
  options: {
    readers: { type: 'string', default: '1000' },
    seconds: { type: 'string', default: '10' },
    calls: { type: 'string', default: '1000' },
    percent: { type: 'string', default: '6' },
    contestants: { type: 'string', default: 'poller,trunkline,yoga' },
    /** How long the gateway shares a list that it has read, in milliseconds; its default when left out. */
    freshness: { type: 'string' },
  },
})
const [READERS, SECONDS] = [Number(values.readers), Number(values.seconds)]
const site = siteOf(Number(values.calls), Number(values.percent))
const list = changingList(site)
if (list === null) throw new Error(`${site} is no changing list`)
const SOURCE = `sippy-${site}`

/**
 * From the first connection to the first sample: first lists are sent, and code is compiled. A contestant that has
 * not answered all readers by then is measured with the others.
 */
const PREPARING_MS = 7000
const SAMPLE_MS = 100
/** Lists that are compared with those of the vendor before anything is timed. */
const CHECKED_UPDATES = 4

// The fields of W4. A call is as long in a change as in a list.
const FIELDS = `nativeId state vendorState startedAt durationSeconds accountId caller { number } callee { number }
  customer { nativeId } source { name }`
const CHANGES = `subscription { activeCallUpdates { kind position more totalCount
  started { id ${FIELDS} } changed { id ${FIELDS} } ended { id reason } sources { source { name } status } } }`
const LISTS = `subscription { activeCalls { nodes { ${FIELDS} } } }`

type Name = 'poller' | 'trunkline' | 'yoga'
const QUERIES: Readonly<Record<Name, string>> = { poller: LISTS, trunkline: CHANGES, yoga: LISTS }
const isName = (name: string): name is Name => Object.hasOwn(QUERIES, name)

function startNamed(name: Name, vendors: string): Promise<Contestant> {
  const freshness = values.freshness === undefined ? {} : { freshness: { activeCalls: Number(values.freshness) } }
  const configuration = {
    server: { port: 0, maxConnections: 20_000 },
    live: { maxPerClient: 1_000_000, maxSubscribers: 1_000_000, websocket: false },
    sources: { [SOURCE]: { ...sourceOf('sippy', site, vendors), ...freshness } },
  }
  const setting = { configuration, vendors, environment: { LIVE_SOURCE: SOURCE } }
  if (name === 'trunkline') return startServer(name, setting)
  const script = `../live/${name}.ts`
  return startServer(name === 'yoga' ? name : 'floor', { ...setting, script })
}

interface Read {
  readonly opened: number
  readonly broken: number
  readonly allEvents: number
  readonly all: number
}
interface Readers {
  read(): Promise<Read>
  stop(): void
}

/** Readers in a separate process, all of which connect at once; after some seconds not all may have been answered. */
async function openReaders(url: string, body: string): Promise<Readers> {
  const args = ['--port', new URL(url).port, '--readers', String(READERS), '--bodies', `[${body}]`]
  const child: ChildProcess = fork(fileURLToPath(new URL('live/readers.ts', import.meta.url)), [
    ...args,
    ...['--at-once', String(READERS)],
  ])
  const stop = () => void child.kill('SIGKILL')
  process.once('exit', stop)
  const waiting = new AbortController()
  await Promise.race([once(child, 'message', waiting), sleep(PREPARING_MS)])
  waiting.abort()
  const read = async (): Promise<Read> => {
    const answered = new Promise<Read>((resolve) => {
      const take = (message: object) => {
        // All of them are open: said once, perhaps late.
        if ('open' in message) return
        child.off('message', take)
        resolve(message as Read)
      }
      child.on('message', take)
    })
    child.send('read')
    return answered
  }
  return { read, stop }
}

async function measure(name: Name, vendors: string): Promise<Result> {
  const contestant = await startNamed(name, vendors)
  const body = JSON.stringify({ query: QUERIES[name] })
  try {
    if (list !== null) await checkList(contestant.url, body, SOURCE, list, CHECKED_UPDATES)
    const openedFrom = performance.now()
    const readers = await openReaders(contestant.url, body)
    try {
      await sleep(Math.max(0, openedFrom + PREPARING_MS - performance.now()))
      const samples: Sample[] = []
      const from = performance.now()
      for (let at = 0; at <= SECONDS * 1000; at += SAMPLE_MS) {
        await sleep(Math.max(0, from + at - performance.now()))
        const { opened, broken, allEvents, all } = await readers.read()
        const cpuMs = runningMs(contestant.pid)
        samples.push({ atMs: performance.now(), cpuMs, events: allEvents, bytes: all, readers: opened - broken })
      }
      return { name, load: loadavg()[0] ?? Number.NaN, ...steadyPart(samples, READERS) }
    } finally {
      readers.stop()
    }
  } finally {
    await contestant.stop()
  }
}

/** Before this process is bound to one. */
const cores = availableParallelism()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))
await installPeers()
bindTo(OTHERS)
const vendors = await startVendors()
try {
  const results: Result[] = []
  for (const name of values.contestants.split(',')) {
    if (!isName(name)) throw new Error(`there is no contestant ${name}; there are ${Object.keys(QUERIES).join(', ')}`)
    results.push(await measure(name, vendors.url))
  }
  console.log(
    `W10: ${READERS} readers of ${list.calls} calls, of which ${list.perSecond} begin, ${list.perSecond} are answered and ${list.perSecond} end in every second; ${cores} cores, servers ${canPin ? 'on one of them' : 'not pinned'}`,
  )
  printTable(results)
} finally {
  vendors.stop()
}
