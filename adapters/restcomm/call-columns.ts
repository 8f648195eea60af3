import type { FieldReader, Row } from '../contract.js'
import type { Format } from './settings.js'

// The fields of a call record, and their names in the manual, in XML and in JSON.

/**
 * The manual's name of a field, and its names in responses. If there are two, the first is from the code, and the
 * second is the one to expect from the manual. PriceUnit is not in the manual, but Price has no meaning without it.
 */
const SPELLINGS = {
  Sid: { xml: ['Sid'], json: ['sid'] },
  ParentCallSid: { xml: ['ParentCallSid'], json: ['parent_call_sid'] },
  DateCreated: { xml: ['DateCreated'], json: ['date_created'] },
  DateUpdated: { xml: ['DateUpdated'], json: ['date_updated'] },
  To: { xml: ['To'], json: ['to'] },
  From: { xml: ['From'], json: ['from'] },
  PhoneNumberSid: { xml: ['PhoneNumberSid'], json: ['phone_number_sid'] },
  Status: { xml: ['Status'], json: ['status'] },
  StartTime: { xml: ['StartTime'], json: ['start_time'] },
  EndTime: { xml: ['EndTime'], json: ['end_time'] },
  Duration: { xml: ['Duration'], json: ['duration'] },
  Price: { xml: ['Price'], json: ['price'] },
  PriceUnit: { xml: ['PriceUnit'], json: ['price_unit'] },
  Direction: { xml: ['Direction'], json: ['direction'] },
  AnsweredBy: { xml: ['AnsweredBy'], json: ['answered_by'] },
  ApiVersion: { xml: ['ApiVersion'], json: ['api_version'] },
  ForwardFrom: { xml: ['ForwardedFrom', 'ForwardFrom'], json: ['forwarded_from', 'forward_from'] },
  CallerName: { xml: ['CallerName'], json: ['caller_name'] },
  Uri: { xml: ['Uri'], json: ['uri'] },
} as const satisfies Readonly<Record<string, Readonly<Record<Format, readonly [string, ...string[]]>>>>

/** A field of a call, by the manual's name. */
type CallColumn = keyof typeof SPELLINGS

/** All names of the fields of a call in XML. Rows also have other elements, which are not read. */
export const XML_NAMES: ReadonlySet<string> = new Set(Object.values(SPELLINGS).flatMap(({ xml }) => xml))

/** Reads fields of calls that were sent in one format. */
export interface CallColumns {
  /** The field as it was sent; undefined if the row does not have it. */
  readonly value: (row: Row, column: CallColumn) => unknown
  readonly field: <Value>(column: CallColumn, read: (value: unknown) => Value) => FieldReader<Value>
}

function readColumn(row: Row, names: readonly [string, string?]): unknown {
  const sent = row[names[0]]
  return sent === undefined && names[1] !== undefined ? row[names[1]] : sent
}

const columnsIn = (format: Format): CallColumns => {
  const value = (row: Row, column: CallColumn): unknown => readColumn(row, SPELLINGS[column][format])
  return {
    value,
    field: (column, read) => {
      const names = SPELLINGS[column][format]
      return { from: [column], read: (row) => read(readColumn(row, names)) }
    },
  }
}
const COLUMNS: Readonly<Record<Format, CallColumns>> = { xml: columnsIn('xml'), json: columnsIn('json') }
export const callColumns = (format: Format): CallColumns => COLUMNS[format]

/** A JSON row with the field names of another format. */
export function fromJsonRow(row: Row, format: Format): Row {
  if (format === 'json') return row
  const json = callColumns('json')
  const sent = Object.keys(SPELLINGS)
    .filter(isCallColumn)
    .map((column) => [SPELLINGS[column][format][0], json.value(row, column)] as const)
  return Object.fromEntries(sent.filter(([, value]) => value !== undefined))
}

const isCallColumn = (name: string): name is CallColumn => name in SPELLINGS
