// How each contestant is started: a process of its own on the core for servers.

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
  /** From the start of the process to its word that it listens, in milliseconds. */
  readonly startMs: number
  stop(): Promise<void>
}

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const SCRIPTS: Readonly<Record<Exclude<ContestantName, 'trunkline'>, string>> = {
  floor: 'floor.ts',
  apollo: 'apollo.ts',
  yoga: 'yoga.ts',
  mesh: 'mesh.ts',
}

export async function startContestant(name: ContestantName, workload: Workload, vendors: string): Promise<Contestant> {
  const directory = mkdtempSync(join(tmpdir(), 'trunkline-bench-'))
  const startedAt = performance.now()
  const child = launch(name, workload, vendors, directory)
  try {
    const url = await addressOf(child)
    const stop = async () => {
      const gone = once(child, 'exit')
      child.kill('SIGKILL')
      await gone
      rmSync(directory, { recursive: true })
    }
    return { name, url, pid: child.pid ?? 0, startMs: performance.now() - startedAt, stop }
  } catch (error) {
    child.kill('SIGKILL')
    throw new Error(`${name} does not start: ${String(error)}`)
  }
}

function launch(name: ContestantName, workload: Workload, vendors: string, directory: string): ChildProcess {
  const environment = { ...process.env, NODE_ENV: 'production', VENDORS: vendors }
  if (name !== 'trunkline') return start([here(SCRIPTS[name])], environment)
  const file = join(directory, 'trunkline.json')
  writeFileSync(file, JSON.stringify(configurationFor(workload, vendors)))
  // A line of log for every request is left out: no other contestant writes any.
  return start([here('../../../dist/src/main.js'), '--config', file, '--log-level', 'warn'], environment)
}

function start(script: readonly string[], env: NodeJS.ProcessEnv): ChildProcess {
  const [command = '', ...args] = onCore(SERVERS, [process.execPath, ...script])
  return spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
}

/** Every contestant says where it listens, on one or the other of its outputs. */
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

/** The gateway's configuration: nothing but the sources that a workload asks, and the page size that it needs. */
export function configurationFor(workload: Workload, vendors: string): object {
  const sites = Array.from({ length: sitesOf(workload) }, (_, site) => site)
  const freshness = workload.freshness === 'default' ? {} : { freshness: { activeCalls: 0 } }
  const make: Readonly<Record<'tx' | 'sippy' | 'mor' | 'rc', (site: number) => object>> = {
    tx: (site) => ({
      vendor: 'telecomx', url: `${vendors}/telecomx/${site}`, auth: { username: 'demo', password: 'demo-password' }, resellerId: 'C00000000000000000000099',
    }),
    sippy: (site) => ({
      vendor: 'portasip', url: `${vendors}/portasip/${site}/xmlapi/xmlapi`, auth: { username: 'demo', password: 'demo-password' }, ...freshness,
    }),
    mor: (site) => ({ vendor: 'mor', url: `${vendors}/mor/${site}`, auth: { username: 'demo', secretKey: 'demo-secret-key' }, ...freshness }),
    rc: (site) => ({
      vendor: 'restcomm', url: `${vendors}/restcomm/${site}`, product: 'connect', format: 'xml',
      auth: { accountSid: 'ACae6e420f425248d6a26948c17a9e2acf', authToken: 'demo-password' },
    }),
  }
  const sources = kindsOf(workload).flatMap((kind) => sites.map((site) => [`${kind}-${site}`, make[kind](site)] as const))
  return { server: { port: 0, maxPageSize: 2000 }, sources: Object.fromEntries(sources) }
}
