import type { Logger } from 'pino'
import { unrestrictedAccess } from '../access/rights/rights.js'
import type { ListCache } from '../engine/lists/list-cache.js'
import { probe } from '../engine/lists/probe.js'
import { failureOf } from '../engine/source/failures.js'
import type { Source } from '../engine/source/source.js'
import { SourceFailure } from '../errors/source-failure.js'
import { OrderBroken } from '../plan/locate.js'

// Whether the sources answer when the gateway starts. Until each of them has answered one small request or failed, which is
// reported in the log, the gateway serves, but /readyz returns 503.

/** Whether the gateway has started, for /readyz. */
export interface Readiness {
  isReady: boolean
}

/**
 * Sends each source one small request, with the usual timeout and retries.
 * @returns the names of those that have failed.
 */
export async function checkSources(
  sources: readonly Source[],
  listCache: ListCache,
  logger: Logger,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const report = (source: string, error: unknown): void => {
    if (error instanceof SourceFailure || error instanceof OrderBroken) {
      const { code, message, proxy } = failureOf(error)
      const line = { type: 'source-check', source, outcome: code, reason: proxy ?? message }
      logger.warn(line, 'the source does not answer as it should')
    } else logger.error({ err: error, source }, 'a source could not be checked')
  }
  const checkOne = async (source: Source): Promise<readonly string[]> => {
    const { name } = source
    try {
      await probe(source, listCache, { signal, access: unrestrictedAccess([name]) })
      logger.info({ type: 'source-check', source: name, outcome: 'OK' }, 'the source answers')
      return []
    } catch (error) {
      if (signal.aborted) return []
      report(name, error)
      return [name]
    }
  }
  return (await Promise.all(sources.map(checkOne))).flat()
}
