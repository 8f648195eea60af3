import type { Refusal } from './refusal.js'

// Converts the errors of Node's HTTP parser and its timers to responses.

/** Seconds and bytes that a request may take. */
export interface RequestLimits {
  readonly headersTimeoutMs: number
  readonly requestTimeoutMs: number
  readonly maxHeaderBytes: number
}

/** Returns the response; null when the client has disconnected. */
export function refusalOfParserError(error: unknown, limits: RequestLimits): Refusal | null {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'HPE_HEADER_OVERFLOW')
    return {
      status: 431,
      code: 'HEADERS_TOO_LARGE',
      message: `The request line and the headers have more than ${limits.maxHeaderBytes} bytes.`,
    }
  if (code === 'HPE_CHUNK_EXTENSIONS_OVERFLOW')
    return { status: 413, code: 'BODY_TOO_LARGE', message: 'The chunk extensions of the request are too long.' }
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return {
      status: 408,
      code: 'REQUEST_TIMEOUT',
      message: `The headers did not arrive within ${limits.headersTimeoutMs} ms, or the request within ${limits.requestTimeoutMs} ms.`,
    }
  // All errors that are not from the parser are broken connections.
  if (!code.startsWith('HPE_')) return null
  return { status: 400, code: 'BAD_REQUEST', message: 'This is not an HTTP/1.1 request.' }
}
