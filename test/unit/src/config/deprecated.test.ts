// Former keys of the server, TLS, and the address that it listens on.

import { describe, expect, test } from 'vitest'
import { warningsOf } from '../../../../src/config/warnings.js'
import { isLoopbackHost } from '../../../../src/net/loopback.js'
import { createCertificate } from '../../../support/certificate.js'
import { faultsOf, load, source } from '../../../support/config-files.js'

const HASH = 'a'.repeat(64)
const SIGN_IN = `auth: { keys: { k: { sha256: [${HASH}], role: noc } } }
roles: { noc: { scopes: [explain], sources: { "*": all } } }
`
const PROXY = `auth: { proxy: { userHeader: X-User, roles: { alice: noc } } }
roles: { noc: { scopes: [explain], sources: { "*": all } } }
`
const server = (keys: string) => `server: { ${keys} }\n${source('')}\n`
const NOW = Date.UTC(2026, 5, 1)
const warnings = (text: string) => warningsOf(load(text), NOW)
const deprecated = (key: string, replacement: string) =>
  `server.${key}: is deprecated, and will not be read by the next version: use ${replacement}`

describe('a former key', () => {
  test.each<[keys: string, key: string, replacement: string]>([
    ['scopes: [sip:credentials]', 'scopes', 'the scope sip:credentials of a role (auth, roles)'],
    ['explain: true', 'explain', 'the scope explain of a role (auth, roles)'],
    ['maxVendorRequests: 5', 'maxVendorRequests', 'server.limits.vendorRequests'],
    [
      'trustedProxies: { addresses: [10.0.0.1], userHeader: X-User }',
      'trustedProxies.userHeader',
      'auth.proxy.userHeader',
    ],
    [
      'metrics: true',
      'metrics',
      'server.metrics: { port: 9100 }, or without this key the scope metrics:read of a role',
    ],
  ])('%s is read, with a warning that names what replaces it', (keys, key, replacement) =>
    expect(warnings(server(keys))).toEqual([deprecated(key, replacement)]),
  )

  test('is read as before', () => {
    const { server: read } = load(server('scopes: [sip:credentials], explain: true, maxVendorRequests: 5'))
    expect(read).toMatchObject({ scopes: ['sip:credentials'], explain: true, limits: { vendorRequests: 5 } })
  })

  test.each<[keys: string, access: string, path: string]>([
    ['scopes: []', SIGN_IN, 'server.scopes'],
    ['explain: false', SIGN_IN, 'server.explain'],
    ['trustedProxies: { addresses: [10.0.0.1], userHeader: X-User }', PROXY, 'server.trustedProxies.userHeader'],
    ['maxVendorRequests: 5, limits: { vendorRequests: 6 }', '', 'server.maxVendorRequests'],
  ])('%s beside what replaces it is a fault', (keys, access, path) => {
    const faults = faultsOf(server(keys) + access)
    expect(faults).toHaveLength(1)
    expect(faults[0]?.startsWith(`${path}: is `)).toBe(true)
    expect(faults[0]).toMatch(/only one of the two$/)
  })

  test.each(['metrics: false', 'metrics: { port: 9100 }', 'trustedProxies: { addresses: [10.0.0.1] }', ''])(
    '%s is none',
    (keys) => expect(warnings(server(keys))).toEqual([]),
  )
})

describe('beyond this machine', () => {
  test.each(['0.0.0.0', '"::"', '192.0.2.1', 'gateway.example.net'])('at %s, auth must be written', (host) => {
    const [fault = '', ...others] = faultsOf(server(`host: ${host}`))
    expect(others).toEqual([])
    expect(fault).toMatch(/^auth: required, as the gateway listens beyond this machine/)
    for (const line of ['auth: { keys: ', 'roles: { ', 'auth: none']) expect(fault).toContain(line)
    expect(faultsOf(`${server(`host: ${host}`)}auth: none`)).toEqual([])
    expect(faultsOf(`${server(`host: ${host}`)}${SIGN_IN}`)).toEqual([])
  })

  test('HOST in the environment counts', () => {
    expect(faultsOf(server(''), { HOST: '0.0.0.0' })).toEqual([expect.stringMatching(/^auth: required/)])
    expect(faultsOf(server('host: 0.0.0.0'), { HOST: '127.0.0.1' })).toEqual([])
  })

  test('auth: none is a warning, and so are keys without TLS', () => {
    expect(warnings(`${server('host: 0.0.0.0')}auth: none`)).toEqual([
      expect.stringMatching(/^auth: none: every client/),
    ])
    expect(warnings(`${server('host: 0.0.0.0')}${SIGN_IN}`)).toEqual([expect.stringMatching(/^server\.tls: not given/)])
    expect(warnings(`${server('')}${SIGN_IN}`)).toEqual([])
  })

  test('the key explain is a scope that a role has', () => {
    expect(load(server('') + SIGN_IN).access?.roles['noc']?.scopes).toEqual(['explain'])
  })

  test.each<[host: string, is: boolean]>([
    ['127.0.0.1', true],
    ['127.255.0.1', true],
    ['::1', true],
    ['[::1]', true],
    ['::ffff:127.0.0.1', true],
    ['localhost', true],
    ['a.localhost', true],
    ['localhost.example.net', false],
    ['128.0.0.1', false],
    ['::', false],
    ['::ffff:192.0.2.1', false],
    ['0.0.0.0', false],
  ])('%s is this machine: %s', (host, is) => expect(isLoopbackHost(host)).toBe(is))
})

describe('server.tls', () => {
  const [one, other] = [createCertificate(), createCertificate()]
  const tls = (cert: string, key: string, more = '') =>
    server(`tls: { cert: ${JSON.stringify(cert)}, key: ${JSON.stringify(key)}${more} }`)

  test('takes a certificate and its key', () => {
    expect(load(tls(one.cert, one.key)).server.tls).toEqual(one)
  })

  test.each<[what: string, text: string, fault: unknown]>([
    [
      'a key of another certificate',
      tls(one.cert, other.key),
      'server.tls.key: is not the private key of the certificate in cert',
    ],
    [
      'no certificate',
      tls('x', one.key),
      expect.stringMatching(/^server\.tls\.cert: must be a certificate in PEM format/),
    ],
    [
      'no key',
      tls(one.cert, 'x'),
      expect.stringMatching(/^server\.tls\.key: must be a private key in PEM format, without/),
    ],
    ['certificate and key exchanged', tls(one.key, one.key), expect.stringMatching(/^server\.tls\.cert: must be/)],
    [
      'authorities of clients that are not configured',
      tls(one.cert, one.key, `, clientCa: ${JSON.stringify(other.cert)}`) + SIGN_IN,
      'server.tls.clientCa: has no effect without auth.certificates: which clients have which role',
    ],
  ])('with %s has a fault that does not show it', (_, text, fault) => expect(faultsOf(text)).toEqual([fault]))

  test('is needed by client certificates', () => {
    const text = `${server('')}auth: { certificates: { "spiffe://a/b": { role: noc } } }\n${SIGN_IN.split('\n')[1]}`
    expect(faultsOf(text)).toEqual(['auth.certificates: needs server.tls.clientCa: which authorities sign them'])
  })
})
