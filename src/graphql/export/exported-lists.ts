import {
  type GraphQLArgument,
  type GraphQLInputObjectType,
  type GraphQLSchema,
  getNamedType,
  isInputObjectType,
  isLeafType,
  isObjectType,
} from 'graphql'
import type { ListName } from '../../../adapters/contract.js'
import { SCOPE_OF_LIST } from '../../access/rights/scopes.js'
import type { Column } from '../../export/row-writer.js'
import { columnsOf } from './columns.js'
import { DEFAULT_COLUMNS } from './default-columns.js'

/** A root list of the graph, as it can be exported. */
export interface ExportedList {
  readonly name: ListName
  readonly columns: ReadonlyMap<string, Column>
  readonly defaultColumns: readonly Column[]
  readonly filter: GraphQLInputObjectType
  /** Arguments of the list, beside its filter, its sources and its pages: such as its order. */
  readonly others: readonly GraphQLArgument[]
}

/** The arguments that every list has and an export has not: it has no pages, and reports what is missing at its end. */
const OF_PAGES: ReadonlySet<string> = new Set(['first', 'after', 'last', 'before', 'requireAllSources'])

const isListName = (name: string): name is ListName => Object.hasOwn(SCOPE_OF_LIST, name)

/**
 * Every root list of the graph, by its name.
 * @throws Error where the graph does not have the expected form: a list without filter or records.
 */
export function exportedLists(schema: GraphQLSchema): ReadonlyMap<string, ExportedList> {
  const names = Object.keys(SCOPE_OF_LIST).filter(isListName)
  return new Map(names.flatMap((name) => (rootField(schema, name) === undefined ? [] : [[name, toList(schema, name)]])))
}

const rootField = (schema: GraphQLSchema, name: ListName) => schema.getQueryType()?.getFields()[name]

function toList(schema: GraphQLSchema, name: ListName): ExportedList {
  const field = rootField(schema, name)
  const connection = field === undefined ? undefined : getNamedType(field.type)
  const nodes = isObjectType(connection) ? connection.getFields()['nodes'] : undefined
  const record = nodes === undefined ? undefined : getNamedType(nodes.type)
  const argument = field?.args.find((each) => each.name === 'filter')
  const filter = argument === undefined ? undefined : getNamedType(argument.type)
  if (!isObjectType(record) || !isInputObjectType(filter))
    throw new Error(`Query.${name} is not a list that can be exported`)
  const columns = columnsOf(record)
  const defaultColumns = DEFAULT_COLUMNS[name].map((path) => {
    const column = columns.get(path)
    if (column === undefined)
      throw new Error(`${record.name} has no column ${path}, which is exported unless others are chosen`)
    return column
  })
  const others = (field?.args ?? []).filter((each) => isLeafType(getNamedType(each.type)) && !isCommon(each))
  return { name, columns, defaultColumns, filter, others }
}

const isCommon = ({ name }: GraphQLArgument): boolean => name === 'sources' || OF_PAGES.has(name)
