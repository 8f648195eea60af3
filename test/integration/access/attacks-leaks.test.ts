// A tenant with an API key sends everything that the schema allows, and the raw answers are searched for everything that belongs
// to others: each text that the administrator reads in records of others, and in none of the tenant's own.

import fc from 'fast-check'
import { type GraphQLNamedType, getNamedType, isInterfaceType, isLeafType, isObjectType } from 'graphql'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildGraphSchema } from '../../../src/graphql/schema/build-schema.js'
import { runs } from '../../support/runs.js'
import { type GraphAnswer, type Stack, startStack } from '../../support/stack.js'
import { keyedPrincipals } from '../control/keyed-principals.js'
import { hostileOperation } from '../cost/hostile-operations.js'

const schema = buildGraphSchema()
const LISTS = ['calls', 'sessions', 'activeCalls', 'sipAccounts'] as const
const FRESH = { freshness: { activeCalls: '1h', calls: '1h', sessions: '1h', sipAccounts: '1h' } }
const GRANTED = ['telecomx-demo', 'portasip-demo', 'mor-demo']
const EVERYTHING = ['*:read', 'costs:read', 'trace:read', 'explain']

/** Every leaf of a type, and of the objects in it that are not lists; of an interface what all its types have. */
function leavesOf(type: GraphQLNamedType, levels: number): string {
  if (!isObjectType(type) && !isInterfaceType(type)) return ''
  const fields = Object.values(type.getFields()).flatMap((field) => {
    const inner = getNamedType(field.type)
    if (field.name === 'password' || field.args.length > 0 || field.name === 'trace' || isRecord(inner)) return []
    if (isLeafType(inner)) return [field.name]
    return levels > 0 ? [`${field.name} ${leavesOf(inner, levels - 1)}`] : []
  })
  return `{ __typename ${fields.join(' ')} }`
}
/** Records are linked by the generated operations: here each would be one more request. */
const isRecord = ({ name }: GraphQLNamedType) => ['Session', 'Call', 'ActiveCall', 'SipAccount'].includes(name)
const recordOf = (list: (typeof LISTS)[number]): string => {
  const type = { calls: 'Call', sessions: 'Session', activeCalls: 'ActiveCall', sipAccounts: 'SipAccount' }[list]
  const named = schema.getType(type)
  if (named === undefined) throw new Error(`there is no ${type}`)
  return leavesOf(named, 1)
}

interface Parts {
  readonly access: object
  readonly ask: ReturnType<typeof keyedPrincipals<'admin' | 'acme'>>['ask']
}
type Json = Readonly<Record<string, unknown>>

let stack: Stack
let ask: Parts['ask']
/** What the administrator reads in records of others only. */
let foreign: ReadonlySet<string>
let foreignRecords: readonly Json[]
let ownRecords: readonly Json[]
let sessions: ReadonlyMap<string, Json> = new Map()
let customers: Readonly<Record<string, string>>

const textsIn = (value: unknown): readonly string[] => {
  if (typeof value === 'string') return value.length >= 6 && /\d/.test(value) ? [value] : []
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : []
}
const objectAt = (value: unknown, name: string): Json => Object(Reflect.get(Object(value), name))

async function readAll(as: 'admin' | 'acme'): Promise<readonly Json[]> {
  const records: Json[] = []
  for (const list of LISTS) {
    records.push(...nodesOf(await ask(stack, as, `{ ${list}(first: 1000) { nodes ${recordOf(list)} } }`), list))
  }
  return records
}
const nodesOf = ({ body }: GraphAnswer, list: string): readonly Json[] => {
  expect(body.errors ?? []).toEqual([])
  return (Object(body.data) as Record<string, { readonly nodes: readonly Json[] }>)[list]?.nodes ?? []
}
const valueOf = (record: Json, name: string): unknown => record[name]
const sourceOf = (record: Json) => String(valueOf(Object(valueOf(record, 'source')), 'name'))

/** Some calls are sessions as well, and only these name both customers. */
const sessionOf = (record: Json) =>
  record['__typename'] !== 'Session' ? sessions.get(`${sourceOf(record)} ${valueOf(record, 'nativeId')}`) : undefined

/** The customers that a record names, by its own fields or those of its session. */
function ownersOf(found: Json): readonly unknown[] {
  const record = sessionOf(found) ?? found
  const of = ['customer', 'sourceCustomer', 'destinationCustomer'].map((name) =>
    valueOf(Object(valueOf(record, name)), 'nativeId'),
  )
  const mor = Object(valueOf(record, 'mor'))
  return [...of, valueOf(mor, 'userId'), valueOf(mor, 'destinationUserId')].filter((id) => typeof id === 'string')
}

const PARTIES = { sourceCustomer: /^(source[A-Z]|user|customer$|accountId$)/, destinationCustomer: /^destination/ }

/** The fields of an own record that concern the tenant, or those that concern the other party only. */
function partOf(record: Json, isShown: boolean): Json {
  const session = sessionOf(record) ?? record
  const isOthers = Object.entries(PARTIES).flatMap(([party, fields]) => {
    const id = valueOf(Object(valueOf(session, party)), 'nativeId')
    return session['__typename'] === 'Session' && id !== customers[sourceOf(record)] ? [fields] : []
  })
  return Object.fromEntries(
    Object.entries(record).filter(([name]) => isOthers.some((fields) => fields.test(name)) !== isShown),
  )
}

beforeAll(async () => {
  // Which customers there are is read before the tenant is configured.
  const probe = keyedPrincipals(
    { admin: { role: 'admin' } },
    { roles: { admin: { scopes: EVERYTHING, sources: { '*': 'all' } } } },
  )
  const first = await startStack({ access: probe.access })
  customers = {}
  for (const source of GRANTED) {
    const answer = await probe.ask(
      first,
      'admin',
      `{ activeCalls(first: 1000, sources: ["${source}"]) { nodes ${recordOf('activeCalls')} } }`,
    )
    const counts = new Map<string, number>()
    for (const record of nodesOf(answer, 'activeCalls'))
      for (const id of ownersOf(record)) counts.set(String(id), (counts.get(String(id)) ?? 0) + 1)
    customers = { ...customers, [source]: [...counts].sort(([, a], [, b]) => b - a)[0]?.[0] ?? '' }
  }
  await first.close()
  const { access, ask: askAs } = keyedPrincipals(
    { admin: { role: 'admin' }, acme: { role: 'tenant', tenant: 'acme' } },
    {
      roles: { admin: { scopes: EVERYTHING, sources: { '*': 'all' } }, tenant: { scopes: EVERYTHING } },
      tenants: {
        acme: Object.fromEntries(Object.entries(customers).map(([source, id]) => [source, { customers: [id] }])),
      },
    },
  )
  ask = askAs
  stack = await startStack({
    access,
    overrides: Object.fromEntries([...GRANTED, 'restcomm-demo'].map((name) => [name, FRESH])),
  })
  const all = await readAll('admin')
  sessions = new Map(
    all.flatMap((record) =>
      record['__typename'] === 'Session' ? [[`${sourceOf(record)} ${valueOf(record, 'nativeId')}`, record]] : [],
    ),
  )
  const own = await readAll('acme')
  const ownIds = new Set(own.map((record) => valueOf(record, 'id')))
  ownRecords = all.filter((record) => ownIds.has(valueOf(record, 'id')))
  foreignRecords = all.filter((record) => !ownIds.has(valueOf(record, 'id')))
  const [shown, hidden] = [
    ownRecords.map((record) => partOf(record, true)),
    ownRecords.map((record) => partOf(record, false)),
  ]
  const ownTexts = new Set(shown.flatMap(textsIn))
  const others = [...foreignRecords, ...hidden].flatMap(textsIn)
  foreign = new Set(others.filter((text) => !ownTexts.has(text) && Number.isNaN(Date.parse(text))))
}, 120_000)
afterAll(() => stack?.close())

/** As a value; ids, which are long, also within other texts. */
const holds = (answer: string, text: string) => answer.includes(text.length < 14 ? `"${text}"` : text)

/** Sends an operation three times, so that it is compiled, kept and shared, and searches what comes back. */
async function search(query: string, variables: Json = {}): Promise<GraphAnswer> {
  const sent = `${query} ${JSON.stringify(variables)}`
  let last: GraphAnswer | null = null
  for (let time = 0; time < 3; time++) {
    if (time === 1) await ask(stack, 'admin', query, variables)
    last = await ask(stack, 'acme', query, variables)
    const { text: answer } = last
    const found = [...foreign].filter((text) => holds(answer, text) && !sent.includes(text))
    expect(found, `${sent}\n${last.text.slice(0, 400)}`).toEqual([])
  }
  if (last === null) throw new Error('nothing was sent')
  return last
}

test('the tenant sees just the records that name its customers, and many records do not', () => {
  expect(ownRecords.length).toBeGreaterThan(20)
  expect(foreign.size).toBeGreaterThan(500)
  for (const record of ownRecords)
    expect(ownersOf(record), JSON.stringify(record)).toContain(customers[sourceOf(record)])
  const isOwn = (record: Json) => ownersOf(record).includes(customers[sourceOf(record)])
  expect(foreignRecords.filter((record) => isOwn(record) && valueOf(record, '__typename') !== 'SipAccount')).toEqual([])
})

test('extensions.cost: the number of requests is reported to the administrator, not to the tenant', async () => {
  for (let time = 0; time < 2; time++) {
    const spent = async (who: 'admin' | 'acme') => {
      const { text } = await ask(stack, who, '{ calls(first: 3) { nodes { id } } }', {}, { 'x-trunkline-cost': '1' })
      return objectAt(objectAt(objectAt(JSON.parse(text), 'extensions'), 'cost'), 'actual')
    }
    expect(Object.keys(await spent('admin'))).toContain('vendorRequests')
    expect(Object.keys(await spent('acme')).sort()).toEqual(['bytes', 'cost', 'lists', 'records'])
  }
})

describe('no text of another tenant is in the answers to', () => {
  test('every list, in every order, from both ends, with every leaf, totals and reports', async () => {
    const REPORT = `total { count precision } totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      edges { cursor } sources ${leavesOf(getNamedType(schema.getType('SourceReport') ?? fail()), 2)}`
    for (const list of LISTS)
      for (const page of ['first: 5', 'last: 5', 'first: 1000', 'first: 0'])
        await search(`{ ${list}(${page}) { nodes ${recordOf(list)} ${REPORT} } }`)
    for (const order of ['NEWEST_FIRST', 'OLDEST_FIRST', 'LONGEST_FIRST', 'SHORTEST_FIRST'])
      await search(`{ activeCalls(first: 50, orderBy: ${order}) { nodes ${recordOf('activeCalls')} ${REPORT} } }`)
  })

  test('every root field about the records of others: node, nodes, entities, traces, numbers, customers', async () => {
    const sample = foreignRecords.filter((_, at) => at % Math.ceil(foreignRecords.length / runs(60)) === 0)
    for (const record of sample) {
      const id = String(valueOf(record, 'id'))
      const typename = String(record['__typename'])
      const any = `{ id ... on CallRecord ${leavesOf(schema.getType('CallRecord') ?? fail(), 1)} }`
      const one = await search(`query($id: ID!) { node(id: $id) ${any} nodes(ids: [$id]) ${any} }`, { id })
      expect(one.body.data).toEqual(GRANTED.includes(sourceOf(record)) ? { node: null, nodes: [null] } : null)
      const entity = await search(
        `query($r: [_Any!]!) { _entities(representations: $r) { ... on ${typename} { id source { name } } } }`,
        { r: [{ __typename: typename, id }] },
      )
      expect(objectAt(entity.body, 'data')).toEqual(entity.body.data === null ? {} : { _entities: [null] })
      for (const owner of ownersOf(record))
        await search(
          `query($s: String!, $c: String!) { customer(source: $s, nativeId: $c) ${leavesOf(schema.getType('Customer') ?? fail(), 0)}
            sessions(filter: { customerId: $c }) { nodes ${recordOf('sessions')} }
            activeCalls(filter: { customerId: $c }) { nodes ${recordOf('activeCalls')} }
            sipAccounts(filter: { customerId: $c }) { nodes ${recordOf('sipAccounts')} } }`,
          { s: sourceOf(record), c: owner },
        )
      const sipCallId = valueOf(record, 'sipCallId') ?? valueOf(record, 'nativeId')
      await search(
        `query($c: String!) { callTrace(sipCallId: $c) { records ${leavesOf(schema.getType('CallRecord') ?? fail(), 1)} sources { status totalCount requests } } }`,
        { c: sipCallId },
      )
    }
  })

  test('numbers of others, also as numbers that are linked', async () => {
    const numbers = [...foreign].filter((text) => /^\+\d{8,}$/.test(text)).slice(0, runs(40))
    expect(numbers.length).toBeGreaterThan(10)
    for (const number of numbers)
      await search(
        `query($n: String!) { phoneNumber(number: $n) { country sessions(first: 50) { nodes ${recordOf('sessions')} totalCount } calls(first: 50) { nodes ${recordOf('calls')} }
          activeCalls(first: 50) { nodes ${recordOf('activeCalls')} } sipAccounts(first: 50) { nodes ${recordOf('sipAccounts')} } }
          sessions(filter: { number: $n }) { nodes ${recordOf('sessions')} totalCount } }`,
        { n: number },
      )
  })

  test('statistics by everything', async () => {
    const groups = ['ACCOUNT', 'CUSTOMER', 'SOURCE', 'STATE', 'DIRECTION', 'COUNTRY']
    for (const group of groups)
      await search(
        `{ activeCallStats(groupBy: [${group}]) ${leavesOf(schema.getType('ActiveCallStats') ?? fail(), 3)} }`,
      )
    const window = '{ startedFrom: "2026-01-01T00:00:00Z", startedTo: "2027-01-01T00:00:00Z" }'
    for (const group of [
      'ACCOUNT',
      'CUSTOMER',
      'SOURCE',
      'HOUR',
      'COUNTRY',
      'DESTINATION',
      'DISCONNECT_CAUSE',
      'CARRIER',
    ])
      await search(
        `{ callStats(filter: ${window}, groupBy: [${group}]) ${leavesOf(schema.getType('CallStats') ?? fail(), 3)} }`,
      )
  })

  test('operations that are generated from the schema', async () => {
    const references = [...foreignRecords, ...ownRecords].map((record) => ({
      __typename: String(record['__typename']),
      id: String(valueOf(record, 'id')),
    }))
    const one = async ({ query, variables }: { query: string; variables: Json }) =>
      void (await search(query, variables))
    await fc.assert(fc.asyncProperty(hostileOperation(schema, references), one), { numRuns: runs(60) })
  }, 240_000)
})

function fail(): never {
  throw new Error('the schema has no such type')
}
