// How each contestant is started: a separate process on the core for servers.

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { onCore, SERVERS } from '../cores.ts'
import { type ContestantName, kindsOf, sitesOf, type Workload } from './workloads.ts'

export interface Contestant {
  readonly name: ContestantName
  readonly url: string
  readonly pid: number
  /** From the start of the process until it prints its address, in milliseconds. */
  readonly startMs: number
  stop(): Promise<void>
}

/** Where the gateway's processor profiles go, by the environment: one for each workload. */
const profiles = process.env['BENCH_PROFILES']
const PROFILING = profiles === undefined ? [] : ['--cpu-prof', '--cpu-prof-dir', profiles]

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const SCRIPTS: Readonly<Record<Exclude<ContestantName, 'trunkline'>, string>> = {
  floor: 'floor.ts',
  apollo: 'apollo.ts',
  yoga: 'yoga.ts',
  mesh: 'mesh.ts',
}

export const startContestant = (name: ContestantName, workload: Workload, vendors: string): Promise<Contestant> =>
  startServer(name, { configuration: configurationFor(workload, vendors), vendors })

interface Setting {
  /** Of the gateway. */
  readonly configuration: object
  readonly vendors: string
  /** What is started instead of the contestant's usual script; a path beside this file. */
  readonly script?: string
  /** More of the environment of a script. */
  readonly environment?: NodeJS.ProcessEnv
}

export async function startServer(name: ContestantName, setting: Setting): Promise<Contestant> {
  const directory = mkdtempSync(join(tmpdir(), 'trunkline-bench-'))
  const startedAt = performance.now()
  const child = launch(name, setting, directory)
  // No server is left behind, however this process ends.
  const kill = () => void child.kill('SIGKILL')
  process.once('exit', kill)
  try {
    const url = await addressOf(child)
    const stop = async () => {
      const gone = once(child, 'exit')
      // A profile is written on the way out.
      child.kill(PROFILING.length > 0 && name === 'trunkline' ? 'SIGTERM' : 'SIGKILL')
      await gone
      process.off('exit', kill)
      rmSync(directory, { recursive: true })
    }
    return { name, url, pid: child.pid ?? 0, startMs: performance.now() - startedAt, stop }
  } catch (error) {
    kill()
    throw new Error(`${name} does not start: ${String(error)}`)
  }
}

function launch(
  name: ContestantName,
  { configuration, vendors, script, environment }: Setting,
  directory: string,
): ChildProcess {
  const env = { ...process.env, NODE_ENV: 'production', VENDORS: vendors, ...environment }
  if (name !== 'trunkline') return start([here(script ?? SCRIPTS[name])], env)
  const file = join(directory, 'trunkline.json')
  writeFileSync(file, JSON.stringify(configuration))
  // A line of log for every request is left out: no other contestant writes any.
  return start([...PROFILING, here('../../../dist/src/main.js'), '--config', file, '--log-level', 'warn'], env)
}

function start(script: readonly string[], env: NodeJS.ProcessEnv): ChildProcess {
  const [command = '', ...args] = onCore(SERVERS, [process.execPath, ...script])
  return spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
}

/** Every contestant prints where it listens, to standard output or standard error. */
function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    for (const output of [child.stdout, child.stderr]) {
      if (output === null) continue
      createInterface(output).on('line', (line) => {
        const url = /http:\/\/127\.0\.0\.1:\d+\/graphql/.exec(line)?.[0]
        if (url !== undefined) resolve(url)
        else process.stderr.write(`  ${line}\n`)
      })
    }
    child.once('exit', (status) => reject(new Error(`exit status ${status}`)))
  })
}

/** Long enough that nobody gives up: the other contestants have no timeout. */
const PATIENCE_MS = 120_000
export const RESTCOMM_ACCOUNT = 'ACae6e420f425248d6a26948c17a9e2acf'

type Kind = ReturnType<typeof kindsOf>[number]

/** One source: a site of a vendor, as a configuration file names it. */
export function sourceOf(kind: Kind, site: string, vendors: string): object {
  const common = { timeoutMs: PATIENCE_MS }
  const credentials = { username: 'demo', password: 'demo-password' }
  switch (kind) {
    case 'tx':
      return {
        ...common,
        vendor: 'telecomx',
        url: `${vendors}/telecomx/${site}`,
        auth: credentials,
        resellerId: 'C00000000000000000000099',
      }
    case 'sippy':
      return {
        ...common,
        vendor: 'portasip',
        url: `${vendors}/portasip/${site}/xmlapi/xmlapi`,
        auth: credentials,
        callRecords: { longestCallMinutes: 1 },
      }
    case 'mor':
      return {
        ...common,
        vendor: 'mor',
        url: `${vendors}/mor/${site}`,
        auth: { username: 'demo', secretKey: 'demo-secret-key' },
      }
    case 'rc':
      return {
        ...common,
        vendor: 'restcomm',
        url: `${vendors}/restcomm/${site}`,
        product: 'connect',
        format: 'xml',
        auth: { accountSid: RESTCOMM_ACCOUNT, authToken: 'demo-password' },
      }
  }
}

/** The gateway's configuration: nothing but the sources that a workload queries, and the page size that it needs. */
export function configurationFor(workload: Workload, vendors: string): object {
  const sites = Array.from({ length: sitesOf(workload) }, (_, site) => String(site))
  const freshness = workload.freshness === 'default' ? {} : { freshness: { activeCalls: 0 } }
  const sources = kindsOf(workload).flatMap((kind) =>
    sites.map((site) => [`${kind}-${site}`, { ...sourceOf(kind, site, vendors), ...freshness }] as const),
  )
  const stats = { deadline: PATIENCE_MS }
  return {
    server: { port: 0, maxPageSize: 2000, deadlineMs: PATIENCE_MS, stats },
    sources: Object.fromEntries(sources),
  }
}
