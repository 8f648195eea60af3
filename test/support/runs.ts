/**
 * How many cases a property tries: many on every run of the tests, and a multiple of that where there is time for it
 * (`npm run test:long`).
 */
export const runs = (usually: number): number => usually * LONGER

/** How many times as many as usual. */
export const LONGER = Number(process.env['TRUNKLINE_RUNS'] ?? 1)
