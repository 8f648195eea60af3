// From bytes to values: the bytes of a socket are cut anywhere, also inside of characters, references and CDATA sections.

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Decoder, VendorFault } from '../../../../../adapters/contract.js'
import { decodeXmlRows, type XmlRows } from '../../../../../adapters/wire/xml-list/list-decoder.js'
import type { RpcValue } from '../../../../../adapters/wire/xml-rpc/values.js'
import { toText } from '../../../../../src/transport/body-text.js'
import { cases, cuts, FUZZ_TIMEOUT_MS } from '../../../../support/fuzz.js'
import { decodeByXmlrpc } from '../xml/references.js'
import { escapeOddities } from '../xml/repaired.js'
import { damaged } from '../xml/xml-documents.js'
import { answer, array, startDecoder, struct } from '../xml-rpc/rpc-answers.js'
import { lists, oddLists } from './list-documents.js'

/** What a decoder makes of bytes that come in pieces; null when it refuses them. */
const read = <Result>(decoder: Decoder<Result>, bytes: Buffer, positions: readonly number[]): Result | null =>
  readCounting(decoder, bytes, positions).result

/** The same with the number of repairs; none where it refuses. */
function readCounting<Result>(
  decoder: Decoder<Result>,
  bytes: Buffer,
  positions: readonly number[],
): { readonly result: Result | null; readonly repairs: number | undefined } {
  const read: { result: Result | null } = { result: null }
  const ends = [...positions.map((at) => at % (bytes.length + 1)).sort((one, other) => one - other), bytes.length]
  try {
    const body = toText('text/xml', true, decoder, (result) => (read.result = result))
    ends.forEach((end, at) => body.write(bytes.subarray(at === 0 ? 0 : ends[at - 1], end)))
    body.end()
  } catch (error) {
    if (!(error instanceof VendorFault)) throw error
  }
  return { result: read.result, repairs: read.result === null ? 0 : decoder.repairs?.count }
}

const everyByte = (bytes: Buffer): number[] => Array.from(bytes, (_, at) => at)
const startRows = () => decodeXmlRows({ rowElement: 'row' })({ contentType: 'text/xml' })
const plain = (rows: XmlRows | null) => rows && { ...rows, rows: rows.rows.map((row) => ({ ...row })) }
function rowsOf(bytes: Buffer, positions: readonly number[]) {
  const { result, repairs } = readCounting(startRows(), bytes, positions)
  return { rows: plain(result), repairs }
}

test(
  'lists, sound and damaged, are the same however their bytes are cut',
  () => {
    fc.assert(
      fc.property(fc.oneof(lists, damaged(lists), oddLists), cuts, (list, positions) => {
        const bytes = Buffer.from(list.toWellFormed())
        const whole = rowsOf(bytes, [])
        expect(rowsOf(bytes, positions)).toEqual(whole)
        expect(rowsOf(bytes, everyByte(bytes))).toEqual(whole)
      }),
      cases(150),
    )
  },
  FUZZ_TIMEOUT_MS,
)

/** Bytes that are not UTF-8: Latin-1, characters that are cut, and half surrogate pairs. U+FFFD itself is valid. */
const badBytes = fc
  .constantFrom(
    [0xe6],
    [0xff],
    [0xc3],
    [0xe2, 0x82],
    [0xf0, 0x9f, 0x98],
    [0xed, 0xa0, 0x80],
    [0x80],
    [0xef, 0xbf, 0xbd],
  )
  .map((bytes) => Buffer.from(bytes))
const inText = (list: Buffer, [which, bad]: readonly [number, Buffer]): Buffer => {
  const ends = [...list.toString('latin1').matchAll(/<\//g)].map(({ index }) => index)
  const at = ends[which % ends.length] ?? 0
  return Buffer.concat([list.subarray(0, at), bad, list.subarray(at)])
}

test(
  'bytes that are not of the character set are U+FFFD in values, and counted, however they are cut',
  () => {
    let repaired = 0
    fc.assert(
      fc.property(
        fc.oneof(lists, oddLists),
        fc.array(fc.tuple(fc.nat(), badBytes), { minLength: 1, maxLength: 4 }),
        cuts,
        (list, bad, positions) => {
          const bytes = bad.reduce(inText, Buffer.from(list.toWellFormed()))
          // Read by V8's own decoder, and escaped.
          const text = bytes.toString('utf8')
          const { document, repairs } = escapeOddities(text)
          const sent = bytes.toString('latin1').split('\u{EF}\u{BF}\u{BD}').length
          const expected = {
            rows: plain(read(startRows(), Buffer.from(document), [])),
            repairs: repairs + text.split('\u{FFFD}').length - sent,
          }
          expect(expected.rows).not.toBeNull()
          for (const cut of [[], positions, everyByte(bytes)]) expect(rowsOf(bytes, cut)).toEqual(expected)
          if (expected.repairs > repairs) repaired++
        },
      ),
      cases(200),
    )
    expect(repaired).toBeGreaterThan(100)
  },
  FUZZ_TIMEOUT_MS,
)

test('bytes that are not of the character set are refused in markup', () => {
  for (const list of ['<page><row\xe6/></page>', '<page><row \xe6="1"/></page>', '\xe6<page/>', '<page/>\xe6'])
    expect(read(startRows(), Buffer.from(list, 'latin1'), []), list).toBeNull()
})

const NAMES = ['CLI', 'CALL_ID', 'DELAY', 'I_ACCOUNT', 'Søn']
const member = fc.constantFrom(
  '<string>+4581808888</string>',
  '<string>Žemaitė &amp; co 😀</string>',
  '<int>-7</int>',
  '<int>2147483647</int>',
  '<double>6.25</double>',
  '<nil/>',
  '<string/>',
  '',
  'f81d4fae-7dec-11d0-a765@192.0.2.1',
  '<boolean>1</boolean>',
  '<string><![CDATA[a<b]]></string>',
)
const calls = fc
  .tuple(
    fc.constantFrom('', '\n', '\r\n  '),
    fc.array(fc.array(member, { minLength: 5, maxLength: 5 }), { minLength: 2, maxLength: 10 }),
  )
  .map(([gap, rows]) =>
    answer(
      array(...rows.map((row) => struct(...row.map((inner, at) => [NAMES[at] ?? '', inner] as const)))),
    ).replaceAll(/(?<=<\/(?:member|name|value|struct)>|<(?:member|struct|data)>)(?=<)/g, gap),
  )

test(
  'calls by XML-RPC are read as npm xmlrpc reads them, however their bytes are cut, and refused when they end early',
  () => {
    fc.assert(
      fc.property(calls, cuts, fc.nat({ max: 2 ** 30 }), (body, positions, at) => {
        const bytes = Buffer.from(body)
        const start = (): Decoder<RpcValue> => startDecoder({ contentType: 'text/xml' })
        const value = read(start(), bytes, positions)
        expect(value).not.toBeNull()
        expect({ value }).toEqual(decodeByXmlrpc(body))
        expect(read(start(), bytes.subarray(0, at % bytes.length), positions)).toBeNull()
      }),
      cases(250),
    )
  },
  FUZZ_TIMEOUT_MS,
)
