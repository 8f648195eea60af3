// From bytes to values: what a socket gives is cut anywhere, inside of characters, references and CDATA sections too.

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Decoder, VendorFault } from '../../adapters/contract.js'
import { decodeXmlRows, type XmlRows } from '../../adapters/wire/xml-list/list-decoder.js'
import type { RpcValue } from '../../adapters/wire/xml-rpc/values.js'
import { toText } from '../../src/transport/body-text.js'
import { cases, cuts, FUZZ_TIMEOUT_MS } from './fuzz.js'
import { lists } from './list-documents.js'
import { decodeByXmlrpc } from './references.js'
import { answer, array, startDecoder, struct } from './rpc-answers.js'
import { damaged } from './xml-documents.js'

/** What a decoder makes of bytes that come in pieces; null when it refuses them. */
function read<Result>(decoder: Decoder<Result>, bytes: Buffer, positions: readonly number[]): Result | null {
  const read: { result: Result | null } = { result: null }
  const ends = [...positions.map((at) => at % (bytes.length + 1)).sort((one, other) => one - other), bytes.length]
  try {
    const body = toText('text/xml', true, decoder, (result) => (read.result = result))
    ends.forEach((end, at) => body.write(bytes.subarray(at === 0 ? 0 : ends[at - 1], end)))
    body.end()
  } catch (error) {
    if (!(error instanceof VendorFault)) throw error
  }
  return read.result
}

const everyByte = (bytes: Buffer): number[] => Array.from(bytes, (_, at) => at)
const startRows = () => decodeXmlRows({ rowElement: 'row' })({ contentType: 'text/xml' })
const plain = (rows: XmlRows | null) => rows && { ...rows, rows: rows.rows.map((row) => ({ ...row })) }

test(
  'lists, sound and damaged, are the same however their bytes are cut',
  () => {
    fc.assert(
      fc.property(fc.oneof(lists, damaged(lists)), cuts, (list, positions) => {
        const bytes = Buffer.from(list.toWellFormed())
        const whole = plain(read(startRows(), bytes, []))
        expect(plain(read(startRows(), bytes, positions))).toEqual(whole)
        expect(plain(read(startRows(), bytes, everyByte(bytes)))).toEqual(whole)
      }),
      cases(150),
    )
  },
  FUZZ_TIMEOUT_MS,
)

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
