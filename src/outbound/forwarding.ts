import { Pool } from 'undici'
import type { Connections, PlainRequest } from './contract.js'
import { ForwardedHandler } from './forwarded-handler.js'
import { authorizationFor, type HttpProxy } from './proxy.js'
import { connectFailure } from './proxy-failure.js'
import { RefusedCredentials } from './refused-credentials.js'
import { connectWithin } from './time-limit.js'
import { proxyConnector } from './tunnels.js'

// Requests to servers without TLS: the proxy is sent the whole URL (RFC 9112, 3.2.2) and forwards the request. Many proxies
// allow no tunnels to them.

/**
 * Opens a connection pool whose requests are forwarded by a proxy to one server.
 * @param origin of the server; http.
 * @param timeoutMs how long a connection to the proxy may take.
 * @param monotonicNow in milliseconds.
 */
export function openForwarding(
  origin: string,
  proxy: HttpProxy,
  options: Omit<Pool.Options, 'connect'>,
  timeoutMs: number,
  monotonicNow: () => number,
): Connections {
  const connect = connectWithin(timeoutMs, proxy, proxyConnector(proxy))
  const pool = new Pool(proxy.origin, {
    ...options,
    connect: (where, callback) =>
      connect(where, (...[error, socket]) =>
        error === null ? callback(null, socket) : callback(connectFailure(proxy, error), null),
      ),
  })
  const refused = new RefusedCredentials(proxy, monotonicNow)
  const authorization = authorizationFor(proxy)
  const own = {
    host: new URL(origin).host,
    ...(authorization === null ? {} : { 'proxy-authorization': authorization }),
  }
  return {
    dispatch: ({ path, headers, ...request }: PlainRequest, handler) =>
      pool.dispatch(
        { ...request, path: origin + path, headers: { ...headers, ...own } },
        new ForwardedHandler(handler, proxy, refused),
      ),
    close: () => pool.close(),
    destroy: () => pool.destroy(),
  }
}
