import { createHash } from 'node:crypto'
import type { VendorRequest } from '../../adapters/contract.js'

/** Identifies a vendor request by what is sent: requests with equal keys have the same response. Holds text of clients. */
export function requestKey({ method, path, query, body }: VendorRequest): string {
  return JSON.stringify([method, path, query, body?.kind === 'form' ? body.fields : body?.text])
}

/** The key as a hash, where text and ids of clients must be neither kept nor shared between instances. */
export const requestHash = (request: VendorRequest): string =>
  createHash('sha256').update(requestKey(request)).digest('base64url')
