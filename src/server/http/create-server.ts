import { createServer, type Server, type ServerOptions } from 'node:http'
import { createServer as createTlsServer } from 'node:https'

/** The certificate of the server, and the authorities of its clients, as PEM text. */
export interface ServerTls {
  readonly cert: string
  readonly key: string
  /** Absent: no certificates are requested from clients. */
  readonly clientCa?: string | undefined
}

const HANDSHAKE_TIMEOUT_MS = 10_000

/** Creates a server for HTTP, or for HTTPS where there is a certificate. */
export function createHttpServer(options: ServerOptions, tls: ServerTls | undefined): Server {
  if (tls === undefined) return createServer(options)
  const { cert, key, clientCa } = tls
  return createTlsServer({
    ...options,
    cert,
    key,
    minVersion: 'TLSv1.2',
    handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
    // A certificate that is missing or not trusted is refused as every other credential is: with an HTTP status.
    ...(clientCa === undefined ? {} : { ca: clientCa, requestCert: true, rejectUnauthorized: false }),
  })
}

/** The URL to open; an unspecified address is replaced by localhost. */
export function urlOf(server: Server, scheme: 'http' | 'https'): string {
  const bound = server.address()
  if (bound === null || typeof bound === 'string') return `${scheme}://localhost`
  const { address, port } = bound
  if (address === '0.0.0.0' || address === '::') return `${scheme}://localhost:${port}`
  return address.includes(':') ? `${scheme}://[${address}]:${port}` : `${scheme}://${address}:${port}`
}
