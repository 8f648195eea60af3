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
    ['{"price":70368744177664.125}', { price: '70368744177664.125' }],
    ['{"price":0.0000001,"other":-0.000001}', { price: '0.0000001', other: -0.000001 }],
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

  describe('also in long documents', () => {
    const long = (tail: string): string => `{"rows":[{"text":"${'x'.repeat(5000)}"}],${tail}}`

    test.each([
      ['"total":5.00', { total: '5.00' }],
      ['"total":5', { total: 5 }],
      ['"total": 5.10 ', { total: '5.10' }],
      ['"id":9007199254740993,"total":5', { id: '9007199254740993', total: 5 }],
      ['"note":"\\"total\\":5,","total":5.0', { note: '"total":5,', total: '5.0' }],
      ['"more":[{"deep":[[0.10]]}]', { more: [{ deep: [['0.10']] }] }],
      ['"a":-0,"b":1e3', { a: -0, b: 1000 }],
    ])('%s', (tail, expected) => {
      expect(parseJson(long(tail))).toMatchObject(expected)
    })

    const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), maxLength: 20 })
    const number = fc
      .tuple(fc.constantFrom('', '-'), digits, fc.oneof(fc.constant(''), digits))
      .map(([sign, integer, fraction]) => {
        const point = fraction === '' ? '' : '.'
        return `${sign}${integer.replace(/^0+(?=.)/, '') || '0'}${point}${fraction}`
      })

    test('of every length', () => {
      fc.assert(
        fc.property(number, (written) => {
          const json = long(`"id":${written}`)
          expect(parseJson(json)).toEqual(JSON.parse(json, lookAtEach))
        }),
        cases(2000),
      )
    })

    test('as if each value had been looked at', () => {
      const text = fc.constantFrom('"a"', '"5.00"', '":9007199254740993,"', '"\\"n0\\":5,"', 'null', 'true')
      const written: fc.Arbitrary<string> = fc.letrec<{ value: string }>((tie) => ({
        value: fc.oneof(
          { maxDepth: 4 },
          { weight: 6, arbitrary: text },
          { weight: 1, arbitrary: number },
          fc.array(tie('value'), { maxLength: 4 }).map((items) => `[${items.join(',')}]`),
          fc
            .array(tie('value'), { maxLength: 4 })
            .map((items) => `{${items.map((item, at) => `"n${at}":${item}`).join(',')}}`),
        ),
      })).value
      const document = fc
        .tuple(written, fc.array(written, { maxLength: 4 }), fc.constantFrom('', ' '))
        .map(
          ([rows, rest, space]) =>
            `{"text":"${'x'.repeat(2000)}","rows":${rows}${rest.map((value, at) => `,"n${at}":${space}${value}`).join('')}}`,
        )
      fc.assert(
        fc.property(document, (json) => {
          expect(parseJson(json)).toEqual(JSON.parse(json, lookAtEach))
        }),
        cases(500),
      )
    })
  })
})

/** What a number is read as, whatever else is in the document. */
function lookAtEach(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  const source = context?.source ?? ''
  const isPlain = typeof value === 'number' && /^-?\d+(\.\d+)?$/.test(source) && source !== '-0'
  return isPlain && String(value) !== source ? source : value
}
