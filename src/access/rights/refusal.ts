/** Why a request is not answered. Messages are shown to clients: they hold no secret, and no name of anybody else. */
export type Refusal =
  /** The request itself is wrong, such as with two credentials. */
  | RefusalWith<400, 'BAD_CREDENTIALS'>
  /** Nobody has signed in, or the credential is not valid. */
  | (RefusalWith<401, 'UNAUTHENTICATED'> & {
      /** The value of the header WWW-Authenticate. */
      readonly wwwAuthenticate: string
    })
  /** Who asks is known, and may not. */
  | (RefusalWith<403, 'FORBIDDEN'> & {
      /** Whose request it is, for logs; absent where that is not known. */
      readonly principalId?: string
    })
  /** The client has sent too many tokens with wrong signatures. */
  | (RefusalWith<429, 'TOO_MANY_ATTEMPTS'> & { readonly retryAfterS: number })
  /** Nobody can be recognised at the moment, as there are no keys to check tokens by. */
  | (RefusalWith<503, 'AUTH_UNAVAILABLE'> & { readonly retryAfterS: number })

interface RefusalWith<Status, Code> {
  readonly ok: false
  readonly status: Status
  readonly code: Code
  readonly message: string
}

/** RFC 6750: without a credential, no error is named. */
const CHALLENGE = 'Bearer realm="trunkline"'

export const badCredentials = (message: string): Refusal => ({
  ok: false,
  status: 400,
  code: 'BAD_CREDENTIALS',
  message,
})

/** @param message one of ours, without quotes: it becomes a quoted text in a header. */
export const invalidCredential = (message: string): Refusal => ({
  ok: false,
  status: 401,
  code: 'UNAUTHENTICATED',
  message,
  wwwAuthenticate: `${CHALLENGE}, error="invalid_token", error_description="${message}"`,
})

export const signInRequired = (): Refusal => ({
  ok: false,
  status: 401,
  code: 'UNAUTHENTICATED',
  message: 'sign-in is required',
  wwwAuthenticate: CHALLENGE,
})

export const forbidden = (message: string): Refusal => ({ ok: false, status: 403, code: 'FORBIDDEN', message })

/** @param which of the tokens: it ends the sentence. */
export const tooManyAttempts = (retryAfterS: number, which: string): Refusal => ({
  ok: false,
  status: 429,
  code: 'TOO_MANY_ATTEMPTS',
  message: `too many tokens ${which}`,
  retryAfterS,
})

export const authUnavailable = (retryAfterS: number, why = 'the keys of their issuer could not be read'): Refusal => ({
  ok: false,
  status: 503,
  code: 'AUTH_UNAVAILABLE',
  message: `tokens cannot be checked at the moment: ${why}`,
  retryAfterS,
})
