// The tariff of the simulated MOR, and how it compares numbers.

/** A direction of the tariff with its only destination, which is also in a separate destination group. */
export interface Direction {
  readonly prefix: string
  /** ISO 3166 alpha-3. */
  readonly code: string
  readonly name: string
  readonly destination: string
}

export const DIRECTIONS: readonly Direction[] = [
  { prefix: '45', code: 'DNK', name: 'Denmark', destination: 'Denmark proper' },
  { prefix: '44', code: 'GBR', name: 'United Kingdom', destination: 'United Kingdom proper' },
  { prefix: '1', code: 'USA', name: 'United States', destination: 'United States proper' },
  { prefix: '30', code: 'GRC', name: 'Greece', destination: 'Greece proper' },
  { prefix: '63', code: 'PHL', name: 'Philippines', destination: 'Philippines proper' },
  { prefix: '370', code: 'LTU', name: 'Lithuania', destination: 'Lithuania proper' },
]

/** Shorter numbers are extensions, which have no direction. */
const SHORTEST_NUMBER = 6

/** The direction of a number as MOR writes it, without `+`; null if the tariff has none. */
export const directionOf = (number: string): Direction | null =>
  number.length < SHORTEST_NUMBER ? null : (DIRECTIONS.find(({ prefix }) => number.startsWith(prefix)) ?? null)

/** MOR writes international numbers without a plus sign. */
export const withoutPlus = (number: string): string => number.replace(/^\+/, '')

/** SQL's LIKE, for patterns of digits and `%`. */
export const like = (number: string, pattern: string): boolean =>
  new RegExp(`^${pattern.replaceAll('%', '.*')}$`).test(number)

/** Whether a number starts with a pattern, in which `%` matches any text. */
export function beginsLike(number: string, pattern: string): boolean {
  const [beginning = '', ...parts] = pattern.split('%')
  if (!number.startsWith(beginning)) return false
  let at = beginning.length
  for (const part of parts) {
    const found = number.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  return true
}
