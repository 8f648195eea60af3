import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { toInt, toText } from '../../../../../adapters/wire/field-readers.js'
import { parseJson } from '../../../../../adapters/wire/json/body.js'
import { cases } from '../../../../support/fuzz.js'

describe('numbers in JSON keep their digits', () => {
  test.each([
    ['{"sourceCustomerId": 9007199254740993}', { sourceCustomerId: '9007199254740993' }],
    ['{"a":[{"b":[1,-12345678901234567890]}]}', { a: [{ b: [1, '-12345678901234567890'] }] }],
    ['[ 9007199254740993 ]', ['9007199254740993']],
    ['{"price":0.10,"other":0.125}', { price: '0.10', other: 0.125 }],
    ['{"price": 12345678901234567.5 }', { price: '12345678901234567.5' }],
    ['{"price":0.12345678901234567}', { price: '0.12345678901234567' }],
    ['{"a":9007199254740991,"b":1e3,"c":-0,"d":1}', { a: 9007199254740991, b: 1000, c: -0, d: 1 }],
    ['{"a":":9007199254740993","b":9007199254740993}', { a: ':9007199254740993', b: '9007199254740993' }],
  ])('%s', (text, expected) => {
    expect(parseJson(text)).toEqual(expected)
  })

  test('an integer with a point is one', () => {
    expect(parseJson('[5.0]')).toEqual(['5.0'])
    expect([toInt('5.0'), toInt('5.5'), toInt('5.')]).toEqual([5, null, null])
  })

  test('whatever their digits, and however deep', () => {
    const digits = fc.bigInt({ min: -(10n ** 25n), max: 10n ** 25n }).map(String)
    fc.assert(
      fc.property(digits, fc.nat(5), (written, depth) => {
        let value = parseJson(`${'{"x":['.repeat(depth)}${'['}${written}${']'}${']}'.repeat(depth)}`)
        for (let at = 0; at < depth; at++) value = Object(value).x[0]
        expect(toText(Object(value)[0])).toBe(written)
      }),
      cases(500),
    )
  })
})
