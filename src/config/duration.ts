import { z } from 'zod'

const MS_PER_UNIT = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const
const DURATION = /^(\d+)(ms|s|m|h)$/
const isUnit = (text: string): text is keyof typeof MS_PER_UNIT => Object.hasOwn(MS_PER_UNIT, text)

const LONGEST_MS = 24 * MS_PER_UNIT.h
const EXPECTED = 'must be a duration of at most 24h: 500ms, 1s, 10m, or a whole number of milliseconds'
const message = { error: ({ input }: { input?: unknown }) => (input === undefined ? undefined : EXPECTED) }

/** A duration of at most a day: text such as `500ms`, `1s`, `10m`, or milliseconds. Parsed to milliseconds. */
export const duration = (description: string) =>
  z
    .union(
      [z.int(message).min(0, message).max(LONGEST_MS, message), z.string(message).regex(DURATION, message)],
      message,
    )
    .transform((value, context): number => {
      const durationMs = typeof value === 'number' ? value : toMs(value)
      if (durationMs <= LONGEST_MS) return durationMs
      context.addIssue(EXPECTED)
      return z.NEVER
    })
    .meta({ description })

function toMs(text: string): number {
  const [, digits = '', unit = ''] = DURATION.exec(text) ?? []
  return isUnit(unit) ? Number(digits) * MS_PER_UNIT[unit] : Number.NaN
}
