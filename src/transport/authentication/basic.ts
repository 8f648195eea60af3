import type { Authentication } from '../../../adapters/contract.js'
import type { Authenticator } from './authenticator.js'

/** HTTP Basic (RFC 7617), sent at once and not only when asked for; text is UTF-8. */
export function createBasicAuthenticator(auth: Extract<Authentication, { scheme: 'basic' }>): Authenticator {
  return {
    run: (request, attempt) => {
      const userPass = Buffer.from(`${auth.username}:${auth.password.reveal()}`, 'utf8')
      return attempt(request, `Basic ${userPass.toString('base64')}`)
    },
  }
}
