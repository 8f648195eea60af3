import fc from 'fast-check'
import { IS_LONG, runs } from './runs.js'

/** `npm run test:long` tries ten times as many of everything; here it is to be more than 100 000 of all properties. */
const MORE = 2

/**
 * How many cases a property gets. The normal run is the same every time; the long one has new ones, and a failure prints
 * the seed to repeat it with.
 */
export const cases = (usual: number): fc.Parameters<unknown> =>
  IS_LONG ? { numRuns: runs(MORE * usual) } : { numRuns: usual, seed: 20_260_301 }

/** How long a property may take, in milliseconds. */
export const FUZZ_TIMEOUT_MS = IS_LONG ? 600_000 : 20_000

/** Cuts a text at random places; a cut may fall inside a tag, a reference or a surrogate pair. */
export const cuts = fc.array(fc.nat({ max: 2 ** 30 }), { maxLength: 12 })

export function cutAt(text: string, positions: readonly number[]): string[] {
  const ends = positions.map((position) => position % (text.length + 1)).sort((one, other) => one - other)
  return [...ends, text.length].map((end, index) => text.slice(index === 0 ? 0 : ends[index - 1], end))
}

/** Every character alone. */
export const inCharacters = (text: string): string[] => Array.from({ length: text.length }, (_, at) => text.charAt(at))
