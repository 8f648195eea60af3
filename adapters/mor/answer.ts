import type { DecodedPage, StartDecoder, VendorFault } from '../contract.js'
import { faultFrom, protocolFault } from '../wire/faults.js'
import { toText } from '../wire/field-readers.js'
import { mapResult } from '../wire/map-result.js'
import { decodeXmlRows, type XmlRows } from '../wire/xml-list/list-decoder.js'
import { faults } from './faults.js'

// Reads a response of MOR: a list, a message that the list is empty, or an error, all with HTTP 200.

/**
 * The places of an error text (facts, section 3.1):
 * <status><error>Incorrect hash</error></status>                       before it processes the request
 * <page><status><error> Did was not Found </error></status></page>    error in a parameter
 * <page><error>…</error></page>                                       of other methods
 * <error>User was not found</error>                                    of other methods
 */
const ERROR_PATHS = ['status/error', 'page/status/error', 'page/error', 'error']

/** <page><status><message> No data found... </message></status></page> */
const NO_DATA = /^no data found[.\s]*$/i

/** Some installations send their responses as zip files, which are not text. */
const ZIP_MARK = 'PK'

/** Some installations send the page as HTML: `<html>`, perhaps with a `<body>`, around `<page>` or an error. */
const ROOTS_IN_HTML = new Set(['page', 'status', 'error'])
const startPage = mapResult(decodeXmlRows({ rowElement: 'active_call', rootsInHtml: ROOTS_IN_HTML }), toPage)

/**
 * Reads the response to active_calls_get. The content type is ignored: MOR sends its XML as text/html, for download,
 * unless it is configured otherwise. Calls may be at any depth: the document does not show the elements around them.
 */
export const decodeActiveCalls: StartDecoder<DecodedPage> = (head) => {
  const page = startPage(head)
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

function toPage(answer: XmlRows): DecodedPage {
  const error = ERROR_PATHS.map((path) => answer.texts.get(path)?.trim() ?? '').find((text) => text !== '')
  if (error !== undefined) throw faultFrom(faults, { httpStatus: 200, text: error })
  if (answer.rows.length === 0 && !saysNoData(answer)) throw notAList()
  // A call without an id cannot be distinguished from others.
  if (answer.rows.some((row) => toText(row['id']) === null))
    throw protocolFault('an id in every active_call', 'an active_call without one')
  return { rows: answer.rows, total: null }
}

const saysNoData = ({ texts }: XmlRows): boolean => [...texts.values()].some((text) => NO_DATA.test(text.trim()))

/**
 * MOR always reports in a message that there are no calls. A page without a message, such as `<page/>`, may result from
 * a failing template or a changed format: if it were accepted as an empty list, all calls would be hidden.
 */
const notAList = (): VendorFault =>
  protocolFault('an active_call, or the message that no data was found', 'XML with neither')
