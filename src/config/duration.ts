import { numberWithUnit } from './number-with-unit.js'

const MS_PER_UNIT = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }
const DURATION = {
  units: MS_PER_UNIT,
  least: 0,
  most: 24 * MS_PER_UNIT.h,
  expected: 'must be a duration of at most 24h: 500ms, 1s, 10m, or a whole number of milliseconds',
}

/** A duration of at most a day: text such as `500ms`, `1s`, `10m`, or milliseconds. Parsed to milliseconds. */
export const duration = (description: string) => numberWithUnit(DURATION, description)
