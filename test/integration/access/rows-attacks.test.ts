import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type GraphAnswer, type Stack, startStack } from '../../support/stack.js'
import { customersOf, type Known, owns, readWorld, seenBy, type World } from './seen-world.js'
import { askAs, EVERY_SCOPE, type Viewer } from './viewers.js'

vi.mock('../../../src/access/gate.js', () => import('./viewers.js'))

// Attacks of one tenant on the rows of another, over HTTP. Each runs twice, as the second answer takes another path, on
// lists that the administrator and the other tenant have just read.

const TELECOMX = 'telecomx-demo'
const SWITCH = 'portasip-demo'
const FRESH = { freshness: { activeCalls: '1h', calls: '1h', sessions: '1h', sipAccounts: '1h' } }

let stack: Stack
let world: World
let acme: Viewer
let other: Viewer
let foreign: Known
let foreignLive: Known

const must = <Value>(value: Value | undefined): Value => {
  if (value === undefined) throw new Error('the world has no such record: choose another seed')
  return value
}

beforeAll(async () => {
  stack = await startStack({
    server: { explain: true },
    overrides: { [TELECOMX]: FRESH, [SWITCH]: FRESH, 'mor-demo': FRESH },
  })
  world = await readWorld(stack)
  const tenant = (at: number): Viewer => ({
    scopes: EVERY_SCOPE,
    sources: Object.fromEntries([TELECOMX, SWITCH].map((name) => [name, [must(customersOf(world, name)[at])]])),
  })
  acme = tenant(0)
  other = tenant(1)
  const isForeign = (known: Known) => owns(other, known) && !owns(acme, known)
  foreign = must(world.sessions.find(isForeign))
  foreignLive = must(world.activeCalls.find((known) => known.source === SWITCH && isForeign(known)))
  await askAs(stack, other, '{ sessions(first: 100) { nodes { id } } activeCalls(first: 100) { nodes { id } } }')
}, 60_000)
afterAll(() => stack.close())

/** The two answers; they must be equal except for ages. */
async function twice(
  viewer: Viewer | null,
  document: string,
  variables: object = {},
  headers = {},
): Promise<GraphAnswer> {
  const first = await askAs(stack, viewer, document, variables, headers)
  const second = await askAs(stack, viewer, document, variables, headers)
  const plain = ({ body }: GraphAnswer) => JSON.stringify(body).replaceAll(/"milliseconds":[\d.]+|"answer":"\w+"/g, '')
  expect(plain(second)).toBe(plain(first))
  return second
}
const dataOf = ({ body }: GraphAnswer): Record<string, never> => Object(body.data)
const sentTo = (name: string) => must(stack.hosts[name]).requests.length

describe('ids', () => {
  test('of another tenant’s session, call and account: null, like an id that nobody has', async () => {
    const absent = Buffer.from(`s:${TELECOMX}:no-such-call@192.0.2.1`).toString('base64url')
    const one = await twice(acme, 'query($id: ID!) { node(id: $id) { id } }', { id: foreign.id })
    const none = await twice(acme, 'query($id: ID!) { node(id: $id) { id } }', { id: absent })
    expect(one.text).toBe(none.text)
    expect(dataOf(one)).toEqual({ node: null })
  })

  test('of another tenant’s call in progress, on a list that is warm: null', async () => {
    const { body } = await twice(acme, 'query($ids: [ID!]!) { nodes(ids: $ids) { id } }', {
      ids: [foreignLive.id, foreign.id],
    })
    expect(body).toEqual({ data: { nodes: [null, null] } })
  })

  test('as references of another graph: null', async () => {
    const representations = [
      { __typename: 'Session', id: foreign.id },
      { __typename: 'ActiveCall', id: foreignLive.id },
      { __typename: 'Customer', id: customerId(TELECOMX, must(other.sources[TELECOMX])[0] ?? '') },
    ]
    const { body } = await twice(
      acme,
      'query($r: [_Any!]!) { _entities(representations: $r) { ... on Session { id } ... on ActiveCall { id } ... on Customer { id } } }',
      { r: representations },
    )
    expect(body).toEqual({ data: { _entities: [null, null, null] } })
  })

  test('of another tenant as a customer: null by its id and by its name', async () => {
    const nativeId = must(other.sources[TELECOMX])[0] ?? ''
    const { body } = await twice(
      acme,
      'query($id: ID!, $nativeId: String!, $source: String!) { node(id: $id) { id } customer(source: $source, nativeId: $nativeId) { id } }',
      { id: customerId(TELECOMX, nativeId), nativeId, source: TELECOMX },
    )
    expect(body).toEqual({ data: { node: null, customer: null } })
  })
})

const customerId = (source: string, nativeId: string) => Buffer.from(`u:${source}:${nativeId}`).toString('base64url')

describe('filters', () => {
  test('by another tenant’s customer id: nothing, and nothing is requested from the vendor', async () => {
    const before = [TELECOMX, SWITCH].map(sentTo)
    const { body } = await twice(
      acme,
      'query($t: String!, $s: String!) { sessions(filter: { customerId: $t }) { nodes { id } totalCount } activeCalls(filter: { customerId: $s }) { nodes { id } totalCount } }',
      { t: must(other.sources[TELECOMX])[0], s: must(other.sources[SWITCH])[0] },
    )
    expect(body).toEqual({
      data: { sessions: { nodes: [], totalCount: 0 }, activeCalls: { nodes: [], totalCount: 0 } },
    })
    expect([TELECOMX, SWITCH].map(sentTo)).toEqual(before)
  })

  test('by a hidden route of the switch: the source cannot filter so', async () => {
    const answer = await twice(
      acme,
      `{ activeCalls(sources: ["${SWITCH}"], filter: { portasip: { connectionId: 1 } }) { nodes { id } sources { status } } }`,
    )
    expect(dataOf(answer)).toEqual({ activeCalls: { nodes: [], sources: [{ status: 'UNSUPPORTED' }] } })
  })

  test('by a number: only the tenant’s own calls from and to it', async () => {
    const { body } = await askAs(
      stack,
      null,
      'query($id: ID!) { node(id: $id) { ... on Session { caller { e164 } callee { e164 } } } }',
      { id: foreign.id },
    )
    const { node } = Object(body.data) as { node: { caller: { e164: string | null }; callee: { e164: string | null } } }
    const number = must([node.callee.e164, node.caller.e164].find((e164) => e164 !== null) ?? undefined)
    const found = await twice(
      acme,
      'query($n: String!) { phoneNumber(number: $n) { sessions(first: 1000) { nodes { id } } } sessions(first: 1000, filter: { number: $n }) { nodes { id } } }',
      { n: number },
    )
    const own = new Set(seenBy(acme, world, 'sessions').map(({ id }) => id))
    expect(found.text).not.toContain(foreign.id)
    const { sessions } = Object(found.body.data) as { sessions: { nodes: readonly { id: string }[] } }
    expect(sessions.nodes.every(({ id }) => own.has(id))).toBe(true)
  })
})

describe('cursors', () => {
  const PAGE = `query($after: String) { sessions(first: 2, after: $after, sources: ["${TELECOMX}"]) { pageInfo { endCursor } nodes { id } } }`
  test.each(['administrator', 'other tenant'])('of the %s: refused like a forged one', async (whose) => {
    const page = await askAs(stack, whose === 'administrator' ? null : other, PAGE)
    const { sessions } = Object(page.body.data) as { sessions: { pageInfo: { endCursor: string } } }
    const { body } = await twice(acme, PAGE, { after: sessions.pageInfo.endCursor })
    expect(body.data).toEqual({ sessions: null })
    expect(body.errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT' })
  })

  test('of a tenant: they contain no native ids', async () => {
    const page = await askAs(stack, acme, PAGE)
    const { sessions } = Object(page.body.data) as { sessions: { pageInfo: { endCursor: string } } }
    const text = Buffer.from(sessions.pageInfo.endCursor, 'base64url').toString('latin1')
    expect(world.sessions.filter(({ nativeId }) => text.includes(nativeId))).toEqual([])
  })
})

describe('traces and links', () => {
  test('the trace of another tenant’s call: no record, as for a Call-ID that nobody has', async () => {
    const trace =
      'query($id: String!) { callTrace(sipCallId: $id) { records { id } sources { status totalCount requests error { code } } } }'
    const found = await twice(acme, trace, { id: foreign.nativeId })
    const absent = await twice(acme, trace, { id: 'nobody-has-this@192.0.2.1' })
    expect(dataOf(found)).toEqual(dataOf(absent))
    expect(dataOf(found)).toMatchObject({ callTrace: { records: [] } })
  })

  test('an own session that a foreign customer has a part in: the other party is hidden, also from links', async () => {
    const shared = world.sessions.find((known) => known.from !== null && known.to !== null && known.from !== known.to)
    const { source, from, to, id } = must(shared)
    const viewer: Viewer = { scopes: EVERY_SCOPE, sources: { [source]: [from ?? ''] } }
    const answer = await twice(
      viewer,
      'query($id: ID!) { node(id: $id) { ... on Session { sourceCustomer { nativeId } destinationCustomer { nativeId sessions { nodes { id } } } destinationPeer destinationIp trace { records { id ... on Session { destinationCustomer { nativeId } } } } } } }',
      { id },
    )
    expect(answer.body.data).toMatchObject({
      node: {
        sourceCustomer: { nativeId: from },
        destinationCustomer: null,
        destinationPeer: null,
        destinationIp: null,
      },
    })
    expect(answer.text).not.toContain(to ?? 'nobody')
  })
})

describe('counts, reports and plans', () => {
  test('statistics by account and customer: of the tenant’s own calls only', async () => {
    const answer = await twice(
      acme,
      '{ a: activeCallStats(groupBy: [ACCOUNT]) { groups { total } } c: activeCallStats(groupBy: [CUSTOMER]) { total groups { customer { nativeId } total } } }',
    )
    const { a, c } = Object(answer.body.data) as {
      a: { groups: readonly { total: number }[] }
      c: { total: number; groups: readonly { customer: { nativeId: string } | null }[] }
    }
    const own = seenBy(acme, world, 'activeCalls').length
    expect(c.total).toBe(own)
    expect(a.groups.reduce((sum, { total }) => sum + total, 0)).toBe(own)
    const mine = Object.values(acme.sources).flat()
    expect(c.groups.flatMap(({ customer }) => customer?.nativeId ?? []).every((id) => mine.includes(id))).toBe(true)
  })

  test('reports of sources: no requests, no totals of others, and no source that is not the tenant’s', async () => {
    const answer = await twice(
      acme,
      '{ activeCalls(first: 1) { total { count } sources { source { name } totalCount requests } } sources { name } }',
    )
    const { activeCalls, sources } = Object(answer.body.data) as {
      activeCalls: { sources: readonly { source: { name: string }; totalCount: number | null; requests: number }[] }
      sources: readonly { name: string }[]
    }
    expect(sources.map(({ name }) => name)).toEqual([TELECOMX, SWITCH])
    expect(activeCalls.sources.map(({ source }) => source.name)).toEqual([SWITCH, TELECOMX])
    expect(activeCalls.sources.every(({ requests }) => requests === 0)).toBe(true)
    const own = (name: string) => seenBy(acme, world, 'activeCalls').filter(({ source }) => source === name).length
    for (const { source, totalCount } of activeCalls.sources)
      if (totalCount !== null) expect(totalCount).toBe(own(source.name))
  })

  test('explain: no requests and no number of rows that are hidden', async () => {
    const answer = await askAs(
      stack,
      acme,
      '{ activeCalls(first: 1000) { nodes { id } } }',
      {},
      { 'x-trunkline-explain': '1' },
    )
    const plans = Reflect.get(Object(Reflect.get(answer.body, 'extensions')), 'plan') as
      | readonly { sources: readonly { requests: readonly unknown[]; rowsRead: number; rowsKept: number }[] }[]
      | undefined
    for (const { requests, rowsRead, rowsKept } of must(plans).flatMap(({ sources }) => sources)) {
      expect(requests).toEqual([])
      expect(rowsRead).toBe(rowsKept)
    }
  })

  test('errors: a source without rights is unknown in the same words as one that does not exist', async () => {
    const ask = (name: string) => twice(acme, `{ activeCalls(sources: ["${name}"]) { nodes { id } } }`)
    const [hidden, unknown] = [await ask('mor-demo'), await ask('no-such-source')]
    expect(hidden.text.replaceAll('mor-demo', 'X')).toBe(unknown.text.replaceAll('no-such-source', 'X'))
  })
})

describe('sharing', () => {
  const LIST = '{ activeCalls(first: 1000) { nodes { id } } }'
  const idsOf = ({ body }: GraphAnswer) =>
    (Object(body.data) as { activeCalls: { nodes: readonly { id: string }[] } }).activeCalls.nodes.map(({ id }) => id)
  const expected = (viewer: Viewer) => seenBy(viewer, world, 'activeCalls').map(({ id }) => id)

  test('concurrent queries of the administrator and both tenants for one list: each gets its own answer', async () => {
    const asked = [null, acme, other, null, other, acme, acme]
    const answers = await Promise.all(asked.map((viewer) => askAs(stack, viewer, LIST)))
    for (const [at, viewer] of asked.entries())
      expect(idsOf(must(answers[at]))).toEqual(
        viewer === null ? world.activeCalls.map(({ id }) => id) : expected(viewer),
      )
  })

  test('one vendor request serves all viewers of a list that is returned whole', async () => {
    const before = sentTo(SWITCH)
    for (const viewer of [acme, other, null])
      await askAs(stack, viewer, `{ activeCalls(sources: ["${SWITCH}"]) { nodes { id state } } }`)
    expect(sentTo(SWITCH)).toBe(before)
  })
})

describe('SIP accounts', () => {
  test('of a tenant: its own only, with their owner, in either form', async () => {
    const nativeId = must(acme.sources[TELECOMX])[0] ?? ''
    const answer = await twice(
      acme,
      '{ sipAccounts(first: 100) { nodes { id name customer { nativeId } } } names: sipAccounts(first: 100) { nodes { id ratePlan { name } } } }',
    )
    const { sipAccounts, names } = Object(answer.body.data) as {
      sipAccounts: { nodes: readonly { id: string; customer: { nativeId: string } }[] }
      names: { nodes: readonly { id: string; ratePlan: { name: string | null } | null }[] }
    }
    expect(sipAccounts.nodes.length).toBeGreaterThan(0)
    expect(sipAccounts.nodes.every(({ customer }) => customer.nativeId === nativeId)).toBe(true)
    expect(names.nodes.map(({ id }) => id)).toEqual(sipAccounts.nodes.map(({ id }) => id))
    expect(names.nodes.every(({ ratePlan }) => ratePlan?.name !== null)).toBe(true)
  })
})
