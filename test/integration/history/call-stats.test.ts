// Statistics of calls that have ended, over HTTP: the formulas, the window, the groups and what is left out.

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { ask, dataOf, wrongArgumentOf } from '../../support/ask.js'
import { type Stack, startStack } from '../../support/stack.js'
import { keysOf, type ScriptedSwitch, type SwitchRecord, startScriptedSwitch } from './scripted-switch.js'
import { STATS, type Stats } from './stats-query.js'

const NOON = Date.UTC(2026, 2, 3, 12)
const HOUR_MS = 3_600_000

let site: ScriptedSwitch
let stack: Stack
let records: SwitchRecord[] = []
beforeAll(async () => {
  site = await startScriptedSwitch()
  stack = await startStack({ vendors: [], clock: { nowMs: NOON }, sources: { switch: keysOf(site) } })
})
afterAll(async () => {
  await stack?.close()
  await site?.close()
})
beforeEach(() => {
  records = []
  site.fate = () => null
  site.records = (fromMs, toMs) => records.filter(({ setUpMs }) => setUpMs >= fromMs && setUpMs < toMs)
  site.sent.answers = 0
  site.sent.records = 0
  // Longer than a circuit stays open.
  stack.clock.nowMs += 61_000
})

const DAY = { startedFrom: '2026-03-02T00:00:00Z', startedTo: '2026-03-03T00:00:00Z' }
const DAY_MS = Date.parse(DAY.startedFrom)
const statsOf = async (by: readonly string[] = [], filter: object = {}, zone: string | null = null): Promise<Stats> =>
  (await dataOf<{ callStats: Stats }>(stack, STATS, { filter: { ...DAY, ...filter }, by, zone })).callStats

/** Ten attempts (facts, section I): four answered, 486 twice, 480, 603, 487 and 503. */
const oracle = (cancelledRang: boolean): SwitchRecord[] => {
  const answered = [60, 120, 30, 90].map((talkSeconds) => ({ talkSeconds, result: 0 }))
  const failed = [486, 486, 480, 603, 487, 503].map((result) => ({ talkSeconds: 0, result }))
  return [...answered, ...failed].map((call, id) => ({
    id,
    setUpMs: DAY_MS + id * HOUR_MS,
    ...call,
    rang: call.result !== 487 || cancelledRang,
  }))
}

const answeredAt = (id: number, setUpMs: number, more: Partial<SwitchRecord> = {}): SwitchRecord => ({
  id,
  setUpMs,
  talkSeconds: 60,
  result: 0,
  ...more,
})
const amounts = (sums: readonly { readonly amount: string; readonly currency: string | null }[]) =>
  sums.map(({ amount, currency }) => [amount, currency])

describe('ten attempts', () => {
  test('have the ratios that were computed by hand', async () => {
    records = oracle(false)
    expect(await statsOf()).toMatchObject({
      attempts: 10,
      answered: 4,
      asr: 0.4,
      ner: 0.8,
      acdSeconds: 75,
      minutes: 5,
      billedMinutes: 5,
      precision: 'EXACT',
      coverage: { from: '2026-03-02T00:00:00.000Z', to: '2026-03-03T00:00:00.000Z', rowsRead: 10 },
      groups: [],
      sources: [{ source: { name: 'switch' }, status: 'OK', totalCount: 10 }],
    })
  })

  test('reach one more party if the call that was given up had rung', async () => {
    records = oracle(true)
    expect(await statsOf()).toMatchObject({ attempts: 10, asr: 0.4, ner: 0.9 })
  })

  test('have the same ratios in the group of their account', async () => {
    records = oracle(false)
    const { groups } = await statsOf(['ACCOUNT'])
    expect(groups).toMatchObject([{ accountId: '3', attempts: 10, asr: 0.4, ner: 0.8, acdSeconds: 75, minutes: 5 }])
  })

  test('report 24: without the cause of each call there is no NER, and it is neither the ASR nor 0', async () => {
    records = oracle(false).map((record) => (record.result === 503 ? { ...record, result: null } : record))
    expect(await statsOf()).toMatchObject({ attempts: 10, asr: 0.4, ner: null, acdSeconds: 75 })
  })

  test('have no ratios of attempts under a condition about the outcome', async () => {
    records = oracle(false)
    const byOutcome = await statsOf([], { status: ['COMPLETED'] })
    expect(byOutcome).toMatchObject({
      attempts: 4,
      answered: 4,
      asr: null,
      ner: null,
      acdSeconds: 75,
      precision: 'EXACT',
    })
    const byType = await statsOf(['SOURCE'], { portasip: { type: 'NON_ZERO' } })
    expect(byType.groups).toMatchObject([{ asr: null, ner: null }])
  })
})

test('without a call there is no ratio, and there are no minutes and no money', async () => {
  expect(await statsOf(['HOUR'])).toMatchObject({
    attempts: 0,
    answered: 0,
    asr: null,
    ner: null,
    acdSeconds: null,
    minutes: 0,
    price: [],
    precision: 'EXACT',
    groups: [],
  })
  records = [answeredAt(1, DAY_MS, { talkSeconds: 0, result: 486 })]
  expect(await statsOf()).toMatchObject({ attempts: 1, answered: 0, asr: 0, ner: 1, acdSeconds: null, minutes: 0 })
})

describe('money', () => {
  test('is summed with all of its digits, for each currency by itself', async () => {
    records = [
      answeredAt(1, DAY_MS, { cost: '1.01234567890123456788', currency: 'EUR' }),
      answeredAt(2, DAY_MS + 1000, { cost: '0.00000000000000000001', currency: 'EUR' }),
      answeredAt(3, DAY_MS + 2000, { cost: '1e-05', currency: 'USD' }),
      answeredAt(4, DAY_MS + 3000, { cost: '-0.10', currency: 'USD' }),
      answeredAt(5, DAY_MS + 4000, { cost: '9007199254740993', currency: 'SEK' }),
      answeredAt(6, DAY_MS + 5000, { cost: '' }),
    ]
    const { price, cost, margin } = await statsOf()
    expect(price).toEqual([
      { amount: '1.01234567890123456789', currency: 'EUR', calls: 2, source: null },
      { amount: '9007199254740993', currency: 'SEK', calls: 1, source: null },
      { amount: '-0.09999', currency: 'USD', calls: 2, source: null },
    ])
    expect([cost, margin]).toEqual([[], []])
  })

  test('without a currency is summed, and says of which source it is', async () => {
    records = [answeredAt(1, DAY_MS, { cost: '0.5' }), answeredAt(2, DAY_MS, { cost: '0.25' })]
    expect((await statsOf()).price).toEqual([{ amount: '0.75', currency: null, calls: 2, source: { name: 'switch' } }])
  })
})

describe('groups', () => {
  test('are of accounts, the largest first', async () => {
    records = [1, 2, 2, 3, 3, 3].map((accountId, id) => answeredAt(id, DAY_MS + id, { accountId, cost: '0.1' }))
    const { groups } = await statsOf(['ACCOUNT'])
    expect(
      groups.map(({ source, accountId, attempts, price }) => [source?.name, accountId, attempts, amounts(price)]),
    ).toEqual([
      ['switch', '3', 3, [['0.3', null]]],
      ['switch', '2', 2, [['0.2', null]]],
      ['switch', '1', 1, [['0.1', null]]],
    ])
  })

  test('are of several things together', async () => {
    const [uk, dk] = [{ callee: '442079460189' }, { callee: '4570305006', country: 'DENMARK', description: 'Proper' }]
    records = [
      answeredAt(1, DAY_MS + 1000, uk),
      answeredAt(2, DAY_MS + HOUR_MS, uk),
      answeredAt(3, DAY_MS + HOUR_MS, dk),
      answeredAt(4, DAY_MS + HOUR_MS + 1000, { ...dk, accountId: 4 }),
      answeredAt(5, DAY_MS + HOUR_MS + 2000, { ...dk, accountId: 4 }),
    ]
    const { groups } = await statsOf(['COUNTRY', 'ACCOUNT', 'HOUR', 'DAY'])
    expect(
      groups.map(({ country, accountId, hour, day, attempts }) => [country, accountId, hour, day, attempts]).toSorted(),
    ).toEqual([
      ['DK', '3', '2026-03-02T01:00:00.000Z', '2026-03-02', 1],
      ['DK', '4', '2026-03-02T01:00:00.000Z', '2026-03-02', 2],
      ['GB', '3', '2026-03-02T00:00:00.000Z', '2026-03-02', 1],
      ['GB', '3', '2026-03-02T01:00:00.000Z', '2026-03-02', 1],
    ])
    expect(groups[0]?.hour).toBe('2026-03-02T00:00:00.000Z')
    const { groups: byDestination } = await statsOf(['DESTINATION'])
    expect(byDestination.map(({ destination, attempts }) => [destination, attempts])).toEqual([
      [{ country: 'DENMARK', description: 'Proper' }, 3],
      [{ country: 'UNITED KINGDOM', description: 'London' }, 2],
    ])
  })

  test('are of causes, and of carriers', async () => {
    records = [...oracle(false), { id: 11, setUpMs: DAY_MS, talkSeconds: 0, result: -20, vendor: 'carrier-a' }]
    const { groups } = await statsOf(['DISCONNECT_CAUSE'])
    const ofCause = (code: number) => groups.find(({ disconnectCause }) => disconnectCause?.code === code)
    expect(ofCause(486)).toMatchObject({ attempts: 2, disconnectCause: { system: 'SIP', code: 486, text: null } })
    expect(ofCause(-20)).toMatchObject({ attempts: 1, disconnectCause: { system: 'VENDOR', code: -20, text: '-20' } })
    const { groups: carriers } = await statsOf(['CARRIER'])
    expect(carriers.map(({ carrier, attempts }) => [carrier, attempts])).toEqual([
      [null, 10],
      ['carrier-a', 1],
    ])
  })

  test('of days are those of the zone of the query', async () => {
    records = [answeredAt(1, DAY_MS + 22.5 * HOUR_MS), answeredAt(2, DAY_MS + 23.5 * HOUR_MS), answeredAt(3, DAY_MS)]
    const days = async (zone: string | null) =>
      (await statsOf(['DAY'], {}, zone)).groups.map(({ day, attempts }) => [day, attempts])
    expect(await days(null)).toEqual([['2026-03-02', 3]])
    expect(await days('Europe/Copenhagen')).toEqual([
      ['2026-03-02', 2],
      ['2026-03-03', 1],
    ])
    expect(await days('-00:30')).toEqual([
      ['2026-03-01', 1],
      ['2026-03-02', 2],
    ])
  })

  test('of hours: an hour that the clock shows twice is two hours, and the day has both', async () => {
    const change = Date.UTC(2025, 9, 26, 1)
    records = [-30, -1, 1, 30, 61].map((minutes, id) => answeredAt(id, change + minutes * 60_000))
    const night = { startedFrom: '2025-10-25T22:00:00Z', startedTo: '2025-10-26T23:00:00Z' }
    const { groups } = await statsOf(['HOUR', 'DAY'], night, 'europe/copenhagen')
    expect(groups.map(({ hour, day, attempts }) => [hour, day, attempts])).toEqual([
      ['2025-10-26T00:00:00.000Z', '2025-10-26', 2],
      ['2025-10-26T01:00:00.000Z', '2025-10-26', 2],
      ['2025-10-26T02:00:00.000Z', '2025-10-26', 1],
    ])
  })

  test('are refused when there are more than anybody reads', async () => {
    site.records = (fromMs, toMs) =>
      Array.from({ length: 10_001 }, (_, id) => answeredAt(id, DAY_MS + id * 8000, { accountId: id + 1 })).filter(
        ({ setUpMs }) => setUpMs >= fromMs && setUpMs < toMs,
      )
    const { errors } = await ask<unknown>(stack, STATS, { filter: DAY, by: ['ACCOUNT'] })
    expect(errors).toMatchObject([
      {
        message: expect.stringContaining('10000 groups'),
        extensions: { code: 'OPERATION_TOO_COSTLY', limit: 'groups' },
      },
    ])
    expect(await statsOf(['HOUR'])).toMatchObject({ attempts: 10_001, precision: 'EXACT' })
  })
})

describe('arguments', () => {
  const wrong = (filter: object, zone?: string) => wrongArgumentOf(stack, STATS, { filter, by: [], zone })

  test('need both ends of the window, in their order', async () => {
    expect(await wrong({ startedTo: DAY.startedTo })).toBe('filter.startedFrom')
    expect(await wrong({ startedFrom: DAY.startedFrom })).toBe('filter.startedTo')
    expect(await wrong({ startedFrom: DAY.startedTo, startedTo: DAY.startedFrom })).toBe('filter.startedTo')
    expect(await wrong({ startedFrom: DAY.startedTo, startedTo: DAY.startedTo })).toBe('filter.startedTo')
  })

  test.each(['Europe/Nowhere', '', 'x+01:00', 'constructor', '+25:00'])('refuse the time zone %j', async (zone) => {
    expect(await wrong(DAY, zone)).toBe('timeZone')
    expect(site.sent.answers).toBe(0)
  })

  test('of a customer who is not there count nothing, and read nothing where the switch could not know him', async () => {
    records = oracle(false)
    expect(await statsOf([], { accountId: '999999' })).toMatchObject({ attempts: 0, precision: 'EXACT' })
    const { errors } = await ask<unknown>(stack, STATS, { filter: { ...DAY, accountId: 'office' }, by: [] })
    expect(errors).toMatchObject([{ extensions: { code: 'SOURCES_FAILED' } }])
  })
})

test('a second reading reads again: answers of statistics are not kept', async () => {
  records = oracle(false)
  await statsOf()
  const { answers } = site.sent
  expect(answers).toBeGreaterThan(0)
  await statsOf()
  expect(site.sent.answers).toBeGreaterThan(answers)
})

test('the window before this one is another field of the same operation', async () => {
  records = oracle(false)
  const document = `query ($last: CallFilter!, $before: CallFilter!) {
    last: callStats(filter: $last, groupBy: []) { attempts answered }
    before: callStats(filter: $before, groupBy: []) { attempts answered }
  }`
  const half = '2026-03-02T04:00:00Z'
  const data = await dataOf(stack, document, {
    last: { ...DAY, startedFrom: half },
    before: { ...DAY, startedTo: half },
  })
  expect(data).toEqual({ last: { attempts: 6, answered: 0 }, before: { attempts: 4, answered: 4 } })
})
