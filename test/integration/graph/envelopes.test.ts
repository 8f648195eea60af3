// What the vendors' documents show around a list: what is consumed has its effect, and what is ignored has none.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { DocumentedName } from '../../support/documents/entry.js'
import { documents } from '../../support/documents.js'
import type { SentRow } from '../../support/scripted/answers.js'
import { type CoverageStack, startCoverageStack } from '../../support/scripted/coverage-stack.js'

let coverage: CoverageStack
beforeAll(async () => {
  coverage = await startCoverageStack()
})
afterAll(() => coverage?.close())

/** Sends a query while the vendors send this around their lists. */
async function askUnder(envelope: SentRow, query: string): Promise<unknown> {
  coverage.envelope = envelope
  try {
    return await coverage.ask(query)
  } finally {
    coverage.envelope = {}
  }
}

const envelopes = documents.filter(({ kind }) => kind === 'envelope')
const isIgnored = ({ reach }: DocumentedName): boolean => reach.by === 'mechanics' && reach.isIgnored

/** The members of Restcomm's envelope as JSON has them; those of TelecomX are as in the document. */
const WIRE_NAMES: Readonly<Record<string, string>> = {
  Page: 'page',
  NumPages: 'num_pages',
  PageSize: 'page_size',
  Start: 'start',
  End: 'end',
  Uri: 'uri',
  Firstpageuri: 'first_page_uri',
  Nextpageuri: 'next_page_uri',
  Previouspageuri: 'previous_page_uri',
  Lastpageuri: 'last_page_uri',
}
const LISTS: Readonly<Record<string, string>> = {
  'GET /sbc/session': 'sessions',
  'GET /sip': 'sipAccounts',
  'GET /Calls': 'calls',
}

/** A list that is read in time slices would be read differently once its density is known. */
const RANGES: Readonly<Record<string, string>> = { twilio: ', filter: { startedFrom: "2026-03-03T00:00:00Z" }' }

describe('what is ignored', () => {
  test.for(envelopes.filter(isIgnored).map(({ vendor, operation, name }) => [vendor, operation, name] as const))(
    '%s %s: %s changes nothing, whatever it says',
    async ([vendor, operation, name]) => {
      const selection = 'totalCount nodes { id } pageInfo { hasNextPage } sources { status }'
      const query = `{ ${LISTS[operation]}(sources: ["${vendor}"], first: 1${RANGES[vendor] ?? ''}) { ${selection} } }`
      const plain = await coverage.ask(query)
      const requests = [...coverage.seen]
      const absurd = { [WIRE_NAMES[name] ?? name]: name.endsWith('ri') ? 'http://192.0.2.1/elsewhere?Page=9' : 999 }
      expect(await askUnder(absurd, query)).toEqual(plain)
      expect(coverage.seen).toEqual(requests)
    },
  )
})

interface Proof {
  readonly sent: SentRow
  readonly query: string
  readonly gives?: object
  /** How many requests it takes. */
  readonly requests?: number
}
const RECORDS = 'calls(sources: ["mor"], filter: { startedFrom: "2026-03-03T10:00:00Z" }, first: 1)'

const XDRS = 'calls(sources: ["portaone"], filter: { startedFrom: "2026-03-03T10:00:00Z" }, first: 9)'
const xdrAt = (second: number) => ({ i_xdr: second, connect_time: `2026-03-03 11:00:0${second}` })

const proofs: Readonly<Record<string, Proof>> = {
  'GET /sbc/session total': {
    sent: { total: 4711 },
    query: '{ sessions(sources: ["telecomx"], first: 1) { totalCount } }',
    gives: { sessions: { totalCount: 4711 } },
  },
  'GET /sbc/session sessions': {
    sent: { sessions: [{ callId: 'a' }, { callId: 'b' }] },
    query: '{ sessions(sources: ["telecomx"], first: 9) { nodes { nativeId } } }',
    gives: { sessions: { nodes: [{ nativeId: 'a' }, { nativeId: 'b' }] } },
  },
  'GET /sip total': {
    sent: { total: 4711 },
    query: '{ sipAccounts(sources: ["telecomx"], first: 1) { totalCount } }',
    gives: { sipAccounts: { totalCount: 4711 } },
  },
  'GET /sip sipAccounts': {
    sent: { sipAccounts: [{ _id: 'a' }, { _id: 'b' }] },
    query: '{ sipAccounts(sources: ["telecomx"], first: 9) { nodes { nativeId } } }',
    gives: { sipAccounts: { nodes: [{ nativeId: 'a' }, { nativeId: 'b' }] } },
  },
  // A page holds a thousand: by the total the list goes on behind it. As it does not, it is read once more.
  'GET /Calls Total': {
    sent: { total: 1500 },
    query: '{ calls(sources: ["restcomm"], first: 1) { sources { status error { code } } } }',
    gives: { calls: { sources: [{ status: 'PARTIAL', error: { code: 'PROTOCOL' } }] } },
    requests: 4,
  },
  'Customer/get_customer_xdrs xdr_list': {
    sent: { xdr_list: [xdrAt(1), xdrAt(2)], total: 2 },
    query: `{ ${XDRS} { nodes { nativeId } } }`,
    gives: { calls: { nodes: [{ nativeId: '2' }, { nativeId: '1' }] } },
  },
  // The vendor counts more rows than it gives: they are looked for, and reported as missing.
  'Customer/get_customer_xdrs total': {
    sent: { total: 3 },
    query: `{ ${XDRS} { sources { status } } }`,
    gives: { calls: { sources: [{ status: 'PARTIAL' }] } },
  },
  'BillingSession/get_active_sessions_list active_session_list': {
    sent: { active_session_list: [{ i_active_session: 1 }, { i_active_session: 2 }] },
    query: '{ activeCalls(sources: ["portaone"], first: 9) { nodes { nativeId } } }',
    gives: { activeCalls: { nodes: [{ nativeId: '1' }, { nativeId: '2' }] } },
  },
  'Account/get_account_list account_list': {
    sent: { account_list: [{ id: 'a' }, { id: 'b' }], total: 2 },
    query: '{ sipAccounts(sources: ["portaone"], first: 9) { nodes { nativeId } } }',
    gives: { sipAccounts: { nodes: [{ nativeId: 'a' }, { nativeId: 'b' }] } },
  },
  'Account/get_account_list total': {
    sent: { total: 3 },
    query: '{ sipAccounts(sources: ["portaone"], first: 9) { sources { status } } }',
    gives: { sipAccounts: { sources: [{ status: 'PARTIAL' }] } },
  },
  'Customer/get_customer_list customer_list': {
    sent: { customer_list: [{ i_customer: 1 }, { i_customer: 2 }], total: 2 },
    query: '{ customers(sources: ["portaone"], first: 9) { nodes { nativeId } } }',
    gives: { customers: { nodes: [{ nativeId: '1' }, { nativeId: '2' }] } },
  },
  'Customer/get_customer_list total': {
    sent: { total: 3 },
    query: '{ customers(sources: ["portaone"], first: 9) { sources { status } } }',
    gives: { customers: { sources: [{ status: 'PARTIAL' }] } },
  },
  'GET /Calls next_page_uri': {
    sent: { next_page_uri: 'https://192.0.2.1/2010-04-01/Accounts/demo/Calls.json?PageToken=PA1' },
    query: `{ calls(sources: ["twilio", "restcomm"], first: 1${RANGES['twilio']}) { sources { status error { code } } } }`,
    gives: {
      calls: {
        sources: [
          { status: 'OK', error: null },
          { status: 'FAILED', error: { code: 'PROTOCOL' } },
        ],
      },
    },
  },
  'user_calls_get page/currency': {
    sent: { currency: 'DKK' },
    query: `{ ${RECORDS} { nodes { price { currency } } } }`,
    gives: { calls: { nodes: [{ price: { currency: 'DKK' } }] } },
  },
  'user_calls_get page/total_calls': {
    sent: { content: '<total_calls>0</total_calls><calls_stat></calls_stat>' },
    query: `{ ${RECORDS} { nodes { id } sources { status } } }`,
    gives: { calls: { nodes: [], sources: [{ status: 'OK' }] } },
  },
  'user_calls_get page/error_msg': {
    sent: { content: '<error_msg>User was not found</error_msg><total_calls>0</total_calls>' },
    query:
      '{ calls(sources: ["mor", "telecomx"], filter: { customerId: "9" }, first: 1) { sources { status error { code message } } } }',
    gives: {
      calls: {
        sources: [
          { status: 'FAILED', error: { code: 'REJECTED', message: expect.stringContaining('filter.customerId') } },
          { status: 'OK', error: null },
        ],
      },
    },
  },
  'active_calls_get active_call': {
    sent: { content: '<active_call><id>1</id></active_call><active_call><id>2</id></active_call>' },
    query: '{ activeCalls(sources: ["mor"], first: 9) { nodes { nativeId } } }',
    gives: { activeCalls: { nodes: [{ nativeId: '1' }, { nativeId: '2' }] } },
  },
  'active_calls_get page/status/error': {
    sent: { content: '<status><error> Did was not Found </error></status>' },
    query: '{ activeCalls(sources: ["mor", "portasip"]) { sources { status error { code message } } } }',
    gives: {
      activeCalls: {
        sources: [
          { status: 'FAILED', error: { code: 'REJECTED', message: expect.stringContaining('filter.mor.didPrefix') } },
          { status: 'OK', error: null },
        ],
      },
    },
  },
  'active_calls_get page/status/message': {
    sent: { content: '<status><message> No data found... </message></status>' },
    query: '{ activeCalls(sources: ["mor"]) { nodes { id } sources { status } } }',
    gives: { activeCalls: { nodes: [], sources: [{ status: 'OK' }] } },
  },
}

describe('what is consumed', () => {
  const consumed = envelopes.filter((entry) => !isIgnored(entry))

  test.for(consumed.map(({ operation, name }) => `${operation} ${name}`))('%s has its effect', async (key) => {
    const proof = proofs[key]
    if (proof === undefined) throw new Error(`there is no proof of ${key}`)
    const data = await askUnder(proof.sent, proof.query)
    if (proof.gives !== undefined) expect(data).toEqual(proof.gives)
    if (proof.requests !== undefined) expect(coverage.seen).toHaveLength(proof.requests)
  })
})
