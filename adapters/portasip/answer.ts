import type { DecodedPage, Row, StartDecoder } from '../contract.js'
import { protocolFault } from '../wire/faults.js'
import { isRow, toText } from '../wire/field-readers.js'
import { mapResult } from '../wire/map-result.js'
import { decodeXmlRpc, structs } from '../wire/xml-rpc/response-decoder.js'
import type { RpcValue } from '../wire/xml-rpc/values.js'
import { toResultFault, toVendorFault } from './faults.js'

// Responses of the switch: a bare array for a list, and a struct with `result` for everything else.

const decodeValue = decodeXmlRpc({ onFault: toVendorFault })

const decodeWith = <Result>(read: (value: RpcValue) => Result): StartDecoder<Result> => mapResult(decodeValue, read)

/** A list of calls. Each must have an ID, without which it could be neither identified nor disconnected. */
export const decodeCalls = decodeWith((value) => {
  // A list has no envelope; a struct in its place reports an error.
  if (isRow(value)) throw toFaultOfResult(value)
  const rows = structs(value)
  if (!rows.every((row) => toText(row['ID']) !== null)) throw protocolFault('calls with an ID', 'a call without one')
  // The switch reports no count; the list is always complete.
  return { rows, total: null }
})

/** Call records: {result, cdrs}. The switch reports no count. */
const readCallRecords = (answer: Row): readonly Row[] => {
  const { cdrs } = answer
  const rows: readonly unknown[] | null = Array.isArray(cdrs) ? cdrs : null
  if (rows === null || !rows.every(isRow)) throw protocolFault('an array of call records in cdrs', 'something else')
  return rows
}

export const decodeCallRecords = decodeResult((answer, result) => {
  if (!isOk(result)) throw toResultFault(result)
  return { rows: readCallRecords(answer), total: null }
})

/** The one record that was requested; null if there is none, or if the switch did not search for it and returned several. */
export const decodeCallRecord = decodeResult((answer, result) => {
  if (!isOk(result)) throw toResultFault(result)
  const [record, ...others] = readCallRecords(answer)
  return record === undefined || others.length > 0 ? null : record
})

/**
 * Reads a list with offset and limit: {result, customers} or {result, accounts}. The switch reports no count.
 * @param key the native id, which every row must have.
 * @param complete adds what the switch leaves out of the rows.
 */
export const decodeRows = (
  member: 'customers' | 'accounts',
  key: string,
  complete: (row: Row) => Row,
): StartDecoder<DecodedPage> =>
  decodeResult((answer, result) => {
    if (!isOk(result)) throw toResultFault(result)
    const rows: unknown = answer[member]
    if (!Array.isArray(rows) || !rows.every((row) => isRow(row) && toText(row[key]) !== null))
      throw protocolFault(`an array ${member} of structs with ${key}`, 'something else')
    return { rows: rows.map(complete), total: null }
  })

/** Reads a response with its outcome in `result`. OK is success; `read` interprets all other results. */
export function decodeResult<Result>(read: (answer: Row, result: string) => Result): StartDecoder<Result> {
  return decodeWith((value) => {
    if (!isRow(value)) throw protocolFault('a struct with a result', 'another value')
    const result = resultOf(value)
    if (result === null) throw toFaultOfResult(value)
    return read(value, result)
  })
}

export const isOk = (result: string): boolean => result.toUpperCase() === 'OK'

const resultOf = (answer: Row): string | null => toText(answer['result'])?.trim() ?? null

export function toFaultOfResult(answer: Row): Error {
  const result = resultOf(answer)
  return result === null ? protocolFault('a struct with a result', 'a struct without one') : toResultFault(result)
}
