import { type HttpProxy, hostAndPort } from './proxy.js'

/**
 * A proxy did not connect to a server, or did not forward a request to it.
 * The message is for operators: it names the proxy, by host and port. It holds no credentials, and no text from the proxy.
 * It has no `code`: by some codes undici takes an error for its own, from which it recovers, and connects again and again.
 */
export class ProxyFailure extends Error {
  override readonly name = 'ProxyFailure'

  constructor(
    proxy: HttpProxy,
    /** What it did, as the end of a sentence: `refused the connection`. */
    readonly did: string,
    readonly detail: {
      readonly isTimeout?: boolean
      /** It would do the same with the next request, until somebody changes its settings or those of the gateway. */
      readonly isPermanent?: boolean
      /** The request may have reached the server. */
      readonly maybeSent?: boolean
      readonly cause?: unknown
    } = {},
  ) {
    super(`the proxy ${hostAndPort(proxy.origin)} ${did}`, { cause: detail.cause })
  }
}

/** The codes of Node's network layer and of undici where there is no connection to the proxy. */
const NETWORK: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'refused the connection',
  ENOTFOUND: 'has a host name that could not be resolved',
  EAI_AGAIN: 'has a host name that could not be resolved',
  EHOSTUNREACH: 'cannot be reached: there is no network route to it',
  ENETUNREACH: 'cannot be reached: there is no network route to it',
  EADDRNOTAVAIL: 'cannot be reached: there is no network route to it',
}
const TIMEOUTS = new Set(['ETIMEDOUT', 'UND_ERR_CONNECT_TIMEOUT'])
/** Node's codes for certificates that are not accepted, which are OpenSSL's names. */
const CERTIFICATE =
  /^(CERT_|CRL_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|INVALID_(CA|PURPOSE)|HOSTNAME_MISMATCH|PATH_LENGTH_|ERR_TLS_CERT_)/

/** An error while a connection to the proxy was established, or while it connected to a server. */
export function connectFailure(proxy: HttpProxy, cause: unknown): ProxyFailure {
  if (cause instanceof ProxyFailure) return cause
  const code = cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : ''
  if (TIMEOUTS.has(code)) return tooLate(proxy)
  if (CERTIFICATE.test(code))
    return new ProxyFailure(proxy, `has a certificate that was not accepted (${code})`, { cause })
  if (/^(EPROTO$|ERR_(TLS|SSL)_)/.test(code)) return new ProxyFailure(proxy, 'could not be reached over TLS', { cause })
  const known = Object.hasOwn(NETWORK, code) ? NETWORK[code] : undefined
  return new ProxyFailure(proxy, known ?? 'closed the connection before it had connected to the server', { cause })
}

export const tooLate = (proxy: HttpProxy): ProxyFailure =>
  new ProxyFailure(proxy, 'did not connect in time', { isTimeout: true })

/** The answer of a proxy that does not connect, or does not forward a request. */
export function refusal(proxy: HttpProxy, httpStatus: number, maybeSent = false): ProxyFailure {
  const status = `(HTTP ${httpStatus})`
  if (httpStatus === 407)
    return proxy.credentials === undefined
      ? new ProxyFailure(proxy, `requires a user name and password ${status}`, { isPermanent: true })
      : new ProxyFailure(proxy, `does not accept the user name and password ${status}`, { isPermanent: true })
  if (httpStatus === 403)
    return new ProxyFailure(proxy, `does not allow connections to the server ${status}`, { isPermanent: true })
  if (httpStatus >= 500) return new ProxyFailure(proxy, `could not connect to the server ${status}`, { maybeSent })
  return new ProxyFailure(proxy, `refused to connect to the server ${status}`, { isPermanent: true, maybeSent })
}
