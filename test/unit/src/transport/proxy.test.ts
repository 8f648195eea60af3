import type { RequestListener } from 'node:http'
import { createServer } from 'node:https'
import { createServer as createTcpServer, type Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { Secret } from '../../../../adapters/values/secret.js'
import { type HttpProxy, parseProxyUrl } from '../../../../src/outbound/proxy.js'
import { createCertificate } from '../../../support/certificate.js'
import { startForwardProxy } from '../../../support/forward-proxy.js'
import { serveDigest } from './authentication/digest-server.js'
import { open, serve, serveBody, serveWith, sourceFailureOf } from './fixtures.js'

const HOST = 'switch.example.net'
const PASSWORD = 'demo-proxy-word'
const certificate = createCertificate([], [HOST])
const ca = certificate.cert

const credentials = (password = PASSWORD) => ({ username: 'gateway', password: new Secret(password) })
const portOf = (url: string): number => Number(new URL(url).port)
const times = <Value>(count: number, make: () => Value) => Array.from({ length: count }, make)

/** A source with TLS; its URL names a host that only the proxy finds. */
async function serveTls(
  answer: RequestListener = (_request, response) => void response.end('hello'),
  options: object = {},
) {
  const sockets = new Set<Socket>()
  const server = createServer({ ...certificate, ...options }, answer)
  server.on('secureConnection', (socket) => sockets.add(socket))
  const port = Number((await serveWith(server)).split(':')[1])
  return { url: `https://${HOST}:${port}`, hosts: { [`${HOST}:${port}`]: port }, port, sockets }
}

describe('a source with TLS, by tunnels', () => {
  it('is reached by one tunnel for many requests, and the proxy sees nothing of them', async () => {
    const source = await serveTls((request, response) => void response.end(request.url))
    const proxy = await startForwardProxy(source)
    const { ask } = open(`${source.url}/api`, {
      proxy: parseProxyUrl(proxy.url),
      tls: { ca },
      maxConnections: 1,
    })
    for (const path of ['/a', '/b', '/c']) expect((await ask({ path })).result).toBe(`/api${path}`)
    expect(proxy.lines).toEqual([`CONNECT ${HOST}:${source.port}`])
    expect(source.sockets.size).toBe(1)
  })

  it('has its certificate verified for its own name, against its own authority', async () => {
    const source = await serveTls()
    const proxy = parseProxyUrl((await startForwardProxy(source)).url)
    const other = open(source.url, { proxy, tls: { ca: createCertificate([], [HOST]).cert } })
    expect(await sourceFailureOf(other.ask())).toMatchObject({
      code: 'UNREACHABLE',
      message: expect.stringMatching(/^the source's certificate was not accepted \(/),
      proxy: null,
    })
    const elsewhere = open(`https://elsewhere.example.net:${source.port}`, {
      proxy: parseProxyUrl(
        (await startForwardProxy({ hosts: { [`elsewhere.example.net:${source.port}`]: source.port } })).url,
      ),
      tls: { ca },
    })
    expect((await sourceFailureOf(elsewhere.ask())).message).toContain('ERR_TLS_CERT_ALTNAME_INVALID')
  })

  it('is sent its configured name and the certificate of the gateway', async () => {
    const own = createCertificate(['spiffe://example.net/gateway'])
    const seen: unknown[] = []
    const source = await serveTls(
      ({ socket }, response) => {
        if (socket instanceof TLSSocket)
          seen.push(Reflect.get(socket, 'servername'), socket.getPeerX509Certificate()?.subjectAltName)
        response.end('hello')
      },
      { ca: own.cert, requestCert: true, rejectUnauthorized: true },
    )
    const proxy = await startForwardProxy({ hosts: { [`192.0.2.7:${source.port}`]: source.port } })
    const url = `https://192.0.2.7:${source.port}`
    const { ask } = open(url, { proxy: parseProxyUrl(proxy.url), tls: { ca, serverName: HOST, ...own } })
    expect((await ask()).result).toBe('hello')
    expect(seen).toEqual([HOST, expect.stringContaining('spiffe://example.net/gateway')])
    expect(proxy.lines).toEqual([`CONNECT 192.0.2.7:${source.port}`])
  })

  it('gets no more connections than configured', async () => {
    const waiting: (() => void)[] = []
    const full = Promise.withResolvers<void>()
    const source = await serveTls((_request, response) => {
      waiting.push(() => void response.end('hello'))
      if (waiting.length === 2) full.resolve()
    })
    const proxy = await startForwardProxy(source)
    const { ask } = open(source.url, { proxy: parseProxyUrl(proxy.url), tls: { ca }, maxConnections: 2 })
    const answers = times(6, () => ask({}, { timeoutMs: 10_000 }))
    await full.promise
    expect(proxy.lines).toHaveLength(2)
    const answered = Promise.all(answers)
    for (let left = 6; left > 0; left--) {
      while (waiting.length === 0) await new Promise((resolve) => setImmediate(resolve))
      waiting.shift()?.()
    }
    await answered
    expect(proxy.lines).toHaveLength(2)
  })

  it('is reached through an https proxy of a private authority', async () => {
    const source = await serveTls()
    const tls = createCertificate()
    const proxy = await startForwardProxy({ hosts: source.hosts, tls, requires: `gateway:${PASSWORD}` })
    const given: HttpProxy = { origin: proxy.url, ca: tls.cert, credentials: credentials() }
    expect((await open(source.url, { proxy: given, tls: { ca } }).ask()).result).toBe('hello')
    const unknown = open(source.url, { proxy: { origin: proxy.url }, tls: { ca } })
    expect(await sourceFailureOf(unknown.ask())).toMatchObject({
      proxy: `the proxy 127.0.0.1:${proxy.port} has a certificate that was not accepted (DEPTH_ZERO_SELF_SIGNED_CERT)`,
    })
  })
})

describe('a source without TLS, by forwarded requests', () => {
  it('gets path, query, body and its own host, and nothing that is for the proxy', async () => {
    const source = await serve(async (request, response) => {
      const chunks: string[] = []
      for await (const chunk of request) chunks.push(String(chunk))
      response.end(`${request.method} ${request.url} ${chunks.join('')}`)
    })
    const hosts = { [`${HOST}:8080`]: portOf(source.url) }
    const proxy = await startForwardProxy({ hosts, requires: `gateway:${PASSWORD}` })
    const given: HttpProxy = { origin: proxy.url, credentials: credentials() }
    const { ask } = open(`http://${HOST}:8080/api`, { proxy: given, maxConnections: 1 })
    const body = { kind: 'text', contentType: 'text/plain', text: 'call', parameters: [] } as const
    expect((await ask({ method: 'POST', path: '/x', query: [['a b', '+']], body })).result).toBe(
      'POST /api/x?a%20b=%2B call',
    )
    await ask()
    expect(proxy.lines).toEqual([`POST http://${HOST}:8080/api/x?a%20b=%2B`, `GET http://${HOST}:8080/api`])
    expect(source.requests.map(({ headers }) => [headers.host, headers['proxy-authorization']])).toEqual(
      times(2, () => [`${HOST}:8080`, undefined]),
    )
    // The connection to the proxy is kept.
    expect(proxy.connections()).toBe(1)
  })

  it('signs in by digest', async () => {
    const source = await serveDigest({ value: PASSWORD }, { algorithm: 'SHA-256' })
    const proxy = await startForwardProxy({ hosts: { [`${HOST}:80`]: portOf(source.url) } })
    const auth = { scheme: 'digest', username: 'weblogin', password: new Secret(PASSWORD) } as const
    const { ask } = open(`http://${HOST}`, { proxy: parseProxyUrl(proxy.url), auth })
    expect(await ask({ path: '/x' })).toMatchObject({ result: 'hello', requests: 2 })
    expect(await ask({ path: '/x' })).toMatchObject({ requests: 1 })
    expect(source.outcomes()).toEqual(['challenged', 'accepted', 'accepted'])
  })

  it('is reached through an https proxy, whose own name is verified', async () => {
    const source = await serveBody('hello')
    const tls = createCertificate([], ['localhost'])
    const proxy = await startForwardProxy({ hosts: { [`${HOST}:80`]: portOf(source.url) }, tls })
    const through = (host: string) =>
      open(`http://${HOST}`, { proxy: { origin: `https://${host}:${proxy.port}`, ca: tls.cert } }).ask()
    expect((await through('127.0.0.1')).result).toBe('hello')
    expect((await through('localhost')).result).toBe('hello')
  })

  it('keeps the answers that are its own, whatever their status', async () => {
    const source = await serveBody('no', {}, 403)
    const proxy = await startForwardProxy({ hosts: { [`${HOST}:80`]: portOf(source.url) } })
    const { ask } = open(`http://${HOST}`, { proxy: parseProxyUrl(proxy.url) })
    expect(await sourceFailureOf(ask())).toMatchObject({ code: 'PROTOCOL', proxy: null, observed: { httpStatus: 403 } })
  })
})

const HTTP = 'http://switch.example.net'
const HTTPS = 'https://switch.example.net'

describe.each([HTTP, HTTPS])('a proxy on the way to %s', (url) => {
  /** The failure of one request, with the place of the proxy left out of what operators read. */
  async function failureThrough(proxy: HttpProxy, timeoutMs = 10_000) {
    const { ask, events } = open(url, { proxy, timeoutMs })
    const failure = await sourceFailureOf(ask({}, { timeoutMs: 10_000 }))
    const place = new URL(proxy.origin).host
    expect(events).toEqual([expect.objectContaining({ outcome: failure.code, proxy: failure.proxy })])
    expect(failure.proxy).toContain(`the proxy ${place} `)
    // Clients learn nothing of where it is, and nobody the password.
    expect(failure.message).not.toContain(place)
    expect(inspect([failure, events], { depth: 9 })).not.toContain(PASSWORD)
    return { ...failure, message: failure.message, did: failure.proxy?.replace(`the proxy ${place} `, '') }
  }

  it('that refuses connections is named', async () => {
    const server = createTcpServer()
    const origin = `http://${await serveWith(server)}`
    await new Promise((resolve) => server.close(resolve))
    expect(await failureThrough({ origin })).toMatchObject({
      code: 'UNREACHABLE',
      message: 'the proxy in front of the source refused the connection',
      did: 'refused the connection',
      retryable: true,
      neverSent: true,
    })
  })

  it('that requires credentials is named, and is not asked again', async () => {
    const { url: origin } = await startForwardProxy({ requires: `gateway:${PASSWORD}x` })
    const failure = { code: 'UNREACHABLE', retryable: false, neverSent: true }
    expect(await failureThrough({ origin })).toMatchObject({
      ...failure,
      did: 'requires a user name and password (HTTP 407)',
    })
    expect(await failureThrough({ origin, credentials: credentials() })).toMatchObject({
      ...failure,
      did: 'does not accept the user name and password (HTTP 407)',
    })
  })

  it('is not sent credentials again for a minute after it has refused them', async () => {
    const proxy = await startForwardProxy({ requires: `gateway:${PASSWORD}x` })
    const given: HttpProxy = { origin: proxy.url, credentials: credentials() }
    const { ask, clock } = open(url, { proxy: given })
    await sourceFailureOf(ask())
    clock.advance(18_000)
    expect(await sourceFailureOf(ask())).toMatchObject({
      retryable: false,
      neverSent: true,
      proxy: `the proxy 127.0.0.1:${proxy.port} has not accepted the user name and password; they are not sent again for 42 s, so that no account is locked`,
    })
    expect(proxy.lines).toHaveLength(1)
    clock.advance(42_000)
    expect((await sourceFailureOf(ask())).proxy).toContain('HTTP 407')
    expect(proxy.lines).toHaveLength(2)
    // Without credentials, no account can be locked.
    const without = open(url, { proxy: { origin: proxy.url } })
    for (let count = 0; count < 2; count++) expect((await sourceFailureOf(without.ask())).proxy).toContain('HTTP 407')
  })

  it.each([
    [403, 'does not allow connections to the server (HTTP 403)', false],
    [429, 'refused to connect to the server (HTTP 429)', false],
    [502, 'could not connect to the server (HTTP 502)', true],
    [504, 'could not connect to the server (HTTP 504)', true],
  ])('that answers %i is named', async (behaviour, did, retryable) => {
    const headers = { 'proxy-status': 'proxy.example.net; error=connection_refused' }
    const { url: origin } = await startForwardProxy({ behaviour, refusalHeaders: headers })
    expect(await failureThrough({ origin })).toMatchObject({ code: 'UNREACHABLE', did, retryable })
  })

  it('that speaks no TLS, although it should, is named', async () => {
    const { port } = await startForwardProxy()
    expect(await failureThrough({ origin: `https://127.0.0.1:${port}` })).toMatchObject({
      did: 'could not be reached over TLS',
    })
  })
})

describe('a proxy that does not answer', () => {
  it('is named before the source could be, where it opens tunnels', async () => {
    const { url: origin, port } = await startForwardProxy({ behaviour: 'hangs' })
    const { ask } = open(HTTPS, { proxy: { origin }, timeoutMs: 50 })
    expect(await sourceFailureOf(ask({}, { timeoutMs: 10_000 }))).toMatchObject({
      code: 'TIMEOUT',
      proxy: `the proxy 127.0.0.1:${port} did not connect in time`,
      neverSent: true,
    })
  })

  it('is named where the connection to it is not established in time', async () => {
    // It accepts the connection, and never begins the TLS handshake.
    const origin = `https://${await serveWith(createTcpServer())}`
    for (const url of [HTTP, HTTPS]) {
      const { ask } = open(url, { proxy: { origin }, timeoutMs: 50 })
      expect(await sourceFailureOf(ask({}, { timeoutMs: 10_000 }))).toMatchObject({
        code: 'TIMEOUT',
        proxy: `the proxy ${new URL(origin).host} did not connect in time`,
      })
    }
  })

  it('that closes the connection instead of connecting is named', async () => {
    const { url: origin, port } = await startForwardProxy({ behaviour: 'closes' })
    expect(await sourceFailureOf(open(HTTPS, { proxy: { origin } }).ask())).toMatchObject({
      code: 'UNREACHABLE',
      proxy: `the proxy 127.0.0.1:${port} closed the connection before it had connected to the server`,
    })
  })

  it('does not keep a request that is cancelled', async () => {
    const { url: origin } = await startForwardProxy({ behaviour: 'hangs' })
    for (const url of [HTTP, HTTPS]) {
      const { ask } = open(url, { proxy: { origin } })
      const controller = new AbortController()
      const asked = ask({}, { signal: controller.signal, timeoutMs: 10_000 })
      controller.abort(new Error('the client has left'))
      await expect(asked).rejects.toThrow('the client has left')
    }
  })
})
