import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { runs } from '../../support/runs.js'
import { type Stack, startStack } from '../../support/stack.js'
import { customersOf, type Known, type KnownList, ownsEnd, readWorld, SCOPE, seenBy, type World } from './seen-world.js'
import { askAs, type Viewer } from './viewers.js'

vi.mock('../../../src/access/gate.js', () => import('./viewers.js'))

// Whatever the rights: the answer is the administrator's, filtered. All viewers query one gateway, whose caches are warm with
// the answers of others.

const VENDORS = ['telecomx', 'portasip', 'mor', 'restcomm', 'portaone', 'twilio']
const SOURCES = VENDORS.map((vendor) => `${vendor}-demo`)
const LISTS: readonly KnownList[] = ['calls', 'sessions', 'activeCalls']
const FRESH = { freshness: { activeCalls: '1h', calls: '1h', sessions: '1h', sipAccounts: '1h' } }

let stack: Stack
let world: World
/** The ids of the calls that have ended. */
let ended: ReadonlySet<string>
beforeAll(async () => {
  stack = await startStack({
    vendors: VENDORS,
    server: { explain: true },
    overrides: Object.fromEntries(SOURCES.map((name) => [name, FRESH])),
  })
  world = await readWorld(stack)
  ended = await readEnded()
}, 60_000)
afterAll(() => stack.close())

async function readEnded(): Promise<ReadonlySet<string>> {
  const ids: string[] = []
  for (let after: string | null = null, more = true; more; ) {
    const { body } = await askAs(
      stack,
      null,
      'query ($after: String) { calls(first: 1000, after: $after) { nodes { id status } pageInfo { hasNextPage endCursor } } }',
      { after },
    )
    const { calls } = Object(body.data) as {
      readonly calls: {
        readonly nodes: readonly { readonly id: string; readonly status: string }[]
        readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null }
      }
    }
    for (const { id, status } of calls.nodes) if (!['QUEUED', 'RINGING', 'IN_PROGRESS'].includes(status)) ids.push(id)
    more = calls.pageInfo.hasNextPage
    after = calls.pageInfo.endCursor
  }
  return new Set(ids)
}

/** Rights over random sources: none, all, or some customers, including one that does not exist. */
const viewers = fc.record({
  scopes: fc.subarray(['calls:read', 'sessions:read', 'active:read', 'stats:read', 'trace:read'] as const, {
    minLength: 1,
  }),
  sources: fc
    .tuple(...SOURCES.map(() => fc.oneof(fc.constant('all' as const), fc.constant(null), fc.nat(9), fc.nat(9))))
    .chain((kinds) => fc.tuple(fc.constant(kinds), fc.array(fc.nat(9), { maxLength: 3 })))
    .map(([kinds, more]) => toSources(kinds, more)),
})

function toSources(kinds: readonly ('all' | number | null)[], more: readonly number[]): Viewer['sources'] {
  const entries = kinds.flatMap((kind, at) => {
    const name = SOURCES[at] ?? ''
    if (kind === null) return []
    const known = customersOf(world, name)
    const some = typeof kind === 'number' ? [kind, ...more].map((index) => known[index] ?? `nobody-${index}`) : 'all'
    return [[name, some] as const]
  })
  return Object.fromEntries(entries)
}

const FIELDS: Readonly<Record<KnownList, string>> = {
  calls: 'id',
  sessions: 'id sourceCustomer { nativeId } destinationCustomer { nativeId } sourcePeer destinationPeer',
  activeCalls: 'id customer { nativeId } mor { userId destinationUserId providerId }',
}
const pageOf = (list: KnownList) => `query($first: Int, $after: String, $last: Int, $before: String) {
  page: ${list}(first: $first, after: $after, last: $last, before: $before) {
    nodes { ${FIELDS[list]} } total { count precision } pageInfo { hasNextPage hasPreviousPage endCursor startCursor }
  } }`

interface Node {
  readonly id: string
  readonly sourceCustomer?: { readonly nativeId: string } | null
  readonly destinationCustomer?: { readonly nativeId: string } | null
  readonly sourcePeer?: string | null
  readonly destinationPeer?: string | null
  readonly customer?: { readonly nativeId: string } | null
  readonly mor?: { readonly [name: string]: string | null } | null
}
interface Page {
  readonly nodes: readonly Node[]
  readonly total: { readonly count: number | null; readonly precision: string }
  readonly pageInfo: {
    readonly hasNextPage: boolean
    readonly hasPreviousPage: boolean
    readonly endCursor: string | null
    readonly startCursor: string | null
  }
}

async function pageAs(viewer: Viewer | null, list: KnownList, variables: object): Promise<Page> {
  const { body } = await askAs(stack, viewer, pageOf(list), variables)
  expect(body.errors).toBeUndefined()
  return (Object(body.data) as { readonly page: Page }).page
}

/** A record shows the ends that belong to the viewer, and nothing of the other end. */
function checkEnds(viewer: Viewer, known: Known, node: Node): void {
  const shown = (customer: string | null) => (ownsEnd(viewer, known, customer) ? customer : null)
  if (node.sourceCustomer !== undefined) {
    expect(node.sourceCustomer?.nativeId ?? null).toBe(shown(known.from))
    expect(node.destinationCustomer?.nativeId ?? null).toBe(shown(known.to))
    if (!ownsEnd(viewer, known, known.from)) expect(node.sourcePeer).toBeNull()
    if (!ownsEnd(viewer, known, known.to)) expect(node.destinationPeer).toBeNull()
  }
  if (node.customer !== undefined) expect(node.customer?.nativeId ?? null).toBe(shown(known.from))
  if (node.mor !== undefined && node.mor !== null) {
    expect(node.mor['destinationUserId']).toBe(shown(known.to))
    if (viewer.sources[known.source] !== 'all') expect(node.mor['providerId']).toBeNull()
  }
}

/** A viewer without the right to a field on any source is refused. */
async function isRefused(viewer: Viewer, scope: Viewer['scopes'][number], document: string): Promise<boolean> {
  if (viewer.scopes.includes(scope) && Object.keys(viewer.sources).length > 0) return false
  const { body } = await askAs(stack, viewer, document)
  expect(body.data ?? null).toBeNull()
  expect(body.errors?.map(({ extensions }) => extensions?.['code'])).toEqual(['FORBIDDEN'])
  return true
}

async function checkList(viewer: Viewer, list: KnownList, size: number, forward: boolean): Promise<void> {
  if (await isRefused(viewer, SCOPE[list], pageOf(list))) return
  const expected = seenBy(viewer, world, list)
  const byId = new Map(expected.map((known) => [known.id, known]))
  const walked: Node[] = []
  let cursor: string | null = null
  for (let pages = 0; pages < 400; pages++) {
    const page: Page = await pageAs(
      viewer,
      list,
      forward ? { first: size, after: cursor } : { last: size, before: cursor },
    )
    const { count, precision } = page.total
    if (precision === 'EXACT') expect(count).toBe(expected.length)
    else expect(count ?? 0).toBeLessThanOrEqual(expected.length)
    if (forward) walked.push(...page.nodes)
    else walked.unshift(...page.nodes)
    const { hasNextPage, hasPreviousPage, endCursor, startCursor } = page.pageInfo
    if (!(forward ? hasNextPage : hasPreviousPage)) break
    cursor = forward ? endCursor : startCursor
  }
  expect(walked.map(({ id }) => id)).toEqual(expected.map(({ id }) => id))
  for (const node of walked) {
    const known = byId.get(node.id)
    if (known !== undefined) checkEnds(viewer, known, node)
  }
}

/** Systems that cannot fetch one record of a call. */
const LISTS_CALLS_ONLY = ['mor-demo', 'portaone-demo']

async function checkNodes(viewer: Viewer, ids: readonly string[]): Promise<void> {
  const visible = new Set(LISTS.flatMap((list) => seenBy(viewer, world, list)).map(({ id }) => id))
  const configured = ids.filter((id) => {
    const known = LISTS.flatMap((list) => world[list]).find((record) => record.id === id)
    const canBeFetched = !(LISTS_CALLS_ONLY.includes(known?.source ?? '') && world.calls.some((call) => call.id === id))
    return canBeFetched && known !== undefined && viewer.sources[known.source] !== undefined
  })
  const { body } = await askAs(stack, viewer, 'query($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids: configured })
  expect(body.errors ?? []).toEqual([])
  const { nodes } = Object(body.data) as { readonly nodes: readonly (Named | null)[] }
  expect(nodes.map((node) => node?.id ?? null)).toEqual(configured.map((id) => (visible.has(id) ? id : null)))
}
interface Named {
  readonly id: string
}

const STATS =
  '{ activeCallStats(groupBy: [CUSTOMER]) { total groups { customer { nativeId } source { name } total } } }'

async function checkStats(viewer: Viewer): Promise<void> {
  if (await isRefused(viewer, 'stats:read', STATS)) return
  const seen = seenBy({ ...viewer, scopes: [SCOPE.activeCalls] }, world, 'activeCalls')
  const { body } = await askAs(stack, viewer, STATS)
  const stats = (Object(body.data) as { readonly activeCallStats: null | Stats }).activeCallStats
  if (stats === null) throw new Error('statistics are counted or refused')
  expect(stats.total).toBe(seen.length)
  const groups = Map.groupBy(seen, (known) => {
    const customer = ownsEnd(viewer, known, known.from) ? known.from : null
    return JSON.stringify([known.source, customer])
  })
  expect(
    Object.fromEntries(
      stats.groups.map((g) => [JSON.stringify([g.source.name, g.customer?.nativeId ?? null]), g.total]),
    ),
  ).toEqual(Object.fromEntries([...groups].map(([key, all]) => [key, all.length])))
}
const CALL_STATS = `{ callStats(filter: { startedFrom: "2025-01-01T00:00:00Z", startedTo: "2027-01-01T00:00:00Z" }, groupBy: [SOURCE]) {
  attempts groups { source { name } attempts } } }`

/** The calls of the records that a viewer sees and that have ended. */
async function checkCallStats(viewer: Viewer): Promise<void> {
  if (await isRefused(viewer, 'stats:read', CALL_STATS)) return
  const seen = seenBy({ ...viewer, scopes: [SCOPE.calls] }, world, 'calls').filter(({ id }) => ended.has(id))
  const { body } = await askAs(stack, viewer, CALL_STATS)
  const stats = (Object(body.data) as { readonly callStats: null | CallStats }).callStats
  if (stats === null) throw new Error('statistics are counted or refused')
  const groups = Map.groupBy(seen, ({ source }) => source)
  expect(stats.attempts).toBe(seen.length)
  expect(Object.fromEntries(stats.groups.map(({ source, attempts }) => [source.name, attempts]))).toEqual(
    Object.fromEntries([...groups].map(([name, all]) => [name, all.length])),
  )
}
interface CallStats {
  readonly attempts: number
  readonly groups: readonly { readonly source: { readonly name: string }; readonly attempts: number }[]
}

interface Stats {
  readonly total: number
  readonly groups: readonly {
    readonly customer: { readonly nativeId: string } | null
    readonly source: { readonly name: string }
    readonly total: number
  }[]
}

describe('the answer to a viewer', () => {
  test('is the administrator’s answer, filtered: lists, pages, totals, nodes and counts, over warm caches', async () => {
    const operation = fc.oneof(
      fc.record({
        kind: fc.constant('list' as const),
        list: fc.constantFrom(...LISTS),
        size: fc.constantFrom(3, 7, 40, 1000),
        forward: fc.boolean(),
      }),
      fc.record({ kind: fc.constant('nodes' as const), from: fc.nat(200), count: fc.integer({ min: 1, max: 12 }) }),
      fc.record({ kind: fc.constant('stats' as const) }),
    )
    const every = LISTS.flatMap((list) => world[list])
    await fc.assert(
      fc.asyncProperty(viewers, fc.array(operation, { minLength: 1, maxLength: 3 }), async (viewer, operations) => {
        for (const asked of operations) {
          if (asked.kind === 'list') await checkList(viewer, asked.list, asked.size, asked.forward)
          else if (asked.kind === 'stats') {
            await checkStats(viewer)
            await checkCallStats(viewer)
          } else
            await checkNodes(
              viewer,
              every.slice(asked.from % every.length, (asked.from % every.length) + asked.count).map(({ id }) => id),
            )
        }
      }),
      { numRuns: runs(40), seed: 7 },
    )
  }, 120_000)
})
