import type { Secret } from '../values/secret.js'
import type { VendorRequest } from './requests.js'
import type { StartDecoder } from './responses.js'

// How the gateway signs in to a vendor.

export type Authentication =
  | { readonly scheme: 'none' }
  | { readonly scheme: 'basic'; readonly username: string; readonly password: Secret }
  /** RFC 7616 (MD5, SHA-256; qop=auth). The challenge is reused, with an increasing nonce count. */
  | { readonly scheme: 'digest'; readonly username: string; readonly password: Secret }
  | { readonly scheme: 'bearer'; readonly token: Secret }
  /** A token that is fetched, refreshed before it expires, and fetched again after a 401 or the hint `token-expired`. */
  | {
      readonly scheme: 'login'
      readonly request: () => VendorRequest
      readonly decode: StartDecoder<{ token: string; expiresInSeconds: number | null }>
    }
  /** A credential in the request. Variants are tried in order, at most one change, on the hint `signature-refused`. */
  | {
      readonly scheme: 'signed'
      readonly variants: readonly string[]
      readonly sign: (request: VendorRequest, variant: string) => VendorRequest
    }
