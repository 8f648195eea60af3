import type { Authentication } from '../../../adapters/contract.js'
import type { Authenticator, AuthenticatorParts } from './authenticator.js'
import { createBasicAuthenticator } from './basic.js'
import { createBearerAuthenticator } from './bearer.js'
import { DigestAuthenticator } from './digest.js'
import { LoginAuthenticator } from './login.js'
import { createNoAuthenticator } from './none.js'
import { SignedAuthenticator } from './signed.js'

/** The authenticator of a source, by the scheme that its adapter declares. */
export function createAuthenticator(auth: Authentication, parts: AuthenticatorParts): Authenticator {
  switch (auth.scheme) {
    case 'none':
      return createNoAuthenticator()
    case 'basic':
      return createBasicAuthenticator(auth)
    case 'bearer':
      return createBearerAuthenticator(auth)
    case 'digest':
      return new DigestAuthenticator(auth, parts)
    case 'login':
      return new LoginAuthenticator(auth, parts)
    case 'signed':
      return new SignedAuthenticator(auth, parts)
  }
}
