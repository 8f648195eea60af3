// What statistics of calls may read, and what they say when they could not read all of the window, over HTTP.

import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { ask, dataOf } from '../../support/ask.js'
import { type Stack, type StackOptions, startStack } from '../../support/stack.js'
import { closedAfterTest } from './closed-after-test.js'
import { keysOf, type ScriptedSwitch, type SwitchRecord, startScriptedSwitch, writeRecord } from './scripted-switch.js'
import { STATS, type Stats } from './stats-query.js'

const NOON = Date.UTC(2026, 2, 3, 12)
const DAY = { startedFrom: '2026-03-02T00:00:00Z', startedTo: '2026-03-03T00:00:00Z' }
const DAY_MS = Date.parse(DAY.startedFrom)
const LENGTH_MS = 86_400_000

/** Records at equal distances over the day, of ten accounts: one in three was answered, for a minute at 0.001. */
function evenly(count: number): ScriptedSwitch['records'] {
  const everyMs = LENGTH_MS / count
  const record = (id: number): SwitchRecord => ({
    id,
    setUpMs: DAY_MS + Math.floor((id * everyMs) / 1000) * 1000,
    talkSeconds: id % 3 === 0 ? 60 : 0,
    result: id % 3 === 0 ? 0 : 486,
    cost: id % 3 === 0 ? '0.001' : '0',
    currency: 'EUR',
    accountId: 1 + (id % 10),
  })
  return (fromMs, toMs) => {
    const first = Math.max(0, Math.floor((fromMs - DAY_MS) / everyMs) - 2)
    const last = Math.min(count, Math.ceil((toMs - DAY_MS) / everyMs) + 2)
    return Array.from({ length: Math.max(0, last - first) }, (_, at) => record(first + at)).filter(
      ({ setUpMs }) => setUpMs >= fromMs && setUpMs < toMs,
    )
  }
}

async function openSwitch(records: ScriptedSwitch['records'], write = writeRecord): Promise<ScriptedSwitch> {
  const site = closedAfterTest(await startScriptedSwitch(write))
  site.records = records
  return site
}
async function openStack(sites: Readonly<Record<string, ScriptedSwitch>>, server: StackOptions['server'] = {}) {
  const sources = Object.fromEntries(Object.entries(sites).map(([name, site]) => [name, keysOf(site)]))
  const stack = await startStack({ vendors: [], clock: { nowMs: NOON }, server: { explain: true, ...server }, sources })
  return closedAfterTest(stack)
}
const statsOf = async (stack: Stack, by: readonly string[] = [], filter: object = DAY): Promise<Stats> =>
  (await dataOf<{ callStats: Stats }>(stack, STATS, { filter, by, zone: null })).callStats

test('beyond stats.maxRows the counts are those of the newest part that was read whole, and there are no ratios', async () => {
  const site = await openSwitch(evenly(9000))
  const stack = await openStack({ switch: site }, { stats: { maxRows: 3000 } })
  const stats = await statsOf(stack, ['ACCOUNT'])
  expect(stats).toMatchObject({ precision: 'AT_LEAST', asr: null, ner: null, acdSeconds: null })
  expect(stats.sources).toMatchObject([
    {
      status: 'PARTIAL',
      error: { code: 'TOO_LARGE', message: expect.stringContaining('3000 rows') },
      totalCount: null,
    },
  ])
  expect(stats.groups.every(({ asr, acdSeconds }) => asr === null && acdSeconds === null)).toBe(true)
  expect(stats.groups.reduce((sum, { attempts }) => sum + attempts, 0)).toBe(stats.attempts)
  expect(site.sent.records).toBeLessThan(3000 + 1000)
  // What was covered is all that there is in that part.
  const startedFrom = stats.coverage.from
  expect(startedFrom).not.toBe(null)
  const everything = evenly(9000)(Date.parse(startedFrom ?? ''), DAY_MS + LENGTH_MS)
  expect(stats.attempts).toBe(everything.length)
  expect(stats.attempts).toBeGreaterThan(2000)
  const answered = everything.filter(({ talkSeconds }) => talkSeconds > 0).length
  expect([stats.answered, stats.minutes]).toEqual([answered, answered])
  expect(stats.price).toMatchObject([{ amount: (answered / 1000).toFixed(3), currency: 'EUR' }])
})

test('stats.maxRows is for the whole operation, and not for each of its fields', async () => {
  const site = await openSwitch(evenly(2000))
  const stack = await openStack({ switch: site }, { stats: { maxRows: 3000 } })
  expect(await statsOf(stack)).toMatchObject({ attempts: 2000, precision: 'EXACT' })
  const document = `query ($filter: CallFilter!) {
    a: callStats(filter: $filter, groupBy: []) { precision attempts }
    b: callStats(filter: $filter, groupBy: [SOURCE]) { precision attempts }
  }`
  const { a, b } = await dataOf<Record<'a' | 'b', Stats>>(stack, document, { filter: DAY })
  expect([a.precision, b.precision]).toContain('AT_LEAST')
  expect(a.attempts + b.attempts).toBeLessThan(4000)
})

test('the limits of lists do not hold for them, and neither does the deadline of the request', async () => {
  const site = await openSwitch(evenly(5000))
  const limits = { records: 1000, lists: 1, vendorRequests: 2 }
  const stack = await openStack({ switch: site }, { limits, deadlineMs: 1, stats: { deadline: '10m' } })
  expect(await statsOf(stack, ['ACCOUNT'])).toMatchObject({ attempts: 5000, precision: 'EXACT' })
  expect(site.sent.answers).toBeGreaterThan(2)
})

test('the deadline of statistics ends them', async () => {
  const site = await openSwitch(evenly(100))
  const stack = await openStack({ switch: site }, { stats: { deadline: '1ms' } })
  // Answers only after the deadline.
  let stop = () => {}
  site.fate = () => new Promise((resolve) => void (stop = () => resolve(503)))
  const { errors } = await ask<unknown>(stack, STATS, { filter: DAY, by: [] })
  stop()
  expect(errors).toMatchObject([
    {
      extensions: {
        code: 'SOURCES_FAILED',
        sources: [{ error: { code: 'DEADLINE', message: expect.stringContaining('stats.deadline: 1 ms') } }],
      },
    },
  ])
})

test('a source that fails after a while gives what was read of it, and says from when on', async () => {
  const site = await openSwitch(evenly(9000))
  const stack = await openStack({ switch: site })
  site.fate = (answers) => (answers < 4 ? null : 503)
  const stats = await statsOf(stack, ['HOUR'])
  expect(stats).toMatchObject({ precision: 'AT_LEAST', asr: null, ner: null, acdSeconds: null })
  expect(stats.sources).toMatchObject([
    { status: 'PARTIAL', error: { code: 'UNAVAILABLE' }, totalCount: null, window: { from: stats.coverage.from } },
  ])
  const covered = evenly(9000)(Date.parse(stats.coverage.from ?? ''), DAY_MS + LENGTH_MS)
  expect(stats.attempts).toBe(covered.length)
  expect(stats.attempts).toBeGreaterThan(0)
})

test('a source that fails at once is missing, and is never a smaller number', async () => {
  const [well, ill] = [await openSwitch(evenly(300)), await openSwitch(evenly(600))]
  const stack = await openStack({ well, ill })
  ill.fate = () => 503
  const stats = await statsOf(stack, ['SOURCE'])
  expect(stats).toMatchObject({ attempts: 300, precision: 'AT_LEAST', asr: null, ner: null, acdSeconds: null })
  expect(stats.coverage).toMatchObject({ from: null, sources: [{ from: '2026-03-02T00:00:00.000Z' }, { from: null }] })
  expect(stats.sources).toMatchObject([
    { status: 'OK', totalCount: 300 },
    { status: 'FAILED', error: { code: 'UNAVAILABLE' }, totalCount: null },
  ])
  // The group of the other source does not depend on it.
  expect(stats.groups).toMatchObject([{ source: { name: 'well' }, attempts: 300, ner: 1, acdSeconds: 60 }])
  expect(stats.groups[0]?.asr).toBeCloseTo(1 / 3)
  well.fate = () => 503
  stack.clock.nowMs += 61_000
  const { errors } = await ask<unknown>(stack, STATS, { filter: DAY, by: [] })
  expect(errors).toMatchObject([{ extensions: { code: 'SOURCES_FAILED' } }])
})

test('a window that begins before what the switch keeps is partial', async () => {
  const site = await openSwitch(evenly(300))
  const stack = await openStack({ switch: site })
  const stats = await statsOf(stack, [], { ...DAY, startedFrom: '2020-01-01T00:00:00Z' })
  expect(stats).toMatchObject({ attempts: 300, precision: 'AT_LEAST', asr: null })
  expect(stats.sources).toMatchObject([{ status: 'PARTIAL', error: { code: 'UNSUPPORTED' } }])
  expect(stats.coverage.from).toBe('2025-03-02T12:00:00.000Z')
})

test('50 000 records are counted in flat memory, each read once, and another client is answered meanwhile', async () => {
  setFlagsFromString('--expose-gc')
  const collect: () => void = runInNewContext('gc')
  const count = 50_000
  const site = await openSwitch(evenly(count))
  const stack = await openStack({ switch: site })
  const used: number[] = []
  let polls = 0
  site.fate = async (answers) => {
    const poll = await stack.query('{ __typename }')
    if (poll.status === 200) polls++
    if (answers % 10 === 0) {
      collect()
      used.push(process.memoryUsage().heapUsed)
    }
    return null
  }
  const stats = await statsOf(stack, ['HOUR', 'ACCOUNT'])
  expect(stats).toMatchObject({ attempts: count, precision: 'EXACT' })
  expect(stats.groups).toHaveLength(240)
  expect(stats.groups.reduce((sum, { attempts }) => sum + attempts, 0)).toBe(count)
  expect(polls).toBe(site.sent.answers)
  expect(site.sent.records / count).toBeLessThan(1.1)
  expect(site.sent.answers).toBeLessThan(90)
  const steady = used.slice(1)
  expect(steady.length).toBeGreaterThan(4)
  // Only a rise counts: what earlier tests of the process have left may be collected meanwhile.
  const rises = steady.map((bytes, at) => bytes - Math.min(...steady.slice(0, at + 1)))
  // Decoded, the records take about 100 MB.
  expect(Math.max(...rises)).toBeLessThan(20e6)
}, 120_000)
