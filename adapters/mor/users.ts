import type { DecodedPage, Row, StartDecoder } from '../contract.js'
import { faultFrom, protocolFault } from '../wire/faults.js'
import { toText } from '../wire/field-readers.js'
import { mapResult } from '../wire/map-result.js'
import { decodeXmlRows, type XmlRows } from '../wire/xml-list/list-decoder.js'
import { errorOf, ROOTS_IN_HTML, withoutZip } from './answer.js'
import { userFaults } from './faults.js'

// Reads the responses to users_get, user_details_get and devices_get.

const NO_USERS = /^no users found\.?$/i
const NO_SUCH_USER = /^user (was )?not found\.?$/i

const fault = (text: string) => faultFrom(userFaults, { httpStatus: 200, text })

/** Users at page/status/users/user. Those who use MOR for its operator are no customers. */
export const decodeUsers: StartDecoder<DecodedPage> = withoutZip(
  mapResult(decodeXmlRows({ rowElement: 'user', rootsInHtml: ROOTS_IN_HTML }), (answer) => {
    const error = errorOf(answer)
    if (error !== undefined && NO_USERS.test(error)) return { rows: [], total: null }
    if (error !== undefined) throw fault(error)
    requireRows(answer, 'user', 'id', 'users')
    return { rows: answer.rows.filter(isCustomer), total: null }
  }),
)

const STAFF: ReadonlySet<string> = new Set(['admin', 'accountant'])
const isCustomer = (row: Row): boolean => !STAFF.has(toText(row['usertype'])?.trim().toLowerCase() ?? '')

/** Rows with a key, or an empty element around them: a page with neither may be a template that failed. */
function requireRows({ rows, texts }: XmlRows, element: string, key: string, around: string): void {
  if (rows.some((row) => toText(row[key]) === null))
    throw protocolFault(`${key} in every ${element}`, `a ${element} without one`)
  const isEmptyList = [...texts.keys()].some((path) => path.endsWith(`/${around}`))
  if (rows.length === 0 && !isEmptyList) throw protocolFault(`a list of ${around}`, 'XML without it')
}

/** Where the details of a user are. */
const DETAILS = ['page/details/main_detail/', 'page/details/other_details/']

/** One user at page/details, as the elements of its parts; null if there is none. */
export const decodeUser: StartDecoder<Row | null> = withoutZip(
  mapResult(decodeXmlRows({ rowElement: 'no_row', rootsInHtml: ROOTS_IN_HTML }), (answer) => {
    const error = errorOf(answer)
    if (error !== undefined && NO_SUCH_USER.test(error)) return null
    if (error !== undefined) throw fault(error)
    const found = DETAILS.flatMap((place) =>
      [...answer.texts].flatMap(([path, text]) =>
        path.startsWith(place) ? [[path.slice(place.length), text] as const] : [],
      ),
    )
    if (found.length === 0) throw protocolFault('a page of details', 'XML without them')
    return Object.fromEntries(found)
  }),
)

/** Devices at page/devices/device; none where MOR does not know the user, or does not show it. */
export const decodeDevices: StartDecoder<DecodedPage> = withoutZip(
  mapResult(decodeXmlRows({ rowElement: 'device', rootsInHtml: ROOTS_IN_HTML }), (answer) => {
    const error = errorOf(answer)
    if (error !== undefined && NO_SUCH_USER.test(error)) return { rows: [], total: null }
    if (error !== undefined) throw fault(error)
    requireRows(answer, 'device', 'device_id', 'devices')
    return { rows: answer.rows, total: null }
  }),
)
