// Issuers of tokens and OpenID providers beyond this machine are reached through the proxy that the environment names.

import { createServer } from 'node:https'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createProviderFetch } from '../../../src/access/oidc/provider-fetch.js'
import { readEnvironmentProxies } from '../../../src/outbound/environment-proxies.js'
import { createCertificate } from '../../support/certificate.js'
import { type ForwardProxyOptions, startForwardProxy } from '../../support/forward-proxy.js'
import { NOON } from '../../support/stack.js'
import { createKey, signToken, toJwk } from '../../unit/src/access/identity-provider.js'
import { serveWith } from '../../unit/src/transport/fixtures.js'
import { startReloading } from '../reload/reloading.js'

const ISSUER = 'https://issuer.example.net'
const certificate = createCertificate([], ['issuer.example.net'])
const key = createKey('own')

const before = getCACertificates('default')
beforeAll(() => setDefaultCACertificates([...before, certificate.cert]))
afterAll(() => setDefaultCACertificates(before))

/** An issuer with TLS, and a proxy that finds it. */
async function startIssuer(options: ForwardProxyOptions = {}) {
  const server = createServer(certificate, (_request, response) => response.end(JSON.stringify({ keys: [toJwk(key)] })))
  const port = Number((await serveWith(server)).split(':')[1])
  const proxy = await startForwardProxy({ hosts: { 'issuer.example.net:443': port }, ...options })
  return { ...proxy, issuerPort: port }
}

test('the keys of an issuer are read through HTTPS_PROXY', async () => {
  const proxy = await startIssuer()
  const access = {
    auth: { jwt: [{ issuer: ISSUER, jwks: `${ISSUER}/keys`, audience: 'trunkline' }] },
    roles: { noc: { scopes: ['*:read'], sources: { '*': 'all' } } },
  }
  const gateway = await startReloading({ access }, {}, ['mor'], { HTTPS_PROXY: proxy.url })
  const authorization = `Bearer ${await signToken(ISSUER, key, { nowMs: NOON })}`
  const ask = () => gateway.query('{ sources { name } }', { authorization })
  await expect.poll(async () => (await ask()).status, { timeout: 10_000 }).toBe(200)
  expect(proxy.lines).toEqual(['CONNECT issuer.example.net:443'])
})

test('and so are all requests to an OpenID provider; a refusal by the proxy is reported as such', async () => {
  const through = (url: string, more = {}) =>
    createProviderFetch(10_000, readEnvironmentProxies({ HTTPS_PROXY: url, ...more }).proxies)
  const fetchKeys = ({ fetch }: ReturnType<typeof createProviderFetch>, issuer = ISSUER) =>
    fetch(`${issuer}/keys`, { method: 'GET', headers: {}, body: undefined, redirect: 'manual' })
  const proxy = await startIssuer()
  const open = through(proxy.url)
  expect(await (await fetchKeys(open)).json()).toEqual({ keys: [expect.objectContaining({ kid: 'own' })] })
  const closed = await startIssuer({ behaviour: 403 })
  const refused = through(closed.url)
  await expect(fetchKeys(refused)).rejects.toThrow(
    `the proxy 127.0.0.1:${closed.port} does not allow connections to the server (HTTP 403)`,
  )
  // This machine, by an address that the certificate of the issuer does not have: it is reached, but not trusted.
  const direct = through(proxy.url, { NO_PROXY: '0.0.0.0' })
  await expect(fetchKeys(direct, `https://0.0.0.0:${proxy.issuerPort}`)).rejects.toThrow('does not match')
  expect(proxy.lines).toHaveLength(1)
  await Promise.all([open, refused, direct].map(({ close }) => close()))
})
