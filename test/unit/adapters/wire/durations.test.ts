import { expect, test } from 'vitest'
import { toSeconds } from '../../../../adapters/wire/field-readers.js'

test.each([
  [0, 0],
  ['1.5', 1.5],
  [-1, null],
  ['-0.5', null],
  ['', null],
])('a duration of %j is %j', (value, expected) => {
  expect(toSeconds(value)).toBe(expected)
})
