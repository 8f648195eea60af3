// Where calls go, as the simulated MOR knows it, and how it compares numbers.

/** A direction of the tariff with its one destination; a destination group of the same number holds just that. */
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

/** Shorter numbers are extensions: they go nowhere. */
const SHORTEST_NUMBER = 6

/** The direction of a number as MOR writes it, without `+`; null when the tariff has none. */
export const directionOf = (number: string): Direction | null =>
  number.length < SHORTEST_NUMBER ? null : (DIRECTIONS.find(({ prefix }) => number.startsWith(prefix)) ?? null)

/** MOR writes international numbers without a sign. */
export const withoutPlus = (number: string): string => number.replace(/^\+/, '')

/** Whether a number begins as a pattern says, in which `%` stands for anything. */
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
