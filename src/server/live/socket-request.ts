import type { IncomingMessage } from 'node:http'
import { isRecord } from '../http/is-record.js'

/** Headers that browsers cannot set for a WebSocket, so that its first message may hold them. */
const CREDENTIALS: ReadonlySet<string> = new Set(['authorization', 'x-api-key'])

/**
 * The credentials in the payload of `connection_init`, as names and values of headers in turn: `authorization` or
 * `x-api-key`, as they are or in `headers`, in any case of letters.
 */
export function credentialsIn(payload: unknown): readonly string[] {
  if (!isRecord(payload)) return []
  const named = Object.entries(payload).filter(([name]) => name.toLowerCase() !== 'headers')
  const inHeaders = Object.entries(payload).flatMap(([name, value]) =>
    name.toLowerCase() === 'headers' && isRecord(value) ? Object.entries(value) : [],
  )
  return [...named, ...inHeaders].flatMap(([name, value]) =>
    CREDENTIALS.has(name.toLowerCase()) && typeof value === 'string' ? [name.toLowerCase(), value] : [],
  )
}

/**
 * An operation on a WebSocket as a separate request: with the headers of the connection, and the credentials of its first
 * message. A credential in both places makes two, which are refused as in any request.
 */
export function operationRequest(upgrade: IncomingMessage, credentials: readonly string[]): IncomingMessage {
  const headers = { ...upgrade.headers }
  for (let at = 0; at + 1 < credentials.length; at += 2) headers[credentials[at] ?? ''] = credentials[at + 1]
  const property = (value: unknown) => ({ value, enumerable: true, writable: true })
  return Object.create(upgrade, {
    headers: property(headers),
    rawHeaders: property([...upgrade.rawHeaders, ...credentials]),
    method: property('POST'),
  })
}
