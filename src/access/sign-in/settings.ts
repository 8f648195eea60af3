// Sign-in as the configuration gives it, checked.

/** Asymmetric algorithms only: with HS256, anybody who knows the public key could sign. */
export const ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
] as const
type Algorithm = (typeof ALGORITHMS)[number]

/** `access`: any access token. `at+jwt`: only tokens with this type in their header, as RFC 9068 requires. */
export const TOKEN_TYPES = ['access', 'at+jwt'] as const

export interface IssuerSettings {
  /** Exactly as in the `iss` of its tokens. */
  readonly issuer: string
  readonly audience: readonly string[]
  /** Where its keys are; absent: where its OpenID configuration says. */
  readonly jwks?: string | undefined
  readonly algorithms: readonly Algorithm[]
  readonly tokenType: (typeof TOKEN_TYPES)[number]
  /** Claims by name, or by their path: `realm_access.roles`. */
  readonly claims: { readonly roles: string; readonly tenant?: string | undefined }
  /** The only roles that its tokens can give; absent: all. */
  readonly roles?: readonly string[] | undefined
}

/** Log-in of browsers at an OpenID provider. */
export interface OidcSettings {
  /** Exactly as its OpenID configuration says. */
  readonly issuer: string
  readonly clientId: string
  /** Absent: a public client, which PKCE alone protects. */
  readonly clientSecret?: { reveal(): string } | undefined
  /** The gateway as browsers reach it, ending with a slash; absent: the host that they name. */
  readonly publicUrl?: string | undefined
  /** The scopes that are requested from the provider: `openid`, and whatever the claims need. */
  readonly scopes: readonly string[]
  /** Claims of the id token or, where it lacks them, of the userinfo endpoint. */
  readonly claims: IssuerSettings['claims']
  /** The only roles that it can give; absent: all. */
  readonly roles?: readonly string[] | undefined
  /** How long a session lasts at most, in milliseconds. It ends with the id token if that expires before. */
  readonly sessionLifetimeMs: number
}

/** What a principal of the configuration is given. */
export interface Assignment {
  readonly roles: readonly string[]
  readonly tenant?: string | undefined
}

export interface KeySettings extends Assignment {
  /** SHA-256 of the key, in hex; two while it is replaced. */
  readonly sha256: readonly string[]
  readonly expiresAtMs?: number | undefined
}

export interface ProxySettings {
  /** The header in which a trusted proxy names the user. */
  readonly userHeader?: string | undefined
  /** The header in which a proxy hands over a signed token, checked like any other. */
  readonly assertionHeader?: string | undefined
  /** By user. */
  readonly roles: Readonly<Record<string, Assignment>>
}

export interface SignInSettings {
  readonly jwt: readonly IssuerSettings[]
  readonly keys: Readonly<Record<string, KeySettings>>
  /** By the URI in the subject alternative name of a client certificate. */
  readonly certificates: Readonly<Record<string, Assignment>>
  readonly proxy?: ProxySettings | undefined
  readonly oidc?: OidcSettings | undefined
}
