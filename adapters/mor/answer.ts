import type { DecodedPage, StartDecoder, VendorFault } from '../contract.js'
import { faultFrom, protocolFault } from '../wire/faults.js'
import { toText } from '../wire/field-readers.js'
import { mapResult } from '../wire/map-result.js'
import { decodeXmlRows, type XmlRows } from '../wire/xml-list/list-decoder.js'
import { faults, recordFaults } from './faults.js'

// Reads a response of MOR: a list, a message that the list is empty, or an error, all with HTTP 200.

/**
 * The places of an error text (facts, section 3.1):
 * <status><error>Incorrect hash</error></status>                       before it processes the request
 * <page><status><error> Did was not Found </error></status></page>    error in a parameter
 * <page><error>…</error></page>                                       of other methods
 * <error>User was not found</error>                                    of other methods
 */
const ERROR_PATHS = ['status/error', 'page/status/error', 'page/error', 'page/error_msg', 'error']

/** The text of an error; `error_msg` of user_calls_get is empty unless there is one. */
export const errorOf = ({ texts }: XmlRows): string | undefined =>
  ERROR_PATHS.map((path) => texts.get(path)?.trim() ?? '').find((text) => text !== '')

/** <page><status><message> No data found... </message></status></page> */
const NO_DATA = /^no data found[.\s]*$/i

/** Some installations send their responses as zip files, which are not text. */
const ZIP_MARK = 'PK'

/** Some installations send the page as HTML: `<html>`, perhaps with a `<body>`, around `<page>` or an error. */
export const ROOTS_IN_HTML = new Set(['page', 'status', 'error'])
const startPage = mapResult(decodeXmlRows({ rowElement: 'active_call', rootsInHtml: ROOTS_IN_HTML }), toPage)

/**
 * Reads the response to active_calls_get. The content type is ignored: MOR sends its XML as text/html, for download,
 * unless it is configured otherwise. Calls may be at any depth: the document does not show the elements around them.
 */
export const decodeActiveCalls: StartDecoder<DecodedPage> = withoutZip(startPage)

export function withoutZip<Result>(start: StartDecoder<Result>): StartDecoder<Result> {
  return (head) => {
    const page = start(head)
    let isFirst = true
    return {
      ...page,
      write: (text) => {
        if (isFirst && text.startsWith(ZIP_MARK)) throw protocolFault('XML', 'a zipped file')
        isFirst &&= text === ''
        page.write(text)
      },
    }
  }
}

function toPage(answer: XmlRows): DecodedPage {
  const error = errorOf(answer)
  if (error !== undefined) throw faultFrom(faults, { httpStatus: 200, text: error })
  if (answer.rows.length === 0 && !saysNoData(answer)) throw notAList()
  // A call without an id cannot be distinguished from others.
  if (answer.rows.some((row) => toText(row['id']) === null))
    throw protocolFault('an id in every active_call', 'an active_call without one')
  return { rows: answer.rows, total: null }
}

const startRecords = mapResult(decodeXmlRows({ rowElement: 'call', rootsInHtml: ROOTS_IN_HTML }), toRecords)

/** Reads the response to user_calls_get: calls at page/calls_stat/calls/call. The currency stands once, around them. */
export const decodeCallRecords: StartDecoder<DecodedPage> = withoutZip(startRecords)

/** How many calls the page has: it is there also when there are none. */
const COUNT_PATH = 'page/total_calls'

function toRecords(answer: XmlRows): DecodedPage {
  const error = errorOf(answer)
  if (error !== undefined) throw faultFrom(recordFaults, { httpStatus: 200, text: error })
  if (answer.rows.length === 0 && !answer.texts.has(COUNT_PATH) && !saysNoData(answer))
    throw protocolFault('a page of calls with total_calls', 'XML without it')
  const currency = answer.texts.get('page/currency')
  return { rows: answer.rows.map((row) => ({ ...row, currency })), total: null }
}

const saysNoData = ({ texts }: XmlRows): boolean => [...texts.values()].some((text) => NO_DATA.test(text.trim()))

/**
 * MOR always reports in a message that there are no calls. A page without a message, such as `<page/>`, may result from
 * a failing template or a changed format: if it were accepted as an empty list, all calls would be hidden.
 */
const notAList = (): VendorFault =>
  protocolFault('an active_call, or the message that no data was found', 'XML with neither')
