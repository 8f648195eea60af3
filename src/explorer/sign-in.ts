import type { Headers } from './fetcher.js'

/** How somebody signs in at this gateway. */
export interface SignInWays {
  readonly isRequired: boolean
  /** Whether this browser can log in at an OpenID provider. */
  readonly canLogIn: boolean
}

/** Who sends the requests of this page: somebody, or nobody for a reason. */
export type Session =
  | {
      readonly kind: string
      readonly name: string
      readonly roles: readonly string[]
      readonly tenant: string | null
      readonly expiresAt: string | null
    }
  | { readonly refusal: string }

const NO_WAYS: SignInWays = { isRequired: false, canLogIn: false }

/** The page works without them. */
export async function fetchWays(): Promise<SignInWays> {
  try {
    const response = await fetch('explorer/sign-in.json')
    if (!response.ok) return NO_WAYS
    const ways: SignInWays = await response.json()
    return ways
  } catch {
    return NO_WAYS
  }
}

/** @param headers those of the header editor: they count before the session of the browser. */
export async function fetchSession(headers: Headers): Promise<Session> {
  try {
    const response = await fetch('auth/session', { headers: { ...headers, accept: 'application/json' } })
    if (response.ok) {
      const session: Session = await response.json()
      return session
    }
    const { errors }: { errors?: readonly { readonly message: string }[] } = await response.json()
    return { refusal: errors?.[0]?.message ?? `status ${response.status}` }
  } catch {
    return { refusal: 'the gateway could not be reached' }
  }
}

/** The log-in leads back to this address. */
export const logInUrl = (): string => `auth/login?returnTo=${encodeURIComponent(location.pathname + location.search)}`

/**
 * Ends the session of this browser.
 * @returns where the session at the provider can be ended as well; null: nowhere.
 */
export async function logOut(): Promise<string | null> {
  const response = await fetch('auth/logout', { method: 'POST' })
  const { providerUrl }: { providerUrl?: string | null } = await response.json()
  return providerUrl ?? null
}
