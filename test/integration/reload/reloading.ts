// A gateway over simulated systems whose configuration stands in a file, which tests write again.

import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pino } from 'pino'
import { onTestFinished } from 'vitest'
import { adapters } from '../../../adapters/index.js'
import { simulators as kits } from '../../../adapters/simulators.js'
import { ConfigurationFile } from '../../../src/config/configuration-file.js'
import { type RunningGateway, startGateway } from '../../../src/gateway/gateway.js'
import { type RunningSimulators, startSimulators } from '../../../src/simulator/demo.js'
import { makeDirectory } from '../../support/config-files.js'
import { NOON } from '../../support/stack.js'

type Keys = Readonly<Record<string, unknown>>

/** The keys of a configuration file; sources are those of the simulators unless they are given. */
export interface FileKeys {
  readonly server?: Keys
  readonly sources?: Readonly<Record<string, Keys>>
  readonly access?: Keys
}

export interface Reloading {
  readonly gateway: RunningGateway
  readonly url: string
  readonly hosts: RunningSimulators['hosts']
  /** The keys of the simulated sources, by name. */
  readonly simulated: Readonly<Record<string, Keys>>
  /** What the gateway has logged, one line of JSON each. */
  readonly log: readonly string[]
  /** Writes the configuration file. */
  write(keys: FileKeys): void
  /** Writes a file beside it; null removes it. */
  writeBeside(name: string, text: string | null): void
  /** The same as SIGHUP. */
  reload(): ReturnType<NonNullable<RunningGateway['reload']>>
  /** Posts one operation. */
  query(document: string, headers?: Readonly<Record<string, string>>, signal?: AbortSignal): Promise<Reply>
}

export interface Reply {
  readonly status: number
  readonly text: string
}

/** Longer than any test. */
const NEVER_MS = 600_000

/** Starts a gateway, which is closed when the test ends. The clock stands still at noon. */
export async function startReloading(
  first: FileKeys = {},
  beside: Readonly<Record<string, string>> = {},
  vendors: readonly string[] = ['mor'],
  environment: Readonly<Record<string, string>> = {},
): Promise<Reloading> {
  const now = () => NOON
  const simulators = await startSimulators({
    now,
    world: { history: 100, customers: 4 },
    kits: kits.filter(({ vendor }) => vendors.includes(vendor)),
  })
  onTestFinished(() => simulators.close())
  const directory = makeDirectory(beside)
  const path = join(directory, 'trunkline.yaml')
  const write = ({ server = {}, sources = simulators.configuration, access = {} }: FileKeys): void => {
    const patient = Object.entries(sources).map(([name, keys]) => [name, { timeoutMs: NEVER_MS, ...keys }])
    const usual = { port: 0, stopGraceMs: 0, deadlineMs: NEVER_MS, ...server }
    writeFileSync(path, JSON.stringify({ server: usual, sources: Object.fromEntries(patient), ...access }))
  }
  write(first)
  const file = new ConfigurationFile(path, environment, adapters)
  const log: string[] = []
  const gateway = await startGateway({
    configuration: file.read(),
    readConfiguration: () => file.read(),
    logger: pino({ level: 'info' }, { write: (line: string) => log.push(line) }),
    now,
    monotonicNow: now,
    explorer: false,
  })
  onTestFinished(() => gateway.close())
  return {
    gateway,
    url: gateway.url,
    hosts: simulators.hosts,
    simulated: simulators.configuration,
    log,
    write,
    writeBeside: (name, text) => {
      if (text === null) rmSync(join(directory, name))
      else writeFileSync(join(directory, name), text)
    },
    reload: () => reloadOf(gateway)('SIGHUP'),
    query: (document, headers, signal) => post(gateway.url, document, headers, signal),
  }
}

function reloadOf({ reload }: RunningGateway): NonNullable<RunningGateway['reload']> {
  if (reload === null) throw new Error('there is no reload')
  return reload
}

export async function post(
  url: string,
  document: string,
  headers: Readonly<Record<string, string>> = {},
  signal: AbortSignal | null = null,
): Promise<Reply> {
  const response = await fetch(`${url}/graphql`, {
    signal,
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query: document }),
  })
  return { status: response.status, text: await response.text() }
}

/** Reads metrics as somebody who may. */
export const metricsOf = async (url: string, headers: Readonly<Record<string, string>> = {}): Promise<string> =>
  (await fetch(`${url}/metrics`, { headers })).text()
