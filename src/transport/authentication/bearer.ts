import type { Authentication } from '../../../adapters/contract.js'
import type { Authenticator } from './authenticator.js'

/** A token that was given out for machines, and is sent as it is (RFC 6750). */
export function createBearerAuthenticator(auth: Extract<Authentication, { scheme: 'bearer' }>): Authenticator {
  return { run: (request, attempt) => attempt(request, `Bearer ${auth.token.reveal()}`) }
}
