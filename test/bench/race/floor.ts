// The floor: no GraphQL. node:http, undici, JSON.parse or the scanner of floor-xml.ts, pick the fields, JSON.stringify.
// It serves one route, and does what the operation's name says.

import { createServer } from 'node:http'
import { Statistics } from './floor-statistics.ts'
import { scanRows, scanStructs } from './floor-xml.ts'
import { listen } from './listen.ts'
import {
  callFromRestcomm,
  callFromSession,
  fromMor,
  fromRecord,
  fromSwitch,
  newestFirst,
  setUpOf,
  toAccount,
  toSession,
} from './records.ts'
import { fetchAccounts, fetchSessions, morText, type Row, recordsText, restcommText, switchText } from './vendors.ts'

interface Asked {
  readonly operationName: string
  readonly variables: {
    readonly n?: string
    readonly sources?: readonly string[]
    readonly startedFrom?: string
    readonly startedTo?: string
  }
}
const [PAGE, MOST, TRUNKS] = [100, 1000, 10] as const

/** The fifteen fields. */
function pickSession(row: Row) {
  const { sourceCustomer, ...rest } = toSession(row)
  return { ...rest, sourceCustomer: { name: sourceCustomer.name } }
}

async function sessionsWithTrunks(n: string | undefined) {
  const rows = await fetchSessions('tx-0', PAGE, n)
  const customers = [...new Set(rows.map((row) => String(row.sourceCustomerId)))]
  const lists = await Promise.all(customers.map((customer) => fetchAccounts('tx-0', customer, TRUNKS)))
  const accounts = new Map(customers.map((customer, at) => [customer, { nodes: (lists[at] ?? []).map(toAccount) }]))
  const nodes = rows.map((row) => {
    const { nativeId, startedAt, caller, callee, sourceCustomer } = toSession(row)
    return {
      nativeId,
      startedAt,
      caller,
      callee,
      sourceCustomer: { ...sourceCustomer, sipAccounts: accounts.get(String(row.sourceCustomerId)) },
    }
  })
  return { sessions: { nodes } }
}

async function activeCalls([sippy = '', mor = '']: readonly string[]) {
  const [switched, listed] = await Promise.all([switchText(sippy), morText(mor)])
  const calls = [
    ...scanStructs(switched).map((row) => fromSwitch(row, sippy)),
    ...scanRows(listed, 'active_call').map((row) => fromMor(row, mor)),
  ]
  return { activeCalls: { nodes: newestFirst(calls) } }
}

async function calls([tx = '', rc = '']: readonly string[]) {
  const [sessions, document] = await Promise.all([fetchSessions(tx, PAGE), restcommText(rc, PAGE)])
  const both = [
    ...sessions.map((row) => callFromSession(row, tx)),
    ...scanRows(document, 'Call').map((row) => callFromRestcomm(row, rc)),
  ]
  return { calls: { nodes: newestFirst(both).slice(0, PAGE) } }
}

/**
 * A page of a day, in the slices in which the gateway reads it: the vendor may compare records by a time that is up to a
 * minute later than their start, and a slice begins a second early, because it is not known whether its ends are included.
 */
async function records([sippy = '']: readonly string[], startedTo: string | undefined) {
  const toMs = Date.parse(startedTo ?? '')
  const to = toMs / 1000
  const rows: (Row & { readonly setUpMs: number })[] = []
  for (let [from, end] = [to - SLICE, to + 2 * SLICE]; rows.length <= MOST; [from, end] = [from - SLICE, from]) {
    for (const row of scanStructs(await recordsText(sippy, from - 1, end))) {
      const setUpMs = setUpOf(row)
      if (setUpMs >= from * 1000 && setUpMs < toMs) rows.push({ ...row, setUpMs })
    }
  }
  const newest = rows.toSorted((a, b) => b.setUpMs - a.setUpMs).slice(0, MOST)
  return { calls: { nodes: newest.map((row) => fromRecord(row, sippy)) } }
}
const SLICE = 256

/** The records of a window, counted in slices as long as those of the gateway: four fifths of an answer. */
async function statistics(
  [sippy = '']: readonly string[],
  startedFrom: string | undefined,
  startedTo: string | undefined,
) {
  const [fromMs, toMs] = [Date.parse(startedFrom ?? ''), Date.parse(startedTo ?? '')]
  const counted = new Statistics()
  for (let end = toMs / 1000; end * 1000 > fromMs; end -= FULL_SLICE) {
    const from = Math.max(fromMs / 1000, end - FULL_SLICE)
    for (const row of scanStructs(await recordsText(sippy, from - 1, end))) {
      const setUpMs = setUpOf(row)
      if (setUpMs >= from * 1000 && setUpMs < end * 1000) counted.add(row, setUpMs)
    }
  }
  return { callStats: counted.result() }
}
const FULL_SLICE = 800

async function answer({
  operationName,
  variables: { n, sources = [], startedFrom, startedTo },
}: Asked): Promise<object> {
  switch (operationName) {
    case 'W1':
      return { sessions: { nodes: (await fetchSessions('tx-0', PAGE, n)).map(pickSession) } }
    case 'W2':
      return { sessions: { nodes: (await fetchSessions('tx-0', MOST, n)).map(pickSession) } }
    case 'W3':
      return sessionsWithTrunks(n)
    case 'W4':
      return activeCalls(sources)
    case 'W5':
      return calls(sources)
    case 'W8':
      return records(sources, startedTo)
    case 'W9':
      return statistics(sources, startedFrom, startedTo)
    default:
      return { __typename: 'Query' }
  }
}

const server = createServer((request, response) => {
  let body = ''
  request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk))
  request.on('end', async () => {
    const text = JSON.stringify({ data: await answer(JSON.parse(body)) })
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }).end(text)
  })
})
listen(server)
