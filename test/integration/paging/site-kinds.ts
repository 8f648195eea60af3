// The systems that the paging tests read: each vendor in the ways that its simulator knows, and in time slices.

import type { SlicePaging } from '../../../adapters/contract.js'
import type { SliceHabits } from './sliced-source.js'

/** A vendor's system, set up in one of the ways that its simulator knows. */
export interface SiteKind {
  readonly label: string
  readonly vendor: string
  readonly options: Readonly<Record<string, unknown>>
  /** What the operator has configured beside the simulator's own source section. */
  readonly keys?: Readonly<Record<string, unknown>>
  /** Whether it reports the start of a call only when the call is answered. */
  readonly tellsStartLate?: boolean
  /** How its calls and sessions are read in time slices; absent: as the vendor declares. */
  readonly slices?: SliceHabits
}

const kind = (vendor: string, options: SiteKind['options'], keys: SiteKind['keys'] = {}): SiteKind => ({
  label: [vendor, ...Object.entries({ ...options, ...keys }).map((given) => given.map(String).join('='))].join(' '),
  vendor,
  options,
  keys,
})

/** A TelecomX whose sessions are in no order, although the configuration does not say so. */
export const UNTOLD_DISORDER = kind('telecomx', { order: 'shuffled' })

const DAY = 86_400_000
const SLICES: SlicePaging = {
  style: 'slices',
  granularityMs: 1000,
  ends: 'inclusive',
  maxSpanMs: 31 * DAY,
  oldestMs: 180 * DAY,
  comparedTime: 'start',
  slackMs: 0,
  firstSpanMs: 3_600_000,
  inside: { style: 'offset', maxLimit: 1000 },
}
const sliced = (base: SiteKind, habits: Partial<SlicePaging>, rest: Omit<SliceHabits, 'paging'> = {}): SiteKind => ({
  ...base,
  label: `${base.label} in slices ${JSON.stringify({ ...habits, ...rest })}`,
  slices: { paging: { ...SLICES, ...habits }, ...rest },
})

/** Systems whose calls and sessions are read in time slices, in all the ways that vendors have. */
export const SLICED_KINDS: readonly SiteKind[] = [
  sliced(kind('telecomx', {}), {}),
  sliced(kind('telecomx', {}), { ends: 'unknown', comparedTime: 'end', slackMs: 90_000 }, { tellsTotal: true }),
  sliced(kind('telecomx', {}), { granularityMs: DAY, maxSpanMs: 31 * DAY }, { tellsTotal: true }),
  sliced(kind('telecomx', {}), { maxSpanMs: 120_000, oldestMs: 3_600_000, firstSpanMs: 1000 }),
  sliced(
    kind('restcomm', { product: 'sbc', format: 'json' }),
    { ends: 'exclusive', inside: { style: 'none', cap: null } },
    { tooLargeAbove: 45 },
  ),
  sliced(kind('restcomm', { product: 'connect', format: 'json' }), {
    granularityMs: DAY,
    inside: { style: 'token', maxLimit: 1000 },
  }),
  sliced(kind('restcomm', { product: 'connect', format: 'xml' }), {
    comparedTime: 'unknown',
    slackMs: 30_000,
    inside: { style: 'page', firstPage: 1, maxPageSize: 1000, pastTheEnd: 'error' },
  }),
]

export const SITE_KINDS: readonly SiteKind[] = [
  kind('telecomx', {}),
  kind('telecomx', { bareArray: true }),
  kind('telecomx', { order: 'shuffled' }, { order: 'none' }),
  kind('telecomx', { order: 'shuffled', bareArray: true }, { order: 'none' }),
  kind('restcomm', { product: 'sbc', format: 'json' }),
  kind('restcomm', { product: 'sbc', format: 'xml' }),
  kind('restcomm', { product: 'connect', format: 'json' }),
  kind('restcomm', { product: 'connect', format: 'xml' }),
  kind('portasip', {}),
  kind('portasip', { setupTime: false }),
  kind('portasip', { trusted: true, order: 'none' }),
  kind('mor', {}),
  { ...kind('mor', { uniqueId: false }), tellsStartLate: true },
  kind('portaone', { setupTime: true }),
  { ...kind('portaone', { includesEnd: true, unixTimes: false }), tellsStartLate: true },
  { ...kind('twilio', { order: 'none', lastDay: 'midnight' }), tellsStartLate: true },
  { ...kind('twilio', { startTimes: 'seconds' }), tellsStartLate: true },
  ...SLICED_KINDS,
]

/** Systems whose calls and sessions are read page by page, in the vendor's order. */
export const ORDERED_KINDS = SITE_KINDS.filter(({ slices }) => slices === undefined).filter(({ vendor, options }) =>
  vendor === 'telecomx' ? options['order'] === undefined : options['product'] === 'connect',
)
