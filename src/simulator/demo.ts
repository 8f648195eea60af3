import type { AnySimulatorKit, OpenSimulator, World } from '../../adapters/simulation/contract.js'
import { createWorld, type WorldOptions } from '../../adapters/simulation/world.js'
import { demoSimulators } from '../../adapters/simulators.js'
import type { SimulatorFaults } from './chaos.js'
import { type SimulatorHost, startSimulatorHost } from './host.js'

// Simulators over one world, and the configuration of a gateway over them.

export interface SimulatorsOptions {
  /** The clock of the simulated world, in milliseconds since 1970. */
  readonly now: () => number
  readonly world?: Partial<Omit<WorldOptions, 'startMs' | 'vendors'>>
  /** Default 127.0.0.1. */
  readonly host?: string
  /** The port of the first simulator; the others use the next ports. 0, the default, takes a free port for each. */
  readonly firstPort?: number
  readonly faults?: SimulatorFaults
  /** Options of the simulators, by vendor. */
  readonly options?: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  /** The simulators to start; default those of the demo. */
  readonly kits?: readonly AnySimulatorKit[]
}

/** How to reach a simulated system. */
interface SimulatedSite {
  readonly vendor: string
  readonly url: string
  /** Demo credentials, not secret. */
  readonly credentials: OpenSimulator['credentials']
}

export interface RunningSimulators {
  readonly world: World
  readonly sites: readonly SimulatedSite[]
  /** By the name of the source. */
  readonly hosts: Readonly<Record<string, SimulatorHost>>
  /** The `sources` of a gateway configuration for these simulators, by the name of the source. */
  readonly configuration: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  /** By the name of the source, the vendor's ids of customers of the world; without sources that name no customers. */
  customersOf(indexes: readonly number[]): Readonly<Record<string, readonly string[]>>
  close(): Promise<void>
}

/**
 * Starts the simulators.
 * @throws Error when an option is for an unknown simulator or is not valid, or a port cannot be listened on; then all
 * simulators have been stopped.
 */
export async function startSimulators(options: SimulatorsOptions): Promise<RunningSimulators> {
  const { kits = demoSimulators } = options
  const opened = kits.map((kit) => kit.open(options.options?.[kit.vendor] ?? {}))
  const unknown = Object.keys(options.options ?? {}).filter((name) => !kits.some(({ vendor }) => vendor === name))
  if (unknown.length > 0)
    throw new Error(
      `there is no simulator ${unknown.join(', ')}; the simulators are ${kits.map(({ vendor }) => vendor).join(', ')}`,
    )
  const world = createWorld({ ...options.world, startMs: options.now(), vendors: kits.map(({ vendor }) => vendor) })
  const started = await startAll(opened, world, options)
  const named = started.map(({ simulator, host }) => ({ name: `${simulator.vendor}-demo`, simulator, host }))
  return {
    world,
    sites: named.map(({ simulator, host }) => ({
      vendor: simulator.vendor,
      url: host.url,
      credentials: simulator.credentials,
    })),
    hosts: Object.fromEntries(named.map(({ name, host }) => [name, host])),
    customersOf: (indexes) =>
      Object.fromEntries(
        named.flatMap(({ name, simulator: { customerId } }) =>
          customerId === null ? [] : [[name, indexes.map(customerId)]],
        ),
      ),
    // Only simulators are affected, so calls may be placed and ended. They request no URL.
    configuration: Object.fromEntries(
      named.map(({ name, simulator, host }) => [name, { ...simulator.source(host.origin), control: newControl() }]),
    ),
    close: async () => void (await Promise.all(started.map(({ host }) => host.close()))),
  }
}

/** A new one for each source: where they share one, YAML has references. */
const newControl = () => ({ makeCall: { urls: ['https://demo.example/'], allowPrivate: ['demo.example'] } })

interface Started {
  readonly simulator: OpenSimulator
  readonly host: SimulatorHost
}

async function startAll(
  opened: readonly OpenSimulator[],
  world: World,
  options: SimulatorsOptions,
): Promise<Started[]> {
  const { now, firstPort = 0, host, faults } = options
  const results = await Promise.allSettled(
    opened.map(
      async (simulator, index): Promise<Started> => ({
        simulator,
        host: await startSimulatorHost({
          simulator,
          world,
          now,
          port: firstPort === 0 ? 0 : firstPort + index,
          ...(host === undefined ? {} : { host }),
          ...(faults === undefined ? {} : { faults }),
        }),
      }),
    ),
  )
  const started = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
  const failure = results.find((result) => result.status === 'rejected')
  if (failure === undefined) return started
  await Promise.all(started.map(({ host: running }) => running.close()))
  throw failure.reason
}
