import type { Authenticator } from './authenticator.js'

/** For a source that identifies its clients by IP address, or does not authenticate them. */
export const createNoAuthenticator = (): Authenticator => ({
  run: (request, attempt) => attempt(request),
})
