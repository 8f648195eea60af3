// How long clients wait: each of the packages that people subscribe with connects, gets events and disconnects. Times are
// of this machine's clock, which the gateway writes into its events as well.

import { setTimeout as sleep } from 'node:timers/promises'
import { Hearing, LIVE_CLIENTS, type LiveClient } from '../../integration/live/live-clients.ts'

/** The most that the median of each may be, in milliseconds. */
export const MOST_MS = 50
const QUERY = 'subscription Delays { activeCallUpdates { kind at more merged started { id state } ended { id } } }'
const SUBSCRIBERS = /^trunkline_live_subscribers\{transport="\w+"\} (\d+)$/gm
/** How often a client connects and disconnects. */
const CONNECTIONS = 15

export interface ClientDelays {
  readonly client: string
  /** From the subscription until the application has the first event. */
  readonly connectMs: readonly number[]
  /** From the moment at which the gateway has made an event until the application has it. */
  readonly eventMs: readonly number[]
  /** From the end of the subscription until the gateway serves none. */
  readonly disconnectMs: readonly number[]
}

const now = (): number => performance.timeOrigin + performance.now()

interface Update {
  readonly kind: string
  readonly at: string
}

/** The next event. @throws where the client has something else for its application. */
async function nextUpdate(hearing: Hearing): Promise<Update> {
  const heard = await hearing.next()
  if (heard.kind !== 'result' || heard.codes.length > 0) throw new Error(JSON.stringify(heard))
  const { activeCallUpdates }: { activeCallUpdates?: Update } = Object(heard.data)
  if (activeCallUpdates === undefined) throw new Error(JSON.stringify(heard))
  return activeCallUpdates
}

async function subscribers(origin: string): Promise<number> {
  const metrics = await (await fetch(`${origin}/metrics`)).text()
  return [...metrics.matchAll(SUBSCRIBERS)].reduce((sum, [, count]) => sum + Number(count), 0)
}

async function connections(subscribe: LiveClient, origin: string): Promise<Omit<ClientDelays, 'client' | 'eventMs'>> {
  const [connectMs, disconnectMs]: [number[], number[]] = [[], []]
  const before = await subscribers(origin)
  for (let at = 0; at < CONNECTIONS; at++) {
    const hearing = new Hearing()
    const opened = now()
    const close = subscribe({ url: `${origin}/graphql`, query: QUERY, hearing })
    await nextUpdate(hearing)
    connectMs.push(now() - opened)
    const closed = now()
    close()
    for (let asked = 0; asked < 1000 && (await subscribers(origin)) > before; asked++);
    disconnectMs.push(now() - closed)
  }
  return { connectMs, disconnectMs }
}

async function events(subscribe: LiveClient, origin: string, count: number): Promise<readonly number[]> {
  const eventMs: number[] = []
  const hearing = new Hearing()
  const close = subscribe({ url: `${origin}/graphql`, query: QUERY, hearing })
  await nextUpdate(hearing)
  while (eventMs.length < count) {
    const { kind, at } = await nextUpdate(hearing)
    if (kind === 'CHANGES') eventMs.push(now() - Date.parse(at))
  }
  close()
  return eventMs
}

/** Measures all clients, one after the other, while another one watches, so that the source is being read. */
export async function measureDelays(origin: string, eventCount: number): Promise<readonly ClientDelays[]> {
  const watching = new Hearing()
  const leave = LIVE_CLIENTS['graphql-sse']({ url: `${origin}/graphql`, query: QUERY, hearing: watching })
  await nextUpdate(watching)
  const delays: ClientDelays[] = []
  for (const [client, subscribe] of Object.entries(LIVE_CLIENTS)) {
    // The first of each kind also loads code.
    await events(subscribe, origin, 1)
    await sleep(200)
    delays.push({
      client,
      ...(await connections(subscribe, origin)),
      eventMs: await events(subscribe, origin, eventCount),
    })
  }
  leave()
  return delays
}

export function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}
