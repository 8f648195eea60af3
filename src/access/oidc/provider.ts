import type { JWTPayload } from 'jose'
import * as client from 'openid-client'
import type { EnvironmentProxies } from '../../outbound/environment-proxies.js'
import type { OidcSettings } from '../sign-in/settings.js'
import { claimAt } from '../sign-in/token-claims.js'
import { createProviderFetch, type ProviderFetch } from './provider-fetch.js'

// What the gateway asks an OpenID provider: by openid-client, which checks every answer.

const TIMEOUT_MS = 5000
/** How long the provider's metadata are used. Its keys are read again whenever a token names an unknown one. */
const METADATA_USE_MS = 3_600_000
/** While a provider is down, each browser that wants to log in would cause a request to it. */
const LEAST_DISCOVERY_INTERVAL_MS = 5000

/** Why a log-in has failed. */
export type ProviderFailureKind =
  /** The provider does not answer, or not as a provider does. */
  | 'unavailable'
  /** It refuses the gateway: client id, secret or redirect URI are wrong. */
  | 'misconfigured'
  /** It says that the user may not, or does not want to. */
  | 'denied'
  /** The answer is not the one to this log-in, was used before, or was changed. */
  | 'not-verified'

/** A log-in that has failed; the message holds no code, token or secret. */
export class ProviderFailure extends Error {
  override readonly name = 'ProviderFailure'
  constructor(
    readonly kind: ProviderFailureKind,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options)
  }
}

/** What proves that an answer belongs to a log-in: its secrets, kept by the browser that has begun it. */
export interface LogInSecrets {
  readonly state: string
  readonly nonce: string
  readonly codeVerifier: string
}

export const newSecrets = (): LogInSecrets => ({
  state: client.randomState(),
  nonce: client.randomNonce(),
  codeVerifier: client.randomPKCECodeVerifier(),
})

interface Held {
  readonly configuration: client.Configuration
  readonly readAtMs: number
}

/** An OpenID provider: where browsers log in, and who has logged in. */
export class Provider {
  #held: Held | null = null
  #failedAtMs: number | null = null
  #reading: Promise<client.Configuration> | null = null
  readonly #http: ProviderFetch

  /** @param now milliseconds since 1970. */
  constructor(
    private readonly settings: OidcSettings,
    private readonly now: () => number,
    proxies?: EnvironmentProxies,
    timeoutMs = TIMEOUT_MS,
  ) {
    this.#http = createProviderFetch(timeoutMs, proxies)
  }

  /**
   * Where a browser is sent to log in.
   * @throws ProviderFailure when the provider cannot be reached.
   */
  async logInUrl(redirectUri: string, { state, nonce, codeVerifier }: LogInSecrets): Promise<string> {
    const configuration = await this.#configuration()
    return client.buildAuthorizationUrl(configuration, {
      redirect_uri: redirectUri,
      scope: this.settings.scopes.join(' '),
      code_challenge: await client.calculatePKCECodeChallenge(codeVerifier),
      code_challenge_method: 'S256',
      state,
      nonce,
    }).href
  }

  /**
   * The claims of whom the provider has sent back: those of the id token, whose signature is checked, and from the userinfo
   * endpoint those that the id token lacks.
   * @param url where the browser was sent back to, with its query.
   * @throws ProviderFailure
   */
  async claimsFrom(url: URL, { state, nonce, codeVerifier }: LogInSecrets): Promise<JWTPayload> {
    const configuration = await this.#configuration()
    try {
      const tokens = await client.authorizationCodeGrant(configuration, url, {
        pkceCodeVerifier: codeVerifier,
        expectedState: state,
        expectedNonce: nonce,
        idTokenExpected: true,
      })
      const claims = tokens.claims()
      if (claims === undefined) throw new ProviderFailure('not-verified', 'the provider has sent no id token')
      if (this.#isWhole(claims) || configuration.serverMetadata().userinfo_endpoint === undefined) return claims
      const others = await client.fetchUserInfo(configuration, tokens.access_token, claims.sub)
      return { ...others, ...claims }
    } catch (error) {
      throw toFailure(error)
    }
  }

  /** Where a browser ends its session at the provider; null: nobody has logged in yet, or it has no such page. */
  get logOutUrl(): string | null {
    const held = this.#held
    if (held?.configuration.serverMetadata().end_session_endpoint === undefined) return null
    return client.buildEndSessionUrl(held.configuration).href
  }

  close(): Promise<void> {
    return this.#http.close()
  }

  #isWhole(claims: JWTPayload): boolean {
    const { roles, tenant } = this.settings.claims
    return [roles, ...(tenant === undefined ? [] : [tenant])].every((path) => claimAt(claims, path) !== undefined)
  }

  async #configuration(): Promise<client.Configuration> {
    const held = this.#held
    const ageMs = held === null ? Infinity : this.now() - held.readAtMs
    if (held !== null && ageMs >= 0 && ageMs < METADATA_USE_MS) return held.configuration
    try {
      return await (this.#reading ??= this.#discover().finally(() => (this.#reading = null)))
    } catch (error) {
      if (held !== null) return held.configuration
      throw error
    }
  }

  async #discover(): Promise<client.Configuration> {
    const { issuer } = this.settings
    const sinceMs = this.#failedAtMs === null ? Infinity : this.now() - this.#failedAtMs
    if (sinceMs >= 0 && sinceMs < LEAST_DISCOVERY_INTERVAL_MS)
      throw new ProviderFailure('unavailable', 'the provider could not be reached a moment ago')
    try {
      const configuration = await this.#read()
      if (configuration.serverMetadata().issuer !== issuer)
        throw new ProviderFailure('misconfigured', 'the OpenID configuration is of another issuer')
      this.#held = { configuration, readAtMs: this.now() }
      this.#failedAtMs = null
      return configuration
    } catch (error) {
      this.#failedAtMs = this.now()
      throw error instanceof ProviderFailure ? error : unavailable(error)
    }
  }

  #read(): Promise<client.Configuration> {
    const { issuer, clientId, clientSecret } = this.settings
    const url = new URL(issuer)
    const secret = clientSecret?.reveal()
    return client.discovery(url, clientId, secret, authenticationBy(secret), {
      [client.customFetch]: this.#http.fetch,
      timeout: TIMEOUT_MS / 1000,
      execute: [
        // The signature of the id token is checked even though it comes from the provider itself.
        client.enableNonRepudiationChecks,
        // http is for this machine only: the configuration and each request are checked for that.
        ...(url.protocol === 'http:' ? [client.allowInsecureRequests] : []),
      ],
    })
  }
}

/** HTTP Basic, which every provider must support (RFC 6749, 2.3.1), unless the provider says that it does not. */
function authenticationBy(secret: string | undefined): client.ClientAuth {
  if (secret === undefined) return client.None()
  const basic = client.ClientSecretBasic(secret)
  const post = client.ClientSecretPost(secret)
  return (provider, ...rest) => {
    const supported = provider.token_endpoint_auth_methods_supported ?? ['client_secret_basic']
    const authenticate = supported.includes('client_secret_basic') ? basic : post
    return authenticate(provider, ...rest)
  }
}

const unavailable = (cause: unknown): ProviderFailure =>
  new ProviderFailure('unavailable', 'the provider could not be reached', { cause })

/** What is wrong with the answer itself, by the codes of openid-client; all others mean that there was no usable answer. */
const NOT_VERIFIED: ReadonlySet<string | undefined> = new Set([
  'OAUTH_INVALID_RESPONSE',
  'OAUTH_JWT_CLAIM_COMPARISON_FAILED',
  'OAUTH_JWT_TIMESTAMP_CHECK_FAILED',
  'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED',
  'OAUTH_KEY_SELECTION_FAILED',
])

/** Codes of errors that are logged and shown; the author of the address can choose them. */
const CODE = /^[a-z_]{1,40}$/
const codeIn = (error: string): string => (CODE.test(error) ? error : 'another error')

const refused = (code: string, cause: unknown): ProviderFailure =>
  new ProviderFailure('misconfigured', `the provider answered: ${codeIn(code)}`, { cause })

function toFailure(error: unknown): ProviderFailure {
  if (error instanceof ProviderFailure) return error
  if (error instanceof client.AuthorizationResponseError)
    return new ProviderFailure('denied', `the provider answered: ${codeIn(error.error)}`, { cause: error })
  if (error instanceof client.ResponseBodyError)
    return error.error === 'invalid_grant'
      ? new ProviderFailure('not-verified', 'the provider does not accept the code of this log-in', { cause: error })
      : refused(error.error, error)
  if (error instanceof client.WWWAuthenticateChallengeError) {
    const [challenge] = error.cause
    return refused(challenge?.parameters.error ?? '', error)
  }
  if (error instanceof client.ClientError && NOT_VERIFIED.has(error.code))
    return new ProviderFailure('not-verified', `the answer of the provider is not valid: ${error.message}`, {
      cause: error,
    })
  return unavailable(error)
}
