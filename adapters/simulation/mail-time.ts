// Times in the form of mail headers (RFC 2822), as some vendors write them.

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** `Sun, 1 Mar 2026 09:00:00 +0000` */
export function mailTime(epochMs: number): string {
  const at = new Date(epochMs)
  const weekday = WEEKDAYS[at.getUTCDay()] ?? ''
  const month = MONTHS[at.getUTCMonth()] ?? ''
  return `${weekday}, ${at.getUTCDate()} ${month} ${at.getUTCFullYear()} ${at.toISOString().slice(11, 19)} +0000`
}
