import type { DecodedPage, Row, StartDecoder } from '../contract.js'
import { faultFrom, protocolFault } from '../wire/faults.js'
import { isRow, toInt } from '../wire/field-readers.js'
import { parseJson, wholeBody } from '../wire/json/body.js'
import { detailsOf, faults } from './faults.js'

// Reads PortaBilling's JSON responses: an object with the list under a name of its own. An error with a success status is
// a fault.

/** @throws VendorFault PROTOCOL, or what the error means. */
export function toObject(text: string, expected: string): Row {
  const answer = parseJson(text)
  if (!isRow(answer)) throw protocolFault(expected, 'another value')
  const details = detailsOf(answer)
  if (details.code !== undefined || details.text !== undefined) throw faultFrom(faults, { httpStatus: 500, ...details })
  return answer
}

/** What is read of a list. */
interface ListShape {
  /** The member that holds the rows. */
  readonly list: string
  /** What every row must have, so that it can be identified. */
  readonly isKeyed: (row: Row) => boolean
  /** Rows that do not belong to the list are left out, and are not counted. Default: all belong. */
  readonly belongs?: (row: Row) => boolean
}

const toCount = (value: unknown): number | null => {
  const count = toInt(value)
  return count !== null && count >= 0 ? count : null
}

/**
 * Reads a list. The total is the system's count, if it was asked for one.
 * @throws VendorFault PROTOCOL if the list or the key of a row is missing, or what the error means.
 */
export const decodeList = ({ list, isKeyed, belongs = () => true }: ListShape): StartDecoder<DecodedPage> =>
  wholeBody((text) => {
    const answer = toObject(text, `an object with ${list}`)
    const items: unknown = answer[list]
    const all: readonly unknown[] | null = Array.isArray(items) ? items : null
    if (all === null || !all.every(isRow)) throw protocolFault(`an array of objects in ${list}`, 'something else')
    const rows = all.filter(belongs)
    if (!rows.every(isKeyed)) throw protocolFault(`rows with an id in ${list}`, 'a row without one')
    const total = toCount(answer['total'])
    return { rows, total: total === null ? null : Math.max(rows.length, total - (all.length - rows.length)) }
  })

/**
 * Reads one record. Null for one that does not exist: nothing stands in the answer then.
 * @param record the member that holds it, and what it must have so that it can be identified.
 */
export const decodeOne = (record: {
  readonly member: string
  readonly isKeyed: (row: Row) => boolean
}): StartDecoder<Row | null> =>
  wholeBody((text) => {
    const { member, isKeyed } = record
    const answer = toObject(text, `an object with ${member}`)
    if (Object.values(answer).every((value) => value === null)) return null
    const row = answer[member]
    if (!isRow(row)) throw protocolFault(`an object with ${member}`, 'another object')
    if (!isKeyed(row)) throw protocolFault(`an id in ${member}`, 'a record without one')
    return row
  })
