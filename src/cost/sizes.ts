import { GraphQLBoolean, GraphQLFloat, GraphQLID, GraphQLInt, type GraphQLLeafType, isEnumType } from 'graphql'

// What the estimate assumes where the size depends on the data. Sizes are bytes of JSON.

/** Braces, and the comma behind an object. */
export const OBJECT_BYTES = 3
/** Quotes, colon and comma beside the key of a member. */
export const MEMBER_BYTES = 4
/** A string of a vendor, with its quotes: names, numbers, addresses and times are shorter, Call-IDs somewhat longer. */
const TEXT_BYTES = 40
const BYTES_BY_TYPE: ReadonlyMap<string, number> = new Map([
  [GraphQLBoolean.name, 5],
  [GraphQLInt.name, 8],
  [GraphQLFloat.name, 10],
  // Global ids hold the name of the source and the vendor's key, in base64.
  [GraphQLID.name, 64],
])
/** Items of a list of plain values, such as the numbers of an account. */
const LEAVES_PER_LIST = 4

/** What one plain value takes. */
export function leafBytes(type: GraphQLLeafType, isList: boolean): number {
  const one = isEnumType(type) ? longestNameOf(type.getValues()) : (BYTES_BY_TYPE.get(type.name) ?? TEXT_BYTES)
  return isList ? one * LEAVES_PER_LIST : one
}

const longestNameOf = (values: readonly { readonly name: string }[]): number =>
  values.reduce((longest, { name }) => Math.max(longest, name.length + 2), 0)

/** How many items a list of objects has whose length no argument bounds, by the type of its items. */
const ASSUMED_ITEMS: ReadonlyMap<string, number> = new Map([
  // The records of one trace: a call is linked to a few others.
  ['CallRecord', 10],
  ['PhoneNumber', 10],
  // One for each month with calls. An average, so that a usual page of trunks with a year each is allowed; the
  // real number is counted during execution.
  ['VoiceUsage', 8],
  ['ActiveCallStatsGroup', 200],
  ['CallStatsGroup', 200],
  // An event of a subscription: a part of a snapshot has at most a thousand calls.
  ['ActiveCall', 1000],
  ['EndedCall', 1000],
  ['Alarm', 10],
  // An hour of samples, of four states.
  ['ActiveCallSample', 1000],
  // Most sources have one currency.
  ['MoneySum', 1],
  ['Capability', 20],
])
const USUAL_ITEMS = 10

/** Of these there is one for each source that is configured. */
const ONE_PER_SOURCE: ReadonlySet<string> = new Set(['Source', 'SourceReport', 'SourceCoverage'])

export const assumedItems = (typeName: string, sources: number): number =>
  ONE_PER_SOURCE.has(typeName) ? sources : (ASSUMED_ITEMS.get(typeName) ?? USUAL_ITEMS)
