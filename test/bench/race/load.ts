// The load, by autocannon.

import autocannon from 'autocannon'

export interface Load {
  readonly url: string
  readonly connections: number
  /** Requests in all; at least as many as connections. */
  readonly amount: number
  readonly bodyOf: (connection: number) => string
}
export interface Served {
  readonly requests: number
  readonly seconds: number
  /** The average size of an answer with its headers, in bytes. */
  readonly bytes: number
}

/** @throws when an answer was not HTTP 200, or none came. */
export async function fire(load: Load): Promise<Served> {
  const startedAt = performance.now()
  const times: Times = { endedAt: startedAt }
  const { errors, timeouts, non2xx, requests, throughput } = await run(load, times)
  if (errors + timeouts + non2xx > 0)
    throw new Error(`${load.url}: ${errors} errors, ${timeouts} timeouts, ${non2xx} not 2xx`)
  return {
    requests: requests.total,
    seconds: (times.endedAt - startedAt) / 1000,
    bytes: throughput.total / requests.total,
  }
}

/** autocannon ends only at a tick; with its default of a second, short rounds would take a second. */
const TICK_MS = 100

interface Times {
  /** When the last answer arrived; autocannon reports the time of its next tick. */
  endedAt: number
}

function run({ url, connections, amount, bodyOf }: Load, times: Times): Promise<autocannon.Result> {
  let next = 0
  const headers = { 'content-type': 'application/json', accept: 'application/json' }
  const setupClient = (client: autocannon.Client) => client.setBody(bodyOf(next++))
  return new Promise((resolve, reject) => {
    const done = (error: unknown, result: autocannon.Result) => (error ? reject(error) : resolve(result))
    const instance = autocannon(
      { url, connections, amount, method: 'POST', headers, timeout: 300, sampleInt: TICK_MS, setupClient },
      done,
    )
    instance.on('response', () => void (times.endedAt = performance.now()))
  })
}
