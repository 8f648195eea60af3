import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cases, inCharacters } from '../../../../support/fuzz.js'
import { expectNothingInherited } from '../bare.js'
import { answer, array, complaint, decode, decodeCounting, struct } from './rpc-answers.js'

// The corner cases of XML-RPC, in the order of facts.md section 5.

describe('values', () => {
  test.each([
    ['plain', 'plain'],
    [' plain\n', ' plain\n'],
    ['', ''],
    ['<string/>', ''],
    ['<string> a &amp; b </string>', ' a & b '],
    ['\n  <string>a</string>\n', 'a'],
    ['a<!-- -->b<![CDATA[<c>]]>', 'ab<c>'],
    ['<int> 5 </int>', 5],
    ['<int>+5</int>', 5],
    ['<int>-0</int>', 0],
    ['<i4>-2147483648</i4>', -2147483648],
    ['<int>5000000000</int>', 5000000000],
    ['<int>9007199254740991</int>', 9007199254740991],
    ['<int>9007199254740993</int>', '9007199254740993'],
    ['<i8>5000000000</i8>', 5000000000],
    ['<i8> -9223372036854775808 </i8>', '-9223372036854775808'],
    ['<ex:i8>5</ex:i8>', 5],
    ['<ex:nil/>', null],
    ['<nil/>', null],
    ['<nil> </nil>', null],
    ['<i1>1</i1>', 1],
    ['<i2>2</i2>', 2],
    ['<ex:biginteger>123456789012345678901234567890</ex:biginteger>', '123456789012345678901234567890'],
    ['<biginteger>7</biginteger>', 7],
    ['<ex:bigdecimal> 0.10 </ex:bigdecimal>', '0.10'],
    ['<ex:float>1.5</ex:float>', 1.5],
    ['<ex:dateTime>2021-08-22T10:11:52.000Z</ex:dateTime>', '2021-08-22T10:11:52.000Z'],
    ['<e:i8 xmlns:e="http://ws.apache.org/xmlrpc/namespaces/extensions">5</e:i8>', 5],
    ['<double>6.10270046500000003</double>', 6.102700465],
    ['<double> 1 </double>', 1],
    ['<double>-.5e-3</double>', -0.0005],
    ['<double>nan</double>', null],
    ['<double>-inf</double>', null],
    ['<double>1e999</double>', null],
    ['<boolean>true</boolean>', true],
    ['<boolean> 1</boolean>', true],
    ['<boolean>0</boolean>', false],
    ['<boolean>FALSE</boolean>', false],
    ['<dateTime.iso8601>20210822T10:11:52.000</dateTime.iso8601>', '20210822T10:11:52.000'],
    ['<dateTime.iso8601>09:57:29.000 GMT Tue Apr 07 2026</dateTime.iso8601>', '09:57:29.000 GMT Tue Apr 07 2026'],
    ['<base64>\n  YQ==\n</base64>', 'YQ=='],
    ['<array><data/></array>', []],
    ['<array><data><value>a</value><value/><value><nil/></value></data></array>', ['a', '', null]],
    ['<struct/>', {}],
    [struct(['3', array('<i4>2</i4>')]), { 3: [2] }],
    ['<struct><member><name/><value>a</value></member></struct>', { '': 'a' }],
    [
      '<struct><member><name>a</name><value>1</value></member><member><name>a</name><value>2</value></member></struct>',
      { a: '2' },
    ],
  ])('%s', (inner, value) => {
    expect(decode(answer(inner))).toEqual(value)
    expect(decode(inCharacters(answer(inner)))).toEqual(value)
  })

  test('a member named __proto__ is a member', () => {
    const value = decode(answer(struct(['__proto__', struct(['polluted', 'yes'])])))
    expectNothingInherited(value)
    expect(Object.entries(value ?? {})).toEqual([['__proto__', { polluted: 'yes' }]])
    expect('polluted' in {}).toBe(false)
  })

  test('many different members do not confuse each other', () => {
    const members = Array.from({ length: 2000 }, (_, at) => `<member><name>m${at}</name><value>${at}</value></member>`)
    const list = [members, members.toReversed()]
      .map((some) => `<value><struct>${some.join('')}</struct></value>`)
      .join('')
    const expected = Object.fromEntries(members.map((_, at) => [`m${at}`, String(at)]))
    expect(decode(answer(`<array><data>${list}</data></array>`))).toEqual([expected, expected])
  })
})

describe('a typed value with text that is not of its type', () => {
  test.each([
    '<int>12abc</int>',
    '<int/>',
    '<int>1.0</int>',
    '<int>0x1F</int>',
    '<i8>1 2</i8>',
    '<double>1,5</double>',
    '<double/>',
    '<double>1.5 s</double>',
    '<bigdecimal>1e5</bigdecimal>',
    '<boolean>yes</boolean>',
    '<boolean/>',
    '<boolean>2</boolean>',
    '<nil>1</nil>',
  ])('is null, and counts as one repair: %s', (inner) => {
    const row = struct(['id', '7'], ['odd', inner], ['next', '<int>8</int>'])
    expect(decodeCounting(answer(array(row, row)))).toEqual({
      value: [1, 2].map(() => ({ id: '7', odd: null, next: 8 })),
      repairs: 2,
    })
  })

  test.each([
    ['<dateTime.iso8601>soon</dateTime.iso8601>', 'soon'],
    ['<base64>??</base64>', '??'],
    ['<double>nan</double>', null],
    ['<nil> </nil>', null],
  ])('is none where the adapter reads the text, or there is no value: %s', (inner, value) => {
    expect(decodeCounting(answer(inner))).toEqual({ value, repairs: 0 })
  })

  const typed = fc.constantFrom('int', 'i4', 'i8', 'double', 'float', 'bigdecimal', 'boolean', 'nil')
  test('leaves its row, its neighbours and the list, whatever it is, and counts once', () => {
    const odd = fc.string({ unit: fc.constantFrom(...'x:,/?'), minLength: 1, maxLength: 8 })
    const rows = fc.array(fc.tuple(typed, odd, fc.nat()), { minLength: 1, maxLength: 6 })
    fc.assert(
      fc.property(rows, (list) => {
        const written = list.map(([type, text, id]) =>
          struct(['id', `<int>${id}</int>`], ['odd', `<${type}>${text}</${type}>`], ['name', `n${id}`]),
        )
        const value = list.map(([, , id]) => ({ id, odd: null, name: `n${id}` }))
        expect(decodeCounting(answer(array(...written)))).toEqual({ value, repairs: list.length })
      }),
      cases(300),
    )
  })
})

describe('what is not a value', () => {
  const oneType = 'expected one XML-RPC type in a value'
  const member = 'expected a name and a value in an XML-RPC member'
  test.each([
    ['<float32>1</float32>', `${oneType}, got <float32>`],
    ['<x:i8>5</x:i8>', `${oneType}, got <x:i8>`],
    ['<ex:string>5</ex:string>', `${oneType}, got <ex:string>`],
    ['<String>5</String>', `${oneType}, got <String>`],
    ['<int>1</int><int>2</int>', `${oneType}, got more than that`],
    ['5<int>1</int>', `${oneType}, got more than that`],
    ['<int>1</int>5', `${oneType}, got text`],
    ['<int><b/></int>', 'expected text in an XML-RPC type, got <b>'],
    ['<struct><member><name>a</name></member></struct>', `${member}, got less than that`],
    ['<struct><member><value>a</value></member></struct>', `${member}, got <value>`],
    ['<struct><member/></struct>', `${member}, got less than that`],
    ['<struct><member><name>a</name><name>b</name><value/></member></struct>', `${member}, got <name>`],
    ['<struct><member><name>a</name><value/><value/></member></struct>', `${member}, got <value>`],
    ['<struct><value/></struct>', 'expected members in an XML-RPC struct, got <value>'],
    ['<array/>', 'expected one data in an XML-RPC array, got none'],
    ['<array><value/></array>', 'expected one data in an XML-RPC array, got <value>'],
    ['<array><data/><data/></array>', 'expected one data in an XML-RPC array, got <data>'],
    ['<array><data>a</data></array>', 'expected values in an XML-RPC array, got text'],
    ['<e:struct xmlns:e="e"/>', `${oneType}, got <e:struct>`],
    ['<array><data><value xmlns:e="e"/><value><e:i8>1</e:i8></value></data></array>', `${oneType}, got <e:i8>`],
  ])('%s', (inner, message) => expect(complaint(answer(inner))).toBe(message))
})
