// The vendor server, as a process on the core that is not the servers'.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { OTHERS, onCore } from './cores.ts'

export interface Vendors {
  readonly url: string
  /** How many requests there were since the last call. */
  takeRequests(): Promise<number>
  /** From now on one in so many requests fails; 0: none. */
  setFaults(every: number): Promise<void>
  stop(): void
}

export async function startVendors(): Promise<Vendors> {
  const script = fileURLToPath(new URL('vendor-server.ts', import.meta.url))
  const [command = '', ...args] = onCore(OTHERS, [process.execPath, script])
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const stop = () => void child.kill('SIGKILL')
  process.once('exit', stop)
  const [port]: readonly unknown[] = await once(child.stdout, 'data')
  const url = `http://127.0.0.1:${Number(String(port))}`
  const ask = async (path: string): Promise<number> => Number(await (await fetch(`${url}/-/${path}`)).text())
  return {
    url,
    takeRequests: () => ask('requests'),
    setFaults: async (every) => void (await ask(`faults?every=${every}`)),
    stop,
  }
}
