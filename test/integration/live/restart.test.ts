// The built program is killed and started again: a client that reconnects with its last position ends up with the calls
// that a query returns.

import { writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import { createClient } from 'graphql-sse'
import { expect, onTestFinished, test } from 'vitest'
import { startSimulators } from '../../../src/simulator/demo.js'
import { makeDirectory } from '../../support/config-files.js'
import { Program } from '../cli/program.js'

const CALLS = `
  subscription ($since: String) {
    activeCallUpdates(since: $since) {
      kind position more started { id state } changed { id state } ended { id } sources { status source { name } }
    }
  }
`
const QUERY = JSON.stringify({ query: '{ activeCalls(first: 1000) { nodes { id state } } }' })

interface Update {
  readonly kind: string
  readonly position: string
  readonly started: readonly { readonly id: string; readonly state: string }[]
  readonly changed: readonly { readonly id: string; readonly state: string }[]
  readonly ended: readonly { readonly id: string }[]
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port }: { port: number } = Object(server.address())
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** Keeps the calls as the schema says, and subscribes again whenever the stream breaks. */
class Wallboard {
  readonly calls = new Map<string, string>()
  connections = 0
  #since: string | null = null
  #isPart = false

  async run(url: string, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const client = createClient({ url, retryAttempts: 0 })
      try {
        const variables = { since: this.#since }
        for await (const { data } of client.iterate<{ activeCallUpdates: Update }>({ query: CALLS, variables })) {
          if (signal.aborted) return
          if (data != null) this.#take(data.activeCallUpdates)
        }
      } catch {
        // It reconnects, as a page does.
        await sleep(50)
      } finally {
        client.dispose()
      }
    }
  }

  #take({ kind, position, started, changed, ended, more }: Update & { readonly more?: boolean }): void {
    if (this.#since === null || kind === 'SNAPSHOT') this.connections++
    if (kind === 'SNAPSHOT' && !this.#isPart) this.calls.clear()
    this.#isPart = more === true
    this.#since = position
    for (const { id, state } of [...started, ...changed]) this.calls.set(id, state)
    for (const { id } of ended) this.calls.delete(id)
  }
}

test('wundergraph/cosmo#972: after kill -9 and a restart, the calls of a client equal a fresh query', async () => {
  // The calls stand still while they are compared: a query and a subscription read them at different moments.
  let stoppedMs: number | null = null
  let behindMs = 0
  const now = (): number => stoppedMs ?? Date.now() - behindMs
  const simulators = await startSimulators({ now, world: { history: 300, customers: 8 } })
  onTestFinished(() => simulators.close())
  const port = await freePort()
  const fresh = Object.entries(simulators.configuration).map(([name, keys]) => [
    name,
    { ...keys, freshness: { activeCalls: 0 } },
  ])
  const file = join(makeDirectory({}), 'trunkline.yaml')
  writeFileSync(
    file,
    JSON.stringify({ server: { port }, live: { every: '200ms' }, sources: Object.fromEntries(fresh) }),
  )
  const url = `http://127.0.0.1:${port}/graphql`
  const start = async (): Promise<Program> => {
    const program = new Program(['--config', file])
    await program.printed(/http:\/\/127\.0\.0\.1:\d+/)
    return program
  }
  const queried = async (): Promise<readonly string[]> => {
    const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: QUERY })
    const { data }: { data: { activeCalls: { nodes: readonly { id: string; state: string }[] } } } = JSON.parse(
      await response.text(),
    )
    return data.activeCalls.nodes.map(({ id, state }) => `${id} ${state}`).sort()
  }
  const wallboard = new Wallboard()
  const isSame = async (): Promise<void> => {
    stoppedMs = now()
    await expect
      .poll(
        async () => {
          const wanted = await queried()
          const shown = [...wallboard.calls].map((call) => call.join(' ')).sort()
          return wanted.length > 0 && isDeepStrictEqual(wanted, shown)
        },
        { timeout: 60_000, interval: 50 },
      )
      .toBe(true)
    behindMs = Date.now() - stoppedMs
    stoppedMs = null
  }
  const first = await start()
  const leaving = new AbortController()
  const running = wallboard.run(url, leaving.signal)
  await isSame()
  first.kill('SIGKILL')
  await first.ended()
  wallboard.calls.set('a call that ended meanwhile', 'CONNECTED')
  const second = await start()
  await expect.poll(() => wallboard.connections, { timeout: 60_000, interval: 50 }).toBe(2)
  await isSame()
  leaving.abort()
  second.kill('SIGKILL')
  await running
})
