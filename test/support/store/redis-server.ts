// A real redis-server on a free port of loopback, for tests. Debian: apt-get install redis-server.

import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient } from '@redis/client'

/** Whether there is a redis-server. With CI=true its absence is an error: the proofs would not run. */
export const hasRedis = ((): boolean => {
  try {
    execFileSync('redis-server', ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    const word = 'redis-server is not installed: the tests of the cluster do not run (apt-get install redis-server)'
    if (process.env['CI'] === 'true') throw new Error(word)
    console.warn(word)
    return false
  }
})()

/** A loopback port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

export interface RedisServer {
  readonly port: number
  readonly url: string
  /** Of the process that runs now. */
  readonly pid: number
  /** Runs one command over a connection of its own. */
  command(...args: readonly string[]): Promise<unknown>
  /** Ends the process at once, as kill -9 does. */
  kill(): Promise<void>
  /** Starts a new process on the same port; its data are gone. */
  start(): Promise<void>
  stop(): Promise<void>
}

/** @param options further options of the command line, such as `--maxmemory 2mb`. */
export async function startRedis(...options: readonly string[]): Promise<RedisServer> {
  const directory = mkdtempSync(join(tmpdir(), 'trunkline-redis-'))
  const port = await freePort()
  let running: ChildProcess | null = null
  const start = async (): Promise<void> => {
    const given = [
      '--port',
      String(port),
      '--bind',
      '127.0.0.1',
      '--save',
      '',
      '--appendonly',
      'no',
      '--dir',
      directory,
    ]
    const child = spawn('redis-server', [...given, ...options], { stdio: ['ignore', 'pipe', 'pipe'] })
    running = child
    await new Promise<void>((resolve, reject) => {
      child.stdout.on('data', (text: Buffer) => text.toString().includes('Ready to accept connections') && resolve())
      child.once('exit', (code) => reject(new Error(`redis-server ended with ${code}`)))
      child.once('error', reject)
    })
  }
  const kill = async (): Promise<void> => {
    const child = running
    if (child === null || child.exitCode !== null || child.signalCode !== null) return
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGKILL')
    await ended
  }
  await start()
  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    get pid() {
      return running?.pid ?? 0
    },
    command: async (...args) => {
      const client = createClient({ url: `redis://127.0.0.1:${port}` })
      client.on('error', () => undefined)
      await client.connect()
      try {
        return await client.sendCommand<string>([...args])
      } finally {
        client.destroy()
      }
    },
    kill,
    start,
    stop: async () => {
      await kill()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}
