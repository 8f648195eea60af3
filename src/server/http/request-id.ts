import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

/** The header with the id of a request, in requests and in responses. */
export const REQUEST_ID_HEADER = 'x-request-id'

/** Ids of proxies and clients: UUIDs, ULIDs, hexadecimal and Base64 text. Whatever else a client sends is replaced. */
const ACCEPTABLE = /^[\w.:+/=-]{1,128}$/

/**
 * The id by which a request is found in logs: the one that it came with in `x-request-id`, if that is acceptable, or a new
 * UUID. It replaces the header of the request, so that the same request always has the same id.
 */
export function requestIdOf({ headers }: IncomingMessage): string {
  const given = headers[REQUEST_ID_HEADER]
  if (typeof given === 'string' && ACCEPTABLE.test(given)) return given
  const id = randomUUID()
  headers[REQUEST_ID_HEADER] = id
  return id
}
