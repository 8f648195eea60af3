// One company graph composed of two subgraphs, and queries that run across both over HTTP.

import { getStitchedSchemaFromSupergraphSdl } from '@graphql-tools/federation'
import { assertCompositionSuccess, composeServices } from '@theguild/federation-composition'
import { type GraphQLSchema, graphql, parse } from 'graphql'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ask, type Subgraph, sdlOf, startCrm, startTrunkline, type Ticket, type Trunkline } from './subgraphs.js'

let trunkline: Trunkline
let crm: Subgraph
let company: GraphQLSchema
let tickets: readonly Ticket[] = []

beforeAll(async () => {
  ;[trunkline, crm] = await Promise.all([startTrunkline(), startCrm(() => tickets)])
  const composed = composeServices(
    await Promise.all(
      Object.entries({ trunkline, crm }).map(async ([name, { url }]) => ({
        name,
        url,
        typeDefs: parse(await sdlOf(url)),
      })),
    ),
  )
  assertCompositionSuccess(composed)
  company = getStitchedSchemaFromSupergraphSdl({ supergraphSdl: composed.supergraphSdl, batch: true })
})
afterAll(() => Promise.all([trunkline.close(), crm.close()]))

/** What is read of an answer by name; the rest is compared as a whole. */
interface Plain {
  readonly sessions: { readonly nodes: readonly { readonly id: string; readonly direction: string }[] }
}

const query = async (source: string) => {
  // A new context for each: the loaders between the graphs belong to it.
  const { data, errors } = await graphql({ schema: company, source, contextValue: {} })
  // graphql-js makes results without prototypes, which are not equal to literals.
  const plain: Plain = JSON.parse(JSON.stringify(data ?? null))
  return { data: plain, errors }
}

const SESSIONS = 'sessions(first: 3, sources: ["telecomx-demo"])'

interface Known {
  readonly id: string
  readonly nativeId: string
  readonly startedAt: string
}

/** Sessions as Trunkline itself returns them. */
async function someSessions(): Promise<readonly Known[]> {
  const { data } = await ask(trunkline.url, `{ ${SESSIONS} { nodes { id nativeId startedAt } } }`)
  const { sessions }: { sessions?: { nodes: readonly Known[] } } = data ?? {}
  return sessions?.nodes ?? []
}

test("another graph's fields are on Trunkline's records, in pages too", async () => {
  const { data, errors } = await query(`{
    ${SESSIONS} {
      nodes { id direction contract { number } }
      pageInfo { hasNextPage }
      sources { source { name } status }
    }
  }`)
  expect(errors).toBeUndefined()
  const { nodes } = data.sessions
  expect(nodes).toHaveLength(3)
  expect(data).toEqual({
    sessions: {
      nodes: nodes.map(({ id, direction }) => ({ id, direction, contract: { number: `contract of ${id}` } })),
      pageInfo: { hasNextPage: true },
      sources: [{ source: { name: 'telecomx-demo' }, status: 'OK' }],
    },
  })
})

test("Trunkline's fields are on another graph's references, and that graph's on them in turn", async () => {
  const [first, second] = await someSessions()
  if (first === undefined || second === undefined) throw new Error('there are no sessions')
  tickets = [
    { id: '1', text: 'Crackling', about: { id: first.id } },
    { id: '2', text: 'Cut off', about: { id: second.id } },
    { id: '3', text: 'No call at all' },
  ]
  const { data, errors } = await query(
    '{ tickets { text about { nativeId startedAt source { vendor } contract { number } } } }',
  )
  expect(errors).toBeUndefined()
  const keyOf = ({ id, nativeId, startedAt }: Known) => ({
    nativeId,
    startedAt,
    source: { vendor: 'telecomx' },
    contract: { number: `contract of ${id}` },
  })
  expect(data).toEqual({
    tickets: [
      { text: 'Crackling', about: keyOf(first) },
      { text: 'Cut off', about: keyOf(second) },
      { text: 'No call at all', about: null },
    ],
  })
})

test('customers and phone numbers are entities of both', async () => {
  const id = Buffer.from('u:telecomx-demo:C1').toString('base64url')
  tickets = [{ id: '1', text: 'Call back', reporter: { id }, callback: { number: '+4570305050' } }]
  const { data, errors } = await query(`{
    tickets { reporter { nativeId source { name } contract { number } } callback { number country label } }
    phoneNumber(number: "+4581808888") { country label }
  }`)
  expect(errors).toBeUndefined()
  expect(data).toEqual({
    tickets: [
      {
        reporter: { nativeId: 'C1', source: { name: 'telecomx-demo' }, contract: { number: `contract of ${id}` } },
        callback: { number: '+4570305050', country: 'DK', label: 'label of +4570305050' },
      },
    ],
    phoneNumber: { country: 'DK', label: 'label of +4581808888' },
  })
})

test('the same entity in many places costs one vendor request', async () => {
  const [session] = await someSessions()
  if (session === undefined) throw new Error('there are no sessions')
  tickets = Array.from({ length: 20 }, (_, n) => ({ id: String(n), text: '', about: { id: session.id } }))
  const received = () => trunkline.simulators.hosts['telecomx-demo']?.requests.length ?? 0
  const before = received()
  const { data, errors } = await query('{ tickets { about { startedAt } } }')
  expect(errors).toBeUndefined()
  expect(data).toEqual({ tickets: tickets.map(() => ({ about: { startedAt: session.startedAt } })) })
  expect(received() - before).toBe(1)
})

test("a vendor that is down does not affect the other graph's fields, and is reported by its code", async () => {
  const [session] = await someSessions()
  tickets = [{ id: '1', text: 'Crackling', about: { id: session?.id ?? '' } }]
  const host = trunkline.simulators.hosts['telecomx-demo']
  host?.setFaults({ down: true })
  const { data, errors } = await query('{ tickets { text about { startedAt contract { number } } } }').finally(() =>
    host?.setFaults({}),
  )
  expect(data).toEqual({
    tickets: [{ text: 'Crackling', about: { startedAt: null, contract: { number: `contract of ${session?.id}` } } }],
  })
  expect(errors?.map(({ extensions }) => extensions['code'])).toEqual(['UNREACHABLE'])
})
