import { expect, test } from 'vitest'
import { parseDateTime } from '../../../schema/scalars.js'

test.each([1e8, 1_772_366_400, '1772366400', 1e11 - 1])('%j, epoch seconds, is refused', (value) => {
  expect(() => parseDateTime(value)).toThrow(/epoch milliseconds/)
})

test.each([0, -1, 1e8 - 1, 1e11, '1772366400000'])('%j is epoch milliseconds', (value) => {
  expect(parseDateTime(value)).toBe(Number(value))
})
