import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { VendorFault } from '../../../../../adapters/contract.js'
import { encodeXmlRpcCall } from '../../../../../adapters/wire/xml-rpc/response-decoder.js'
import type { RpcStruct, RpcValue } from '../../../../../adapters/wire/xml-rpc/values.js'
import { cases, FUZZ_TIMEOUT_MS } from '../../../../support/fuzz.js'
import { decodeCallByXmlrpc, readBySaxes } from '../xml/references.js'
import { array, decode, struct } from './rpc-answers.js'

const call = (inner: string): string =>
  '<?xml version="1.0"?><methodCall><methodName>m</methodName><params><param>' +
  `<value>${inner}</value></param></params></methodCall>`

/** The text of the REJECTED fault. */
function rejection(parameters: RpcStruct): string {
  try {
    encodeXmlRpcCall('m', parameters)
  } catch (error) {
    if (error instanceof VendorFault && error.code === 'REJECTED') return error.message
    throw error
  }
  return 'none'
}

describe('a call', () => {
  test('is written without white space, members in their order, undefined ones left out', () => {
    expect(encodeXmlRpcCall('listActiveCalls', { order: 'oldest_first', i_vendor: undefined, i_account: 3 })).toBe(
      '<?xml version="1.0"?><methodCall><methodName>listActiveCalls</methodName><params><param><value><struct>' +
        '<member><name>order</name><value><string>oldest_first</string></value></member>' +
        '<member><name>i_account</name><value><int>3</int></value></member>' +
        '</struct></value></param></params></methodCall>',
    )
  })

  test('without parameters has an empty struct', () => {
    expect(encodeXmlRpcCall('m', {})).toBe(call('<struct></struct>'))
  })

  test.each<[RpcValue, string]>([
    [2147483647, '<int>2147483647</int>'],
    [-2147483648, '<int>-2147483648</int>'],
    [5.0, '<int>5</int>'],
    [-0, '<int>0</int>'],
    [1.5, '<double>1.5</double>'],
    [-0.000001, '<double>-0.000001</double>'],
    [true, '<boolean>1</boolean>'],
    [false, '<boolean>0</boolean>'],
    [null, '<nil/>'],
    ['', '<string></string>'],
    [' a & <b> ]]> "c" ', '<string> a &amp; &lt;b&gt; ]]&gt; "c" </string>'],
    ['1\r\n2\t3', '<string>1&#13;\n2\t3</string>'],
    ['é😀', '<string>é😀</string>'],
    [[1, ['a']], array('<int>1</int>', array('<string>a</string>'))],
    [{ b: { c: 'd' } }, struct(['b', struct(['c', '<string>d</string>'])])],
  ])('holds %j', (value, xml) => expect(encodeXmlRpcCall('m', { a: value })).toBe(call(struct(['a', xml]))))

  test.each<[RpcStruct, string]>([
    [{ i_account: 2147483648 }, 'i_account holds an integer beyond 32 bits'],
    [{ i_account: -2147483649 }, 'i_account holds an integer beyond 32 bits'],
    [{ a: 1e21 }, 'a holds an integer beyond 32 bits'],
    [{ a: 1e-7 }, 'a holds a number that is not plain decimal'],
    [{ a: Number.NaN }, 'a holds a number that is not plain decimal'],
    [{ a: Number.POSITIVE_INFINITY }, 'a holds a number that is not plain decimal'],
    [{ node_id: 'a\0' }, 'node_id holds a character that XML cannot carry'],
    [{ node_id: '\u{FFFF}' }, 'node_id holds a character that XML cannot carry'],
    [{ node_id: '\u{D800}' }, 'node_id holds a character that XML cannot carry'],
    [{ a: [{ b: '' }, { b: '\u{1}' }] }, 'a[1].b holds a character that XML cannot carry'],
    [{ 'a\0': '' }, 'a member name holds a character that XML cannot carry'],
  ])('cannot hold %j', (parameters, message) => {
    expect(rejection(parameters)).toBe(`${message}, which cannot be sent to this vendor`)
  })
})

describe('a call, read by others', () => {
  // npm xmlrpc assigns members, which loses __proto__, and leaves \r as it is.
  const name = fc.string({ maxLength: 8 }).filter((text) => text !== '__proto__')
  const { value } = fc.letrec<{ value: RpcValue }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.string({ unit: 'grapheme' }),
      fc.string({ unit: 'binary' }),
      fc.constantFrom('a\rb', ']]>', '<![CDATA[', '&amp;', ' '),
      fc.integer(),
      fc.double({ min: 0.001, max: 1e9, noNaN: true }),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(name, tie('value'), { maxKeys: 3, noNullPrototype: true }),
    ),
  }))

  test(
    'means what was meant, or is refused before it is sent',
    () => {
      let sent = 0
      fc.assert(
        fc.property(fc.dictionary(name, value, { maxKeys: 4, noNullPrototype: true }), (parameters) => {
          if (rejection(parameters) !== 'none') return
          sent++
          const body = encodeXmlRpcCall('listActiveCalls', parameters)
          expect(readBySaxes(body)).not.toBe('refused')
          expect(decodeCallByXmlrpc(body)).toEqual({ method: 'listActiveCalls', parameters: [parameters] })
          const answered = body
            .replace(/<methodCall>.*?<params>/, '<methodResponse><params>')
            .replace(/methodCall>$/, 'methodResponse>')
          expect(decode(answered)).toEqual(parameters)
        }),
        cases(300),
      )
      expect(sent).toBeGreaterThan(100)
    },
    FUZZ_TIMEOUT_MS,
  )
})
