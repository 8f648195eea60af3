import { type GraphApp, openGraphApp } from './graph-app.js'
import type { StopOptions } from './http/graceful-stop.js'
import { checkFrontSettings, openHttpFront } from './http/http-front.js'
import { malformedEvents } from './http/server-events.js'
import { type Subscribers, sumOf } from './open-live.js'
import type { ServerOptions } from './server-options.js'

export interface RunningServer<Context extends object> {
  /** Scheme, host and port, without a path: `http://127.0.0.1:4000`. */
  readonly url: string
  /**
   * Prepares other options beside those that are served; host and port stay the same, and so does whether it is HTTPS.
   * @throws Error where the options cannot be used.
   */
  prepare(options: ServerOptions<Context>): Promise<PreparedOptions>
  /** How many subscriptions each transport serves. */
  subscribers(): Subscribers
  /** Drains, stops accepting, waits for the requests in flight, then aborts them. Every call gives the same promise. */
  close(options?: StopOptions): Promise<void>
}

export interface PreparedOptions {
  /**
   * Serves them from now on, in one step: requests in flight are finished with the former ones.
   * @returns a promise that resolves when the last of those has ended, and what served them is closed.
   */
  use(): Promise<void>
  /** Closes what was prepared, when it is not used. */
  discard(): Promise<void>
}

/** Starts the HTTP server; rejects when it cannot listen on the address. */
export async function startServer<Context extends object>(
  options: ServerOptions<Context>,
): Promise<RunningServer<Context>> {
  const apps = new Set<GraphApp>()
  const close = async (app: GraphApp): Promise<void> => {
    if (apps.delete(app)) await app.close()
  }
  const front = openHttpFront({
    settings: options,
    onMalformed: options.onEvent && malformedEvents(options.onEvent),
    cutStreams: () => {
      for (const app of apps) app.cutStreams('STOPPED')
    },
    afterwards: async () => void (await Promise.all([...apps].map(close))),
  })
  let current: GraphApp | undefined
  const prepare = async (given: ServerOptions<Context>): Promise<PreparedOptions> => {
    checkFrontSettings(given)
    const app = await openGraphApp(given, front)
    apps.add(app)
    return {
      async use() {
        const former = current
        current = app
        const over = front.replace(app.listeners, given)
        former?.cutStreams('REPLACED')
        await over
        if (former !== undefined) await close(former)
      },
      discard: () => close(app),
    }
  }
  const first = await prepare(options)
  void first.use()
  try {
    const subscribers = () => sumOf([...apps].map((app) => app.subscribers()))
    return { url: await front.listen(options), prepare, subscribers, close: front.stop }
  } catch (error) {
    await front.stop()
    throw error
  }
}
