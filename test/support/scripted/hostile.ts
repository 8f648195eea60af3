// A server that misbehaves in every way that a vendor's system can: by the first segment of the path. What it sends
// holds a mark, and whatever credentials it was given, so that a test can see whether any of it gets through.

import type { ServerResponse } from 'node:http'
import { type ScriptedRequest, type ScriptedServer, startScriptedServer } from './scripted-server.js'

/** In every body that the server sends. */
export const MARK = 'LEAK-5d1f'

export const RETRY_AFTER_SECONDS = 17
export const MAX_RESPONSE_BYTES = 4096

export interface HostileServer extends ScriptedServer {
  /** How many requests came to the path's first two segments. */
  received(path: string): number
  /** Resolves when the server sees the connection of a hung request end, by the path's first two segments. */
  released(path: string): Promise<void>
}

/** What every answer repeats of the request. */
const echo = ({ authorization, body }: ScriptedRequest): string => `${MARK} ${authorization} ${body}`
const html = (request: ScriptedRequest): string =>
  `<!DOCTYPE html><html><body><h1>${MARK}</h1><pre>${echo(request)}</pre></body></html>`

/** A document in each vendor's format that is not the requested one. */
const WRONG_ROOTS: Readonly<Record<string, string>> = {
  telecomx: `{"${MARK}":[{"callId":"${MARK}"}]}`,
  portasip: `<?xml version="1.0"?><methodCall><methodName>${MARK}</methodName></methodCall>`,
  restcomm: `{"${MARK}":[{"sid":"${MARK}"}]}`,
  mor: `<?xml version="1.0"?><page><other>${MARK}</other></page>`,
  portaone: `{"${MARK}":[{"i_xdr":"${MARK}"}]}`,
  twilio: `{"${MARK}":[{"sid":"${MARK}"}]}`,
}

/** The beginning of the requested document, in each vendor's format. */
const BEGINNINGS: Readonly<Record<string, string>> = {
  telecomx: `{"sessions":[{"callId":"${MARK}`,
  portasip: `<?xml version="1.0"?><methodResponse><!-- ${MARK} -->`,
  restcomm: `{"LiveCallDetails":[{"sid":"${MARK}`,
  mor: `<?xml version="1.0"?><page><active_call><id>${MARK}`,
  portaone: `{"access_token":"${MARK}`,
  twilio: `{"calls":[{"sid":"${MARK}`,
}

/** An error inside a success answer, as each vendor has it. */
const fault =
  '<struct><member><name>faultCode</name><value><int>3</int></value></member>' +
  `<member><name>faultString</name><value><string>${MARK}</string></value></member></struct>`
const ERRORS_IN_SUCCESS: Readonly<Record<string, string>> = {
  telecomx: `{"error":{"message":"${MARK}","code":"internal_error","status":500}}`,
  portasip: `<?xml version="1.0"?><methodResponse><fault><value>${fault}</value></fault></methodResponse>`,
  restcomm: `{"message":"${MARK}"}`,
  mor: `<?xml version="1.0"?><page><!-- ${MARK} --><status><error>Direction was not found</error></status></page>`,
  portaone: `{"faultcode":"Server.Session.failed","faultstring":"${MARK}"}`,
  twilio: `{"code":20404,"message":"${MARK}","status":404}`,
}

const CHALLENGES = [`Basic realm="${MARK}"`, `Digest realm="${MARK}", nonce="n-1", qop="auth", algorithm=MD5`]

type Misbehave = (request: ScriptedRequest, response: ServerResponse, vendor: string) => void

const page =
  (status: number, headers: Readonly<Record<string, string | string[]>> = {}): Misbehave =>
  (request, response) =>
    void response.writeHead(status, { 'content-type': 'text/html', ...headers }).end(html(request))

const text =
  (bodies: Readonly<Record<string, string>>): Misbehave =>
  (_request, response, vendor) =>
    void response.writeHead(200, { 'content-type': 'text/plain' }).end(bodies[vendor])

export const misbehaviours = {
  'hangs-before-head': () => undefined,
  'hangs-after-head': (_request, response, vendor) => void response.writeHead(200).write(BEGINNINGS[vendor]),
  'html-200': page(200),
  'html-500': page(500),
  'wrong-root': text(WRONG_ROOTS),
  garbage: (_request, response) =>
    void response.writeHead(200).end(Buffer.concat([Buffer.from(MARK), Buffer.from([0xff, 0xfe, 0x00, 0x80, 0xc3])])),
  'not-http': ({ raw }) => void raw.socket.end(`${MARK} is no HTTP\r\n\r\n`),
  'cut-short': (_request, response, vendor) => {
    response.writeHead(200, { 'content-length': '1000' }).write(BEGINNINGS[vendor], () => response.destroy())
  },
  empty: (_request, response) => void response.writeHead(200).end(),
  'error-in-200': text(ERRORS_IN_SUCCESS),
  'too-large': (_request, response) => void response.writeHead(200).end(MARK.repeat(MAX_RESPONSE_BYTES)),
  'status-401': page(401, { 'www-authenticate': CHALLENGES }),
  'status-429': page(429, { 'retry-after': String(RETRY_AFTER_SECONDS) }),
  redirect: page(302, { location: `http://192.0.2.1/${MARK}` }),
} as const satisfies Readonly<Record<string, Misbehave>>
export type Misbehaviour = keyof typeof misbehaviours

export const isMisbehaviour = (name: string): name is Misbehaviour => Object.hasOwn(misbehaviours, name)

/** Serves `/<misbehaviour>/<vendor>/…`; the name of the vendor may be followed by a dash and more. */
export async function startHostileServer(): Promise<HostileServer> {
  const counts = new Map<string, number>()
  const ends = new Map<string, PromiseWithResolvers<void>>()
  const endOf = (path: string): PromiseWithResolvers<void> => {
    const known = ends.get(path) ?? Promise.withResolvers<void>()
    ends.set(path, known)
    return known
  }
  const server = await startScriptedServer((request, response) => {
    const [, name = '', variant = ''] = request.path.split('/')
    const [vendor = ''] = variant.split('-')
    if (!isMisbehaviour(name)) throw new Error(`there is no misbehaviour ${name}`)
    const place = `${name}/${variant}`
    counts.set(place, (counts.get(place) ?? 0) + 1)
    request.raw.socket.once('close', endOf(place).resolve)
    const misbehave: Misbehave = misbehaviours[name]
    misbehave(request, response, vendor)
  })
  return { ...server, received: (path) => counts.get(path) ?? 0, released: (path) => endOf(path).promise }
}
