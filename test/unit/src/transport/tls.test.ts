import { createServer } from 'node:https'
import { describe, expect, it } from 'vitest'
import { createCertificate } from '../../../support/certificate.js'
import { open, serve, serveWith, sourceFailureOf } from './fixtures.js'

const certificate = createCertificate()
const serveTls = async () =>
  `https://${await serveWith(createServer(certificate, (_request, response) => response.end('hello')))}`

describe('TLS', () => {
  it('refuses a certificate that no authority has signed', async () => {
    expect(await sourceFailureOf(open(await serveTls()).ask())).toMatchObject({
      code: 'UNREACHABLE',
      message: "the source's certificate was not accepted (DEPTH_ZERO_SELF_SIGNED_CERT)",
    })
  })

  it('accepts one of the configured authority', async () => {
    expect((await open(await serveTls(), { tls: { ca: certificate.cert } }).ask()).result).toBe('hello')
  })

  it('accepts any when the source is configured as insecure', async () => {
    expect((await open(await serveTls(), { tls: { insecure: true } }).ask()).result).toBe('hello')
  })

  it('refuses one of another authority, and one for another host', async () => {
    const url = await serveTls()
    expect(await sourceFailureOf(open(url, { tls: { ca: createCertificate().cert } }).ask())).toMatchObject({
      code: 'UNREACHABLE',
    })
    const elsewhere = open(url.replace('127.0.0.1', 'localhost'), { tls: { ca: certificate.cert } })
    expect((await sourceFailureOf(elsewhere.ask())).message).toContain('ERR_TLS_CERT_ALTNAME_INVALID')
  })

  it('names the configured server, and the certificate must be issued for it', async () => {
    const names: string[] = []
    const server = createServer(
      {
        ...certificate,
        SNICallback: (name, done) => {
          names.push(name)
          done(null)
        },
      },
      (_request, response) => response.end('hello'),
    )
    const url = `https://${await serveWith(server)}`
    const serverName = 'switch.example.net'
    expect((await open(url, { tls: { serverName, insecure: true } }).ask()).result).toBe('hello')
    expect(names).toEqual([serverName])
    const verified = open(url, { tls: { serverName, ca: certificate.cert } })
    expect((await sourceFailureOf(verified.ask())).message).toContain('ERR_TLS_CERT_ALTNAME_INVALID')
  })

  it('presents the configured certificate to a source that accepts no others', async () => {
    const own = createCertificate()
    const server = createServer(
      { ...certificate, ca: own.cert, requestCert: true, rejectUnauthorized: true },
      (_request, response) => response.end('hello'),
    )
    const url = `https://${await serveWith(server)}`
    const ca = certificate.cert
    expect((await open(url, { tls: { ca, ...own } }).ask()).result).toBe('hello')
    for (const tls of [{ ca }, { ca, ...createCertificate() }])
      expect(await sourceFailureOf(open(url, { tls }).ask())).toMatchObject({ code: 'UNREACHABLE' })
  })

  it('with a server that does not speak it is UNREACHABLE', async () => {
    const server = await serve((_request, response) => response.end('hello'))
    expect(await sourceFailureOf(open(server.url.replace('http:', 'https:')).ask())).toMatchObject({
      code: 'UNREACHABLE',
    })
  })
})
