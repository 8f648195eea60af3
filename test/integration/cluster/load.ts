// Dashboards that poll several gateways, and what they get.

import type { ClusterStack } from './cluster-stack.js'

/** The calls in progress of all sources: fresh for a second by default. */
export const POLL = '{ activeCalls(first: 20) { nodes { nativeId } sources { status error { code message } } } }'

export interface Polled {
  answers: number
  /** What was wrong, with the instance; empty when every client got what it asked for. */
  readonly failures: string[]
}

/**
 * Polls all instances until it is stopped.
 * @param dashboards of each instance; each polls again `everyMs` after its last answer.
 */
export function startPolling(
  stack: ClusterStack,
  dashboards: number,
  everyMs: number,
): { readonly polled: Polled; stop(): Promise<Polled> } {
  const polled: Polled = { answers: 0, failures: [] }
  let isOver = false
  const poll = async (at: number): Promise<void> => {
    while (!isOver) {
      try {
        const { status, body } = await stack.query(at, POLL)
        const sources: readonly { status: string }[] = body.data?.activeCalls?.sources ?? []
        const isGood = status === 200 && sources.length > 0 && sources.every((source) => source.status === 'OK')
        if (!isGood) polled.failures.push(`instance ${at}: ${JSON.stringify(body).slice(0, 300)}`)
        polled.answers++
      } catch (error) {
        polled.failures.push(`instance ${at}: ${String(error)}`)
      }
      await new Promise((resolve) => setTimeout(resolve, everyMs))
    }
  }
  const all = stack.gateways.flatMap((_, at) => Array.from({ length: dashboards }, () => poll(at)))
  return {
    polled,
    stop: async () => {
      isOver = true
      await Promise.all(all)
      return polled
    },
  }
}

/** The most requests that a vendor received in any span of so many milliseconds, since a moment. */
export function mostWithin(stack: ClusterStack, source: string, spanMs: number, sinceMs = 0): number {
  const times = (stack.simulators.hosts[source]?.requests ?? [])
    .map(({ atMs }) => atMs)
    .filter((atMs) => atMs >= sinceMs)
  return Math.max(0, ...times.map((atMs, from) => times.slice(from).filter((later) => later - atMs < spanMs).length))
}
