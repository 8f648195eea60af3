import { z } from 'zod'
import { secretSetting } from '../../adapters/values/secret.js'
import { ALGORITHMS, type Assignment, TOKEN_TYPES } from '../access/sign-in/settings.js'
import { isSafeUrl } from '../net/safe-url.js'
import { duration } from './duration.js'
import { namesText, nameText } from './names.js'

// The key `auth`: how one signs in.

const text = (description: string) => z.string().min(1).meta({ description })
const ROLE = 'One role, or a list of them.'
const TENANT = 'Whose rows the roles see that do not name sources.'

const isUrl = 'must be an https URL; http is for this machine only'

const claims = z
  .strictObject({
    roles: text('The claim with the roles: a list, or words in one text.').default('roles'),
    tenant: text('The claim with the tenant.').optional(),
  })
  .prefault({})
  .meta({ description: 'Claims by their names, or by their paths: realm_access.roles.' })

const issuer = z
  .strictObject({
    issuer: text('The issuer, exactly as in the claim iss of its tokens.'),
    audience: z
      .union([z.string().min(1), z.array(z.string().min(1)).min(1)])
      .transform((given): readonly string[] => (typeof given === 'string' ? [given] : given))
      .meta({ description: 'The audience that tokens for this gateway have (aud); of a list, one is enough.' }),
    jwks: z.string().refine(isSafeUrl, isUrl).optional().meta({
      description: 'The URL of its keys; by default as its .well-known/openid-configuration says.',
    }),
    algorithms: z
      .array(
        z.enum(ALGORITHMS, {
          error: `must be an asymmetric algorithm: ${ALGORITHMS.join(', ')}; with HS256, anybody who can check a token can make one`,
        }),
      )
      .min(1)
      .default(['RS256', 'ES256'])
      .meta({ description: 'The algorithms that its tokens may be signed by.' }),
    tokenType: z.enum(TOKEN_TYPES).default('access').meta({
      description:
        'access: access tokens, and nothing that is marked as an id token. at+jwt: only what says so in its header (RFC 9068).',
    }),
    claims,
    roles: z.array(nameText).min(1).optional().meta({
      description: 'The only roles that its tokens can give; all by default.',
    }),
  })
  .refine(({ issuer: name, jwks }) => jwks !== undefined || isSafeUrl(name), {
    path: ['issuer'],
    message: `${isUrl}; if the issuer has another name, jwks says where its keys are`,
  })

const DATE = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2})?(?:Z|[+-]\d{2}:\d{2}))?$/
const EXPIRES_WANTED = 'must be a date such as 2027-06-30, or a time such as 2027-06-30T12:00:00Z'
const MS_PER_DAY = 24 * 3_600_000

/** When a key expires, in milliseconds since 1970: at the end of its last day in UTC, or at a time. NaN: it is no date. */
export function readExpiry(given: string): number {
  if (!DATE.test(given)) return Number.NaN
  const atMs = Date.parse(given)
  if (given.includes('T')) return atMs
  // 2027-02-30 would be read as a day of March.
  return !Number.isNaN(atMs) && new Date(atMs).toISOString().startsWith(given) ? atMs + MS_PER_DAY : Number.NaN
}

/** A hash of two letters of hex for each byte, as `sha256sum` and `trunkline key` print it. */
const sha256 = z
  .string()
  .regex(/^[0-9a-fA-F]{64}$/, 'must be the SHA-256 of a key: 64 hexadecimal digits, as trunkline key prints them')
  .transform((given) => given.toLowerCase())

const key = z
  .strictObject({
    sha256: z.array(sha256).min(1).max(2).meta({
      description: 'The SHA-256 of the key, as trunkline key prints it; two while a key is replaced.',
    }),
    role: namesText.meta({ description: ROLE }),
    tenant: nameText.optional().meta({ description: TENANT }),
    expires: z
      .string()
      .refine((given) => !Number.isNaN(readExpiry(given)), EXPIRES_WANTED)
      .transform(readExpiry)
      .optional()
      .meta({ description: 'The last day on which it is accepted, in UTC, or the time at which it expires.' }),
  })
  .transform(({ role: roles, expires: expiresAtMs, ...rest }) => ({ ...rest, roles, expiresAtMs }))

const assignment = z
  .strictObject({
    role: namesText.meta({ description: ROLE }),
    tenant: nameText.optional().meta({ description: TENANT }),
  })
  .transform(({ role: roles, tenant }): Assignment => ({ roles, tenant }))

/** A proxy's user often has a role and nothing else. */
const userAssignment = z
  .union([namesText, assignment])
  .transform((given): Assignment => ('roles' in given ? given : { roles: given }))

/** Headers that carry other credentials cannot name a user. */
const TAKEN = new Set(['authorization', 'x-api-key', 'cookie', 'host', 'x-forwarded-for'])
const header = (description: string) =>
  z
    .string()
    .regex(/^[\w!#$%&'*+.^`|~-]+$/, 'must be the name of an HTTP header, such as X-Forwarded-User')
    .refine((name) => !TAKEN.has(name.toLowerCase()), 'must be another header: this one has a meaning already')
    .optional()
    .meta({ description })

const proxy = z
  .strictObject({
    userHeader: header('The header in which the proxy names the user; it must not let clients send it.'),
    assertionHeader: header(
      'The header in which the proxy sends a signed token, which is checked as those of auth.jwt.',
    ),
    roles: z.record(z.string().min(1), userAssignment).default({}).meta({
      description: 'By user of userHeader: a role, a list of roles, or { role, tenant }.',
    }),
  })
  .refine((given) => (given.userHeader === undefined) !== (given.assertionHeader === undefined), {
    message: 'give either userHeader or assertionHeader, exactly one of them',
  })
  .meta({ description: 'A proxy that signs users in; server.trustedProxies.addresses says which are believed.' })

/** The gateway's own address as a base for its paths. */
const publicUrl = z
  .string()
  .refine((given) => isSafeUrl(given) && !/[?#]/.test(given), `${isUrl}, without a query`)
  .transform((given) => new URL(given).href.replace(/\/*$/, '/'))

const LEAST_LIFETIME_MS = 60_000

const oidc = z
  .strictObject({
    issuer: z.string().refine(isSafeUrl, isUrl).meta({
      description: 'The provider, exactly as the issuer of its .well-known/openid-configuration.',
    }),
    clientId: text('The id that the provider has given to the gateway.'),
    clientSecret: secretSetting('Its secret; without one, PKCE alone protects the log-in.').optional(),
    publicUrl: publicUrl.optional().meta({
      description:
        'The gateway as browsers reach it, such as https://trunkline.example.net; behind a proxy it is required. The ' +
        'provider must know its path auth/callback as redirect URI.',
    }),
    scopes: z
      .array(z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/, 'must be one scope in each item of the list'))
      .refine((scopes) => scopes.includes('openid'), 'must include openid')
      .default(['openid', 'profile'])
      .meta({ description: 'The scopes that are requested from the provider.' }),
    claims,
    roles: z
      .array(nameText)
      .min(1)
      .optional()
      .meta({ description: 'The only roles that it can give; all by default.' }),
    sessionLifetime: duration('How long a session lasts at most; it ends with the id token if that expires before.')
      .refine((givenMs) => givenMs >= LEAST_LIFETIME_MS, 'must be at least 1m')
      .prefault('8h'),
  })
  .transform(({ sessionLifetime: sessionLifetimeMs, ...rest }) => ({ ...rest, sessionLifetimeMs }))
  .meta({ description: 'Log-in of browsers at an OpenID provider, for GraphiQL.' })

const certificateUri = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9+.-]*:\S+$/, 'must be a URI, such as spiffe://example.net/reports')

const ways = z
  .strictObject({
    jwt: z.array(issuer).min(1).optional().meta({ description: 'Issuers of JSON Web Tokens.' }),
    keys: z.record(nameText, key).optional().meta({ description: 'API keys, by names for the audit log.' }),
    certificates: z.record(certificateUri, assignment).optional().meta({
      description: 'Client certificates, by the URI in their subject alternative name.',
    }),
    proxy: proxy.optional(),
    oidc: oidc.optional(),
  })
  .refine((given) => Object.values(given).some((way) => way !== undefined), {
    message: 'must have jwt, keys, certificates, proxy or oidc; or auth: none, which lets everybody in',
  })
  .transform(({ jwt = [], keys = {}, certificates = {}, proxy: viaProxy, oidc: browsers }) => ({
    jwt,
    keys,
    certificates,
    proxy: viaProxy,
    ...(browsers === undefined ? {} : { oidc: browsers }),
  }))

const NO_WAY = 'must be none, or a mapping with jwt, keys, certificates, proxy or oidc'

/** `auth`: how one signs in, or `none`. */
export const authSettings = z
  .union([z.literal('none'), ways], {
    error: ({ input }) => (typeof input === 'object' && input !== null ? undefined : NO_WAY),
  })
  .meta({ description: 'How to sign in. none: every client is an administrator.' })
