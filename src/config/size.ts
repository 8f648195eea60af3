import { numberWithUnit } from './number-with-unit.js'

const BYTES_PER_UNIT = { KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 }

/** A size in bytes: text such as `64MiB`, or a whole number. Parsed to a number of bytes. */
export const size = (least: number, most: number, description: string) => {
  const expected = `must be a size from ${toText(least)} to ${toText(most)}: 512KiB, 64MiB, or a whole number of bytes`
  return numberWithUnit({ units: BYTES_PER_UNIT, least, most, expected }, description)
}

/** Formats a size in the largest unit that gives a whole number. */
function toText(bytes: number): string {
  const unit = (['GiB', 'MiB', 'KiB'] as const).find((name) => bytes % BYTES_PER_UNIT[name] === 0)
  return unit === undefined ? String(bytes) : `${bytes / BYTES_PER_UNIT[unit]}${unit}`
}
