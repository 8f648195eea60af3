// The grammar of an XML-RPC response: where a reader can stand, and what may come there.

/** Numbers, because they are compared for every tag. */
export const DOCUMENT = 0
export const RESPONSE = 1
export const PARAMS = 2
export const PARAM = 3
export const FAULT = 4
export const VALUE = 5
export const SCALAR = 6
export const STRUCT = 7
export const MEMBER = 8
export const NAME = 9
export const ARRAY = 10
export const DATA = 11

export type Place =
  | typeof DOCUMENT
  | typeof RESPONSE
  | typeof PARAMS
  | typeof PARAM
  | typeof FAULT
  | typeof VALUE
  | typeof SCALAR
  | typeof STRUCT
  | typeof MEMBER
  | typeof NAME
  | typeof ARRAY
  | typeof DATA

/** What belongs at a place, in the words of a fault. */
export const EXPECTED: Readonly<Record<Place, string>> = {
  [DOCUMENT]: 'an XML-RPC response',
  [RESPONSE]: 'params or a fault in an XML-RPC response',
  [PARAMS]: 'one param in an XML-RPC response',
  [PARAM]: 'one value in an XML-RPC param',
  [FAULT]: 'one value in an XML-RPC fault',
  [VALUE]: 'one XML-RPC type in a value',
  [SCALAR]: 'text in an XML-RPC type',
  [STRUCT]: 'members in an XML-RPC struct',
  [MEMBER]: 'a name and a value in an XML-RPC member',
  [NAME]: 'text in the name of an XML-RPC member',
  [ARRAY]: 'one data in an XML-RPC array',
  [DATA]: 'values in an XML-RPC array',
}
