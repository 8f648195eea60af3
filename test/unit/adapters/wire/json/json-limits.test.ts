import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { VendorFault } from '../../../../../adapters/contract.js'
import { parseJson } from '../../../../../adapters/wire/json/body.js'
import { excessOf } from '../../../../../adapters/wire/json/json-limits.js'
import { runs } from '../../../../support/runs.js'

const depthOf = (value: unknown): number =>
  typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0

const isDeeperThan = (levels: number, text: string): boolean =>
  excessOf(text, { levels, objects: Infinity }) === 'levels'

/** Values whose strings and keys hold what only looks like JSON. */
const jagged = fc.letrec<{ value: unknown }>((tie) => {
  const text = fc.string({ unit: fc.constantFrom('[', '{', ']', '}', '"', '\\', 'a', 'ø'), maxLength: 12 })
  const value = tie('value')
  return {
    value: fc.oneof(
      { maxDepth: 12, depthSize: 'large' },
      fc.oneof(text, fc.integer(), fc.constant(null)),
      fc.array(value, { maxLength: 3 }),
      fc.dictionary(text, value, { maxKeys: 3 }),
    ),
  }
}).value

function faultOf(text: string): unknown {
  try {
    return parseJson(text)
  } catch (error) {
    expect(error).toBeInstanceOf(VendorFault)
    return error
  }
}

describe('the depth of JSON', () => {
  test('is how deep arrays and objects are nested, whatever is in strings', () => {
    fc.assert(
      fc.property(jagged, fc.boolean(), (value, isSpaced) => {
        const depth = depthOf(value)
        const text = JSON.stringify(value, null, isSpaced ? 1 : 0)
        expect(isDeeperThan(depth, text)).toBe(false)
        if (depth > 0) expect(isDeeperThan(depth - 1, text)).toBe(true)
      }),
      { numRuns: runs(500) },
    )
  })

  test('of a long list is that of its records, although these open many brackets', () => {
    const text = JSON.stringify(Array.from({ length: 20_000 }, (_, at) => ({ at, more: [{ name: 'Smith [:-{' }] })))
    expect(isDeeperThan(4, text)).toBe(false)
    expect(isDeeperThan(3, text)).toBe(true)
    expect(parseJson(text)).toHaveLength(20_000)
  })
})

describe('a document that is too large', () => {
  const MANY = 10 * 1024 * 1024
  test.for([
    ['arrays that do not end', '['.repeat(MANY)],
    ['arrays', '['.repeat(MANY / 2) + ']'.repeat(MANY / 2)],
    ['objects', `${'{"a":'.repeat(MANY / 8)}1${'}'.repeat(MANY / 8)}`],
    ['objects of which few stand near each other', `${`{"${'a'.repeat(60)}":`.repeat(20_000)}1${'}'.repeat(20_000)}`],
    ['a level too many', '['.repeat(1001) + ']'.repeat(1001)],
  ])('is refused before it is parsed, in our words: %s', ([, text = '']) => {
    expect(faultOf(text)).toMatchObject({
      code: 'PROTOCOL',
      message: expect.stringContaining('more than 1000 levels deep'),
    })
  })

  test('includes one of more than a million objects', () => {
    const objects = (count: number): string => `[${'{},'.repeat(count - 2)}{}]`
    expect(parseJson(objects(1_000_000))).toHaveLength(999_999)
    expect(faultOf(objects(1_000_001))).toMatchObject({
      code: 'PROTOCOL',
      message: expect.stringContaining('1000000 objects'),
    })
  })

  test('does not include one of a thousand levels', () => {
    expect(depthOf(parseJson('['.repeat(1000) + ']'.repeat(1000)))).toBe(1000)
  })
})
