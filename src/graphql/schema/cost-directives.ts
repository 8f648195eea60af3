import {
  type ConstArgumentNode,
  type ConstDirectiveNode,
  type ConstValueNode,
  type DocumentNode,
  type FieldDefinitionNode,
  Kind,
  type TypeNode,
  visit,
} from 'graphql'
import { assumedItems } from '../../cost/sizes.js'
import { UNITS_PER_LIST } from '../../cost/units.js'

/** What the directives say that depends on the configuration. */
export interface DirectiveSizes {
  /** How many sources are configured. */
  readonly sources: number
  readonly defaultPageSize: number
}

/** The fields of a connection that are as long as its page. */
const SIZED_FIELDS = ['nodes', 'edges']

/**
 * Adds `@cost` and `@listSize` of Federation 2.9, so that a router estimates operations by the numbers that the gateway
 * itself goes by: a list with pages costs as much as ten records, and lists that no argument bounds have assumed sizes.
 */
export function withCostDirectives(typeDefs: DocumentNode, sizes: DirectiveSizes): DocumentNode {
  const objects = new Set(
    typeDefs.definitions.flatMap((node) =>
      OBJECTS.has(node.kind) && 'name' in node && node.name ? [node.name.value] : [],
    ),
  )
  const directivesOf = (field: FieldDefinitionNode, isConnection: boolean): readonly ConstDirectiveNode[] => {
    if (hasPages(field)) return pageDirectives(sizes)
    const { name, isList } = itemOf(field.type)
    const isSizedByPage = isConnection && SIZED_FIELDS.includes(field.name.value)
    if (!isList || !objects.has(name) || isSizedByPage) return []
    return [directive('listSize', { assumedSize: int(assumedItems(name, sizes.sources)) })]
  }
  return visit(typeDefs, {
    ObjectTypeDefinition(type) {
      const { fields = [] } = type
      const isConnection = fields.some(({ name }) => name.value === 'pageInfo')
      const described = fields.map((field) => ({
        ...field,
        directives: [...(field.directives ?? []), ...directivesOf(field, isConnection)],
      }))
      return { ...type, fields: described }
    },
  })
}

const OBJECTS: ReadonlySet<string> = new Set([
  Kind.OBJECT_TYPE_DEFINITION,
  Kind.INTERFACE_TYPE_DEFINITION,
  Kind.UNION_TYPE_DEFINITION,
])

const hasPages = ({ arguments: given = [] }: FieldDefinitionNode): boolean =>
  ['first', 'last'].every((name) => given.some((argument) => argument.name.value === name))

const pageDirectives = ({ defaultPageSize }: DirectiveSizes): readonly ConstDirectiveNode[] => [
  directive('cost', { weight: int(UNITS_PER_LIST) }),
  directive('listSize', {
    assumedSize: int(defaultPageSize),
    slicingArguments: texts(['first', 'last']),
    sizedFields: texts(SIZED_FIELDS),
    requireOneSlicingArgument: { kind: Kind.BOOLEAN, value: false },
  }),
]

function itemOf(type: TypeNode): { readonly name: string; readonly isList: boolean } {
  if (type.kind === Kind.NAMED_TYPE) return { name: type.name.value, isList: false }
  const item = itemOf(type.type)
  return { name: item.name, isList: item.isList || type.kind === Kind.LIST_TYPE }
}

const int = (value: number): ConstValueNode => ({ kind: Kind.INT, value: String(value) })
const texts = (values: readonly string[]): ConstValueNode => ({
  kind: Kind.LIST,
  values: values.map((value) => ({ kind: Kind.STRING, value })),
})
const directive = (name: string, given: Readonly<Record<string, ConstValueNode>>): ConstDirectiveNode => ({
  kind: Kind.DIRECTIVE,
  name: { kind: Kind.NAME, value: name },
  arguments: Object.entries(given).map(
    ([argument, value]): ConstArgumentNode => ({
      kind: Kind.ARGUMENT,
      name: { kind: Kind.NAME, value: argument },
      value,
    }),
  ),
})
