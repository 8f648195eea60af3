// The vendors, in a separate process: answers from prepared buffers, in the vendors' dialects and with their ways
// of signing in, so that the gateway runs as it is. Prints its port when it is ready.
//
//   /<vendor>/<site>/…        signed in to as the vendor wants it; a site is one system of the vendor
//   /open/<vendor>/<site>/…   the same without signing in, for contestants that cannot
//   /-/requests               how many requests the vendors have had since it was last asked
//   /-/faults?every=N         from now on every Nth request goes wrong, in turns; 0: none

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { callsAt, changingList } from './live/changing-calls.ts'
import { morCall, restcommCall, SESSIONS, session, sipAccounts, switchCall, switchRecord } from './vendor-rows.ts'

interface Prepared {
  readonly type: string
  readonly body: Buffer
}
const prepared = new Map<string, Prepared>()
/** The deepest walks of the paging benchmark ask for thousands of windows once each. */
const MOST_PREPARED = 512

function prepare(key: string, type: string, write: () => string): Prepared {
  const known = prepared.get(key)
  if (known !== undefined) return known
  if (prepared.size >= MOST_PREPARED) prepared.clear()
  const made = { type, body: Buffer.from(write()) }
  prepared.set(key, made)
  return made
}

const rowsOf = new Map<string, readonly string[]>()
const rows = (key: string, make: () => readonly string[]): readonly string[] => {
  const known = rowsOf.get(key) ?? make()
  rowsOf.set(key, known)
  return known
}
const times = (count: number, row: (at: number) => string): readonly string[] =>
  Array.from({ length: count }, (_, at) => row(at))
const numberIn = (query: URLSearchParams, name: string): number => Number(query.get(name) ?? 0)

function sessionsPage(query: URLSearchParams): Prepared {
  const [offset, limit] = [numberIn(query, 'offset'), numberIn(query, 'limit')]
  const write = () => {
    const page = rows('sessions', () => times(SESSIONS, session)).slice(offset, offset + limit)
    return `{"offset":${offset},"limit":${limit},"total":${SESSIONS},"sessions":[${page.join(',')}]}`
  }
  return prepare(`sessions ${offset} ${limit}`, 'application/json', write)
}

function accountsPage(query: URLSearchParams): Prepared {
  const [offset, limit, customer, full] = [
    numberIn(query, 'offset'),
    numberIn(query, 'limit'),
    query.get('customer'),
    query.get('full') === 'true',
  ]
  const write = () => {
    const all = sipAccounts(customer, full)
    return `{"offset":${offset},"limit":${limit},"total":${all.length},"sipAccounts":[${all.slice(offset, offset + limit).join(',')}]}`
  }
  return prepare(`accounts ${customer} ${full} ${offset} ${limit}`, 'application/json', write)
}

function restcommPage(query: URLSearchParams): Prepared {
  const [page, size] = [numberIn(query, 'Page'), numberIn(query, 'PageSize')]
  const write = () => {
    const calls = rows('restcomm', () => times(2000, restcommCall)).slice(page * size, (page + 1) * size)
    return `<RestcommResponse>\n  <Calls page="${page}" numpages="${Math.ceil(2000 / size)}" pagesize="${size}">\n${calls.join('\n')}\n  </Calls>\n</RestcommResponse>`
  }
  return prepare(`restcomm ${page} ${size}`, 'application/xml', write)
}

/** Switches promise no order, so theirs is none; the step has no factor in common with any power of ten. */
const scrambled = (count: number, row: (at: number) => string): readonly string[] =>
  times(count, (at) => row((at * 7919) % count))

const switchAnswer = (calls: readonly string[]): string =>
  `<?xml version="1.0"?>\n<methodResponse><params><param><value><array><data>${calls.join('\n')}</data></array></value></param></params></methodResponse>\n`

const switchList = (count: number): Prepared =>
  prepare(`switch ${count}`, 'text/xml', () => switchAnswer(scrambled(count, (at) => switchCall(at, count))))

/** The list of a site whose calls change every second. */
function changingAnswer(site: string): Prepared | null {
  const list = changingList(site)
  if (list === null) return null
  const second = Math.floor(Date.now() / 1000)
  return prepare(`${site} ${second}`, 'text/xml', () => switchAnswer(callsAt(second, list)))
}

/** `09:57:29.000 GMT Sun Mar 01 2026` as seconds of the epoch. */
function secondOf(body: string, member: string): number {
  const [, clock, month, day, year] =
    new RegExp(`<name>${member}</name><value><string>(\\S+) GMT \\w+ (\\w+) (\\d+) (\\d+)<`).exec(body) ?? []
  return Date.parse(`${day} ${month} ${year} ${clock} GMT`) / 1000
}
const intOf = (body: string, member: string): number =>
  Number(new RegExp(`<name>${member}</name><value><int>(\\d+)<`).exec(body)?.[1] ?? 0)

/** Records of the calls that were set up in a time range, the second end left out; a call in every second. */
function recordPage(body: string): Prepared {
  const [from, to] = [secondOf(body, 'start_date'), secondOf(body, 'end_date')]
  const [offset, limit] = [intOf(body, 'offset'), intOf(body, 'limit')]
  return prepare(`records ${from} ${to} ${offset} ${limit}`, 'text/xml', () => {
    const records = scrambled(to - from, (at) => switchRecord(from + at)).slice(offset, offset + limit)
    return `<?xml version="1.0"?>\n<methodResponse><params><param><value><struct><member><name>result</name><value><string>OK</string></value></member><member><name>cdrs</name><value><array><data>${records.join('\n')}</data></array></value></member></struct></value></param></params></methodResponse>\n`
  })
}
const morList = (count: number): Prepared =>
  prepare(`mor ${count}`, 'text/html; charset=utf-8', () => {
    const calls = scrambled(count, (at) => morCall(at, count)).join('\n')
    return `<?xml version="1.0" encoding="UTF-8"?>\n<page>\n${calls}\n</page>\n`
  })

const LOGIN: Prepared = { type: 'application/json', body: Buffer.from('{"token":"bench-token","expiresInMinutes":-1}') }

/** Whether a request is signed as its vendor wants it. */
const SIGNED: Readonly<Record<string, (request: IncomingMessage, body: string) => boolean>> = {
  telecomx: ({ headers, url = '' }) => headers.authorization === 'Bearer bench-token' || url.includes('/auth/login'),
  restcomm: ({ headers }) => headers.authorization?.startsWith('Basic ') === true,
  portasip: ({ headers }) => headers.authorization?.startsWith('Digest ') === true,
  mor: (_, body) => body.includes('hash='),
}

function answerOf(vendor: string, site: string, path: string, query: URLSearchParams, body: string): Prepared | null {
  // A site of many calls is named after their number.
  const calls = /^calls-(\d+)$/.exec(site)?.[1] ?? '1000'
  if (vendor === 'portasip' && body.includes('getAccountCDRs')) return recordPage(body)
  if (vendor === 'portasip') return changingAnswer(site) ?? switchList(Number(calls))
  if (vendor === 'mor') return morList(Number(calls))
  if (vendor === 'restcomm') return restcommPage(query)
  if (path.endsWith('/auth/login')) return LOGIN
  if (path.endsWith('/sbc/session')) return sessionsPage(query)
  return path.endsWith('/sip') ? accountsPage(query) : null
}

let requests = 0
let faultEvery = 0

/** Ways to go wrong, in turns; each ends the response. */
const FAULTS: readonly ((response: ServerResponse, answer: Prepared) => void)[] = [
  (response) => response.writeHead(503).end(),
  (response) => response.destroy(),
  (response, { type, body }) =>
    response.writeHead(200, { 'content-type': type }).end(body.subarray(0, body.length / 2)),
  (response, { type }) =>
    response.writeHead(200, { 'content-type': type }).end('<html><body>Proxy error</body></html>'),
  (response, { type, body }) =>
    void setTimeout(() => response.writeHead(200, { 'content-type': type }).end(body), 1500),
]

function answer(request: IncomingMessage, response: ServerResponse, body: string): void {
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://vendor')
  const [first = '', ...rest] = pathname.slice(1).split('/')
  if (first === '-') return control(rest[0] ?? '', searchParams, response)
  requests++
  const isOpen = first === 'open'
  const [vendor = '', site = ''] = isOpen ? rest : [first, ...rest]
  if (!isOpen && SIGNED[vendor]?.(request, body) !== true)
    return void response
      .writeHead(401, { 'www-authenticate': 'Digest realm="bench", nonce="0a1b2c3d4e5f", qop="auth", algorithm=MD5' })
      .end()
  const found = answerOf(vendor, site, pathname, searchParams, body)
  if (found === null) return void response.writeHead(404).end()
  const goesWrong = faultEvery > 0 && requests % faultEvery === 0
  if (goesWrong) return FAULTS[(requests / faultEvery) % FAULTS.length]?.(response, found)
  response.writeHead(200, { 'content-type': found.type, 'content-length': found.body.length }).end(found.body)
}

function control(what: string, query: URLSearchParams, response: ServerResponse): void {
  if (what === 'faults') faultEvery = numberIn(query, 'every')
  response.end(String(requests))
  requests = 0
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () =>
    answer(request, response, chunks.length === 0 ? '' : Buffer.concat(chunks).toString('latin1')),
  )
})
// Connections stay open between rounds, so that no contestant pays for another's pause.
server.keepAliveTimeout = 600_000
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  process.stdout.write(`${typeof address === 'object' && address !== null ? address.port : 0}\n`)
})
