import type { Configuration } from '../config/schema.js'
import type { StopOptions } from '../server/http/graceful-stop.js'
import { startServer } from '../server/server.js'
import type { GatewayOptions } from './gateway-options.js'
import { type GatewayParts, openParts } from './gateway-parts.js'
import { type LastingParts, openLastingParts } from './lasting-parts.js'
import { type SourceChanges, sourceChanges } from './open-sources.js'
import { createReload, type Reload, refuseFixedChanges } from './reload.js'
import { checkSources } from './start-check.js'
import { toStartError } from './trusted-documents.js'

// The composition root: the only place where the parts are put together.

export interface RunningGateway {
  /** Scheme, host and port, without a path: `http://127.0.0.1:4000`. */
  readonly url: string
  /** Where metrics are served on a separate port; null: they are not. */
  readonly metricsUrl: string | null
  /** The configuration that is in use. */
  readonly configuration: Configuration
  /**
   * The names of the sources that did not answer at the start although `server.checkBeforeReady` requires them: the gateway
   * will never be ready. It settles when all have answered or failed, or the gateway is closed.
   */
  readonly missing: Promise<readonly string[]>
  /** Reads the configuration again and uses it, unless it has faults; null: there is no file to read. */
  readonly reload: Reload | null
  /** Drains, stops accepting, waits for the requests in flight, then aborts them. Every call gives the same promise. */
  close(options?: StopOptions): Promise<void>
}

/** Starts the graph over the configured sources; rejects when it cannot listen on the address. */
export async function startGateway(options: GatewayOptions): Promise<RunningGateway> {
  const { readConfiguration: read, logger } = options
  const lasting = await openLastingParts(options)
  const { telemetry, metrics, now, monotonicNow } = lasting
  const reload =
    read === undefined
      ? null
      : createReload({ read, use: (next) => use(next), logger, onEvent: telemetry.onEvent, now, monotonicNow })
  const opened = new Set<GatewayParts>()
  const open = async (configuration: Configuration, former: GatewayParts | null): Promise<GatewayParts> => {
    const parts = await openParts(configuration, lasting, former, reload)
    opened.add(parts)
    return parts
  }
  const closeParts = async (parts: GatewayParts): Promise<void> => {
    if (opened.delete(parts)) await parts.close()
  }
  let current = await open(options.configuration, null)
  telemetry.observe(current.observed)
  telemetry.passTo(current.hookListener)
  const server = await startServer(current.serverOptions).catch((error: unknown) => {
    throw toStartError(error)
  })
  telemetry.observeLive({
    subscribers: () => server.subscribers(),
    channels: () => current.live.hub.size.channels,
    alarms: () => current.live.alarms?.all() ?? [],
  })
  current.probes.start()
  current.live.start()

  /** The parts for another configuration are opened beside the current ones, and then used in one step. */
  async function use(configuration: Configuration): Promise<SourceChanges> {
    if (closing !== undefined) throw new Error(STOPPING)
    refuseFixedChanges(current.configuration, configuration)
    const former = current
    const next = await open(configuration, former)
    const prepared = await server.prepare(next.serverOptions).catch(async (error: unknown) => {
      await closeParts(next)
      throw toStartError(error)
    })
    if (closing !== undefined) {
      await prepared.discard()
      await closeParts(next)
      throw new Error(STOPPING)
    }
    former.probes.stop()
    former.live.stop()
    next.probes.start()
    next.live.start()
    current = next
    telemetry.observe(next.observed)
    telemetry.passTo(next.hookListener)
    const report = (error: unknown) => logger.error({ err: error }, 'parts of a former configuration were not closed')
    void prepared
      .use()
      .then(() => closeParts(former))
      .catch(report)
    return sourceChanges(former.sources, next.sources)
  }

  const stopping = new AbortController()
  const closeAll = async (stop?: StopOptions) => {
    stopping.abort()
    await server.close(stop)
    await metrics.close()
    await Promise.all([lasting.retired.stop(), ...[...opened].map(closeParts)])
    await telemetry.close()
  }
  let closing: Promise<void> | undefined
  const close = (stop?: StopOptions) => (closing ??= closeAll(stop))
  try {
    const metricsUrl = await metrics.listen()
    return {
      missing: checkAtStart(current, lasting, stopping.signal),
      url: server.url,
      metricsUrl,
      reload,
      close,
      get configuration() {
        return current.configuration
      },
    }
  } catch (error) {
    await close()
    throw error
  }
}

const STOPPING = 'the gateway is stopping'

/** @returns the names of the sources that must answer and have not. */
async function checkAtStart(
  { configuration: { server }, sources, listCache }: GatewayParts,
  { readiness, logger }: LastingParts,
  signal: AbortSignal,
): Promise<readonly string[]> {
  if (server.checkBeforeReady === 'off') return []
  const opened = [...sources.values()].map(({ value }) => value.source)
  const failed = await checkSources(opened, listCache, logger, signal)
  const missing = server.checkBeforeReady === 'require' ? failed : []
  readiness.isReady = missing.length === 0
  return missing
}
