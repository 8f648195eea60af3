import { createServer, type Server, type ServerOptions } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { createSecureContext, type SecureContextOptions, Server as TlsServer } from 'node:tls'

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
  return createTlsServer({
    ...options,
    ...secureContextOf(tls),
    handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
    // A certificate that is missing or not trusted is refused as every other credential is: with an HTTP status.
    ...(tls.clientCa === undefined ? {} : { requestCert: true, rejectUnauthorized: false }),
  })
}

const secureContextOf = ({ cert, key, clientCa }: ServerTls): SecureContextOptions => ({
  cert,
  key,
  minVersion: 'TLSv1.2',
  ...(clientCa === undefined ? {} : { ca: clientCa }),
})

/** @throws Error where TLS does not accept a certificate or its key, such as one that is too short. */
export const checkTls = (tls: ServerTls): void => void createSecureContext(secureContextOf(tls))

/** Uses other certificates for the handshakes that begin from now on. */
export function replaceTls(server: Server, tls: ServerTls): void {
  if (server instanceof TlsServer) server.setSecureContext(secureContextOf(tls))
}

/** The URL to open; an unspecified address is replaced by localhost. */
export function urlOf(server: Server, scheme: 'http' | 'https'): string {
  const bound = server.address()
  if (bound === null || typeof bound === 'string') return `${scheme}://localhost`
  const { address, port } = bound
  if (address === '0.0.0.0' || address === '::') return `${scheme}://localhost:${port}`
  return address.includes(':') ? `${scheme}://[${address}]:${port}` : `${scheme}://${address}:${port}`
}
