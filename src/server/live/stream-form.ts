import type { GraphQLFormattedError } from 'graphql'
import type { LiveEvent, LiveTransport } from '../../live/contract.js'
import type { Body } from '../http/sliced-json.js'

// How events are written on an HTTP response that does not end. Each piece is one Buffer with the framing of chunked
// transfer coding around it, so that all readers of an event are sent the same bytes by one write each.

export interface StreamForm {
  readonly transport: Exclude<LiveTransport, 'websocket'>
  readonly contentType: string
  /** What is sent at once, before any event. */
  readonly opening: Buffer
  /** What is sent after a while without anything else, so that proxies keep the connection. */
  readonly heartbeat: Buffer
  /** One event; the same function for every event. */
  readonly frame: (event: LiveEvent) => Buffer
  /** The last piece: errors because of which the operation is not executed. */
  refusal(errors: readonly GraphQLFormattedError[]): Buffer
  /** The last piece: an error because of which the stream ends. */
  ending(error: GraphQLFormattedError): Buffer
}

const CRLF = Buffer.from('\r\n')

/** One chunk of a body in chunked transfer coding. */
function chunk(...parts: readonly (Buffer | string)[]): Buffer {
  const body = Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)))
  return Buffer.concat([Buffer.from(`${body.length.toString(16)}\r\n`), body, CRLF])
}

/** The content of a chunk, for clients of HTTP/1.0, which do not know the coding: many proxies are by default. */
export const withoutFraming = (bytes: Buffer): Buffer =>
  bytes.subarray(bytes.indexOf(CRLF) + CRLF.length, bytes.length - CRLF.length)

/** EventSource passes on events that have data only. */
const COMPLETE = 'event: complete\ndata:\n\n'

const lastNext = (result: object): Buffer => chunk(`event: next\ndata: ${JSON.stringify(result)}\n\n${COMPLETE}`)

const EVENT_STREAM = 'text/event-stream; charset=utf-8'

/** The answer to a query or a mutation as server-sent events, as the GraphQL over SSE protocol has all operations. */
export const answerInEvents = {
  contentType: EVENT_STREAM,
  /** @param json one line of JSON, with or without its end. */
  frame: (json: Body): Body => [
    Buffer.from('event: next\ndata: '),
    ...(Array.isArray(json) ? json : [Buffer.from(String(json))]),
    Buffer.from(`\n\n${COMPLETE}`),
  ],
}

/** Server-sent events: "distinct connections" of the GraphQL over SSE protocol. */
const SSE: StreamForm = {
  transport: 'sse',
  contentType: EVENT_STREAM,
  opening: chunk(':\n\n'),
  heartbeat: chunk(':\n\n'),
  frame: ({ position, json }) =>
    chunk(position === null ? 'event: next\ndata: ' : `id: ${position}\nevent: next\ndata: `, json, '\n\n'),
  refusal: (errors) => lastNext({ errors }),
  ending: (error) => lastNext({ errors: [error] }),
}

/** After each part: Apollo Client reads a part when it has read the boundary behind it. */
const BOUNDARY = '\r\n--graphql'
const PART = '\r\ncontent-type: application/json; charset=utf-8\r\n\r\n'

const lastPart = (result: object): Buffer => chunk(`${PART}${JSON.stringify(result)}${BOUNDARY}--\r\n`)

/** Apollo's multipart protocol, version 1.0. An empty object is its heartbeat. */
const MULTIPART: StreamForm = {
  transport: 'multipart',
  contentType: 'multipart/mixed;boundary="graphql";subscriptionSpec=1.0',
  opening: chunk(`${BOUNDARY}${PART}{}${BOUNDARY}`),
  heartbeat: chunk(`${PART}{}${BOUNDARY}`),
  frame: ({ json }) => chunk(`${PART}{"payload":`, json, `}${BOUNDARY}`),
  refusal: (errors) => lastPart({ payload: { errors } }),
  ending: (error) => lastPart({ payload: null, errors: [error] }),
}

/** The form in which a client reads subscriptions, by its Accept header; null: none. */
export function streamFormOf(accept: string | undefined): StreamForm | null {
  const ranges = (accept ?? '').toLowerCase().split(',')
  const accepts = (type: string, parameter = ''): boolean =>
    ranges.some((range) => {
      const [name = '', ...parameters] = range.split(';').map((part) => part.trim().replaceAll('"', ''))
      return name === type && !parameters.includes('q=0') && (parameter === '' || parameters.includes(parameter))
    })
  if (accepts('text/event-stream')) return SSE
  return accepts('multipart/mixed', 'subscriptionspec=1.0') ? MULTIPART : null
}
