/** How a browser keeps a cookie. */
export interface CookieAttributes {
  /** Whether it is sent over HTTPS only. */
  readonly isSecure: boolean
  /** Strict: only pages of the same site send it. Lax: somebody who follows a link does as well. */
  readonly sameSite: 'Strict' | 'Lax'
  /** 0: the browser deletes it. */
  readonly lifetimeS: number
}

/** The value of a header Set-Cookie. No script reads the cookie, and no other host has it. */
export const setCookie = (name: string, value: string, { isSecure, sameSite, lifetimeS }: CookieAttributes): string =>
  [
    `${name}=${value}`,
    'Path=/',
    'HttpOnly',
    ...(isSecure ? ['Secure'] : []),
    `SameSite=${sameSite}`,
    `Max-Age=${lifetimeS}`,
  ].join('; ')
