import { toEpochMs } from '../../wire/time/iso-time.js'
import { localToEpochMs, toLocalTime } from '../../wire/time/local-time.js'

// The two forms in which Restcomm writes times, and the days it filters by.

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** `Sun, 1 Mar 2026 09:00:00 +0000` */
export function mailTime(epochMs: number): string {
  const at = new Date(epochMs)
  const weekday = WEEKDAYS[at.getUTCDay()] ?? ''
  const month = MONTHS[at.getUTCMonth()] ?? ''
  return `${weekday}, ${at.getUTCDate()} ${month} ${at.getUTCFullYear()} ${at.toISOString().slice(11, 19)} +0000`
}

/** `2026-03-01T10:00:00.120+01:00` */
export function isoTime(epochMs: number, timeZone: string): string {
  const local = toLocalTime(epochMs, timeZone).replace(' ', 'T')
  const utcSecondMs = Math.floor(epochMs / 1000) * 1000
  const minutes = ((toEpochMs(`${local}Z`) ?? utcSecondMs) - utcSecondMs) / 60_000
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0')
  const size = Math.abs(minutes)
  const offset = minutes === 0 ? 'Z' : `${minutes < 0 ? '-' : '+'}${two(size / 60)}:${two(size % 60)}`
  return `${local}.${new Date(epochMs).toISOString().slice(20, 23)}${offset}`
}

/** Midnight of a day; what stands behind the day is not looked at. Null for what does not begin with a day. */
export function midnightOf(text: string, timeZone: string): number | null {
  const day = /^\d{4}-\d{2}-\d{2}/.exec(text)?.[0]
  return day === undefined ? null : localToEpochMs(`${day} 00:00:00`, timeZone)
}
