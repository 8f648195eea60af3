// The operations of the query guide, asked over the demo as its readers ask them: by the desks, by Grafana, by Prometheus.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sampleOperations } from '../../../src/gateway/sample-operations.js'
import { readFromRoot } from '../../guards/readme-blocks.js'
import { fences } from '../../guards/readme-markdown.js'
import { scrape } from '../../support/scrape.js'
import { type Stack, startStack } from '../../support/stack.js'

let demo: Stack
beforeAll(async () => {
  demo = await startStack({ world: null })
})
afterAll(() => demo?.close())

const guide = readFromRoot('docs/query-guide.md')

/** The data of one of the desks' questions. */
async function answerTo<Data>(name: string): Promise<Data> {
  const { query = '', variables } = sampleOperations.find((operation) => operation.name === name) ?? {}
  expect(guide).toContain(query)
  const { text } = await demo.query(query, variables)
  const { data, errors }: { readonly data: Data; readonly errors?: unknown } = JSON.parse(text)
  expect(errors).toBeUndefined()
  return data
}

interface Named {
  readonly name: string
}
interface Seen {
  readonly source: Named
  readonly direction?: string
  readonly status?: string
  readonly durationSeconds: number | null
  readonly caller: { readonly number: string }
  readonly callee: { readonly number: string; readonly phoneNumber?: { readonly country: string | null } | null }
}
interface List {
  readonly nodes: readonly Seen[]
  readonly sources: readonly { readonly source: Named; readonly status: string }[]
}
const okOf = ({ sources }: Pick<List, 'sources'>): readonly string[] =>
  sources.flatMap(({ source, status }) => (status === 'OK' ? [source.name] : []))

test('the wallboard counts every call in progress, and shows the longest', async () => {
  const { activeCallStats, activeCalls } = await answerTo<{
    activeCallStats: {
      total: number
      connected: number
      distinctCalls: number
      groups: readonly { source: Named; total: number }[]
    }
    activeCalls: List
  }>('Wallboard')
  const { total, connected, distinctCalls, groups } = activeCallStats
  const { text } = await demo.query('{ activeCalls(first: 0) { totalCount } }')
  expect(JSON.parse(text)).toEqual({ data: { activeCalls: { totalCount: total } } })
  expect(total).toBeGreaterThan(200)
  expect(groups.reduce((sum, group) => sum + group.total, 0)).toBe(total)
  expect(new Set(groups.map(({ source }) => source.name)).size).toBe(Object.keys(demo.hosts).length)
  expect(connected).toBeLessThan(total)
  expect(distinctCalls).toBeLessThan(total)
  // Some systems count in whole seconds: the order is that of them.
  const seconds = activeCalls.nodes.map(({ durationSeconds }) => Math.floor(durationSeconds ?? 0))
  expect(seconds).toHaveLength(20)
  expect(seconds).toEqual(seconds.toSorted((a, b) => b - a))
})

test('the support desk sees the calls and accounts of a number, on every system that knows it', async () => {
  const { phoneNumber } = await answerTo<{
    phoneNumber: {
      readonly number: string
      readonly activeCalls: List
      readonly sessions: List
      readonly calls: List
      readonly sipAccounts: { readonly nodes: readonly { readonly numbers: readonly string[] }[] }
    }
  }>('Support desk')
  const { number, activeCalls, sessions, calls, sipAccounts } = phoneNumber
  const digits = number.slice('+45'.length)
  for (const { nodes } of [activeCalls, sessions, calls]) {
    expect(nodes.length).toBeGreaterThan(0)
    for (const { caller, callee } of nodes) expect(`${caller.number} ${callee.number}`).toContain(digits)
  }
  expect([activeCalls, sessions, calls].map((list) => okOf(list).length)).toEqual([4, 1, 4])
  expect(sipAccounts.nodes.flatMap(({ numbers }) => numbers).join()).toContain(digits)
})

test('the fraud desk sees long calls, calls abroad, and what was blocked', async () => {
  const { long, countries, international, blocked } = await answerTo<{
    long: List
    countries: { readonly groups: readonly { readonly country: string | null; readonly total: number }[] }
    international: List
    blocked: List
  }>('Fraud desk')
  expect(long.nodes.length).toBeGreaterThan(5)
  for (const { durationSeconds } of long.nodes) expect(durationSeconds).toBeGreaterThanOrEqual(600)
  expect(international.nodes).toHaveLength(20)
  for (const { callee } of international.nodes) expect(callee.phoneNumber?.country).toMatch(/^(?!DK)[A-Z]{2}$/)
  expect(blocked.nodes.length).toBeGreaterThan(5)
  for (const { status } of blocked.nodes) expect(status).toBe('BLOCKED')
  expect(countries.groups.map(({ country }) => country)).toEqual(expect.arrayContaining(['DK', 'GB']))
  for (const list of [international, blocked])
    expect(okOf(list)).toEqual(['mor-demo', 'portasip-demo', 'restcomm-demo', 'telecomx-demo'])
})

interface Counted {
  readonly attempts: number
  readonly minutes: number | null
  readonly price?: readonly { readonly amount: string; readonly currency: string | null }[]
}
interface CallStats extends Counted {
  readonly precision: string
  readonly groups: readonly (Counted & {
    readonly source: Named
    readonly hour?: string
    readonly country?: string | null
    readonly carrier?: string | null
  })[]
  readonly margin?: readonly { readonly amount: string; readonly calls: number }[]
}

test('the fraud desk sees what calls cost, by country, account and hour', async () => {
  const { callStats } = await answerTo<{ callStats: CallStats }>('Costly countries')
  const { groups } = callStats
  expect(groups.length).toBeGreaterThan(5)
  for (const { hour } of groups) expect(hour).toMatch(/:00:00\.000Z$/)
  expect(groups.map(({ country }) => country)).toEqual(expect.arrayContaining(['DK', 'GB']))
  expect(new Set(groups.map(({ source }) => source.name)).size).toBe(4)
  expect(groups.some(({ price = [] }) => price.length > 0)).toBe(true)
})

test('the growth of each account against the hour before', async () => {
  const { now, before } = await answerTo<{ now: CallStats; before: CallStats }>('Growth')
  expect(now.attempts).toBeGreaterThan(100)
  for (const { attempts, groups } of [now, before])
    expect(groups.reduce((sum, group) => sum + group.attempts, 0)).toBe(attempts)
})

test('the margins of each carrier', async () => {
  const { callStats } = await answerTo<{ callStats: CallStats }>('Margins')
  expect(callStats.margin?.[0]?.calls).toBeGreaterThan(10)
  expect(callStats.groups.some(({ carrier }) => carrier === 'carrier-a')).toBe(true)
})

describe('the panel of Grafana', () => {
  const [panel = ''] = fences(guide, 'graphql').filter((text) => text.includes('${__from}'))

  /** As Grafana puts the times of a dashboard into a text. */
  const between = (text: string, fromMs: number, toMs: number): string => {
    const times: Readonly<Record<string, string>> = {
      '${__from}': String(fromMs),
      '${__to}': String(toMs),
      '${__from:date:iso}': new Date(fromMs).toISOString(),
      '${__to:date:iso}': new Date(toMs).toISOString(),
    }
    return text.replaceAll(/\$\{__[^}]+\}/g, (name) => times[name] ?? name)
  }

  interface Flat {
    readonly startedAt: string
    readonly source: Named
    readonly caller: { readonly number: string | null }
  }
  /** What the Infinity data source sends, and the rows at its root selector. */
  async function rowsOf(query: string, rootSelector: string): Promise<readonly Flat[]> {
    const response = await fetch(`${demo.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json;q=0.9,text/plain',
        'user-agent': 'Grafana',
      },
      body: JSON.stringify({ query, variables: {} }),
    })
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/json; charset=utf-8'])
    return rootSelector
      .split('.')
      .reduce<unknown>((value, key) => Object(value)[key], await response.json()) as readonly Flat[]
  }
  const selector = /Root selector: (\S+)/.exec(panel)?.[1] ?? ''

  test('has up to a thousand flat rows', async () => {
    const rows = await rowsOf(between(panel, 0, demo.clock.nowMs), selector)
    expect(rows).toHaveLength(1000)
    for (const row of rows)
      expect(row).toMatchObject({
        startedAt: expect.any(String),
        source: { name: expect.any(String) },
        caller: { number: expect.any(String) },
      })
  })

  test('has the rows of the time that the dashboard shows, however the times are written', async () => {
    const [fromMs, toMs] = [demo.clock.nowMs - 600_000, demo.clock.nowMs - 120_000]
    const ways = [
      panel,
      panel.replace('${__from}', '"${__from}"'),
      panel.replace('${__from}', '"${__from:date:iso}"').replace('"${__to:date:iso}"', '${__to}'),
    ]
    expect(new Set(ways).size).toBe(3)
    const [rows = [], ...others] = await Promise.all(ways.map((way) => rowsOf(between(way, fromMs, toMs), selector)))
    expect(rows.length).toBeGreaterThan(50)
    expect(rows.length).toBeLessThan(1000)
    for (const { startedAt } of rows) {
      expect(Date.parse(startedAt)).toBeGreaterThanOrEqual(fromMs)
      expect(Date.parse(startedAt)).toBeLessThan(toMs)
    }
    for (const other of others) expect(other).toEqual(rows)
  })

  test('and the root selectors that the guide names lead to lists', async () => {
    const stats = '{ activeCallStats(groupBy: [SOURCE]) { groups { source { name } total } } }'
    expect((await rowsOf(stats, 'data.activeCallStats.groups')).length).toBe(4)
    expect(
      (await rowsOf('{ calls(first: 1) { sources { source { name } status } } }', 'data.calls.sources')).length,
    ).toBe(4)
    expect(guide).toContain('`data.activeCallStats.groups`')
    expect(guide).toContain('`data.calls.sources`')
  })
})

test('collections shows who owes money, and which system has no balances', async () => {
  const { customers } = await answerTo<{
    customers: Omit<List, 'nodes'> & {
      nodes: readonly { balance: { amount: { amount: string; currency: string } } }[]
    }
  }>('Collections')
  expect(customers.nodes.length).toBeGreaterThan(5)
  expect(
    customers.nodes.filter(({ balance: { amount } }) => !/^-.* EUR$/.test(`${amount.amount} ${amount.currency}`)),
  ).toEqual([])
  expect(okOf(customers)).toEqual(['mor-demo', 'portasip-demo'])
})

test('what Prometheus is asked for in the documents is there, with those labels', async () => {
  await answerTo('Wallboard')
  const { samples } = await scrape(demo.url)
  const [expressions = ''] = fences(readFromRoot('docs/operations.md'), 'promql')
  const asked = [...expressions.matchAll(/sum by \(([^)]+)\) \((?:rate\()?(\w+)/g)]
  expect(asked).toHaveLength(3)
  for (const [, labels = '', name] of asked) {
    const ofName = samples.filter((sample) => sample.name === name)
    expect(ofName.length, name).toBeGreaterThan(3)
    for (const sample of ofName) expect(Object.keys(sample.labels)).toEqual(expect.arrayContaining(labels.split(', ')))
  }
})
