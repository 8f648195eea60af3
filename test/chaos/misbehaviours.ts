// The misbehaviours of the chaos source.

import type { ServerResponse } from 'node:http'
import { gzipSync } from 'node:zlib'
import {
  activeCalls,
  type Body,
  type ChaosCall,
  type Dialect,
  errorsInSuccess,
  oddFault,
  restcommPage,
} from './dialects.js'

/** In whatever the source sends that is not a call. */
export const MARK = 'LEAK-7c2e'
export const RETRY_AFTER_SECONDS = 40
/** An answer of more bytes is refused by the sources' configuration. */
export const MAX_RESPONSE_BYTES = 1024 * 1024
const MEGABYTE = 1024 * 1024
const MILLION = 1_000_000

export interface ChaosRequest {
  readonly dialect: Dialect
  readonly query: URLSearchParams
  readonly body: string
  readonly authorization: string
  /** Of the chaos source itself. */
  readonly origin: string
}
export type Misbehave = (request: ChaosRequest, response: ServerResponse) => void

/** Noon of a working day, as in the stack. */
const NOON = Date.UTC(2026, 2, 3, 12)
const callAt = (startedAtMs: number, index: number): ChaosCall => ({ id: `70${index}`, startedAtMs })
export const CALLS: readonly ChaosCall[] = [0, 1, 2].map((index) => callAt(NOON - 60_000 * (index + 1), index))

export const REPEATED: readonly ChaosCall[] = Array.from({ length: 40 }, (_, at) => callAt(NOON - 1000 * at, at))

const wholeOf = ({ dialect }: ChaosRequest): Body => activeCalls[dialect](CALLS)
const echo = ({ authorization, body, query }: ChaosRequest): string => `${MARK} ${authorization} ${body} ${query}`
const inXml = (text: string): string => text.replace(/[<&]/g, ' ')

function send(response: ServerResponse, { contentType, text }: Body): void {
  response.writeHead(200, { 'content-type': contentType }).end(text)
}

const status =
  (code: number, headers: Readonly<Record<string, string>> = {}): Misbehave =>
  (request, response) =>
    void response.writeHead(code, { 'content-type': 'text/html', ...headers }).end(`<h1>${echo(request)}</h1>`)

/** Text in the middle of a document of the vendor's own form, be it XML or JSON. */
const document = ({ dialect }: ChaosRequest, { xml, json }: { xml: string; json: string }): Body =>
  dialect === 'portasip' || dialect === 'mor'
    ? { contentType: 'text/xml', text: xml }
    : { contentType: 'application/json', text: json }

/** A page of a list that is said to have a million rows. */
function sendPage({ dialect }: ChaosRequest, response: ServerResponse, calls: readonly ChaosCall[]): void {
  const page = dialect === 'restcomm' ? restcommPage(calls, MILLION) : activeCalls.telecomx(calls)
  send(response, { ...page, text: page.text.replace(/"total":\d+/, `"total":${MILLION}`) })
}

function drip(response: ServerResponse, text: string): void {
  let sent = 0
  const timer = setInterval(() => response.write(text[sent++ % text.length]), 2)
  response.once('close', () => clearInterval(timer))
}

const ENTITIES = Array.from({ length: 20 }, (_, at) => `<!ENTITY e${at + 1} "${`&e${at};`.repeat(10)}">`).join('')

/** A member of gzip with ten megabytes of nothing. */
const PACKED_NOTHING = gzipSync(Buffer.alloc(10 * MEGABYTE, ' '))

/** A second answer behind the first, as if a proxy used the same connection. */
const forged = (text: string): string =>
  `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${text.length}\r\n\r\n${text}`

export const misbehaviours = {
  'hangs-before-head': () => undefined,
  'hangs-after-head': (_request, response) => void response.writeHead(200).flushHeaders(),
  'hangs-in-body': (request, response) => {
    const { contentType, text } = wholeOf(request)
    response.writeHead(200, { 'content-type': contentType }).write(text.slice(0, text.length / 2))
  },
  drips: (request, response) => drip(response.writeHead(200), wholeOf(request).text.slice(0, -20)),
  'status-500': status(500),
  'status-503': status(503, { 'retry-after': String(RETRY_AFTER_SECONDS) }),
  'status-429': status(429, { 'retry-after': String(RETRY_AFTER_SECONDS) }),
  reset: (_request, response) => void response.socket?.resetAndDestroy(),
  'half-a-body': (request, response) => {
    const { contentType, text } = wholeOf(request)
    const half = text.slice(0, text.length / 2)
    response.writeHead(200, { 'content-type': contentType }).write(half, () => response.destroy())
  },
  'half-a-document': (request, response) => {
    const { contentType, text } = wholeOf(request)
    send(response, { contentType, text: text.slice(0, text.length / 2) })
  },
  'length-too-long': (request, response) => {
    const body = wholeOf(request)
    response.writeHead(200, { 'content-type': body.contentType, 'content-length': String(body.text.length + 100) })
    response.write(body.text, () => response.destroy())
  },
  // The excess bytes look like the answer to the next request on the same connection.
  'length-too-short': (request, response) => {
    const { contentType, text } = wholeOf(request)
    response.writeHead(200, { 'content-type': contentType, 'content-length': String(Math.floor(text.length / 2)) })
    response.end(text + forged(activeCalls[request.dialect]([{ id: MARK, startedAtMs: NOON }]).text))
  },
  'gzip-bomb': (_request, response) => {
    response.writeHead(200, { 'content-encoding': 'gzip' })
    // A gigabyte, in a megabyte.
    for (let each = 0; each < 100; each++) response.write(PACKED_NOTHING)
    response.end()
  },
  'gzip-cut-short': (request, response) => {
    const packed = gzipSync(wholeOf(request).text)
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(packed.subarray(0, packed.length / 2))
  },
  'xml-bomb': (request, response) => {
    const text = `<?xml version="1.0"?><!DOCTYPE page [<!ENTITY e0 "${MARK}">${ENTITIES}]><page>&e20;</page>`
    send(response, document(request, { xml: text, json: text }))
  },
  doctype: (request, response) => {
    const text = `<!DOCTYPE page SYSTEM "${request.origin}/entity"><page>${inXml(echo(request))}</page>`
    send(response, document(request, { xml: text, json: text }))
  },
  'one-long-tag': (request, response) => {
    const long = 'a'.repeat(10 * MEGABYTE)
    send(response, document(request, { xml: `<page><${long}/></page>`, json: `{"${long}":1}` }))
  },
  'one-tag-often': (request, response) => {
    const xml = `<page>${'<a/>'.repeat(MEGABYTE)}</page>`
    send(response, document(request, { xml, json: `[${'{},'.repeat(MEGABYTE)}{}]` }))
  },
  'deep-nesting': (request, response) => {
    const deep = 200_000
    send(response, document(request, { xml: '<a>'.repeat(deep), json: '['.repeat(deep) + ']'.repeat(deep) }))
  },
  'wrong-charset': (request, response) => {
    const { contentType, text } = wholeOf(request)
    const bytes = Buffer.from(text.replace('+4581808888', 'Kørsel'), 'latin1')
    response.writeHead(200, { 'content-type': `${contentType}; charset=utf-8` }).end(bytes)
  },
  'unknown-charset': (request, response) =>
    send(response, { ...wholeOf(request), contentType: `text/xml; charset=x-${MARK}` }),
  'login-page': (request, response) =>
    send(response, {
      contentType: 'text/html',
      text: `<!DOCTYPE html><html><body><form><input name="user" value="${echo(request)}"><br></form></body></html>`,
    }),
  'error-in-200': (request, response) => send(response, errorsInSuccess[request.dialect](inXml(echo(request)))),
  'odd-fault': (request, response) => send(response, oddFault(inXml(echo(request)))),
  // However far a client pages, it gets the same page again, and there are more.
  'same-page-for-ever': (request, response) => sendPage(request, response, REPEATED),
  // The same, by a vendor that returns no more rows than were requested.
  'first-page-for-ever': (request, response) => {
    const limit = Number(request.query.get('limit') ?? request.query.get('PageSize'))
    sendPage(request, response, REPEATED.slice(0, limit))
  },
  'clock-years-off': (request, response) => {
    const calls = [Date.UTC(1971, 0, 1), Date.UTC(2099, 0, 1)].map(callAt)
    response.setHeader('date', 'Thu, 01 Jan 2099 00:00:00 GMT')
    send(response, activeCalls[request.dialect](calls))
  },
  'retry-after-years-off': status(503, { 'retry-after': 'Thu, 01 Jan 2099 00:00:00 GMT' }),
  redirect: status(302, { location: `http://192.0.2.1/${MARK}` }),
} as const satisfies Readonly<Record<string, Misbehave>>

export type Misbehaviour = keyof typeof misbehaviours
export const isMisbehaviour = (name: string): name is Misbehaviour => Object.hasOwn(misbehaviours, name)

/** The source behaves. */
export const behave: Misbehave = (request, response) => send(response, wholeOf(request))
