import { z } from 'zod'

const BYTES_PER_UNIT = { KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 } as const
const SIZE = /^(\d{1,15})(KiB|MiB|GiB)$/
const isUnit = (text: string): text is keyof typeof BYTES_PER_UNIT => Object.hasOwn(BYTES_PER_UNIT, text)

/** A size in bytes: text such as `64MiB`, or a whole number. Parsed to a number of bytes. */
export const size = (least: number, most: number, description: string) => {
  const expected = `must be a size from ${toText(least)} to ${toText(most)}: 512KiB, 64MiB, or a whole number of bytes`
  const message = { error: ({ input }: { input?: unknown }) => (input === undefined ? undefined : expected) }
  return z
    .union([z.int(message).min(least, message).max(most, message), z.string(message).regex(SIZE, message)], message)
    .transform((value, context): number => {
      const bytes = typeof value === 'number' ? value : toBytes(value)
      if (bytes >= least && bytes <= most) return bytes
      context.addIssue(expected)
      return z.NEVER
    })
    .meta({ description })
}

function toBytes(text: string): number {
  const [, digits = '', unit = ''] = SIZE.exec(text) ?? []
  return isUnit(unit) ? Number(digits) * BYTES_PER_UNIT[unit] : Number.NaN
}

/** Formats a size in the largest unit that gives a whole number. */
function toText(bytes: number): string {
  const unit = (['GiB', 'MiB', 'KiB'] as const).find((name) => bytes % BYTES_PER_UNIT[name] === 0)
  return unit === undefined ? String(bytes) : `${bytes / BYTES_PER_UNIT[unit]}${unit}`
}
