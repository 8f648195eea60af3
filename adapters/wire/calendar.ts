// Digits and days by arithmetic: lists hold three times a row, and patterns and Date objects were an eighth of the work.

const ZERO = 0x30
const DAY_MS = 86_400_000
const DAYS_IN_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const

/** The number that so many digits are; NaN when there is anything else among them. */
export function digitsAt(text: string, at: number, length: number): number {
  let number = 0
  for (let end = at; end < at + length; end++) {
    const digit = text.charCodeAt(end) - ZERO
    // Also where the text has ended: its code is NaN, which is within no bounds.
    if (!(digit >= 0 && digit <= 9)) return Number.NaN
    number = number * 10 + digit
  }
  return number
}

const isLeapYear = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)

/** Whether there is such a day. */
function isDay(year: number, month: number, day: number): boolean {
  const days = DAYS_IN_MONTH[month - 1]
  return days !== undefined && !Number.isNaN(year) && day >= 1 && day <= (month === 2 && isLeapYear(year) ? 29 : days)
}

/**
 * Midnight of a day in UTC, in milliseconds since 1970, by the Gregorian calendar in all years.
 * @param month 1 to 12.
 * @returns null when there is no such day, or a part of it is not a whole number.
 */
export function midnightMs(year: number, month: number, day: number): number | null {
  if (!isDay(year, month, day)) return null
  // Years that begin in March have the leap day at their end; 719468 days lie between 0000-03-01 and 1970-01-01.
  const shifted = month <= 2 ? year - 1 : year
  const dayOfYear = Math.floor((153 * (month <= 2 ? month + 9 : month - 3) + 2) / 5) + day - 1
  const leapDays = Math.floor(shifted / 4) - Math.floor(shifted / 100) + Math.floor(shifted / 400)
  return (shifted * 365 + leapDays + dayOfYear - 719_468) * DAY_MS
}

/** Milliseconds into a day; null when there is no such hour, minute or second. Leap seconds are none. */
export function timeOfDayMs(hour: number, minute: number, second: number): number | null {
  if (!(hour <= 23 && minute <= 59 && second <= 59)) return null
  return ((hour * 60 + minute) * 60 + second) * 1000
}

/**
 * `hh:mm:ss` at a position of a text, in milliseconds into the day; null when something else stands there.
 */
export function clockMsAt(text: string, at: number): number | null {
  if (text.charAt(at + 2) !== ':' || text.charAt(at + 5) !== ':') return null
  return timeOfDayMs(digitsAt(text, at, 2), digitsAt(text, at + 3, 2), digitsAt(text, at + 6, 2))
}

/** Whether `YYYY-MM-DD` stands at the beginning of a text. What it is in milliseconds costs more to know. */
export const isDayAt = (text: string): boolean =>
  text.charAt(4) === '-' && text.charAt(7) === '-' && isDay(digitsAt(text, 0, 4), digitsAt(text, 5, 2), digitsAt(text, 8, 2))

/** `YYYY-MM-DD` at the beginning of a text, as its midnight in UTC; null when something else stands there. */
export function dayMsAt(text: string): number | null {
  if (text.charAt(4) !== '-' || text.charAt(7) !== '-') return null
  return midnightMs(digitsAt(text, 0, 4), digitsAt(text, 5, 2), digitsAt(text, 8, 2))
}
