import { type ServerResponse, STATUS_CODES } from 'node:http'
import { REQUEST_ID_HEADER, requestIdOf } from './request-id.js'
import { pageHeaders } from './security-headers.js'

/** Why a request is not answered: an HTTP status, a code for programs, and a sentence for people. */
export interface Refusal {
  readonly status: number
  readonly code: string
  readonly message: string
  readonly headers?: Readonly<Record<string, string>>
  /** What the error says to programs beside its code. */
  readonly extensions?: Readonly<Record<string, unknown>>
  /** Whose request it is, for logs; absent where that is not known. It is not sent. */
  readonly principalId?: string
}

/** Every refusal outside GraphQL has the form of a GraphQL result, so that clients parse only one form. */
export const refusalBody = ({ code, message, extensions }: Pick<Refusal, 'code' | 'message' | 'extensions'>): string =>
  JSON.stringify({ errors: [{ message, extensions: { code, ...extensions } }] })

/** The headers of responses that browsers and proxies must not cache. */
const refusalHeaders = (refusal: Refusal, body: string, closes: boolean): Readonly<Record<string, string>> => ({
  ...pageHeaders,
  'cache-control': 'no-store',
  'content-type': 'application/json; charset=utf-8',
  'content-length': String(Buffer.byteLength(body)),
  ...refusal.headers,
  ...(closes ? { connection: 'close' } : {}),
})

/** @param closes whether this is the last response on its connection. */
export function sendRefusal(response: ServerResponse, refusal: Refusal, closes: boolean): void {
  const body = refusalBody(refusal)
  const id = { [REQUEST_ID_HEADER]: requestIdOf(response.req) }
  response.writeHead(refusal.status, { ...refusalHeaders(refusal, body, closes), ...id })
  response.end(body)
}

/** The same as bytes, for a connection on which no valid request arrived. It is the last response there. */
export function formatRefusal(refusal: Refusal): string {
  const body = refusalBody(refusal)
  const headers = Object.entries(refusalHeaders(refusal, body, true)).map(([name, value]) => `${name}: ${value}\r\n`)
  return `HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status] ?? ''}\r\n${headers.join('')}\r\n${body}`
}
