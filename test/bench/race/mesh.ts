// GraphQL Mesh, which makes a graph of the vendor's JSON by description alone, served by Hive Gateway. It shows the
// vendor's own names, and cannot compute the talk time, for which the vendor has no field.

import { createServer } from 'node:http'
import { createGatewayRuntime } from '@graphql-hive/gateway-runtime'
import { LegacyLogger, Logger } from '@graphql-hive/logger'
import { getComposedSchemaFromConfig } from '@graphql-mesh/compose-cli'
import { type JSONSchemaOperationConfig, loadJSONSchemaSubgraph } from '@omnigraph/json-schema'
import { OperationTypeNode } from 'graphql'
import { listen } from './listen.ts'

const text = { type: 'string' } as const
const texts = (names: string) => Object.fromEntries(names.split(' ').map((name) => [name, text]))
const object = (title: string, properties: Record<string, object>) => ({ type: 'object' as const, title, properties })
const session = object(
  'Session',
  texts(
    'callId direction started answered ended sbcServer sourceIP sourceIPType destinationIP destinationIPType mvno aNumber bNumber sourceCustomerId sourceCustomerName',
  ),
)
const account = object('SipAccount', { ...texts('_id name status ipAddress'), numbers: { type: 'array', items: text } })
const get = (field: string, path: string, row: object): JSONSchemaOperationConfig => ({
  type: OperationTypeNode.QUERY,
  field,
  method: 'GET',
  path,
  argTypeMap: { first: { type: 'integer' }, customer: text },
  responseSchema: object(`${field}Page`, { [field]: { type: 'array', items: row } }),
})

const log = new Logger({ level: false })
const supergraph = await getComposedSchemaFromConfig(
  {
    subgraphs: [
      {
        sourceHandler: loadJSONSchemaSubgraph('telecomx', {
          endpoint: `${process.env['VENDORS']}/open/telecomx/0`,
          operations: [
            get('sessions', '/sbc/session?offset=0&limit={args.first}&customer={args.customer}', session),
            get('sipAccounts', '/sip?customer={args.customer}&offset=0&limit=10', account),
          ],
        }),
      },
    ],
    additionalTypeDefs: `extend type Session { trunks: sipAccountsPage @resolveTo(sourceName: "telecomx",
      sourceTypeName: "Query", sourceFieldName: "sipAccounts", sourceArgs: { customer: "{root.sourceCustomerId}" },
      requiredSelectionSet: "{ sourceCustomerId }") }`,
  },
  LegacyLogger.from(log),
)
listen(createServer(createGatewayRuntime({ supergraph: () => supergraph, logging: log })))
