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

  it('with a server that does not speak it is UNREACHABLE', async () => {
    const server = await serve((_request, response) => response.end('hello'))
    expect(await sourceFailureOf(open(server.url.replace('http:', 'https:')).ask())).toMatchObject({
      code: 'UNREACHABLE',
    })
  })
})
