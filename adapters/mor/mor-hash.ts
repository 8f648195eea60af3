import { createHash } from 'node:crypto'
import type { Authentication, VendorRequest } from '../contract.js'
import type { Secret } from '../values/secret.js'
import type { MorSettings } from './settings.js'

// The hash that every request to MOR carries: lower-case hex SHA-1 over the values of the hashed parameters in their
// documented order, joined without a separator, with the API Secret Key behind them.
//
// The document of active_calls_get says that `u` is hashed, but the hash of its own sample request is that of the key
// alone (facts, section 3). As far as known a user needs `u` and `admin` does not, so both are tried in the likelier
// order. MOR logs every wrong hash as an error: there is one change, and the transport remembers it.
//
// With the key alone the hash never changes, so it is as good as the key: it is in the signed request and nowhere else.

/** What is hashed; `none` where the administrator has switched the check off. */
export type HashVariant = Exclude<MorSettings['hash'], 'auto'>

/**
 * The hash of a request.
 * @param values of the hashed parameters, in their documented order.
 */
export const morHash = (values: readonly string[], secretKey: Secret): string =>
  createHash('sha1')
    .update(values.join('') + secretKey.reveal(), 'utf8')
    .digest('hex')

/** The ways to sign that are worth trying, the likeliest first. */
export function hashVariants(settings: MorSettings): readonly HashVariant[] {
  if (settings.hash !== 'auto') return [settings.hash]
  return settings.auth.username === 'admin' ? ['key', 'username+key'] : ['username+key', 'key']
}

/** Signs requests by adding `hash` as the last field of their form. */
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
