import type { FieldReader } from '../contract.js'
import { from, toText } from '../wire/field-readers.js'

/** The vendor's key of a record. The decoders reject rows without it, so it is never ''. */
export const nativeIdFrom = (name: 'callId' | '_id'): FieldReader<string> => from(name, (value) => toText(value) ?? '')
