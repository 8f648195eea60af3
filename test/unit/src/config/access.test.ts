// The keys auth, roles and tenants: their meaning, and their faults.

import { describe, expect, test } from 'vitest'
import { accessWarnings } from '../../../../src/config/access-settings.js'
import { faultsOf, load } from '../../../support/config-files.js'
import { TLS } from './example.js'

const SOURCES = `
server: { trustedProxies: { addresses: [10.0.0.0/8] } }
sources:
  dk: { vendor: telecomx, url: "https://api.telecomx.dk", auth: { token: t } }
  eu: { vendor: portasip, url: "https://sippy.example.net", trusted: { customerId: 1 } }
`
const HASH = 'a'.repeat(64)
const ROLES = `
roles:
  noc: { scopes: [active:read, stats:read], sources: { "*": all } }
  tenant: { scopes: [calls:read, accounts:read], mask: [ip, notes], rate: { cost: 100000/m, concurrent: 4 } }
  scraper: { scopes: [metrics:read] }
tenants:
  acme: { dk: { customers: [5f] }, eu: all }
`
const KEYS = `auth: { keys: { wallboard: { sha256: [${HASH}], role: noc } } }`
const withAuth = (auth: string) => `${SOURCES}auth: ${auth}\n${ROLES}`
const withRoles = (more: string) => `${SOURCES}${KEYS}\n${ROLES.replace('roles:', `roles:\n  more: ${more}`)}`
const withTenants = (more: string) => `${SOURCES}${KEYS}\n${ROLES}  more: ${more}\n`
/** With client certificates, server.tls.clientCa is given. */
const withTls = (text: string) =>
  text.includes('certificates:') ? text.replace('server: {', `server: { tls: ${TLS},`) : text
const accessOf = (text: string) => load(text, { NAME: 'noc' }).access

describe('access', () => {
  test('is null where the file does not say, and none where it says so', () => {
    expect(accessOf(SOURCES)).toBeNull()
    expect(accessOf(`${SOURCES}auth: none`)).toEqual({ auth: 'none', roles: {}, tenants: {} })
  })

  test('is read completely', () => {
    const text = withAuth(`
  jwt:
    - { issuer: "https://id.example.net", audience: trunkline, claims: { roles: realm_access.roles, tenant: customer_id } }
    - { issuer: staff, jwks: "http://127.0.0.1:9/keys", audience: [a, b], algorithms: [EdDSA], roles: [noc], tokenType: at+jwt }
  keys:
    wallboard: { sha256: ["${HASH.toUpperCase()}", "${'b'.repeat(64)}"], role: "\${NAME}", expires: 2027-06-30 }
    portal: { sha256: ["${'c'.repeat(64)}"], role: [tenant, noc], tenant: acme, expires: 2027-06-30T12:00:00+02:00 }
  certificates:
    "spiffe://example.net/reports": { role: noc }
  proxy: { userHeader: X-Auth-User, roles: { alice: noc, bob: [noc, scraper], carol: { role: tenant, tenant: acme } } }`)
    expect(accessOf(withTls(text))).toEqual({
      auth: {
        jwt: [
          {
            issuer: 'https://id.example.net',
            audience: ['trunkline'],
            algorithms: ['RS256', 'ES256'],
            tokenType: 'access',
            claims: { roles: 'realm_access.roles', tenant: 'customer_id' },
          },
          {
            issuer: 'staff',
            jwks: 'http://127.0.0.1:9/keys',
            audience: ['a', 'b'],
            algorithms: ['EdDSA'],
            tokenType: 'at+jwt',
            claims: { roles: 'roles' },
            roles: ['noc'],
          },
        ],
        keys: {
          wallboard: { sha256: [HASH, 'b'.repeat(64)], roles: ['noc'], expiresAtMs: Date.UTC(2027, 6, 1) },
          portal: {
            sha256: ['c'.repeat(64)],
            roles: ['tenant', 'noc'],
            tenant: 'acme',
            expiresAtMs: Date.UTC(2027, 5, 30, 10),
          },
        },
        certificates: { 'spiffe://example.net/reports': { roles: ['noc'] } },
        proxy: {
          userHeader: 'X-Auth-User',
          roles: {
            alice: { roles: ['noc'] },
            bob: { roles: ['noc', 'scraper'] },
            carol: { roles: ['tenant'], tenant: 'acme' },
          },
        },
      },
      roles: {
        noc: { scopes: ['active:read', 'stats:read'], sources: { '*': 'all' }, mask: [], rate: {} },
        tenant: {
          scopes: ['calls:read', 'accounts:read'],
          mask: ['ip', 'notes'],
          rate: { cost: { count: 100_000, periodMs: 60_000 }, concurrent: 4 },
        },
        scraper: { scopes: ['metrics:read'], mask: [], rate: {} },
      },
      tenants: { acme: { dk: { customers: ['5f'] }, eu: 'all' } },
    })
  })

  test('has the log-in of browsers, whose secret is not printed', () => {
    const text = withAuth(`
  oidc:
    issuer: https://id.example.net
    clientId: trunkline
    clientSecret: "\${NAME}"
    publicUrl: https://gateway.example.net/graph
    claims: { tenant: customer_id }
    sessionLifetime: 30m`)
    const { auth } = accessOf(text) ?? {}
    expect(JSON.parse(JSON.stringify(auth))).toMatchObject({
      oidc: {
        issuer: 'https://id.example.net',
        clientId: 'trunkline',
        clientSecret: '[redacted]',
        publicUrl: 'https://gateway.example.net/graph/',
        scopes: ['openid', 'profile'],
        claims: { roles: 'roles', tenant: 'customer_id' },
        sessionLifetimeMs: 1_800_000,
      },
    })
  })

  test('*:read is all that reads rows, but costs:read', () => {
    const access = accessOf(
      withRoles('{ scopes: ["*:read", control:disconnect, calls:read], sources: { dk: all, eu: none } }'),
    )
    expect(access?.roles['more']?.scopes).toEqual([
      'calls:read',
      'sessions:read',
      'active:read',
      'accounts:read',
      'customers:read',
      'stats:read',
      'sources:read',
      'trace:read',
      'control:disconnect',
    ])
  })

  test('warns of keys that have expired, and of no others', () => {
    const access = accessOf(withAuth(`{ keys: { old: { sha256: [${HASH}], role: noc, expires: 2026-01-31 } } }`))
    const lastMs = Date.UTC(2026, 1, 1) - 1
    expect(accessWarnings(access, lastMs)).toEqual([])
    expect(accessWarnings(access, lastMs + 1)).toEqual(['auth.keys.old.expires: has passed: the key is refused'])
    expect(accessWarnings(null, lastMs)).toEqual([])
  })
})

const HEX = 'must be the SHA-256 of a key: 64 hexadecimal digits, as trunkline key prints them'
const DATE = 'must be a date such as 2027-06-30, or a time such as 2027-06-30T12:00:00Z'
const NAME = 'must be a name: letters, digits, ".", "_", "@" and "-", and at most 64 of them'
const RATE = 'must be so many in a second, minute or hour: 5/s, 10/m, 1000/h'
const HTTPS = 'must be an https URL; http is for this machine only'

describe('auth', () => {
  const key = (more: string, name = 'k') => `{ keys: { ${name}: { sha256: [${HASH}], ${more} } } }`
  const jwt = (more: string, claims = 'claims: { tenant: t }') =>
    `{ jwt: [{ issuer: "https://id.example.net", audience: a, ${claims}, ${more} }] }`
  const oidc = (more: string, publicUrl = 'publicUrl: "https://gateway.example.net"') =>
    `{ oidc: { issuer: "https://id.example.net", clientId: trunkline, ${publicUrl}, ${more} } }`
  const proxy = (more: string) => `{ proxy: { ${more} } }`

  test.each<[auth: string, fault: unknown]>([
    ['nobody', 'auth: must be none, or a mapping with jwt, keys, certificates, proxy or oidc'],
    ['{}', 'auth: must have jwt, keys, certificates, proxy or oidc; or auth: none, which lets everybody in'],
    [
      '{ keys: {}, kyes: {} }',
      expect.stringMatching(/^auth\.kyes: unknown key; the keys here are jwt, keys, certificates, proxy/),
    ],
    ['{ keys: { k: { role: noc } } }', 'auth.keys.k.sha256: required'],
    ['{ keys: { k: { sha256: [abc], role: noc } } }', `auth.keys.k.sha256.0: ${HEX}`],
    [`{ keys: { k: { sha256: [${'g'.repeat(64)}], role: noc } } }`, `auth.keys.k.sha256.0: ${HEX}`],
    ['{ keys: { k: { sha256: [], role: noc } } }', 'auth.keys.k.sha256: must not be empty'],
    [
      `{ keys: { k: { sha256: [${HASH}, ${HASH}], role: noc } } }`,
      'auth.keys.k.sha256.1: the same hash is given twice',
    ],
    [
      `{ keys: { a: { sha256: [${HASH}], role: noc }, b: { sha256: [${HASH.toUpperCase()}], role: noc } } }`,
      'auth.keys.b.sha256.0: the same hash is given twice',
    ],
    [key('role: nic'), 'auth.keys.k.role: there is no role of this name; there are noc, tenant, scraper'],
    [key('role: [noc, nic]'), 'auth.keys.k.role: there is no role of this name; there are noc, tenant, scraper'],
    [key('role: constructor'), 'auth.keys.k.role: there is no role of this name; there are noc, tenant, scraper'],
    [key('role: tenant'), 'auth.keys.k.tenant: required, as the role tenant has no sources'],
    [key('role: tenant, tenant: acne'), 'auth.keys.k.tenant: there is no tenant of this name; there are acme'],
    [key('role: noc, tenant: acme'), 'auth.keys.k.tenant: limits nothing here: the role names its own sources'],
    [key('role: noc, expires: soon'), `auth.keys.k.expires: ${DATE}`],
    [key('role: noc, expires: 2027-02-30'), `auth.keys.k.expires: ${DATE}`],
    [
      key('role: noc, key: x'),
      expect.stringMatching(/^auth\.keys\.k\.key: unknown key; the keys here are sha256, role, /),
    ],
    [key('role: noc', '"a b"'), `auth.keys."a b": ${NAME}`],
    [
      '{ certificates: { reports: { role: noc } } }',
      'auth.certificates.reports: must be a URI, such as spiffe://example.net/reports',
    ],
    ['{ certificates: { "spiffe://a/b": { role: nic } } }', expect.stringContaining('there is no role of this name')],
    [
      jwt('algorithms: [HS256]'),
      expect.stringMatching(/^auth\.jwt\.0\.algorithms\.0: must be an asymmetric algorithm: RS256, /),
    ],
    [jwt('algorithms: [none]'), expect.stringMatching(/^auth\.jwt\.0\.algorithms\.0: must be an asymmetric algorithm/)],
    [jwt('algorithms: []'), 'auth.jwt.0.algorithms: must not be empty'],
    [jwt('roles: [nic]'), 'auth.jwt.0.roles.0: there is no role of this name; there are noc, tenant, scraper'],
    [
      jwt('roles: [noc, tenant]', 'claims: {}'),
      'auth.jwt.0.claims.tenant: required, as the role tenant needs a tenant; or roles names those that this issuer can give',
    ],
    [jwt('tokenType: id', 'claims: { tenant: t }'), 'auth.jwt.0.tokenType: must be one of access, at+jwt'],
    [jwt('jwks: "http://id.example.net/keys"'), `auth.jwt.0.jwks: ${HTTPS}`],
    [
      '{ jwt: [{ issuer: "http://id.example.net", audience: a, claims: { tenant: t } }] }',
      `auth.jwt.0.issuer: ${HTTPS}; if the issuer has another name, jwks says where its keys are`,
    ],
    ['{ jwt: [{ issuer: "https://id.example.net", claims: { tenant: t } }] }', 'auth.jwt.0.audience: required'],
    [
      '{ jwt: [{ issuer: "https://a.example", audience: a, claims: { tenant: t } }, { issuer: "https://a.example", audience: b, claims: { tenant: t } }] }',
      'auth.jwt.1.issuer: the same issuer is given twice',
    ],
    [
      oidc('roles: [noc]', 'scopes: [openid]'),
      'auth.oidc.publicUrl: required without server.tls: the https URL at which browsers reach the proxy in front of the gateway',
    ],
    [oidc('roles: [noc]', 'publicUrl: "http://gateway.example.net"'), `auth.oidc.publicUrl: ${HTTPS}, without a query`],
    [oidc('roles: [noc], scopes: [profile]'), 'auth.oidc.scopes: must include openid'],
    [oidc('roles: [noc], sessionLifetime: 30s'), 'auth.oidc.sessionLifetime: must be at least 1m'],
    [oidc('roles: [nic]'), 'auth.oidc.roles.0: there is no role of this name; there are noc, tenant, scraper'],
    [
      oidc('scopes: [openid]'),
      'auth.oidc.claims.tenant: required, as the role tenant needs a tenant; or roles names those that this issuer can give',
    ],
    [oidc('roles: [noc], clientSecret: ""'), expect.stringContaining('auth.oidc.clientSecret: ')],
    [proxy('roles: { alice: noc }'), 'auth.proxy: give either userHeader or assertionHeader, exactly one of them'],
    [proxy('userHeader: X-User'), 'auth.proxy.roles: belongs to userHeader: which user has which role'],
    [
      proxy('userHeader: Authorization, roles: { a: noc }'),
      'auth.proxy.userHeader: must be another header: this one has a meaning already',
    ],
    [
      proxy('userHeader: X-User, roles: { a: tenant }'),
      'auth.proxy.roles.a.tenant: required, as the role tenant has no sources',
    ],
    [proxy('assertionHeader: X-Assertion'), 'auth.proxy.assertionHeader: needs auth.jwt: by which keys to check it'],
  ])('with %s has a fault', (auth, fault) => expect(faultsOf(withTls(withAuth(auth)))).toEqual([fault]))

  test('by a proxy needs to know which proxies are believed', () => {
    const text = withAuth(proxy('userHeader: X-User, roles: { a: noc }'))
    expect(faultsOf(text)).toEqual([])
    expect(faultsOf(text.replace(/server:.*/, ''))).toEqual([
      'auth.proxy: needs server.trustedProxies.addresses: whom to believe',
    ])
  })

  test('is required where there are roles or tenants', () => {
    expect(faultsOf(`${SOURCES}${ROLES}`)).toEqual(['auth: required where roles or tenants are given: how to sign in'])
  })
})

describe('roles and tenants', () => {
  test.each<[role: string, fault: unknown]>([
    ['{ scopes: [] }', 'roles.more.scopes: must not be empty'],
    ['{ sources: { "*": all } }', 'roles.more.scopes: required'],
    [
      '{ scopes: [calls:write], sources: {} }',
      expect.stringMatching(/^roles\.more\.scopes\.0: must be one of the 19 values/),
    ],
    [
      '{ scopes: [calls:read], sources: { de: all } }',
      'roles.more.sources.de: there is no source of this name; there are dk, eu',
    ],
    [
      '{ scopes: [calls:read], sources: { "*": { customers: [a] } } }',
      'roles.more.sources."*": must be all or none: each source has its own customer ids',
    ],
    ['{ scopes: [calls:read], sources: { dk: some } }', expect.stringMatching(/^roles\.more\.sources\.dk: must be/)],
    [
      '{ scopes: [calls:read], sources: { dk: { customers: [] } } }',
      'roles.more.sources.dk.customers: must not be empty',
    ],
    [
      '{ scopes: [calls:read], sources: { dk: { customers: [17] } } }',
      'roles.more.sources.dk.customers.0: must be text; put numbers, true and false in quotes',
    ],
    [
      '{ scopes: [calls:read], sources: {}, mask: [colour] }',
      'roles.more.mask.0: must be one of phone, ip, notes, routing',
    ],
    [
      '{ scopes: [calls:read, pii:full], sources: {}, mask: [ip] }',
      'roles.more.mask: cannot be combined with the scope pii:full, which masks nothing',
    ],
    [
      '{ scopes: [calls:read], sources: {}, rate: { cost: 5 } }',
      expect.stringMatching(/^roles\.more\.rate\.cost: must be text/),
    ],
    ['{ scopes: [calls:read], sources: {}, rate: { cost: 0/m } }', `roles.more.rate.cost: ${RATE}`],
    [
      '{ scopes: [calls:read], sources: {}, rate: { costs: 5/m } }',
      expect.stringMatching(/^roles\.more\.rate\.costs: unknown key; the keys here are requests, cost/),
    ],
    [
      '{ scopes: [calls:read, metrics:read] }',
      'roles.more.scopes: metrics:read concerns the rows of everybody; a role without sources cannot have it',
    ],
    [
      '{ scopes: [control:disconnect-bulk] }',
      'roles.more.scopes: control:disconnect-bulk concerns the rows of everybody; a role without sources cannot have it',
    ],
  ])('the role %s has a fault', (role, fault) => {
    expect(faultsOf(withRoles(role))).toEqual([fault])
  })

  test.each<[tenant: string, fault: unknown]>([
    ['{}', 'tenants.more: must name at least one source'],
    ['{ de: all }', 'tenants.more.de: there is no source of this name; there are dk, eu'],
    ['{ "*": all }', 'tenants.more."*": there is no source of this name; there are dk, eu'],
    ['{ dk: { customers: [1] } }', expect.stringMatching(/^tenants\.more\.dk\.customers\.0: must be text/)],
  ])('the tenant %s has a fault', (tenant, fault) => expect(faultsOf(withTenants(tenant))).toEqual([fault]))

  test.each(['__proto__', 'constructor', 'toString'])('the name %s gives nobody anything', (name) => {
    const text = withAuth(`{ keys: { k: { sha256: [${HASH}], role: ${name} } } }`)
    expect(faultsOf(text)).toHaveLength(1)
  })
})
