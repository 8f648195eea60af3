import type { DecodedPage, StartDecoder, VendorFault } from '../contract.js'
import { faultFrom, protocolFault } from '../wire/faults.js'
import { toText } from '../wire/field-readers.js'
import { mapResult } from '../wire/map-result.js'
import { decodeXmlRows, type XmlRows } from '../wire/xml-list/list-decoder.js'
import { faults } from './faults.js'

// How an answer of MOR is read: a list, a message that the list is empty, or an error, all with HTTP 200.

/**
 * Where MOR puts the text of an error (facts, section 3.1):
 * <status><error>Incorrect hash</error></status>                       before it looks at the request
 * <page><status><error> Did was not Found </error></status></page>    about a parameter
 * <page><error>…</error></page>                                       of other methods
 * <error>User was not found</error>                                    of other methods
 */
const ERROR_PATHS = ['status/error', 'page/status/error', 'page/error', 'error']

/** <page><status><message> No data found... </message></status></page> */
const NO_DATA = /^no data found[.\s]*$/i

/** Of some installations the answers are files packed with zip, which are no text. */
const ZIP_MARK = 'PK'

/** Some installations send the page as HTML: `<html>`, perhaps with a `<body>`, around `<page>` or an error. */
const ROOTS_IN_HTML = new Set(['page', 'status', 'error'])
const startPage = mapResult(decodeXmlRows({ rowElement: 'active_call', rootsInHtml: ROOTS_IN_HTML }), toPage)

/**
 * Reads the answer to active_calls_get. What the content type says does not matter: MOR sends its XML as text/html, for
 * download, unless it is told otherwise. The calls may be at any depth: the document does not show what is around them.
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
  // A call without a key cannot be told from another.
  if (answer.rows.some((row) => toText(row['id']) === null))
    throw protocolFault('an id in every active_call', 'an active_call without one')
  return { rows: answer.rows, total: null }
}

const saysNoData = ({ texts }: XmlRows): boolean => [...texts.values()].some((text) => NO_DATA.test(text.trim()))

/**
 * That there are no calls is always said in words. A page without words, such as `<page/>`, is what a failing template
 * or a change of the format would leave: taken for an empty list, it would hide every call.
 */
const notAList = (): VendorFault =>
  protocolFault('an active_call, or the message that no data is found', 'XML with neither')
