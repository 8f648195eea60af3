import { buildConnector, Pool } from 'undici'
import type { Connections } from './contract.js'
import { openForwarding } from './forwarding.js'
import type { HttpProxy } from './proxy.js'
import { connectTimeoutMs, Tunnels } from './tunnels.js'

// The connections to one server: direct, or through a proxy. Nothing above can see a difference, except for failures of
// the proxy.

export interface ConnectionOptions {
  /** Scheme, host and port of the server. */
  readonly origin: string
  readonly proxy?: HttpProxy | undefined
  /** How long a request may take, in milliseconds; connecting through a proxy may take a part of it. */
  readonly timeoutMs: number
  /** In milliseconds. */
  readonly monotonicNow: () => number
  readonly pool: Omit<Pool.Options, 'connect'>
  readonly tls: buildConnector.BuildOptions
}

/** Opens the connections to one server; none is established before the first request. */
export function openConnections({
  origin,
  proxy,
  timeoutMs,
  monotonicNow,
  pool: options,
  tls,
}: ConnectionOptions): Connections {
  if (proxy === undefined) return new Pool(origin, { ...options, connect: tls })
  const limitMs = connectTimeoutMs(timeoutMs)
  if (origin.startsWith('http:')) return openForwarding(origin, proxy, options, limitMs, monotonicNow)
  const tunnels = new Tunnels(proxy, limitMs, monotonicNow)
  const pool = new Pool(origin, { ...options, connect: tunnels.connector(buildConnector({ ...tls, allowH2: false })) })
  return {
    dispatch: (request, handler) => pool.dispatch(request, handler),
    close: async () => {
      await pool.close()
      await tunnels.close()
    },
    destroy: async () => {
      await Promise.all([pool.destroy(), tunnels.close()])
    },
  }
}
