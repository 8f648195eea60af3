import type { buildConnector } from 'undici'
import { type EnvironmentProxies, environmentProxyFor } from './environment-proxies.js'
import { connectTimeoutMs, Tunnels } from './tunnels.js'

/** Connects to many servers, over TLS through the proxy that the environment names for them. */
export interface EnvironmentConnector {
  readonly connect: buildConnector.connector
  close(): Promise<void>
}

/**
 * @param connector connects to servers directly, and with TLS over a tunnel. What is not TLS is always direct.
 * @param timeoutMs how long a request may take, in milliseconds.
 */
export function environmentConnector(
  connector: buildConnector.connector,
  proxies: EnvironmentProxies,
  timeoutMs: number,
): EnvironmentConnector {
  const tunnels =
    proxies.https === undefined
      ? null
      : new Tunnels(proxies.https, connectTimeoutMs(timeoutMs), () => performance.now())
  const tunnelled = tunnels?.connector(connector) ?? connector
  return {
    connect: (options, callback) => {
      const { protocol, hostname, port } = options
      const host = hostname.includes(':') ? `[${hostname}]` : hostname
      const url = `${protocol}//${host}${port === '' ? '' : `:${port}`}`
      const isTunnelled = protocol === 'https:' && environmentProxyFor(url, proxies) !== undefined
      ;(isTunnelled ? tunnelled : connector)(options, callback)
    },
    close: async () => void (await tunnels?.close()),
  }
}
