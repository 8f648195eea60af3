import type { DecodedPage, DisconnectResult, Row, StartDecoder } from '../contract.js'
import { protocolFault } from '../wire/faults.js'
import { isRow, toBoolean, toFloat, toInt, toText } from '../wire/field-readers.js'
import { parseJson, wholeBody } from '../wire/json/body.js'
import { faultInSuccess } from './faults.js'

// Reads TelecomX's JSON responses. A success status does not mean success: an `error` member is a fault.

const DOCUMENTED_TOKEN_MINUTES = 15
const SECONDS_PER_MINUTE = 60

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return value === null ? 'null' : 'nothing'
  return Array.isArray(value) ? 'an array' : isRow(value) ? 'another object' : `a ${typeof value}`
}

/**
 * A string that every object of this kind must have.
 * @throws VendorFault PROTOCOL if it is absent or ''.
 */
function requireText(value: unknown, name: string): string {
  const text = toText(value)
  if (text === null) throw protocolFault(`an object with ${name}`, `an object without ${name}`)
  return text
}

/** An object that is not an error. @throws VendorFault PROTOCOL, or what the error means. */
function toObject(answer: unknown, expected: string): Row {
  if (!isRow(answer)) throw protocolFault(expected, kindOf(answer))
  if (answer.error !== undefined && answer.error !== null) throw faultInSuccess(answer.error)
  return answer
}

/** A row with its native id, without which nothing could refer to the record. */
function toKeyedRow(item: unknown, key: string): Row {
  if (!isRow(item)) throw protocolFault('an array of objects', `an array with ${kindOf(item)}`)
  requireText(item[key], key)
  return item
}

function toCount(value: unknown): number | null {
  const count = toInt(value)
  return count !== null && count >= 0 ? count : null
}

/**
 * Reads a list. The text of the document describes an envelope with a total, but its examples show a bare array: both
 * are accepted. A bare array has no total. Some lists of this vendor write `count` instead of `total`.
 * @param list the member of the envelope that holds the rows.
 * @param key the native id, which every row must have.
 */
export const decodeList = (
  list: 'sessions' | 'sipAccounts' | 'customers' | 'cdrs',
  key: 'callId' | '_id',
): StartDecoder<DecodedPage> =>
  wholeBody((text) => {
    const answer = parseJson(text)
    if (Array.isArray(answer)) return { rows: answer.map((item) => toKeyedRow(item, key)), total: null }
    const envelope = toObject(answer, `an object with ${list}, or an array`)
    const items = envelope[list]
    if (!Array.isArray(items)) throw protocolFault(`an array ${list}`, `${kindOf(items)} in its place`)
    return { rows: items.map((item) => toKeyedRow(item, key)), total: toCount(envelope.total ?? envelope.count) }
  })

/** Reads one record, which is sent without an envelope. */
const decodeOne = (what: string, key: 'callId' | '_id'): StartDecoder<Row | null> =>
  wholeBody((text) => {
    const record = toObject(parseJson(text), what)
    requireText(record[key], key)
    return record
  })

export const decodeSession = decodeOne('a session', 'callId')

/** Whether an answer is the session with this Call-ID, letter for letter. */
export const decodeIsSession = (callId: string): StartDecoder<boolean> =>
  wholeBody((text) => {
    const answer = parseJson(text)
    return isRow(answer) && toText(answer.callId) === callId
  })

export const decodeSipAccount = decodeOne('a SIP account', '_id')

export const decodeCustomer = decodeOne('a customer', '_id')

/** Reads `{"success":true}`. */
export const decodeDisconnect: StartDecoder<DisconnectResult> = wholeBody((text) => {
  const answer = toObject(parseJson(text), 'an object with success')
  if (toBoolean(answer.success) !== true) throw protocolFault('success: true', 'an object without it')
  return { outcome: 'REQUESTED', disconnectedCount: 1 }
})

/** Reads `{"token":"…","expiresInMinutes":15, …}`; -1 means that the token does not expire. */
export const decodeLogin: StartDecoder<{ token: string; expiresInSeconds: number | null }> = wholeBody((text) => {
  const answer = toObject(parseJson(text), 'an object with token')
  const token = requireText(answer.token, 'token')
  const minutes = toFloat(answer.expiresInMinutes) ?? DOCUMENTED_TOKEN_MINUTES
  return { token, expiresInSeconds: minutes < 0 ? null : minutes * SECONDS_PER_MINUTE }
})
