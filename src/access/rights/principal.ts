/** Who asks, once that is proven. What they may do is decided by their roles and their tenant. */
export interface Principal {
  /** How it was proven; session: a log-in by a browser; local: nobody has to sign in here. */
  readonly kind: 'token' | 'session' | 'key' | 'proxy' | 'certificate' | 'local'
  /** For people and logs: the subject of a token, the name of a key. Not unique among kinds and issuers. */
  readonly name: string
  /** What people call somebody whose name is an id: for pages, never for decisions. */
  readonly displayName?: string | undefined
  /** Unique among all principals: rates and budgets are counted by it. */
  readonly id: string
  readonly roles: readonly string[]
  readonly tenant: string | null
  /** For the audit log, which credential it was: the `jti` of a token, the id of a session, the name of a key. Never the credential itself. */
  readonly credentialId: string | null
  /** When the credential expires: a stream ends then. Null: it does not. */
  readonly expiresAtMs: number | null
}
