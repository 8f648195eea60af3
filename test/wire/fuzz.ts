import fc from 'fast-check'

const asked = process.env['TRUNKLINE_FUZZ_CASES']

/**
 * How many cases a property gets. The normal run is the same every time; with TRUNKLINE_FUZZ_CASES set, each property
 * gets that many new ones, and a failure prints the seed to repeat it with.
 */
export const cases = (usual: number): fc.Parameters<unknown> =>
  asked === undefined ? { numRuns: usual, seed: 20_260_301 } : { numRuns: Number(asked) }

/** How long a property may take, in milliseconds. */
export const FUZZ_TIMEOUT_MS = asked === undefined ? 20_000 : 6 * 3_600_000

/** Cuts a text at random places; a cut may fall inside a tag, a reference or a surrogate pair. */
export const cuts = fc.array(fc.nat({ max: 2 ** 30 }), { maxLength: 12 })

export function cutAt(text: string, positions: readonly number[]): string[] {
  const ends = positions.map((position) => position % (text.length + 1)).sort((one, other) => one - other)
  return [...ends, text.length].map((end, index) => text.slice(index === 0 ? 0 : ends[index - 1], end))
}

/** Every character alone. */
export const inCharacters = (text: string): string[] => Array.from({ length: text.length }, (_, at) => text.charAt(at))
