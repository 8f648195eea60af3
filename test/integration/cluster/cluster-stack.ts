// Several gateways over the same simulators and one store, each with a proxy between it and the store. All clocks run.

import { pino } from 'pino'
import { adapters } from '../../../adapters/index.js'
import { simulators as kits } from '../../../adapters/simulators.js'
import { readConfiguration } from '../../../src/config/schema.js'
import { type RunningGateway, startGateway } from '../../../src/gateway/gateway.js'
import { type RunningSimulators, startSimulators } from '../../../src/simulator/demo.js'
import { type RedisServer, startRedis } from '../../support/store/redis-server.js'
import { startProxy, type TcpProxy } from '../../support/store/tcp-proxy.js'
import { SECRET } from './instances.js'

export interface ClusterStackOptions {
  readonly instances: number
  readonly vendors: readonly string[]
  /** Merged into the keys of the simulated sources. */
  readonly source?: Readonly<Record<string, unknown>>
  /** Merged into the key `cluster`. */
  readonly cluster?: Readonly<Record<string, unknown>>
  /** Merged into the key `server`. */
  readonly server?: Readonly<Record<string, unknown>>
  /** Options of the command line of the store. */
  readonly store?: readonly string[]
}

export interface ClusterStack {
  readonly redis: RedisServer
  readonly proxies: readonly TcpProxy[]
  readonly gateways: readonly RunningGateway[]
  readonly simulators: RunningSimulators
  /** The requests that a vendor has received so far. */
  vendorRequests(source: string): number
  /** Posts one operation to one instance. */
  query(at: number, document: string, variables?: object, headers?: Readonly<Record<string, string>>): Promise<Answer>
  /** Whether each instance uses the store, by what it has logged. */
  readonly up: readonly boolean[]
  close(): Promise<void>
}

export interface Answer {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of many shapes.
  readonly body: any
}

export async function startCluster(options: ClusterStackOptions): Promise<ClusterStack> {
  const redis = await startRedis(...(options.store ?? []))
  const simulators = await startSimulators({
    now: Date.now,
    world: { history: 300, customers: 8 },
    kits: kits.filter(({ vendor }) => options.vendors.includes(vendor)),
  })
  const numbers = Array.from({ length: options.instances }, (_, at) => at)
  const proxies = await Promise.all(numbers.map(() => startProxy(redis.port)))
  const up = numbers.map(() => false)
  const gateways = await Promise.all(
    proxies.map(({ port }, at) =>
      startInstance(options, simulators, port, (isUp) => {
        up[at] = isUp
      }),
    ),
  )
  return {
    redis,
    up,
    proxies,
    gateways,
    simulators,
    vendorRequests: (source) => simulators.hosts[source]?.requests.length ?? 0,
    query: async (at, document, variables, headers = {}) => {
      const response = await fetch(`${gateways[at]?.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ query: document, variables }),
      })
      return { status: response.status, body: await response.json() }
    },
    close: async () => {
      await Promise.all(gateways.map((gateway) => gateway.close()))
      await Promise.all([simulators.close(), ...proxies.map((proxy) => proxy.close())])
      await redis.stop()
    },
  }
}

async function startInstance(
  { source = {}, cluster = {}, server = {} }: ClusterStackOptions,
  simulators: RunningSimulators,
  storePort: number,
  onStore: (isUp: boolean) => void,
): Promise<RunningGateway> {
  const sources = Object.entries(simulators.configuration).map(([name, keys]) => [name, { ...keys, ...source }])
  const reading = readConfiguration(
    {
      server: { port: 0, stopGraceMs: 0, cursorKeys: [SECRET], explain: true, ...server },
      sources: Object.fromEntries(sources),
      cluster: { url: `redis://127.0.0.1:${storePort}`, ...cluster },
    },
    adapters,
  )
  if (!reading.ok) throw new Error(reading.faults.join('\n'))
  const write = (line: string): void => {
    if (line.includes('"cluster-store"')) onStore(line.includes('"state":"up"'))
  }
  const logger = pino({ level: 'info' }, { write })
  return startGateway({ configuration: reading, logger, now: Date.now, explorer: false })
}
