// The last counts of calls and accounts.

import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { scrape } from '../../support/scrape.js'
import { NOON, type Stack, startStack } from '../../support/stack.js'

describe('calls in progress, by state', () => {
  let stack: Stack
  beforeEach(async () => {
    stack = await startStack()
  })
  afterEach(() => stack.close())

  const ALL = '{ activeCalls(first: 1000) { totalCount nodes { state source { name } } } }'
  const NONE = { SETUP: 0, RINGING: 0, CONNECTED: 0, DISCONNECTING: 0, ENDED: 0, UNKNOWN: 0 }
  const vendorRequests = () => Object.values(stack.hosts).reduce((sum, { requests }) => sum + requests.length, 0)

  /** The records of the graph itself, counted by hand. */
  async function countByHand(): Promise<Record<string, Record<string, number>>> {
    const { body } = await stack.query(ALL)
    const counts: Record<string, Record<string, number>> = {}
    for (const { state, source } of nodesOf(body.data)) {
      const ofSource = (counts[source.name] ??= { ...NONE })
      ofSource[state] = (ofSource[state] ?? 0) + 1
    }
    return counts
  }

  test('are those of the lists that clients requested; no requests are sent for the metrics', async () => {
    const counts = await countByHand()
    expect(Object.keys(counts).sort()).toEqual(['mor-demo', 'portasip-demo', 'restcomm-demo', 'telecomx-demo'])
    const asked = vendorRequests()
    const { by, value } = await scrape(stack.url)
    for (const [source, states] of Object.entries(counts)) {
      expect(by('state', 'trunkline_active_calls', { source }), source).toEqual(states)
      expect(value('trunkline_active_calls_seen_timestamp_seconds', { source })).toBe(NOON / 1000)
    }
    expect(vendorRequests()).toBe(asked)
  })

  test('are there only when a list was seen', async () => {
    const { samples } = await scrape(stack.url)
    expect(samples.filter(({ name }) => /active_calls|sip_accounts|list_records/.test(name))).toEqual([])
  })

  test('are not those of a filtered list, nor of a page', async () => {
    await countByHand()
    const before = (await scrape(stack.url)).by('state', 'trunkline_active_calls', { source: 'telecomx-demo' })
    stack.clock.nowMs += 60_000
    await stack.query('{ activeCalls(first: 1000, filter: { caller: "+4570305050" }) { nodes { id } } }')
    await stack.query('{ activeCalls(sources: ["telecomx-demo"], first: 1) { nodes { id } } }')
    const { by, value } = await scrape(stack.url)
    expect(by('state', 'trunkline_active_calls', { source: 'telecomx-demo' })).toEqual(before)
    expect(value('trunkline_active_calls_seen_timestamp_seconds', { source: 'telecomx-demo' })).toBe(NOON / 1000)
  })

  test('are the latest', async () => {
    await countByHand()
    await scrape(stack.url)
    stack.clock.nowMs += 120_000
    const counts = await countByHand()
    const { by, value } = await scrape(stack.url)
    expect(by('state', 'trunkline_active_calls', { source: 'mor-demo' })).toEqual(counts['mor-demo'])
    expect(value('trunkline_active_calls_seen_timestamp_seconds', { source: 'mor-demo' })).toBe(NOON / 1000 + 120)
  })

  test('are seen as well when calls are counted', async () => {
    await stack.query('{ activeCallStats { total } }')
    const { by } = await scrape(stack.url)
    const total = Object.values(by('state', 'trunkline_active_calls', { source: 'mor-demo' })).reduce(
      (a, b) => a + b,
      0,
    )
    const { body } = await stack.query('{ activeCalls(sources: ["mor-demo"], first: 1) { totalCount } }')
    expect(body.data).toEqual({ activeCalls: { totalCount: total } })
  })
})

describe('other records', () => {
  let stack: Stack
  beforeEach(async () => {
    stack = await startStack({ vendors: ['telecomx'], server: { scopes: ['sip:credentials'] } })
  })
  afterEach(() => stack.close())
  const SOURCE = { source: 'telecomx-demo' }

  test.each(['status', 'status password'])(
    'are SIP accounts by status, when their whole list was read with %s',
    async (fields) => {
      const { body } = await stack.query(`{ sipAccounts(first: 1000) { nodes { ${fields} } } }`)
      const counts: Record<string, number> = { ON: 0, OFF: 0, UNKNOWN: 0 }
      for (const { status } of accountsOf(body.data)) counts[status] = (counts[status] ?? 0) + 1
      expect(Object.values(counts).filter((count) => count > 0).length).toBeGreaterThan(1)
      const { by, value } = await scrape(stack.url)
      expect(by('status', 'trunkline_sip_accounts', SOURCE)).toEqual(counts)
      expect(value('trunkline_sip_accounts_seen_timestamp_seconds', SOURCE)).toBe(NOON / 1000)
    },
  )

  test('are the lengths of their lists, whatever page was requested', async () => {
    const { body } = await stack.query('{ sipAccounts(first: 1) { totalCount } sessions(first: 1) { totalCount } }')
    await stack.query('{ sipAccounts(first: 1, filter: { up: true }) { totalCount } }')
    const { value, by } = await scrape(stack.url)
    const { sipAccounts, sessions } = totalsOf(body.data)
    expect(by('list', 'trunkline_list_records', SOURCE)).toEqual({ sipAccounts, sessions })
    expect(value('trunkline_list_records_seen_timestamp_seconds', { ...SOURCE, list: 'sessions' })).toBe(NOON / 1000)
    expect(by('status', 'trunkline_sip_accounts', SOURCE)).toEqual({})
  })

  test('do not go back when an older list replaces one that cannot be read', async () => {
    const short = '{ sipAccounts(first: 1) { totalCount sources { stale } } }'
    await stack.query(short)
    stack.clock.nowMs += 1000
    await stack.query('{ sipAccounts(first: 5) { totalCount nodes { id } } }')
    stack.hosts['telecomx-demo']?.setFaults({ errorRate: 1 })
    expect((await stack.query(short)).body.data).toMatchObject({ sipAccounts: { sources: [{ stale: true }] } })
    const { value } = await scrape(stack.url)
    const seen = value('trunkline_list_records_seen_timestamp_seconds', { ...SOURCE, list: 'sipAccounts' })
    expect(seen).toBe(NOON / 1000 + 1)
  })
})

interface Connection<Node> {
  readonly nodes: readonly Node[]
}
type CallNode = { readonly state: string; readonly source: { readonly name: string } }
const nodesOf = (data: unknown): readonly CallNode[] =>
  (data as { activeCalls: Connection<CallNode> }).activeCalls.nodes
const accountsOf = (data: unknown): readonly { readonly status: string }[] =>
  (data as { sipAccounts: Connection<{ status: string }> }).sipAccounts.nodes
function totalsOf(data: unknown): { readonly sipAccounts: number; readonly sessions: number } {
  const { sipAccounts, sessions } = data as Record<'sipAccounts' | 'sessions', { totalCount: number }>
  return { sipAccounts: sipAccounts.totalCount, sessions: sessions.totalCount }
}
