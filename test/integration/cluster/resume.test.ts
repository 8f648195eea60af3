// Subscriptions that continue at another gateway.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CALLS, ReplayingClient } from '../../support/replaying-client.js'
import { hasRedis } from '../../support/store/redis-server.js'
import { subscribe, subscribeByGet, type TextStream } from '../live/text-stream.js'
import { type ClusterStack, startCluster } from './cluster-stack.js'
import { eventually } from './instances.js'

const VENDORS = ['telecomx', 'portasip', 'restcomm', 'mor', 'portaone', 'twilio']

interface Subscriber {
  readonly client: ReplayingClient
  readonly kinds: readonly string[]
  /** Takes the next event. */
  next(): Promise<void>
  leave(): Promise<void>
}

/** A position without the time in it. */
const stateIn = (position = ''): string => position.replace(/^([^.]*\.[^.]*)\.[^.]*/, '$1')

describe.runIf(hasRedis)('two gateways that both watch', () => {
  let stack: ClusterStack
  const watchers: TextStream[] = []
  beforeAll(async () => {
    stack = await startCluster({ instances: 2, vendors: VENDORS, cluster: { commandTimeout: '2s' } })
    await eventually(() => stack.up.every((isUp) => isUp))
    for (const { url } of stack.gateways) watchers.push(await subscribe(`${url}/graphql`, { query: CALLS }))
    for (const watcher of watchers) await watcher.until('"SNAPSHOT"')
  })
  afterAll(async () => {
    await Promise.all(watchers.map((watcher) => watcher.cancel()))
    await stack?.close()
  })

  /** @param former the client that continues. */
  const open = async (at: number, former?: ReplayingClient): Promise<Subscriber> => {
    const client = former ?? new ReplayingClient()
    const variables = client.position === undefined ? {} : { since: client.position }
    const stream = await subscribe(`${stack.gateways[at]?.url}/graphql`, { query: CALLS, variables })
    const kinds: string[] = []
    return {
      client,
      kinds,
      next: async () => {
        for (let data: string | undefined; data === undefined; ) {
          data = /^data: (.*)$/m.exec(await stream.until('\n\n'))?.[1]
          if (data === undefined) continue
          const result = JSON.parse(data)
          expect(result.errors ?? []).toEqual([])
          kinds.push(result.data.activeCallUpdates.kind)
          client.take(result.data.activeCallUpdates)
        }
      },
      leave: () => stream.cancel(),
    }
  }

  /** Begins at one gateway and continues at the other, where what it has equals what somebody has who comes then. */
  const travel = async (from: number, to: number): Promise<string | undefined> => {
    const first = await open(from)
    do await first.next()
    while (first.client.isInSnapshot)
    await first.leave()
    const both = [await open(to, first.client), await open(to)] as const
    const [second, fresh] = both
    // What each has had, by the state in its position, until both have had the same.
    const had = both.map(() => new Map<string, unknown>())
    for (let common: string | undefined; common === undefined; ) {
      for (const [at, each] of both.entries()) {
        await each.next()
        if (!each.client.isInSnapshot) had[at]?.set(stateIn(each.client.position), each.client.state)
      }
      common = [...(had[0]?.keys() ?? [])].find((state) => had[1]?.has(state))
      if (common !== undefined) expect(had[0]?.get(common)).toEqual(had[1]?.get(common))
    }
    await Promise.all(both.map((each) => each.leave()))
    expect(fresh.kinds[0]).toBe('SNAPSHOT')
    return second.kinds[0]
  }

  test('a client that goes to the other one gets the changes only', async () => {
    // A machine that is busy may let one of them miss a list that the other has shown: then it is a snapshot.
    await eventually(async () => (await travel(0, 1)) === 'CHANGES', 60_000)
    await eventually(async () => (await travel(1, 0)) === 'CHANGES', 60_000)
  })

  test('and so does EventSource, by the id of its last event', async () => {
    const firstEventOf = async (at: number, lastEventId?: string): Promise<string> => {
      const headers = lastEventId === undefined ? {} : { 'last-event-id': lastEventId }
      const stream = await subscribeByGet(`${stack.gateways[at]?.url}/graphql`, headers, CALLS)
      const event = await stream.until('}}}\n\n')
      await stream.cancel()
      return event
    }
    await eventually(async () => {
      const id = /^id: (.*)$/m.exec(await firstEventOf(0))?.[1]
      return (await firstEventOf(1, id)).includes('"CHANGES"')
    }, 60_000)
  })

  test('after the store was emptied, and while it is down, what a client has is right all the same', async () => {
    await stack.redis.command('FLUSHALL')
    await travel(0, 1)
    await travel(1, 0)
    await eventually(async () => (await travel(0, 1)) === 'CHANGES', 60_000)
    for (const proxy of stack.proxies) proxy.blackHole = true
    await eventually(() => stack.up.every((isUp) => !isUp))
    await travel(0, 1)
    await travel(1, 0)
    for (const proxy of stack.proxies) proxy.blackHole = false
    await eventually(() => stack.up.every((isUp) => isUp))
    await eventually(async () => (await travel(0, 1)) === 'CHANGES', 60_000)
  })
})
