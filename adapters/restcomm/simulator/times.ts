import { zonedIsoTime } from '../../simulation/zoned-time.js'

// The two forms in which Restcomm writes times.

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** `Sun, 1 Mar 2026 09:00:00 +0000` */
export function mailTime(epochMs: number): string {
  const at = new Date(epochMs)
  const weekday = WEEKDAYS[at.getUTCDay()] ?? ''
  const month = MONTHS[at.getUTCMonth()] ?? ''
  return `${weekday}, ${at.getUTCDate()} ${month} ${at.getUTCFullYear()} ${at.toISOString().slice(11, 19)} +0000`
}

/** `2026-03-01T10:00:00.120+01:00`, but `Z` for the offset of UTC. */
export const isoTime = (epochMs: number, timeZone: string): string =>
  zonedIsoTime(epochMs, timeZone).replace('+00:00', 'Z')
