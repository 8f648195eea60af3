import type { Authentication } from '../../../adapters/contract.js'
import type { Authenticator, AuthenticatorParts } from './authenticator.js'
import { formatBasic } from './basic.js'
import { formatBearer } from './bearer.js'
import { CoolDown } from './cool-down.js'
import { DigestAuthenticator } from './digest.js'
import { FixedAuthenticator } from './fixed.js'
import { GuardedAuthenticator } from './guarded.js'
import { LoginAuthenticator } from './login.js'
import { type LoginExchange, noLoginExchange } from './login-exchange.js'
import { createNoAuthenticator } from './none.js'
import { noRefusalExchange, type RefusalExchange } from './refusal-exchange.js'
import { SignedAuthenticator } from './signed.js'

/**
 * Creates the authenticator of a source for the scheme that its adapter declares.
 * @param exchanges share refused credentials and log-ins with other instances; there are none unless given.
 */
export function createAuthenticator(
  auth: Authentication,
  parts: Omit<AuthenticatorParts, 'coolDown'>,
  { refusals = noRefusalExchange, logins = noLoginExchange }: Partial<Exchanges> = {},
): Authenticator {
  const coolDown = new CoolDown(parts.clock, refusals)
  // Without credentials there is nothing to try.
  const trials = auth.scheme === 'none' ? noRefusalExchange : refusals
  return new GuardedAuthenticator(createScheme(auth, { ...parts, coolDown }, logins), coolDown, trials)
}

interface Exchanges {
  readonly refusals: RefusalExchange | undefined
  readonly logins: LoginExchange | undefined
}

function createScheme(auth: Authentication, parts: AuthenticatorParts, logins: LoginExchange): Authenticator {
  switch (auth.scheme) {
    case 'none':
      return createNoAuthenticator()
    case 'basic':
      return new FixedAuthenticator(() => formatBasic(auth), parts)
    case 'bearer':
      return new FixedAuthenticator(() => formatBearer(auth), parts)
    case 'digest':
      return new DigestAuthenticator(auth, parts)
    case 'login':
      return new LoginAuthenticator(auth, parts, logins)
    case 'signed':
      return new SignedAuthenticator(auth, parts)
  }
}
