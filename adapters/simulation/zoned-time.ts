import { TZDate } from '@date-fns/tz/date'
import { z } from 'zod'

// Times in the zone of a simulated server. They share no code with the functions that the adapters read times with.

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

/** An option of a simulator that names a time zone: an IANA name such as `Europe/Vilnius`, or an offset. */
export const timeZoneOption = z.string().refine(isTimeZone, 'unknown time zone')

/** `2026-03-01T10:00:00.120+01:00`; the offset of UTC is `+00:00`. */
export const zonedIsoTime = (epochMs: number, timeZone: string): string => new TZDate(epochMs, timeZone).toISOString()

/**
 * The start of a day, in milliseconds since 1970.
 * @param text starts with the date, `2026-03-01`; the rest is ignored.
 * @returns null if it does not start with a date that exists.
 */
export function startOfDay(text: string, timeZone: string): number | null {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})/.exec(text)?.map(Number) ?? []
  if (year === undefined || month === undefined || day === undefined) return null
  const start = new TZDate(year, month - 1, day, timeZone)
  const exists = start.getFullYear() === year && start.getMonth() === month - 1 && start.getDate() === day
  return exists ? start.getTime() : null
}
