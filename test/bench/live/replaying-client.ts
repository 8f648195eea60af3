// A client that assembles the calls in progress from events, as the schema says.

import { createClient } from 'graphql-sse'

export const FIELDS =
  'id nativeId sipCallId state direction source { name } caller { number } callee { number } accountId'
const SUBSCRIPTION = `
  subscription Soak($filter: ActiveCallFilter, $sources: [String!], $everyMs: Int, $since: String) {
    activeCallUpdates(filter: $filter, sources: $sources, everyMs: $everyMs, since: $since) {
      kind position more merged started { ${FIELDS} } changed { ${FIELDS} }
      ended { id reason } sources { status stale }
    }
  }
`

export interface SoakedCall {
  readonly id: string
  readonly sipCallId: string | null
  readonly source: { readonly name: string }
}

interface Update {
  readonly kind: 'SNAPSHOT' | 'CHANGES' | 'ALIVE' | 'EXPIRING'
  readonly position: string
  readonly more: boolean
  readonly merged: number
  readonly started: readonly SoakedCall[]
  readonly changed: readonly SoakedCall[]
  readonly ended: readonly { readonly id: string; readonly reason: string }[]
  readonly sources: readonly { readonly status: string; readonly stale: boolean }[]
}

export interface ClientOptions {
  readonly name: string
  readonly url: string
  /** Arguments of the subscription. */
  readonly variables: Readonly<Record<string, unknown>>
  /** After this time it disconnects, and continues from where it was; null: never. */
  readonly reconnectMs: number | null
  /** Called with a call that the gateway reports as gone. */
  readonly onGone: (call: SoakedCall) => void
  /** Called with a call that is reported as started. */
  readonly onStarted: (call: SoakedCall) => void
}

export class ReplayingClient {
  readonly calls = new Map<string, SoakedCall>()
  readonly counts = { events: 0, snapshots: 0, merged: 0, ended: 0, troubles: 0, connections: 0 }
  /** What no client should ever see. */
  readonly faults: string[] = []
  #since: string | null = null
  #isWithinSnapshot = false
  readonly #stopping = new AbortController()

  readonly options: ClientOptions

  constructor(options: ClientOptions) {
    this.options = options
  }

  stop(): void {
    this.#stopping.abort()
  }

  /** Subscribes until it is stopped. */
  async run(): Promise<void> {
    const { signal } = this.#stopping
    while (!signal.aborted) {
      try {
        await this.#connect(signal)
      } catch (error) {
        if (signal.aborted) return
        this.faults.push(`the stream has ended: ${String(error)}`)
        await new Promise((resolve) => setTimeout(resolve, 1000))
      }
    }
  }

  async #connect(signal: AbortSignal): Promise<void> {
    const { url, variables, reconnectMs } = this.options
    const client = createClient({ url, retryAttempts: 0 })
    const leave = (): void => client.dispose()
    let isLeaving = false
    signal.addEventListener('abort', leave, { once: true })
    const timer = reconnectMs === null ? undefined : setTimeout(() => ((isLeaving = true), leave()), reconnectMs)
    this.counts.connections++
    try {
      const asked = { query: SUBSCRIPTION, variables: { ...variables, since: this.#since } }
      for await (const { data, errors } of client.iterate<{ activeCallUpdates: Update }>(asked)) {
        if (errors !== undefined) this.faults.push(`errors: ${JSON.stringify(errors)}`)
        if (data != null) this.#take(data.activeCallUpdates)
      }
      if (!isLeaving && !signal.aborted) this.faults.push('the stream has completed')
    } catch (error) {
      if (!isLeaving) throw error
    } finally {
      clearTimeout(timer)
      signal.removeEventListener('abort', leave)
      client.dispose()
    }
  }

  #take({ kind, position, more, merged, started, changed, ended, sources }: Update): void {
    const { counts, options } = this
    counts.events++
    if (merged > 1) counts.merged++
    counts.troubles += sources.filter(({ status, stale }) => status !== 'OK' || stale).length
    if (kind === 'SNAPSHOT' && !this.#isWithinSnapshot) {
      counts.snapshots++
      this.calls.clear()
    }
    if (kind === 'SNAPSHOT') this.#isWithinSnapshot = more
    if (!more) this.#since = position
    for (const call of started) options.onStarted(call)
    for (const call of [...started, ...changed]) this.calls.set(call.id, call)
    for (const { id, reason } of ended) {
      counts.ended++
      const call = this.calls.get(id)
      if (call !== undefined && reason === 'GONE') options.onGone(call)
      this.calls.delete(id)
    }
  }
}
