import { z } from 'zod'

export interface NumberWithUnit {
  /** How many of the smallest unit each unit is. */
  readonly units: Readonly<Record<string, number>>
  /** In the smallest unit. */
  readonly least: number
  readonly most: number
  /** The message for other values. */
  readonly expected: string
}

/**
 * A whole number of the smallest unit, or text of digits and a unit such as `10m`. Parsed to a number of the smallest unit.
 */
export function numberWithUnit({ units, least, most, expected }: NumberWithUnit, description: string) {
  const message = { error: ({ input }: { input?: unknown }) => (input === undefined ? undefined : expected) }
  const form = new RegExp(`^(\\d{1,15})(${Object.keys(units).join('|')})$`)
  const parse = (text: string): number => {
    const [, digits = '', unit = ''] = form.exec(text) ?? []
    return Number(digits) * (units[unit] ?? Number.NaN)
  }
  return z
    .union([z.int(message).min(least, message).max(most, message), z.string(message).regex(form, message)], message)
    .transform((value, context): number => {
      const number = typeof value === 'number' ? value : parse(value)
      if (number >= least && number <= most) return number
      context.addIssue(expected)
      return z.NEVER
    })
    .meta({ description })
}
