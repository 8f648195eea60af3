import { type GraphQLSchema, getOperationAST, parse } from 'graphql'
import type { OperationParts } from '../../execution/collect.js'
import type { Column } from '../../export/row-writer.js'
import type { ExportedList } from './exported-lists.js'
import type { ExportArguments } from './parameters.js'

// The operation that an export stands for. It is not executed: the steps of the request pipeline check it, so that an
// export needs the rights of the query that selects the same fields with the same filter, and is counted and reported alike.

export interface ExportOperation {
  readonly name: string
  readonly parts: OperationParts
  /** Coerced. */
  readonly variables: Readonly<Record<string, unknown>>
}

/**
 * Builds the operation of an export.
 * @param pageSize how many records it is taken to return at once, for the estimate of its cost.
 */
export function exportOperation(
  schema: GraphQLSchema,
  list: ExportedList,
  { columns, filter, sources, others }: ExportArguments,
  pageSize: number,
): ExportOperation {
  const name = `export_${list.name}`
  const further = list.others.map((argument) => ({ name: argument.name, type: String(argument.type) }))
  const parameters = [{ name: 'filter', type: list.filter.name }, { name: 'sources', type: '[String!]' }, ...further]
  const declared = parameters.map((each) => `$${each.name}: ${each.type}`).join(', ')
  const passed = parameters.map((each) => `${each.name}: $${each.name}`).join(', ')
  const document = parse(
    `query ${name}(${declared}) { ${list.name}(${passed}, first: ${pageSize}) { nodes { ${selectionOf(columns)} } } }`,
    { noLocation: true },
  )
  const operation = getOperationAST(document)
  if (!operation) throw new Error('the operation of an export has no definition')
  const variables = { ...(filter && { filter }), ...(sources && { sources }), ...others }
  return { name, parts: { schema, operation, fragments: {} }, variables }
}

/** The paths of columns as a selection set. */
const selectionOf = (columns: readonly Column[]): string =>
  columns.map(({ name }) => fieldsOf(name.split('.'))).join(' ')

const fieldsOf = ([first = '', ...rest]: readonly string[]): string =>
  rest.length === 0 ? first : `${first} { ${fieldsOf(rest)} }`

/** The fields of the records that columns read, with parts by dotted path, as lists of the engine take them. */
export const fieldsRead = (columns: readonly Column[]): ReadonlySet<string> =>
  new Set(columns.flatMap(({ name }) => name.split('.').map((_part, at, path) => path.slice(0, at + 1).join('.'))))
