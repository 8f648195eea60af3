import type { EnvironmentProxies } from '../outbound/environment-proxies.js'
import { LogIn, type LogInEvent } from './oidc/log-in.js'
import { Provider } from './oidc/provider.js'
import type { Principal } from './rights/principal.js'
import type { RightsOf } from './rights/rights.js'
import { BrowserRequests } from './sign-in/browser-requests.js'
import { Sessions } from './sign-in/sessions.js'
import type { OidcSettings } from './sign-in/settings.js'

/** The log-in of browsers, and what recognises their sessions afterwards. */
export interface BrowserLogIn {
  readonly logIn: LogIn
  readonly requests: BrowserRequests
  readonly sessions: Sessions
  close(): Promise<void>
}

interface Surroundings {
  readonly now: () => number
  readonly isTls?: boolean
  readonly sessionSecrets?: readonly string[] | undefined
  readonly reportLogIn?: (event: LogInEvent) => void
  readonly proxies?: EnvironmentProxies | undefined
}

/** @param rightsOf what somebody may do: who may do nothing gets no session. */
export function createBrowserLogIn(
  settings: OidcSettings,
  { now, isTls = false, sessionSecrets, reportLogIn = () => undefined, proxies }: Surroundings,
  rightsOf: RightsOf,
): BrowserLogIn {
  const secrets = sessionSecrets ?? null
  const requests = new BrowserRequests({ publicUrl: settings.publicUrl, isTls })
  const sessions = new Sessions({ settings, secrets, now })
  const provider = new Provider(settings, now, proxies)
  const refuse = (principal: Principal) => {
    const rights = rightsOf(principal)
    return rights.ok ? null : rights
  }
  const logIn = new LogIn({ settings, provider, requests, sessions, secrets, now, refuse, report: reportLogIn })
  return { logIn, requests, sessions, close: () => provider.close() }
}
