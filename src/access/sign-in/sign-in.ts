import { invalidCredential } from '../rights/refusal.js'
import { keyChecker } from './api-key.js'
import { certificateChecker, proxyUserChecker } from './assigned.js'
import type { Authentication } from './authentication.js'
import type { BrowserRequests } from './browser-requests.js'
import { type Credential, credentialFinder, type Presented } from './credentials.js'
import type { Sessions } from './sessions.js'
import type { SignInSettings } from './settings.js'
import type { TokenVerifier } from './token-verifier.js'

export interface SignInParts {
  readonly settings: SignInSettings
  readonly tokens: Pick<TokenVerifier, 'verify'>
  /** Whether an address is that of a trusted proxy. */
  readonly isTrustedProxy: (address: string) => boolean
  readonly now: () => number
  /** The log-in of browsers; absent: they cannot log in. */
  readonly browsers?: { readonly requests: BrowserRequests; readonly sessions: Pick<Sessions, 'verify'> } | undefined
}

/** Finds out who asks. At once wherever nothing has to be read or verified, which is nearly always. */
export type Authenticate = (presented: Presented) => Authentication | Promise<Authentication>

/** One credential decides: where it is not valid, no other is tried, and nobody is anonymous. */
export function createAuthenticate({ settings, tokens, isTrustedProxy, now, browsers }: SignInParts): Authenticate {
  const find = credentialFinder(settings, browsers?.requests)
  const checkKey = keyChecker(settings.keys, now)
  const checkProxyUser = proxyUserChecker(settings.proxy ?? { roles: {} }, isTrustedProxy)
  const checkCertificate = certificateChecker(settings.certificates)
  const check = (
    credential: Credential,
    { address, clientAddress }: Presented,
  ): Authentication | Promise<Authentication> => {
    switch (credential.kind) {
      case 'token':
        return tokens.verify(credential.token, clientAddress?.() ?? address)
      case 'key':
        return checkKey(credential.key)
      case 'proxy':
        return checkProxyUser(credential.user, address)
      case 'assertion':
        return isTrustedProxy(address) ? tokens.verify(credential.token, clientAddress?.() ?? address) : NOT_TRUSTED
      case 'certificate':
        return checkCertificate(credential.certificate)
      case 'session':
        return browsers?.sessions.verify(credential.cookie) ?? NO_SESSIONS
    }
  }
  return (presented) => {
    const credential = find(presented)
    return 'ok' in credential ? credential : check(credential, presented)
  }
}

const NO_SESSIONS = invalidCredential('there are no sessions here')
const NOT_TRUSTED = invalidCredential('the assertion was not sent by a trusted proxy')
