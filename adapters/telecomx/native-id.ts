import type { FieldReader } from '../contract.js'
import { from, toText } from '../wire/field-readers.js'

/** The vendor's key of a record. The decoders take no row without it, so '' is never seen. */
export const nativeIdFrom = (name: 'callId' | '_id'): FieldReader<string> => from(name, (value) => toText(value) ?? '')
