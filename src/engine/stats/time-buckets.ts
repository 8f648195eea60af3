import { tzOffset } from '@date-fns/tz/tzOffset'
import { utcText } from '../../../schema/calendar.js'
import type { EpochMs } from '../../../schema/scalars.js'

const MINUTE_MS = 60_000
/** Since 1972, clocks have been changed only at full quarters of an hour of UTC. */
const QUARTER_MS = 15 * MINUTE_MS
const HOUR_MS = 60 * MINUTE_MS
const DATE_LENGTH = 'YYYY-MM-DD'.length
/** Six weeks; the rows of a list come in the order of time. */
const MOST_QUARTERS = 4096

/**
 * The canonical name of a zone: an IANA name such as `Europe/Vilnius`, in any case, or an offset such as `+02:00`. There
 * are only so many of them, so caches by zone stay small whatever clients write.
 * @returns null if the runtime does not know the zone.
 */
export function canonicalZone(name: string): string | null {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone
  } catch {
    return null
  }
}

const FIXED_OFFSET = /^([+-])(\d\d):(\d\d)$/

/** The offset that is the name of a zone; null for all others. tzOffset reads `-00:30` with the wrong sign. */
function fixedOffsetMs(timeZone: string): number | null {
  const [, sign, hours, minutes] = FIXED_OFFSET.exec(timeZone) ?? []
  if (sign === undefined) return null
  const offsetMs = (Number(hours) * 60 + Number(minutes)) * MINUTE_MS
  return sign === '-' ? -offsetMs : offsetMs
}

/** The hours and days of one time zone. */
export class TimeBuckets {
  readonly #offsets = new Map<number, number>()
  readonly #fixedMs: number | null

  /** @param timeZone as `canonicalZone` returns it. */
  constructor(private readonly timeZone: string) {
    this.#fixedMs = fixedOffsetMs(timeZone)
  }

  /**
   * When the hour began that a clock of the zone shows at a moment. Where the clock is put back, the hour that it shows
   * twice is two hours.
   */
  hourAt(epochMs: EpochMs): EpochMs {
    const offsetMs = this.#offsetMs(epochMs)
    const shownMs = Math.floor((epochMs + offsetMs) / HOUR_MS) * HOUR_MS
    let beginMs = shownMs - offsetMs
    // After a change by less than an hour, the hour began with the change.
    while (beginMs < epochMs && this.#offsetMs(beginMs) !== offsetMs) beginMs += QUARTER_MS
    return Math.min(beginMs, epochMs)
  }

  /** The date that a calendar of the zone shows at a moment: `2026-03-01`. */
  dateAt(epochMs: EpochMs): string {
    return utcText(epochMs + this.#offsetMs(epochMs), false).slice(0, DATE_LENGTH)
  }

  /** How far the clock of the zone is ahead of UTC. */
  #offsetMs(epochMs: EpochMs): number {
    if (this.#fixedMs !== null) return this.#fixedMs
    const quarter = Math.floor(epochMs / QUARTER_MS)
    const known = this.#offsets.get(quarter)
    if (known !== undefined) return known
    const offsetMs = Math.round(tzOffset(this.timeZone, new Date(quarter * QUARTER_MS)) * MINUTE_MS)
    if (this.#offsets.size >= MOST_QUARTERS) this.#offsets.clear()
    this.#offsets.set(quarter, offsetMs)
    return offsetMs
  }
}
