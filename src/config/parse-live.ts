import type { Fault } from './config-issues.js'
import { keysOfLive, keysOfWallboard } from './json-schema.js'
import { type LiveSettings, liveSettings, type WallboardSettings, wallboardSettings } from './live-settings.js'
import { type Parsed, type ParseOptions, parsePart } from './parse.js'

/** The keys `live` and `wallboard` as they stand in the file; absent ones are undefined. */
export interface LiveGiven {
  readonly live: unknown
  readonly wallboard: unknown
}

export interface ParsedLive {
  readonly live: LiveSettings
  readonly wallboard: WallboardSettings
}

export function parseLive(given: LiveGiven, options: Pick<ParseOptions, 'isReference'>): Parsed<ParsedLive> {
  const live = parsePart(liveSettings, given.live ?? {}, { ...options, at: ['live'], keysAt: keysOfLive })
  const wallboardOptions = { ...options, at: ['wallboard'], keysAt: keysOfWallboard }
  const wallboard = parsePart(wallboardSettings, given.wallboard ?? {}, wallboardOptions)
  const faults = [live, wallboard].flatMap((part): readonly Fault[] => (part.ok ? [] : part.faults))
  if (!live.ok || !wallboard.ok) return { ok: false, faults }
  return { ok: true, value: { live: live.value, wallboard: wallboard.value }, input: given }
}

/** A source, as far as alarms depend on it. */
interface Probed {
  readonly name: string
  readonly common: { readonly probeEvery: number }
}

/** Alarms must not depend on whether somebody watches. */
export function unprobedSources({ wallboard: { alarms } }: ParsedLive, sources: readonly Probed[]): readonly Fault[] {
  if (alarms === undefined) return []
  const message = 'required by wallboard.alarms, such as 10s: the source must also be read while nobody watches'
  return sources
    .filter(({ common }) => common.probeEvery === 0)
    .map(({ name }) => ({ path: ['sources', name, 'probeEvery'], message }))
}
