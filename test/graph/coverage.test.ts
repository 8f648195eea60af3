// The proof that nothing is left out: for each name in the vendors' documents, one test over real HTTP, that the value
// which the vendor sent arrives where the list of documents says, or that the argument arrives at the vendor.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ArgumentReach, DocumentedName, MechanicsReach } from './documents/entry.js'
import { documents } from './documents.js'
import { toQuery, valueAt } from './path-query.js'
import type { SentRow } from './scripted/answers.js'
import { isField, richRow } from './scripted/rich-rows.js'
import { type ScriptedVendors, startScriptedVendors } from './scripted/vendors.js'
import { type Stack, startStack } from './stack.js'

let vendors: ScriptedVendors
let stack: Stack
/** The entry whose flag is yes. */
let proven: DocumentedName | null = null
let envelope: SentRow = {}

/** Longer than any list is shared for. */
const STEP_MS = 11_000

beforeAll(async () => {
  vendors = await startScriptedVendors({
    row: (vendor, operation) => richRow(documents, { vendor, operation }, proven),
    envelope: () => envelope,
  })
  const at = (path: string) => `${vendors.origin}/${path}`
  const login = { username: 'demo-user', password: 'demo-password' }
  const restcomm = { vendor: 'restcomm', url: at('restcomm'), auth: { accountSid: 'demo', authToken: 'demo-password' } }
  stack = await startStack({
    vendors: [],
    server: { scopes: ['sip:credentials'] },
    sources: {
      telecomx: { vendor: 'telecomx', url: at('telecomx'), auth: login },
      portasip: { vendor: 'portasip', url: at('portasip'), auth: login, region: 'DK' },
      'portasip-trusted': { vendor: 'portasip', url: at('portasip'), trusted: { customerId: 1 } },
      restcomm: { ...restcomm, region: 'DK' },
      'restcomm-xml': { ...restcomm, format: 'xml', region: 'DK' },
      mor: {
        vendor: 'mor', url: at('mor'), timeZone: 'Europe/Vilnius',
        auth: { username: 'demo-user', secretKey: 'demo-secret-key' },
      },
    },
  })
})
afterAll(async () => {
  await stack?.close()
  await vendors?.close()
})

/** Asks, and gives the data; nothing may have failed. */
async function ask(query: string): Promise<unknown> {
  vendors.seen.length = 0
  stack.clock.nowMs += STEP_MS
  const { status, body } = await stack.query(query)
  expect(body.errors, query).toBeUndefined()
  expect(status).toBe(200)
  return body.data
}

/** The values of a parameter in the requests of an operation; there must be such a request. */
function received({ operation, name }: DocumentedName): readonly string[] {
  const requests = vendors.seen.filter((seen) => operation === seen.operation || operation.startsWith(`${seen.operation} `))
  expect(requests.length, `requests of ${operation}`).toBeGreaterThan(0)
  return requests.flatMap(({ parameters }) => parameters.filter(([sent]) => sent === name).map(([, value]) => value))
}

const operationsOf = (entries: readonly DocumentedName[]): [string, DocumentedName[]][] => [
  ...Map.groupBy(entries, ({ vendor, operation }) => `${vendor} ${operation}`),
]

describe.each(operationsOf(documents.filter(isField)))('%s: the field', (_operation, entries) => {
  test.for(entries.filter(isField).map((entry) => [entry.name, Object.keys(entry.reach.arrivals).join(', '), entry] as const))(
    '%s arrives at %s',
    async ([, , entry]) => {
      proven = entry
      const { arrivals, source, form } = entry.reach
      for (const [path, value] of Object.entries(arrivals)) {
        const data = await ask(toQuery(path, source, form?.selection))
        expect(valueAt(data, path)).toEqual(path.startsWith('node(') ? value : [value])
        if (form !== undefined)
          expect(received({ ...entry, name: 'full' })).toEqual(form.name === 'full' ? ['true'] : [])
      }
    },
  )
})

type Sendable = DocumentedName & { readonly reach: ArgumentReach | (MechanicsReach & { readonly query: string }) }
const isSendable = (entry: DocumentedName): entry is Sendable =>
  entry.reach.by === 'argument' || (entry.reach.by === 'mechanics' && entry.reach.query !== undefined)

describe.each(operationsOf(documents.filter(isSendable)))('%s: the parameter', (_operation, entries) => {
  test.for(entries.filter(isSendable).map((entry) => [entry.name, entry.reach.query, entry] as const))(
    '%s is sent for %s',
    async ([, , entry]) => {
      const { query, source, receives } = entry.reach
      await ask(toQuery(query, source))
      const values = received(entry)
      if (receives === null) expect(values).toEqual([])
      else expect(values).toEqual([receives instanceof RegExp ? expect.stringMatching(receives) : receives])
    },
  )
})

/** The members of the envelopes as they are on the wire. */
const WIRE_NAMES: Readonly<Record<string, string>> = {
  Page: 'page', NumPages: 'num_pages', PageSize: 'page_size', Start: 'start', End: 'end', Uri: 'uri',
  Firstpageuri: 'first_page_uri', Nextpageuri: 'next_page_uri', Previouspageuri: 'previous_page_uri',
  Lastpageuri: 'last_page_uri',
}
const LIST_OF: Readonly<Record<string, string>> = {
  'telecomx GET /sbc/session': 'sessions', 'telecomx GET /sip': 'sipAccounts', 'restcomm GET /Calls': 'calls',
}

const envelopes = documents.filter(({ kind }) => kind === 'envelope')
const isIgnored = ({ reach }: DocumentedName): boolean => reach.by === 'mechanics' && reach.isIgnored

describe('what stands around a list', () => {
  test.for(envelopes.filter(isIgnored).map((entry) => [entry.vendor, entry.operation, entry.name] as const))(
    '%s %s: %s changes nothing',
    async ([vendor, operation, name]) => {
      const list = LIST_OF[`${vendor} ${operation}`] ?? ''
      const query = `{ ${list}(sources: ["${vendor}"], first: 1) { totalCount nodes { id } pageInfo { hasNextPage } } }`
      const plain = await ask(query)
      const requests = vendors.seen.length
      envelope = { [WIRE_NAMES[name] ?? name]: name.endsWith('ri') ? 'http://192.0.2.1/elsewhere?Page=9' : 999 }
      try {
        expect(await ask(query)).toEqual(plain)
        expect(vendors.seen).toHaveLength(requests)
      } finally {
        envelope = {}
      }
    },
  )

  const proofs: Readonly<Record<string, { sent: SentRow; query: string; shows: (data: unknown) => void }>> = {
    'telecomx GET /sbc/session total': {
      sent: { total: 4711 },
      query: '{ sessions(sources: ["telecomx"], first: 1) { totalCount } }',
      shows: (data) => expect(data).toEqual({ sessions: { totalCount: 4711 } }),
    },
    'telecomx GET /sbc/session sessions': {
      sent: { sessions: [] },
      query: '{ sessions(sources: ["telecomx"], first: 1) { nodes { id } } }',
      shows: (data) => expect(data).toEqual({ sessions: { nodes: [] } }),
    },
    'telecomx GET /sip total': {
      sent: { total: 4711 },
      query: '{ sipAccounts(sources: ["telecomx"], first: 1) { totalCount } }',
      shows: (data) => expect(data).toEqual({ sipAccounts: { totalCount: 4711 } }),
    },
    'telecomx GET /sip sipAccounts': {
      sent: { sipAccounts: [] },
      query: '{ sipAccounts(sources: ["telecomx"], first: 1) { nodes { id } } }',
      shows: (data) => expect(data).toEqual({ sipAccounts: { nodes: [] } }),
    },
    // The list is not over: a second page is asked for.
    'restcomm GET /Calls Total': {
      sent: { total: 1500 },
      query: '{ calls(sources: ["restcomm"], first: 1) { nodes { id } } }',
      shows: () => expect(vendors.seen.flatMap(({ parameters }) => parameters)).toContainEqual(['Page', '1']),
    },
    'mor active_calls_get active_call': {
      sent: { content: '<active_call><id>1</id></active_call><active_call><id>2</id></active_call>' },
      query: '{ activeCalls(sources: ["mor"], first: 9) { totalCount } }',
      shows: (data) => expect(data).toEqual({ activeCalls: { totalCount: 2 } }),
    },
    'mor active_calls_get page/status/error': {
      sent: { content: '<status><error> Did was not Found </error></status>' },
      query: '{ activeCalls(sources: ["mor", "portasip"]) { sources { error { code message } } } }',
      shows: (data) =>
        expect(data).toMatchObject({ activeCalls: { sources: [{ error: { code: 'REJECTED' } }, { error: null }] } }),
    },
    'mor active_calls_get page/status/message': {
      sent: { content: '<status><message> No data found... </message></status>' },
      query: '{ activeCalls(sources: ["mor"]) { nodes { id } sources { status } } }',
      shows: (data) => expect(data).toEqual({ activeCalls: { nodes: [], sources: [{ status: 'OK' }] } }),
    },
  }

  test.for(envelopes.filter((entry) => !isIgnored(entry)).map(({ vendor, operation, name }) => `${vendor} ${operation} ${name}`))(
    '%s is consumed',
    async (key) => {
      const proof = proofs[key]
      if (proof === undefined) throw new Error('there is no proof of it')
      envelope = proof.sent
      try {
        proof.shows(await ask(proof.query))
      } finally {
        envelope = {}
      }
    },
  )
})
