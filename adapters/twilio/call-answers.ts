import type { DecodedPage, Row, StartDecoder } from '../contract.js'
import { protocolFault } from '../wire/faults.js'
import { isRow, toText } from '../wire/field-readers.js'
import { parseJson, wholeBody } from '../wire/json/body.js'
import { readNextPage } from './page-token.js'

// Answers with calls: { "calls": [ … ], "page": 0, "page_size": 50, "next_page_uri": "/2010-04-01/…", … }, or one call.
// There is no total.

export const decodeCalls: StartDecoder<DecodedPage> = wholeBody((text) => {
  const answer = parseJson(text)
  if (!isRow(answer) || !Array.isArray(answer['calls']))
    throw protocolFault('an object with a list of calls', 'another')
  return { rows: answer['calls'].map(toCall), total: null, next: readNextPage(answer['next_page_uri']) }
})

export const decodeCall: StartDecoder<Row> = wholeBody((text) => toCall(parseJson(text)))

/** Requires a SID: without it a call could not be identified or found again. */
function toCall(value: unknown): Row {
  if (!isRow(value)) throw protocolFault('a call', 'JSON that is not an object')
  if (toText(value['sid']) === null) throw protocolFault('a call with a sid', 'one without')
  return value
}
