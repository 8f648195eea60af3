// Writes schema/introspection.ts: the graph as a type, of which trunkline/client and gql.tada infer the types of documents.

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { minifyIntrospection, outputIntrospectionFile } from '@gql.tada/internal'
import { buildSchema, introspectionFromSchema } from 'graphql'
import { root } from './build-state.mjs'

/**
 * @param {string} text The schema.
 * @returns {string} The module with its type.
 */
export function clientTypes(text) {
  const schema = buildSchema(text)
  const written = outputIntrospectionFile(minifyIntrospection(introspectionFromSchema(schema)), {
    fileType: '.d.ts',
    shouldPreprocess: true,
  })
  const types = /^export type introspection_types = .*?^};$/ms.exec(written)?.[0].replace('export ', '')
  /** @param {{ readonly name: string } | null | undefined} type */
  const nameOf = (type) => (type ? `'${type.name}'` : 'never')
  return `// Made from schema.graphql by \`npm run schema\`.

${types}

/** The graph as gql.tada wants it: \`initGraphQLTada<{ introspection: GraphIntrospection; scalars: GraphScalars }>()\`. */
export type GraphIntrospection = {
  name: never
  query: ${nameOf(schema.getQueryType())}
  mutation: ${nameOf(schema.getMutationType())}
  subscription: ${nameOf(schema.getSubscriptionType())}
  types: introspection_types
}
`
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  writeFileSync(
    join(root, 'schema/introspection.ts'),
    clientTypes(readFileSync(join(root, 'schema/schema.graphql'), 'utf8')),
  )
