import type { DecodedPage, Row, StartDecoder } from '../contract.js'
import { protocolFault } from '../wire/faults.js'
import { isRow, toText } from '../wire/field-readers.js'
import { parseJson, wholeBody } from '../wire/json/body.js'
import { mapResult } from '../wire/map-result.js'
import { decodeXmlRows, type XmlRows } from '../wire/xml-list/list-decoder.js'
import { callColumns, fromJsonRow, XML_NAMES } from './call-columns.js'
import type { Format, RestcommSettings } from './settings.js'

// Responses with calls: a list, one call, new calls, live calls.

/**
 * A list of calls.
 * Only the total in JSON from the SBC is used: XML has the number of pages in its place, and Connect shares one
 * converter among all requests, so that it may report the total of another request.
 */
export function callListDecoder({ product, format }: RestcommSettings): StartDecoder<DecodedPage> {
  if (format === 'xml') return mapResult(decodeXmlRows({ rowElement: 'Call', children: XML_NAMES }), xmlList)
  return wholeBody((text) => {
    const answer = parseJson(text)
    if (!isRow(answer)) throw protocolFault('a list of calls', 'JSON that is not an object')
    const { total } = answer
    const isReliable = product === 'sbc' && typeof total === 'number' && Number.isSafeInteger(total) && total >= 0
    return { rows: rowsOf(answer['calls'], 'calls', 'json'), total: isReliable ? total : null }
  })
}

function xmlList(answer: XmlRows): DecodedPage {
  const { root, attributes, texts, rows } = answer
  const list = 'RestcommResponse/Calls'
  if (root !== 'RestcommResponse' || !(attributes.has(list) || texts.has(list) || rows.length > 0))
    throw protocolFault('<RestcommResponse><Calls>', 'other XML')
  for (const row of rows) withSid(row, 'xml')
  return { rows, total: null }
}

/** One call. */
export function callDecoder(format: Format): StartDecoder<Row> {
  if (format === 'json') return wholeBody((text) => jsonCall(parseJson(text)))
  return mapResult(decodeXmlRows({ rowElement: 'Call', children: XML_NAMES }), ({ root, rows }) => {
    const [row] = rows
    if (root !== 'RestcommResponse' || row === undefined || rows.length > 1)
      throw protocolFault('<RestcommResponse> with one <Call>', 'other XML')
    return withSid(row, 'xml')
  })
}

/**
 * The calls that were placed, requested in JSON because the root of the XML is the name of a Java class.
 * One object, or a list without a wrapper if the called party has several devices that ring.
 * @param format the format whose field names the rows get.
 */
export const newCallsDecoder = (format: Format): StartDecoder<readonly Row[]> =>
  wholeBody((text) => {
    const answer = parseJson(text)
    const rows = Array.isArray(answer) ? rowsOf(answer, 'an answer', 'json') : [jsonCall(answer)]
    return rows.map((row) => fromJsonRow(row, format))
  })

/** The SBC's live calls: LiveCallDetails of its metrics. */
export const liveCallsDecoder: StartDecoder<DecodedPage> = wholeBody((text) => {
  const answer = parseJson(text)
  if (!isRow(answer)) throw protocolFault('metrics with LiveCallDetails', 'JSON that is not an object')
  const rows = rowsOf(answer['LiveCallDetails'], 'LiveCallDetails', 'json')
  return { rows, total: rows.length }
})

function jsonCall(answer: unknown): Row {
  if (!isRow(answer)) throw protocolFault('a call', 'JSON that is not an object')
  return withSid(answer, 'json')
}

function rowsOf(list: unknown, name: string, format: Format): readonly Row[] {
  if (!Array.isArray(list)) throw protocolFault(`a list of calls in ${name}`, 'none')
  return list.map((row: unknown) => {
    if (!isRow(row)) throw protocolFault('a list of calls', 'a list with other values')
    return withSid(row, format)
  })
}

/** Requires a Sid: without it a call could not be identified or found again. */
function withSid(row: Row, format: Format): Row {
  if (toText(callColumns(format).value(row, 'Sid')) === null) throw protocolFault('a call with a Sid', 'one without')
  return row
}
