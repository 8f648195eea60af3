/** How many times as many cases as usual each property tries: a third in `npm test`, ten times as many in `npm run test:long`. */
const TIMES = Number(process.env['TRUNKLINE_RUNS'] ?? 1 / 3)

/** Whether this is `npm run test:long`. */
export const IS_LONG = TIMES > 1

/** How many cases a property tries. */
export const runs = (usually: number): number => Math.ceil(usually * TIMES)
