// The whole product on loopback: simulators of vendors, further sources, and the gateway over them, over real HTTP.

import { pino } from 'pino'
import type { AnyAdapter } from '../../adapters/contract.js'
import { adapters } from '../../adapters/index.js'
import type { World } from '../../adapters/simulation/contract.js'
import { simulators as kits } from '../../adapters/simulators.js'
import type { Timers } from '../../src/async/timers.js'
import { readConfiguration } from '../../src/config/schema.js'
import { startGateway } from '../../src/gateway/gateway.js'
import { type RunningSimulators, type SimulatorsOptions, startSimulators } from '../../src/simulator/demo.js'

/** The time of a stack, in milliseconds since 1970: it stands still until a test sets it. */
export interface TestClock {
  nowMs: number
  /** How far the system clock of the gateway was set forward or back; what was read by the monotonic clock stays. */
  setByMs?: number
}

/** Keys of a source, or of the server, as in the configuration file. */
type Keys = Readonly<Record<string, unknown>>

export interface StackOptions {
  /** Vendors that are simulated, as the source `<vendor>-demo`; those of the demo unless given. */
  readonly vendors?: readonly string[]
  /** Options of the simulators, by vendor. */
  readonly simulatorOptions?: NonNullable<SimulatorsOptions['options']>
  /** A small world unless given; null is the demo's own. */
  readonly world?: SimulatorsOptions['world'] | null
  readonly clock?: TestClock
  /** Merged over those that make the tests independent of the machine: only deadlines that a test sets can pass. */
  readonly server?: Keys
  /** Keys of `live`, and of `wallboard`. */
  readonly live?: Keys
  readonly wallboard?: Keys
  /** The keys auth, roles and tenants; nobody signs in unless given. */
  readonly access?: Keys
  /** The usual ones unless given. */
  readonly adapters?: readonly AnyAdapter[]
  /** Of the log; everything unless given. */
  readonly logLevel?: string
  /** Merged into the keys of the simulated sources, by name. */
  readonly overrides?: Readonly<Record<string, Keys>>
  /** Further sources, by name, such as a hostile server. */
  readonly sources?: Readonly<Record<string, Keys>>
  /** What subscriptions wait with; that of the process unless given. */
  readonly timers?: Timers
  /** Of the gateway; empty unless given. */
  readonly environment?: Readonly<Record<string, string>>
  /** The addresses of hosts in URLs of makeCall; without it no host has any, so that no test asks DNS. */
  readonly resolveHost?: (host: string) => Promise<readonly string[]>
}

export interface GraphError {
  readonly message: string
  readonly path?: readonly unknown[]
  readonly extensions?: Readonly<Record<string, unknown>>
}

export interface GraphAnswer {
  readonly status: number
  /** The whole answer, for finding what must not be in it. */
  readonly text: string
  readonly body: { readonly data?: unknown; readonly errors?: readonly GraphError[] }
}

export interface Stack {
  /** Of the gateway, without a path; another one after a restart. */
  readonly url: string
  /** Where metrics are served on a separate port; null: they are not. */
  readonly metricsUrl: string | null
  readonly clock: TestClock
  readonly world: World
  /** The simulators by the name of their source: to set faults, and to see the requests. */
  readonly hosts: RunningSimulators['hosts']
  /** What the gateway has logged, one line of JSON each; not emptied by a restart. */
  readonly log: string[]
  /** Posts one operation. */
  query(document: string, variables?: object, headers?: Readonly<Record<string, string>>): Promise<GraphAnswer>
  /** Stops the gateway and starts another over the same sources. */
  restart(): Promise<void>
  close(): Promise<void>
}

/** Noon of a working day. */
export const NOON = Date.UTC(2026, 2, 3, 12)
const SMALL_WORLD = { history: 300, customers: 8 }
/** Longer than any test: a source must not time out because the machine is busy. */
const NEVER_MS = 600_000

/**
 * Starts a stack; the caller closes it.
 * @throws Error with every fault of the configuration.
 */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const {
    vendors,
    simulatorOptions,
    world = SMALL_WORLD,
    clock = { nowMs: NOON },
    logLevel = 'trace',
    environment = {},
    resolveHost = async () => [],
  } = options
  const log: string[] = []
  const now = () => clock.nowMs + (clock.setByMs ?? 0)
  const monotonicNow = () => clock.nowMs
  const simulators = await startSimulators({
    now,
    ...(world === null ? {} : { world }),
    ...(simulatorOptions === undefined ? {} : { options: simulatorOptions }),
    ...(vendors === undefined ? {} : { kits: kits.filter(({ vendor }) => vendors.includes(vendor)) }),
  })
  const configuration = read(options, simulators)
  const logger = pino({ level: logLevel }, { write: (line: string) => log.push(line) })
  const start = () =>
    startGateway({
      ...{ configuration, logger, now, monotonicNow, explorer: false, environment, resolveHost },
      ...(options.timers === undefined ? {} : { timers: options.timers }),
    })
  let gateway = await start()
  return {
    get url() {
      return gateway.url
    },
    get metricsUrl() {
      return gateway.metricsUrl
    },
    clock,
    world: simulators.world,
    hosts: simulators.hosts,
    log,
    query: (document, variables, headers) => post(`${gateway.url}/graphql`, { query: document, variables }, headers),
    restart: async () => {
      await gateway.close()
      gateway = await start()
    },
    close: async () => {
      await gateway.close()
      await simulators.close()
    },
  }
}

function read(
  {
    server,
    access = {},
    live = {},
    wallboard = {},
    overrides = {},
    sources = {},
    adapters: known = adapters,
  }: StackOptions,
  simulators: RunningSimulators,
) {
  const simulated = Object.fromEntries(
    Object.entries(simulators.configuration).map(([name, keys]) => [name, { ...keys, ...overrides[name] }]),
  )
  const patient = Object.entries({ ...simulated, ...sources }).map(([name, keys]) => [
    name,
    { timeoutMs: NEVER_MS, ...keys },
  ])
  const reading = readConfiguration(
    {
      server: { port: 0, stopGraceMs: 0, deadlineMs: NEVER_MS, ...server },
      sources: Object.fromEntries(patient),
      ...{ live, wallboard, ...access },
    },
    known,
  )
  if (!reading.ok) throw new Error(reading.faults.join('\n'))
  return reading
}

async function post(
  url: string,
  operation: { readonly query: string; readonly variables: object | undefined },
  headers: Readonly<Record<string, string>> = {},
): Promise<GraphAnswer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json', ...headers },
    body: JSON.stringify(operation),
  })
  const text = await response.text()
  const body: GraphAnswer['body'] = JSON.parse(text)
  return { status: response.status, text, body }
}
