// An operation for each field of the table of scopes, made from the schema.

import { type GraphQLSchema, getNamedType, isLeafType, isObjectType } from 'graphql'
import { FIELD_SCOPES } from '../../../src/access/rights/field-scopes.js'
import { type NodeType, toGlobalId } from '../../../src/engine/source/global-id.js'

const nodeOf = (type: NodeType): string =>
  `node(id: "${toGlobalId(type, 'telecomx-demo', '0123456789abcdef01234567')}") { ... on ${type} { … } }`

const STATS_WINDOW =
  '(filter: { startedFrom: "2026-01-01T00:00:00Z", startedTo: "2026-01-02T00:00:00Z" }, groupBy: [SOURCE])'
const CALL_STATS = `callStats${STATS_WINDOW}`

/** Where an object of a type is found. `…` stands for what is selected of it. */
const FOUND: Readonly<Record<string, string>> = {
  Query: '…',
  Call: nodeOf('Call'),
  MorCallDetails: nodeOf('Call').replace('…', 'mor { … }'),
  Session: nodeOf('Session'),
  ActiveCall: nodeOf('ActiveCall'),
  SipAccount: nodeOf('SipAccount'),
  Customer: 'customer(source: "telecomx-demo", nativeId: "1234567890abcdef12345678") { … }',
  PhoneNumber: 'phoneNumber(number: "+4570305050") { … }',
  CallStats: `${CALL_STATS} { … }`,
  CallStatsGroup: `${CALL_STATS} { groups { … } }`,
  Source: 'calls(first: 1) { sources { source { … } } }',
  SourceReport: 'calls(first: 1) { sources { … } }',
}
/** A customer that needs no right to customers by itself. */
const MENTIONED_CUSTOMER = 'sessions(first: 1) { nodes { sourceCustomer { … } } }'
const ARGUMENTS: Readonly<Record<string, string>> = {
  'Query.callStats': STATS_WINDOW,
  'Query.customer': '(source: "telecomx-demo", nativeId: "1234567890abcdef12345678")',
  'Query.callTrace': '(sipCallId: "a@192.0.2.1")',
  'Query.__type': '(name: "Call")',
}
const PARTS: Readonly<Record<string, string>> = {
  'Query.__schema': '{ queryType { name } }',
  'Query.__type': '{ name }',
  'Query._service': '{ sdl }',
}

/** @param path `Type.field`. */
export function documentFor(schema: GraphQLSchema, path: string): string {
  const [typeName = '', field = ''] = path.split('.')
  const type = schema.getType(typeName)
  const definition = isObjectType(type) ? type.getFields()[field] : undefined
  const isLeaf = definition !== undefined && isLeafType(getNamedType(definition.type))
  const part = PARTS[path] ?? (isLeaf ? '' : '{ __typename }')
  const isOfCustomer = typeName === 'Customer' && FIELD_SCOPES[path]?.scope === 'customers:read'
  const found = isOfCustomer ? MENTIONED_CUSTOMER : FOUND[typeName]
  if (found === undefined) throw new Error(`scoped-documents.ts does not say where a ${typeName} is found`)
  return `{ ${found.replace('…', `${field}${ARGUMENTS[path] ?? ''} ${part}`)} }`
}
