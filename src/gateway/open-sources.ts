import { isDeepStrictEqual } from 'node:util'
import type { Sharing } from '../cluster/sharing.js'
import type { SourceConfiguration } from '../config/schema.js'
import type { IdSeal } from '../engine/source/id-seal.js'
import type { Source } from '../engine/source/source.js'
import { isSameProxy } from '../outbound/proxy.js'
import type { ObservedSource } from '../telemetry/source-gauges.js'
import type { Telemetry } from '../telemetry/telemetry.js'
import { Lease } from './lease.js'
import { openSource } from './open-source.js'
import type { RetiredSources } from './retired-sources.js'

// The sources of a configuration. Those whose settings did not change are taken over, with their caches, connections and
// circuit breakers.

/** What decides how a source is opened, beside its settings. */
export interface SourceSurroundings {
  readonly cursorKeys: readonly string[]
  /** How long a request may take, in milliseconds. */
  readonly deadlineMs: number
  /** Which part of its full size the cache of its answers may have. */
  readonly cacheShare: number
}

export interface OpenedSource {
  readonly source: Source
  readonly observed: ObservedSource
  readonly configuration: SourceConfiguration
  readonly surroundings: SourceSurroundings
}

/** By name, in the order of the configuration. */
export type OpenedSources = ReadonlyMap<string, Lease<OpenedSource>>

export interface SourceParts {
  readonly now: () => number
  readonly monotonicNow: () => number
  readonly telemetry: Pick<Telemetry, 'onEvent'>
  readonly idSeal: IdSeal
  readonly sharing: Sharing
  readonly retired: RetiredSources
}

/** @param former the sources of the configuration before; empty at the start. */
export function openSources(
  configured: readonly SourceConfiguration[],
  surroundings: SourceSurroundings,
  parts: SourceParts,
  former: OpenedSources,
): OpenedSources {
  return new Map(
    configured.map((configuration) => {
      const before = former.get(configuration.name)
      const isSame = before !== undefined && isUnchanged(before.value, configuration, surroundings)
      return [configuration.name, isSame ? before.share() : openOne(configuration, surroundings, parts)]
    }),
  )
}

/** Settings are compared as they are written, with their references replaced: these are plain data. */
const isUnchanged = (
  before: OpenedSource,
  { adapter, common, settings, proxy }: SourceConfiguration,
  now: SourceSurroundings,
) =>
  before.configuration.adapter === adapter &&
  isSameProxy(before.configuration.proxy, proxy) &&
  isDeepStrictEqual([before.configuration.common, before.configuration.settings], [common, settings]) &&
  isDeepStrictEqual(before.surroundings, now)

function openOne(
  configuration: SourceConfiguration,
  surroundings: SourceSurroundings,
  { retired, ...parts }: SourceParts,
): Lease<OpenedSource> {
  let observed: ObservedSource | undefined
  const { deadlineMs, cacheShare } = surroundings
  const source = openSource(configuration, {
    ...parts,
    deadlineMs,
    cacheShare,
    observe: (opened) => {
      observed = opened
    },
  })
  if (observed === undefined) throw new Error(`source ${configuration.name} is not observed`)
  const opened = { source, observed, configuration, surroundings }
  return new Lease(opened, () => retired.close(source))
}

export interface SourceChanges {
  readonly added: readonly string[]
  readonly changed: readonly string[]
  readonly removed: readonly string[]
}

/** Which sources differ between two configurations, by name. */
export function sourceChanges(former: OpenedSources, current: OpenedSources): SourceChanges {
  const names = [...current.keys()]
  return {
    added: names.filter((name) => !former.has(name)),
    changed: names.filter((name) => former.has(name) && former.get(name) !== current.get(name)),
    removed: [...former.keys()].filter((name) => !current.has(name)),
  }
}
