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
function hashVariants(settings: MorSettings): readonly HashVariant[] {
  if (settings.hash !== 'auto') return [settings.hash]
  return settings.auth.username === 'admin' ? ['key', 'username+key'] : ['username+key', 'key']
}

/** Signs requests: adds `hash` as the last field of the form. */
export const morAuthentication = (settings: MorSettings): Authentication => ({
  scheme: 'signed',
  variants: hashVariants(settings),
  sign: (unsigned, variant) => {
    const request = withPassword(unsigned, settings)
    if (variant === 'none') return request
    const hashed = HASHED.get(request.operation)
    const ofUser = variant === 'username+key' ? [settings.auth.username] : []
    const values = hashed === undefined ? ofUser : valuesOf(request, hashed)
    return withField(request, 'hash', morHash(values, settings.auth.secretKey))
  },
})

/**
 * What methods hash, in this order, of what is sent. For user_calls_get that is never the user, and no `all` for s_user,
 * which stands outside the hash. The known answers are in the tests.
 */
const HASHED: ReadonlyMap<string, readonly string[]> = new Map([
  [
    'user_calls_get',
    [
      'period_start',
      'period_end',
      's_user',
      's_call_type',
      's_provider',
      's_hgc',
      's_did',
      's_destination',
      'order_by',
      'order_desc',
    ],
  ],
  ['users_get', ['u', 'p']],
  ['user_details_get', ['user_id']],
  ['devices_get', ['user_id']],
])

/** Only users_get takes the password of the user. Like the hash, it is in no other form of the request. */
function withPassword(request: VendorRequest, { auth: { password } }: MorSettings): VendorRequest {
  return request.operation === 'users_get' && password !== undefined
    ? withField(request, 'p', password.reveal())
    : request
}

function valuesOf({ body }: VendorRequest, names: readonly string[]): readonly string[] {
  const sent = new Map(body?.kind === 'form' ? body.fields : [])
  return names.flatMap((name) => (name === 's_user' && sent.get(name) === 'all' ? [] : (sent.get(name) ?? [])))
}

function withField(request: VendorRequest, name: string, value: string): VendorRequest {
  if (request.body?.kind !== 'form') throw new TypeError(`${request.operation} has no form to sign`)
  return { ...request, body: { kind: 'form', fields: [...request.body.fields, [name, value]] } }
}
