// An operation for each field of the table of scopes, made from the schema.

import { type GraphQLSchema, getNamedType, isLeafType, isObjectType } from 'graphql'
import { type NodeType, toGlobalId } from '../../../src/engine/source/global-id.js'

const nodeOf = (type: NodeType): string =>
  `node(id: "${toGlobalId(type, 'telecomx-demo', '0123456789abcdef01234567')}") { ... on ${type} { … } }`

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
  Source: 'calls(first: 1) { sources { source { … } } }',
  SourceReport: 'calls(first: 1) { sources { … } }',
}
const ARGUMENTS: Readonly<Record<string, string>> = {
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
  const found = FOUND[typeName]
  if (found === undefined) throw new Error(`scoped-documents.ts does not say where a ${typeName} is found`)
  return `{ ${found.replace('…', `${field}${ARGUMENTS[path] ?? ''} ${part}`)} }`
}
