import { createHash } from 'node:crypto'
import type { Authentication, VendorRequest } from '../contract.js'
import type { Secret } from '../values/secret.js'
import type { MorSettings } from './settings.js'

// The hash in every request to MOR: SHA-1 in lower-case hex over the values of the hashed parameters in their
// documented order, joined without a separator, and followed by the API Secret Key.
//
// The document of active_calls_get says that `u` is hashed, but the hash of its sample request is computed from the key
// alone (facts, section 3). As far as is known, users need `u` and `admin` does not, so the more likely variant is
// tried first. MOR logs every wrong hash as an error, so there is one change at most, and the transport remembers it.
//
// A hash of the key alone never changes, so it must be protected like the key: it is only in the signed request.

/** What is hashed; `none` if the administrator has disabled the check. */
export type HashVariant = Exclude<MorSettings['hash'], 'auto'>

/**
 * The hash of a request.
 * @param values of the hashed parameters, in their documented order.
 */
export const morHash = (values: readonly string[], secretKey: Secret): string =>
  createHash('sha1')
    .update(values.join('') + secretKey.reveal(), 'utf8')
    .digest('hex')

/** The variants to try, the most likely first. */
export function hashVariants(settings: MorSettings): readonly HashVariant[] {
  if (settings.hash !== 'auto') return [settings.hash]
  return settings.auth.username === 'admin' ? ['key', 'username+key'] : ['username+key', 'key']
}

/** Signs requests: adds `hash` as the last field of the form. */
export const morAuthentication = (settings: MorSettings): Authentication => ({
  scheme: 'signed',
  variants: hashVariants(settings),
  sign: (request, variant) => {
    if (variant === 'none') return request
    const values = variant === 'username+key' ? [settings.auth.username] : []
    return withField(request, 'hash', morHash(values, settings.auth.secretKey))
  },
})

function withField(request: VendorRequest, name: string, value: string): VendorRequest {
  if (request.body?.kind !== 'form') throw new TypeError(`${request.operation} has no form to sign`)
  return { ...request, body: { kind: 'form', fields: [...request.body.fields, [name, value]] } }
}
